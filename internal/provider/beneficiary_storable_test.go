package provider

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	numberVPA     = "00011020001772@hdfc0000001.ifsc.npci"
	numberAddress = "A/c 0001-1020-0017-72,\u202e Pune"
)

// wantStored checks that a text holds no account number of the tests in any field, and nothing that a terminal obeys.
func wantStored(t *testing.T, text string) {
	t.Helper()
	for _, part := range []string{"00011020001772", "0001-1020", "\x1b", "\u202e"} {
		if strings.Contains(text, part) {
			t.Errorf("%q is in %s", part, text)
		}
	}
}

// Somebody has typed the account number and characters that a terminal obeys into other fields at Cashfree. The plan
// shows a change, and the state of a write-only resource holds neither.
func TestBeneficiary_Read_NumberElsewhere(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(writeOnly(asha()))
	sim.Update("vendor_0042", func(b *simulator.Beneficiary) {
		b.Name, b.VPA, b.Address, b.City = "Asha 00011020001772 \x1b[2J", numberVPA, numberAddress, "00011020001772"
	})
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	wantStored(t, refreshed.State.String()+coretest.Text(diags))
	for _, want := range []string{"Asha …1772 ⟨U+001B⟩[2J", "…1772@hdfc0000001.ifsc.npci", "A/c …1772,⟨U+202E⟩ Pune"} {
		if !strings.Contains(refreshed.State.String(), want) {
			t.Errorf("%q is not in %s", want, refreshed.State)
		}
	}
	p := c.Plan(refreshed, writeOnly(asha()))
	if p.Action != "replace" {
		t.Errorf("the plan is %q %v", p.Action, p.Paths)
	}
	again, diags := c.Refresh(refreshed)
	coretest.WantNoErrors(t, diags)
	if !again.State.Equal(refreshed.State) {
		t.Errorf("the second refresh changed the state:\n%s\n%s", refreshed.State, again.State)
	}
}

// What stands in the configuration itself is no change, after a creation and after an import of it, although the state
// after an import has it in another form.
func TestBeneficiary_Import_NumberElsewhere(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	config := with(asha(), "contact.address", numberAddress)
	wantNoDrift(t, c, c.Create(config), config)

	c = newCore(t, coretest.ProviderBlock(base, nil))
	imported, diags := c.Import("vendor_0042")
	coretest.WantNoErrors(t, diags)
	p := c.Plan(imported, config)
	if p.Action == "replace" {
		t.Fatalf("the plan replaces it because of %v", p.Paths)
	}
	before := len(sim.Journal())
	applied, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	wantNoDrift(t, c, applied, config)
	if after := len(sim.Journal()); after != before {
		t.Errorf("%d changes at Cashfree", after-before)
	}
}

// The error about a payee that exists with other content shows the differences without an account number.
func TestBeneficiary_Create_IDExists_NumberElsewhere(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
	sim.Update("vendor_0042", func(b *simulator.Beneficiary) {
		b.Name, b.VPA, b.Address = "Asha 0 0 0 1 1 0 2 0 0 0 1 7 7 2 \x1b[2J", numberVPA, numberAddress
	})
	c := newCore(t, coretest.ProviderBlock(base, nil))
	_, diags := c.Apply(c.Plan(nil, writeOnly(asha())))
	coretest.WantError(t, diags, "beneficiary_id", "other content", "name: ", "…1772", "instrument.vpa", "contact.address")
	wantStored(t, coretest.Text(diags))
	if strings.Contains(coretest.Text(diags), "0 0 0 1 1") {
		t.Error(coretest.Text(diags))
	}
}
