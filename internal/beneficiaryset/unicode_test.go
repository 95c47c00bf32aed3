package beneficiaryset_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// putOtherForms stores payees of whom each has one character that NFC writes in another way, in the address and in the
// name. It returns their ids and their documents, the one in JSON with escapes.
func putOtherForms(sim *simulator.Simulator) (ids []string, asCSV, asJSON string) {
	var table strings.Builder
	table.WriteString("beneficiary_id,name,vpa,address\n")
	members := make(map[string]any)
	for r := rune(1); r <= utf8.MaxRune; r++ {
		if text := string(r); !utf8.ValidRune(r) || norm.NFC.String(text) == text {
			continue
		}
		id := fmt.Sprintf("v%x", r)
		b := simulator.Beneficiary{
			ID: id, Name: "Asha e\u0301", VPA: id + "@examplebank", Address: fmt.Sprintf("%d, %c\u0301 Road", len(ids), r), Status: "VERIFIED",
		}
		sim.Put(b)
		ids = append(ids, id)
		fmt.Fprintf(&table, "%s,%s,%s,\"%s\"\n", id, b.Name, b.VPA, b.Address)
		members[id] = map[string]json.RawMessage{
			"name": escaped(b.Name), "vpa": escaped(b.VPA), "address": escaped(b.Address),
		}
	}
	document, _ := json.Marshal(members)
	return ids, table.String(), string(document)
}

// escaped returns a text in JSON, all of it as escapes.
func escaped(text string) json.RawMessage {
	quoted := `"`
	for _, unit := range utf16.Encode([]rune(text)) {
		quoted += fmt.Sprintf(`\u%04x`, unit)
	}
	return json.RawMessage(quoted + `"`)
}

// Payees whose texts Cashfree holds in another form of Unicode than Terraform are imported and adopted without a write,
// from documents of both formats, and stay without drift.
func TestBeneficiarySet_UnicodeForm(t *testing.T) {
	t.Parallel()
	sim, c := inProcess(t)
	ids, asCSV, asJSON := putOtherForms(sim)
	for argument, document := range map[string]string{"csv_wo": asCSV, "json_wo": asJSON} {
		config := object{argument: document}
		importing := inProcessCore(t, sim, nil)
		imported, diags := importing.Import(strings.Join(ids, ","))
		coretest.WantNoErrors(t, diags)
		if p := importing.Plan(imported, config); p.Action != "none" {
			t.Errorf("%s: the plan after an import is %q:\n%s", argument, p.Action, coretest.Text(p.Diags))
		}
		if p := inProcessCore(t, sim, object{"fingerprint_key": "another key of the tests"}).Plan(imported, config); p.Action != "none" {
			t.Errorf("%s: the plan under another key is %q:\n%s", argument, p.Action, coretest.Text(p.Diags))
		}
		refreshed, diags := c.Refresh(imported)
		coretest.WantNoErrors(t, diags)
		if !refreshed.State.Equal(imported.State) {
			t.Errorf("%s: a refresh changes the state", argument)
		}
	}
	if events := sim.Journal()[len(ids):]; len(events) != 0 {
		t.Errorf("%d writes, such as %+v", len(events), events[0])
	}
}

// A set takes over payees whose texts Cashfree holds in another form of Unicode.
func TestBeneficiarySet_UnicodeForm_Adopt(t *testing.T) {
	t.Parallel()
	sim, _ := inProcess(t)
	const row = "v1,Asha Rao,asha@examplebank,\"\u0958\u092e\u0932 Road, Cafe\u0301\"\n"
	sim.Put(simulator.Beneficiary{ID: "v1", Name: "Asha Rao", VPA: "asha@examplebank", Address: "\u0958\u092e\u0932 Road, Cafe\u0301", Status: "VERIFIED"})
	c := inProcessCore(t, sim, object{"adopt_existing": true})
	adopted, diags := c.Apply(c.Plan(nil, object{"csv_wo": "beneficiary_id,name,vpa,address\n" + row}))
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "Existing payees taken over: 1")
	if p := c.Plan(adopted, object{"csv_wo": "beneficiary_id,name,vpa,address\n" + row}); p.Action != "none" || len(sim.Journal()) != 1 {
		t.Errorf("the next plan is %q, and the simulator did %v", p.Action, coretest.Kinds(sim))
	}
}
