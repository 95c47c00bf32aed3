package beneficiaryset_test

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// The same document in another spelling is no change, whether the state holds it or not.
func TestBeneficiarySet_Plan_Spelling(t *testing.T) {
	t.Parallel()
	document := coretest.Vendors(12)
	for argument := range map[string]bool{"csv": true, "csv_wo": true} {
		sim, c := inProcess(t)
		created := c.Create(object{argument: document})
		sim.ResetRequests()
		for name, respelled := range map[string]string{
			"semicolons":  strings.ReplaceAll(document, ",", ";"),
			"tabs, CRLF":  strings.ReplaceAll(strings.ReplaceAll(document, ",", "\t"), "\n", "\r\n"),
			"CR":          strings.ReplaceAll(document, "\n", "\r"),
			"header":      "Beneficiary Id,beneficiary_name,bankAccount,IFSC,Vpa" + document[strings.Index(document+"\n", "\n"):],
			"blank rows":  strings.ReplaceAll(document, "\n", "\n,,,,\n"),
			"byte orders": "\ufeff" + document,
		} {
			p := c.Plan(created, object{argument: respelled})
			coretest.WantNoErrors(t, p.Diags)
			if p.Action != "none" {
				t.Errorf("%s, %s: the plan is %q", argument, name, p.Action)
			}
		}
		if requests := len(sim.Requests()); requests > 0 {
			t.Errorf("%d calls were made", requests)
		}
	}
}

// Beside another change the document is recorded as the configuration has it.
func TestBeneficiarySet_Plan_SpellingBesideChanges(t *testing.T) {
	t.Parallel()
	_, c := inProcess(t)
	document := coretest.Vendors(12)
	created := c.Create(object{"csv": document})
	respelled := strings.ReplaceAll(document, ",", ";")
	for name, config := range map[string]object{
		"limit":        {"csv": respelled, "max_removals": "10%"},
		"member added": {"csv": respelled + "v900;Asha Rao;00011029990001;HDFC0000001;\n"},
		"order":        {"csv": coretest.Header + strings.Join(reversed(strings.SplitAfter(strings.TrimPrefix(document, coretest.Header), "\n")), "")},
	} {
		p := c.Plan(created, config)
		coretest.WantNoErrors(t, p.Diags)
		if p.Action != "update" {
			t.Fatalf("%s: the plan is %q", name, p.Action)
		}
		applied, diags := c.NewRun().Apply(p)
		coretest.WantNoErrors(t, diags)
		if name == "member added" {
			coretest.WantWarning(t, p.Diags, "The cells of the document are separated by semicolons.")
		}
		if recorded := applied.Get("csv"); recorded != config["csv"] {
			t.Errorf("%s: the state has %q", name, recorded)
		}
	}
}

func reversed(lines []string) []string {
	var result []string
	for i := range lines {
		result = append(result, lines[len(lines)-1-i])
	}
	return result
}
