package provider

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// read gives an attribute of a state by its path, such as "instrument.bank_ifsc"; nil where it is null.
func (i *instance) read(name string) any { return plain(at(i.state, name)) }

func at(value tftypes.Value, name string) tftypes.Value {
	for step := range strings.SplitSeq(name, ".") {
		if !value.IsKnown() { // as core sees it: of an unknown group, every member is unknown
			return tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
		}
		var members map[string]tftypes.Value
		if value.IsNull() || value.As(&members) != nil {
			return tftypes.NewValue(tftypes.String, nil)
		}
		value = members[step]
	}
	return value
}

func plain(value tftypes.Value) any {
	switch {
	case !value.IsKnown():
		return notKnownYet{}
	case value.IsNull():
		return nil
	case value.Type().Is(tftypes.String):
		var s string
		_ = value.As(&s)
		return s
	default:
		return value
	}
}

func valueOf(t testing.TB, typ tftypes.Type, value any) tftypes.Value {
	t.Helper()
	switch v := value.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case notKnownYet:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case int:
		return tftypes.NewValue(typ, big.NewFloat(float64(v)))
	case object:
		objectType := typ.(tftypes.Object)
		members := make(map[string]tftypes.Value, len(objectType.AttributeTypes))
		for name, memberType := range objectType.AttributeTypes {
			members[name] = valueOf(t, memberType, v[name])
		}
		for name := range v {
			if _, known := objectType.AttributeTypes[name]; !known {
				t.Fatalf("the schema has no attribute %q", name)
			}
		}
		return tftypes.NewValue(typ, members)
	default:
		return tftypes.NewValue(typ, v)
	}
}

func dynamic(t testing.TB, typ tftypes.Type, value tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(typ, value)
	must(t, err)
	return &encoded
}

func unmarshal(t testing.TB, typ tftypes.Type, value *tfprotov6.DynamicValue) tftypes.Value {
	t.Helper()
	decoded, err := value.Unmarshal(typ)
	must(t, err)
	return decoded
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func pathText(p *tftypes.AttributePath) string {
	var steps []string
	for _, step := range p.Steps() {
		steps = append(steps, fmt.Sprint(step))
	}
	return strings.Join(steps, ".")
}

func hasErrors(diags []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d *tfprotov6.Diagnostic) bool {
		return d.Severity == tfprotov6.DiagnosticSeverityError
	})
}

// text is everything that diagnostics say.
func text(diags []*tfprotov6.Diagnostic) string {
	var lines []string
	for _, d := range diags {
		where := ""
		if d.Attribute != nil {
			where = " [" + pathText(d.Attribute) + "]"
		}
		lines = append(lines, fmt.Sprintf("%s%s: %s\n%s", d.Severity, where, d.Summary, d.Detail))
	}
	return strings.Join(lines, "\n")
}

func wantNoErrors(t testing.TB, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	if hasErrors(diags) {
		t.Fatalf("unexpected errors:\n%s", text(diags))
	}
}

// wantError asserts that there is an error, that it hangs on the attribute (or on none, for ""), and what it says.
func wantError(t testing.TB, diags []*tfprotov6.Diagnostic, attribute string, says ...string) {
	t.Helper()
	wantDiagnostic(t, diags, tfprotov6.DiagnosticSeverityError, attribute, says...)
}

func wantWarning(t testing.TB, diags []*tfprotov6.Diagnostic, says ...string) {
	t.Helper()
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityWarning && containsAll(d.Summary+"\n"+d.Detail, says) {
			return
		}
	}
	t.Fatalf("no warning says %q, but:\n%s", says, text(diags))
}

func wantDiagnostic(t testing.TB, diags []*tfprotov6.Diagnostic, severity tfprotov6.DiagnosticSeverity, attribute string, says ...string) {
	t.Helper()
	for _, d := range diags {
		where := ""
		if d.Attribute != nil {
			where = pathText(d.Attribute)
		}
		if d.Severity == severity && where == attribute && containsAll(d.Summary+"\n"+d.Detail, says) {
			return
		}
	}
	t.Fatalf("no %s on %q says %q, but:\n%s", severity, attribute, says, text(diags))
}

func containsAll(whole string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(whole, part) {
			return false
		}
	}
	return true
}

func cutPath(path string) (group, name string, nested bool) { return strings.Cut(path, ".") }

// identityOf is an import block's identity of one beneficiary.
func identityOf(t testing.TB, values object) *tfprotov6.ResourceIdentityData {
	t.Helper()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"beneficiary_id": tftypes.String}}
	return &tfprotov6.ResourceIdentityData{IdentityData: dynamic(t, typ, valueOf(t, typ, values))}
}

// errorsIn is what went wrong, or nothing.
func errorsIn(diags []*tfprotov6.Diagnostic) string {
	if hasErrors(diags) {
		return text(diags)
	}
	return ""
}

func bigFloat(t testing.TB, value tftypes.Value) *big.Float {
	t.Helper()
	exact := new(big.Float)
	must(t, value.As(exact))
	return exact
}

func wantNoNumber(t *testing.T, text string, numbers ...string) {
	t.Helper()
	for _, number := range numbers {
		if strings.Contains(text, number) {
			t.Errorf("the account number %s is in:\n%s", number, text)
		}
	}
}
