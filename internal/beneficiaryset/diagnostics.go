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

// maxListed is how many members or problems an error lists. Nobody reads more, and a CLI takes long to print tens of
// thousands. A file of another kind has several problems in each line: a list of them all would be longer than what a
// CLI accepts from a provider.
const maxListed = 2000

// firstOf joins the first texts, as many as the limit, and adds how many more there are.
func firstOf(all []string, limit int, separator string) string {
	if len(all) <= limit {
		return strings.Join(all, separator)
	}
	return fmt.Sprintf("%s%sand %d more", strings.Join(all[:limit], separator), separator, len(all)-limit)
}
