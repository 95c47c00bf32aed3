package coretest

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/text/unicode/norm"
)

// Object is a configuration or a state written by hand: strings, bools, ints, nested objects, nil and [Unknown].
type Object = map[string]any

// Unknown stands for a value that is known after apply.
type Unknown struct{}

// At returns the value at a path such as "instrument.bank_ifsc". Every member of an unknown group is unknown, as core
// sees it.
func At(value tftypes.Value, name string) tftypes.Value {
	for step := range strings.SplitSeq(name, ".") {
		if !value.IsKnown() {
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

// Plain returns a string, nil for null, [Unknown] for unknown, and any other value as it is.
func Plain(value tftypes.Value) any {
	switch {
	case !value.IsKnown():
		return Unknown{}
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

// ValueOf returns a value of the protocol. An attribute that the type lacks fails the test.
func ValueOf(t testing.TB, typ tftypes.Type, value any) tftypes.Value {
	t.Helper()
	switch v := value.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case Unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case int:
		return tftypes.NewValue(typ, big.NewFloat(float64(v)))
	case Object:
		objectType, ok := typ.(tftypes.Object)
		if !ok {
			t.Fatalf("an object for the type %s", typ)
		}
		members := make(map[string]tftypes.Value, len(objectType.AttributeTypes))
		for name, memberType := range objectType.AttributeTypes {
			members[name] = ValueOf(t, memberType, v[name])
		}
		for name := range v {
			if _, known := objectType.AttributeTypes[name]; !known {
				t.Fatalf("the schema has no attribute %q", name)
			}
		}
		return tftypes.NewValue(typ, members)
	case string:
		return tftypes.NewValue(typ, norm.NFC.String(v)) // as core has every text
	default:
		return tftypes.NewValue(typ, v)
	}
}

// Dynamic encodes a value as it travels.
func Dynamic(t testing.TB, typ tftypes.Type, value tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(typ, value)
	Must(t, err)
	return &encoded
}

// Decode decodes a value as core does, which brings every text into Unicode's normal form NFC.
func Decode(t testing.TB, typ tftypes.Type, value *tfprotov6.DynamicValue) tftypes.Value {
	t.Helper()
	decoded, err := value.Unmarshal(typ)
	Must(t, err)
	if norm.NFC.IsNormal(value.MsgPack) { // as nearly all are
		return decoded
	}
	normal, err := tftypes.Transform(decoded, func(_ *tftypes.AttributePath, part tftypes.Value) (tftypes.Value, error) {
		if text, isText := Plain(part).(string); isText {
			return tftypes.NewValue(tftypes.String, norm.NFC.String(text)), nil
		}
		return part, nil
	})
	Must(t, err)
	return normal
}

// Must fails the test at once on an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// PathText returns a path as text, such as "instrument.bank_ifsc".
func PathText(p *tftypes.AttributePath) string {
	var steps []string
	for _, step := range p.Steps() {
		steps = append(steps, fmt.Sprint(step))
	}
	return strings.Join(steps, ".")
}

// HasErrors reports whether one of the diagnostics is an error.
func HasErrors(diags []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d *tfprotov6.Diagnostic) bool {
		return d.Severity == tfprotov6.DiagnosticSeverityError
	})
}

// Text returns everything that diagnostics contain.
func Text(diags []*tfprotov6.Diagnostic) string {
	var lines []string
	for _, d := range diags {
		where := ""
		if d.Attribute != nil {
			where = " [" + PathText(d.Attribute) + "]"
		}
		lines = append(lines, fmt.Sprintf("%s%s: %s\n%s", d.Severity, where, d.Summary, d.Detail))
	}
	return strings.Join(lines, "\n")
}

// WantNoErrors fails the test at once if there is an error.
func WantNoErrors(t testing.TB, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	if HasErrors(diags) {
		t.Fatalf("unexpected errors:\n%s", Text(diags))
	}
}

// WantNoDiagnostics fails the test at once if there is an error or a warning.
func WantNoDiagnostics(t testing.TB, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	if len(diags) > 0 {
		t.Fatalf("unexpected diagnostics:\n%s", Text(diags))
	}
}

// WantError asserts that there is an error on the attribute (on none, for "") that contains all the texts.
func WantError(t testing.TB, diags []*tfprotov6.Diagnostic, attribute string, texts ...string) {
	t.Helper()
	WantDiagnostic(t, diags, tfprotov6.DiagnosticSeverityError, attribute, texts...)
}

// WantWarning asserts that there is a warning that contains all the texts.
func WantWarning(t testing.TB, diags []*tfprotov6.Diagnostic, texts ...string) {
	t.Helper()
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityWarning && ContainsAll(d.Summary+"\n"+d.Detail, texts) {
			return
		}
	}
	t.Fatalf("no warning contains %q, but:\n%s", texts, Text(diags))
}

// WantDiagnostic asserts that there is a diagnostic of the severity on the attribute that contains all the texts.
func WantDiagnostic(
	t testing.TB, diags []*tfprotov6.Diagnostic, severity tfprotov6.DiagnosticSeverity, attribute string, texts ...string,
) {
	t.Helper()
	for _, d := range diags {
		where := ""
		if d.Attribute != nil {
			where = PathText(d.Attribute)
		}
		if d.Severity == severity && where == attribute && ContainsAll(d.Summary+"\n"+d.Detail, texts) {
			return
		}
	}
	t.Fatalf("no %s on %q contains %q, but:\n%s", severity, attribute, texts, Text(diags))
}

// ContainsAll reports whether a text contains all the others.
func ContainsAll(whole string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(whole, part) {
			return false
		}
	}
	return true
}

// ErrorsIn returns everything that diagnostics contain if one of them is an error, else "".
func ErrorsIn(diags []*tfprotov6.Diagnostic) string {
	if HasErrors(diags) {
		return Text(diags)
	}
	return ""
}
