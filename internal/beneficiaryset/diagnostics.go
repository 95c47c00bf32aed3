package beneficiaryset

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// toProtocol converts diagnostics to the form of the protocol.
func toProtocol(diags diag.Diagnostics) []*tfprotov6.Diagnostic {
	var converted []*tfprotov6.Diagnostic
	for _, d := range diags {
		severity := tfprotov6.DiagnosticSeverityError
		if d.Severity() == diag.SeverityWarning {
			severity = tfprotov6.DiagnosticSeverityWarning
		}
		one := &tfprotov6.Diagnostic{Severity: severity, Summary: d.Summary(), Detail: d.Detail()}
		if at, ok := d.(diag.DiagnosticWithPath); ok {
			one.Attribute = toAttributePath(at.Path())
		}
		converted = append(converted, one)
	}
	return converted
}

// toAttributePath converts a path. The set's attributes have names only, so it leaves out steps of another kind.
func toAttributePath(at path.Path) *tftypes.AttributePath {
	converted := tftypes.NewAttributePath()
	for _, step := range at.Steps() {
		if name, ok := step.(path.PathStepAttributeName); ok {
			converted = converted.WithAttributeName(string(name))
		}
	}
	return converted
}

// countOf returns a number of things, such as "1 member" and "2 members".
func countOf(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// maxNamed is how many members a warning names. A warning comes with every plan, and nobody reads more.
const maxNamed = 50

// maxLineLength is how many bytes of names a line has. It leaves room for words about them.
const maxLineLength = 700

// separator is between the names of a line.
const separator = ", "

// maxIDLines is how many lines of ids an error has. Nobody reads more, and a CLI takes long to print tens of thousands
// of ids.
const maxIDLines = 20

// firstOf joins the first texts, as many as the limit and one line allow, and adds how many more there are.
func firstOf(all []string, limit int) string {
	count := lineLength(all[:min(limit, len(all))])
	first := strings.Join(all[:count], separator)
	if count == len(all) {
		return first
	}
	return fmt.Sprintf("%s%sand %d more", first, separator, len(all)-count)
}

// allOf joins ids, as many as one line allows.
func allOf(ids []string) string { return firstOf(ids, len(ids)) }

// lineLength returns how many of the texts one line has, which is at least one.
func lineLength(all []string) int {
	length := 0
	for i, text := range all {
		if length += len(text) + len(separator); i > 0 && length > maxLineLength {
			return i
		}
	}
	return len(all)
}

// idLines returns ids on several lines, and how many more there are.
func idLines(ids []string) string {
	var lines []string
	for len(ids) > 0 && len(lines) < maxIDLines {
		count := lineLength(ids)
		lines = append(lines, strings.Join(ids[:count], separator))
		ids = ids[count:]
	}
	if len(ids) > 0 {
		lines[len(lines)-1] += fmt.Sprintf(", and %d more", len(ids))
	}
	return strings.Join(lines, ",\n  ")
}
