package provider

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A UPI address that is a bank account is stored masked. Another account whose number ends in the same digits is a
// replacement all the same, at any later plan.
func TestBeneficiary_MaskedVPA_Drift(t *testing.T) {
	t.Parallel()
	const vpa, other = "026291800001191@hdfc0000001.ifsc.npci", "999991800001191@hdfc0000001.ifsc.npci"
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	config := with(ravi(), "instrument.vpa", vpa)
	c.Create(config)
	imported, diags := c.Import("vendor_0043")
	coretest.WantNoErrors(t, diags)
	if strings.Contains(imported.State.String(), vpa) {
		t.Errorf("the import has %s", imported.State)
	}
	if p := c.Plan(imported, config); p.Action != "update" {
		t.Errorf("the plan after the import is %q %v", p.Action, p.Paths)
	}
	if p := c.Plan(imported, with(ravi(), "instrument.vpa", other)); p.Action != "replace" {
		t.Errorf("the plan with another account is %q %v", p.Action, p.Paths)
	}
	updated, diags := c.Apply(c.Plan(imported, config))
	coretest.WantNoErrors(t, diags)
	wantNoDrift(t, c, updated, config)

	sim.Update("vendor_0043", func(b *simulator.Beneficiary) { b.VPA = other })
	for range 2 {
		if updated, diags = c.Refresh(updated); coretest.HasErrors(diags) {
			t.Fatal(coretest.Text(diags))
		}
		if p := c.Plan(updated, config); p.Action != "replace" {
			t.Errorf("the plan after the account has changed is %q %v", p.Action, p.Paths)
		}
	}
	sim.Update("vendor_0043", func(b *simulator.Beneficiary) { b.VPA = vpa })
	updated, diags = c.Refresh(updated)
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(updated, config); p.Action != "update" {
		t.Errorf("the plan after the account has changed back is %q %v", p.Action, p.Paths)
	}
}

// An address of several lines is no other address than the same one on one line.
func TestBeneficiary_Import_Lines(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	config := with(with(ravi(), "contact", object{}), "contact.address", "12 MG Road Pune India")
	c.Create(config)
	sim.Update("vendor_0043", func(b *simulator.Beneficiary) { b.Address = "12 MG Road\r\nPune\u2028India" })
	imported, diags := c.Import("vendor_0043")
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(imported, config); p.Action != "update" && p.Action != "none" {
		t.Errorf("the plan is %q %v", p.Action, p.Paths)
	}
}
