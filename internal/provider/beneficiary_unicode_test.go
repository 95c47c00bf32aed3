package provider

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// otherForms returns texts as people type them and as Terraform never has them: not in NFC. Together they have every
// character that NFC writes in another way, and each text fits into an address.
func otherForms() []string {
	forms := []string{"\u0958\u092e\u0932 Road, Pune", "12, Rue de l'E\u0301cole", "\u1100\u1161 \u2126 \u212a", "a\u0315\u0300\u05ae"}
	text, length := "", 0
	for r := rune(1); r <= utf8.MaxRune; r++ {
		normal := norm.NFC.String(string(r))
		if normal == string(r) || !utf8.ValidRune(r) {
			continue
		}
		text, length = text+"x"+string(r), length+1+utf8.RuneCountInString(normal)
		if length > 140 {
			forms, text, length = append(forms, text), "", 0
		}
	}
	return append(forms, text)
}

// A payee whose texts Cashfree holds in another form of Unicode than Terraform is imported, adopted and created without
// a replacement, and stays without drift.
func TestBeneficiary_UnicodeForm(t *testing.T) {
	t.Parallel()
	for i, text := range otherForms() {
		sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
		id := fmt.Sprintf("vendor_%d", i)
		config := with(with(with(ravi(), "beneficiary_id", id), "contact", object{}), "contact.address", text)
		stored := simulator.Beneficiary{ID: id, Name: "Ravi Iyer", VPA: "ravi@examplebank", Address: text, Status: "VERIFIED"}
		sim.Put(stored)

		c := newCore(t, coretest.ProviderBlock(base, nil))
		imported, diags := c.Import(id)
		coretest.WantNoErrors(t, diags)
		wantNoDrift(t, c, imported, config)

		adopting := newCore(t, coretest.ProviderBlock(base, object{"adopt_existing": true}))
		adopted, diags := adopting.Apply(adopting.Plan(nil, config))
		coretest.WantNoErrors(t, diags)
		coretest.WantWarning(t, diags, "Existing beneficiary taken over")
		wantNoDrift(t, adopting, adopted, config)

		if kinds := coretest.Kinds(sim); len(kinds) != 1 { // that of the test
			t.Errorf("%+q: the simulator did %v", text, kinds)
		}
		sim.Update(id, func(b *simulator.Beneficiary) { b.Address += " 2" })
		if p := c.Plan(imported, config); p.Action != "none" {
			t.Errorf("%+q: a plan without a refresh is %q", text, p.Action)
		}
		changed, diags := c.Refresh(imported)
		coretest.WantNoErrors(t, diags)
		if p := c.Plan(changed, config); p.Action != "replace" {
			t.Errorf("%+q: after a change by hand the plan is %q", text, p.Action)
		}
	}
}

// A name that only existing payees can have, in another form of Unicode, is no drift either.
func TestBeneficiary_UnicodeForm_Name(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Put(simulator.Beneficiary{ID: "vendor_0043", Name: "Zoe\u0308 \u0958", VPA: "ravi@examplebank", Status: "VERIFIED"})
	c := newCore(t, coretest.ProviderBlock(base, nil))
	imported, diags := c.Import("vendor_0043")
	coretest.WantNoErrors(t, diags)
	wantNoDrift(t, c, imported, with(ravi(), "name", "Zo\u00eb \u0958"))
}

// An import id in another form of Unicode is that of the payee: no state could hold it as it was typed.
func TestBeneficiary_UnicodeForm_ImportID(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Put(simulator.Beneficiary{ID: "K1", Name: "Ravi Iyer", VPA: "ravi@examplebank", Status: "VERIFIED"})
	c := newCore(t, coretest.ProviderBlock(base, nil))
	imported, diags := c.Import("\u212a1") // the sign of the unit kelvin
	coretest.WantNoErrors(t, diags)
	if imported == nil || imported.Get("beneficiary_id") != "K1" {
		t.Errorf("the import is %v", imported)
	}
}
