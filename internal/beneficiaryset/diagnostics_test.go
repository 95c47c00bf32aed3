package beneficiaryset

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Diagnostics keep their order, severity, texts and path in the form of the protocol.
func TestToProtocol(t *testing.T) {
	t.Parallel()
	attribute := tftypes.NewAttributePath
	for name, test := range map[string]struct {
		diagnostic diag.Diagnostic
		want       tfprotov6.Diagnostic
	}{
		"error": {
			diag.NewErrorDiagnostic("Invalid import id", "Write the ids."),
			tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Invalid import id", Detail: "Write the ids."},
		},
		"warning": {
			diag.NewWarningDiagnostic("Document without members", ""),
			tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Document without members"},
		},
		"error on an attribute": {
			diag.NewAttributeErrorDiagnostic(path.Root("timeouts"), "Invalid timeout", "It is soon."),
			tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Invalid timeout", Detail: "It is soon.",
				Attribute: attribute().WithAttributeName("timeouts")},
		},
		"warning on a nested attribute": {
			diag.NewAttributeWarningDiagnostic(path.Root("timeouts").AtName("read"), "a", "b"),
			tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "a", Detail: "b",
				Attribute: attribute().WithAttributeName("timeouts").WithAttributeName("read")},
		},
		"error on a map key": {
			diag.NewAttributeErrorDiagnostic(path.Root("members").AtMapKey("v1"), "a", "b"),
			tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "a", Detail: "b", Attribute: attribute().WithAttributeName("members")},
		},
		"error on the resource": {
			diag.NewAttributeErrorDiagnostic(path.Empty(), "a", "b"),
			tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "a", Detail: "b", Attribute: attribute()},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := diag.NewWarningDiagnostic("first", "")
			converted := toProtocol(diag.Diagnostics{first, test.diagnostic})
			if len(converted) != 2 || converted[0].Summary != "first" {
				t.Fatalf("converted to %v", converted)
			}
			wantSame(t, converted[1], &test.want)
		})
	}
	if none := toProtocol(nil); none != nil {
		t.Errorf("no diagnostics became %v", none)
	}
}

// wantSame wants two diagnostics to be equal. One without a path differs from one on the resource.
func wantSame(t *testing.T, got, want *tfprotov6.Diagnostic) {
	t.Helper()
	if got.Severity != want.Severity || got.Summary != want.Summary || got.Detail != want.Detail {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if (got.Attribute == nil) != (want.Attribute == nil) || !got.Attribute.Equal(want.Attribute) {
		t.Errorf("got the path %v, want %v", got.Attribute, want.Attribute)
	}
}

// A path becomes the same path of attribute names.
func TestToAttributePath(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from path.Path
		want *tftypes.AttributePath
	}{
		{path.Empty(), tftypes.NewAttributePath()},
		{path.Root("csv"), tftypes.NewAttributePath().WithAttributeName("csv")},
		{path.Root("timeouts").AtName("read"), tftypes.NewAttributePath().WithAttributeName("timeouts").WithAttributeName("read")},
		{path.Root("members").AtMapKey("v1").AtName("a"), tftypes.NewAttributePath().WithAttributeName("members").WithAttributeName("a")},
	} {
		if got := toAttributePath(test.from); !got.Equal(test.want) {
			t.Errorf("%s became %s, want %s", test.from, got, test.want)
		}
	}
}

// A list is shown up to its limit, with the number of those that are left out.
func TestFirstOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		texts []string
		want  string
	}{
		{nil, ""}, {[]string{"a"}, "a"}, {[]string{"a", "b"}, "a, b"}, {[]string{"a", "b", "c"}, "a, b, and 1 more"},
	} {
		if got := firstOf(test.texts, 2); got != test.want {
			t.Errorf("%q became %q, want %q", test.texts, got, test.want)
		}
	}
}
