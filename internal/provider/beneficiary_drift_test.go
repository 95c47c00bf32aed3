package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// What somebody changes by hand shows on the attribute that was changed, and on no other.
func TestDriftOfFactShowsOnItsAttribute(t *testing.T) {
	t.Parallel()
	for attribute, edit := range map[string]func(*simulator.Beneficiary){
		"name":                           func(b *simulator.Beneficiary) { b.Name = "Mallory" },
		"instrument.bank_account_number": func(b *simulator.Beneficiary) { b.BankAccountNumber = "66611020001772" },
		"instrument.bank_ifsc":           func(b *simulator.Beneficiary) { b.BankIFSC = "SBIN0000001" },
		"instrument.vpa":                 func(b *simulator.Beneficiary) { b.VPA = "mallory@examplebank" },
		"contact.email":                  func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" },
		"contact.phone":                  func(b *simulator.Beneficiary) { b.Phone = "" },
		"contact.city":                   func(b *simulator.Beneficiary) { b.City = "Delhi" },
		"contact.postal_code":            func(b *simulator.Beneficiary) { b.PostalCode = "110001" },
	} {
		t.Run(attribute, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(asha())
			sim.Update("vendor_0042", edit)
			drifted, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			p := c.PlanOnce(drifted, coretest.ValueOf(t, c.Type, asha()))
			if coretest.ActionOf(p) != "replace" || !slices.Contains(p.Paths, attribute) {
				t.Fatalf("the plan is %q because of %v", coretest.ActionOf(p), p.Paths)
			}
			for _, forced := range p.Paths {
				if strings.HasPrefix(forced, "bank_account_") || forced == attribute {
					continue
				}
				t.Errorf("%s is blamed as well", forced)
			}
		})
	}
}

// Cashfree's answers differ in form from what was sent; none of it is drift.
func TestDifferencesOfFormAreNoDrift(t *testing.T) {
	t.Parallel()
	sparse := object{
		"beneficiary_id": "vendor_0042", "name": "Asha Rao",
		"instrument": object{"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001"},
		"contact":    object{"phone": "+919876543210"},
	}
	for name, behave := range map[string]func(*simulator.Behaviour){
		"absent fields are left out": func(*simulator.Behaviour) {},
		"absent fields are blank":    func(b *simulator.Behaviour) { b.AbsentFields = "blank" },
		"absent fields are null":     func(b *simulator.Behaviour) { b.AbsentFields = "null" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			sim.SetBehaviour(behave)
			c := newCore(t, coretest.ProviderBlock(base, nil))
			wantNoDrift(t, c, c.Create(sparse), sparse)
		})
	}
	for name, edit := range map[string]func(*simulator.Beneficiary){
		"IFSC in lower case":         func(b *simulator.Beneficiary) { b.BankIFSC = "hdfc0000001" },
		"VPA in another letter case": func(b *simulator.Beneficiary) { b.VPA = "ASHA@examplebank" },
		"e-mail in another case":     func(b *simulator.Beneficiary) { b.Email = "ASHA@Example.com" },
		"phone with +91":             func(b *simulator.Beneficiary) { b.Phone = "+919876543210" },
		"spaces in the name":         func(b *simulator.Beneficiary) { b.Name = "Asha  Rao " },
		"no country code":            func(b *simulator.Beneficiary) { b.CountryCode = "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(asha())
			sim.Update("vendor_0042", edit)
			wantNoDrift(t, c, created, asha())
		})
	}
}

func wantNoDrift(t *testing.T, c *coretest.Core, created *coretest.Instance, config object) {
	t.Helper()
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if !refreshed.State.Equal(created.State) {
		t.Errorf("the refresh changed the state:\n%s\n%s", created.State, refreshed.State)
	}
	if p := c.Plan(refreshed, config); p.Action != "none" {
		t.Errorf("the plan is %q because of %v", p.Action, p.Paths)
	}
}

// The number alone was taken away by hand, or given to a payee that had none.
func TestANumberThatComesOrGoesIsDrift(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]object{"plain": asha(), "write-only": writeOnly(asha())} {
		sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
		c := newCore(t, coretest.ProviderBlock(base, nil))
		created := c.Create(config)
		sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankAccountNumber = "" })
		drifted, diags := c.Refresh(created)
		coretest.WantNoErrors(t, diags)
		p := c.PlanOnce(drifted, coretest.ValueOf(t, c.Type, config))
		if coretest.ActionOf(p) != "replace" || !slices.Contains(p.Paths, "bank_account_fingerprint") {
			t.Errorf("%s: the plan is %q because of %v", name, coretest.ActionOf(p), p.Paths)
		}
	}
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(ravi())
	sim.Update("vendor_0043", func(b *simulator.Beneficiary) { b.BankAccountNumber, b.BankIFSC = "66611020001772", "HDFC0000001" })
	drifted, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if drifted.Get("instrument.bank_account_number") != nil {
		t.Error("a number that nobody configured is in the state")
	}
	p := c.PlanOnce(drifted, coretest.ValueOf(t, c.Type, ravi()))
	if coretest.ActionOf(p) != "replace" || !slices.Contains(p.Paths, "bank_account_fingerprint") {
		t.Errorf("the plan is %q because of %v", coretest.ActionOf(p), p.Paths)
	}
}

func TestAFingerprintKeyOutlivesRotatedSecrets(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	key := object{"fingerprint_key": "a key that two pipelines share"}
	created := newCore(t, coretest.ProviderBlock(base, key)).Create(writeOnly(asha()))
	key["client_secret"] = "cfsk_test_rotated_0123456789"
	after := newCore(t, coretest.ProviderBlock(base, key))
	same := with(asha(), "instrument.bank_account_number", "99911020001772") // the same last four
	if p := after.Plan(created, writeOnly(same)); p.Action != "replace" {
		t.Errorf("with a shared key a changed number plans %q", p.Action)
	}
}
