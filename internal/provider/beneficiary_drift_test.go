package provider

import (
	"slices"
	"strings"
	"testing"

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
			sim, base := startSimulator(t, testOptions())
			c := newCore(t, providerFor(base, nil))
			created := c.create(asha())
			sim.Update("vendor_0042", edit)
			drifted, diags := c.refresh(created)
			wantNoErrors(t, diags)
			p := c.planOnce(drifted, valueOf(t, c.objects, asha()))
			if action(p) != "replace" || !slices.Contains(p.paths, attribute) {
				t.Fatalf("the plan is %q because of %v", action(p), p.paths)
			}
			for _, forced := range p.paths {
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
			sim, base := startSimulator(t, testOptions())
			sim.SetBehaviour(behave)
			c := newCore(t, providerFor(base, nil))
			wantNoDrift(t, c, c.create(sparse), sparse)
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
			sim, base := startSimulator(t, testOptions())
			c := newCore(t, providerFor(base, nil))
			created := c.create(asha())
			sim.Update("vendor_0042", edit)
			wantNoDrift(t, c, created, asha())
		})
	}
}

func wantNoDrift(t *testing.T, c *core, created *instance, config object) {
	t.Helper()
	refreshed, diags := c.refresh(created)
	wantNoErrors(t, diags)
	if !refreshed.state.Equal(created.state) {
		t.Errorf("the refresh changed the state:\n%s\n%s", created.state, refreshed.state)
	}
	if p := c.plan(refreshed, config); p.action != "none" {
		t.Errorf("the plan is %q because of %v", p.action, p.paths)
	}
}

// The number alone was taken away by hand, or given to a payee that had none.
func TestANumberThatComesOrGoesIsDrift(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]object{"plain": asha(), "write-only": writeOnly(asha())} {
		sim, base := startSimulator(t, testOptions())
		c := newCore(t, providerFor(base, nil))
		created := c.create(config)
		sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankAccountNumber = "" })
		drifted, diags := c.refresh(created)
		wantNoErrors(t, diags)
		p := c.planOnce(drifted, valueOf(t, c.objects, config))
		if action(p) != "replace" || !slices.Contains(p.paths, "bank_account_fingerprint") {
			t.Errorf("%s: the plan is %q because of %v", name, action(p), p.paths)
		}
	}
	sim, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	created := c.create(ravi())
	sim.Update("vendor_0043", func(b *simulator.Beneficiary) { b.BankAccountNumber, b.BankIFSC = "66611020001772", "HDFC0000001" })
	drifted, diags := c.refresh(created)
	wantNoErrors(t, diags)
	if drifted.read("instrument.bank_account_number") != nil {
		t.Error("a number that nobody configured is in the state")
	}
	p := c.planOnce(drifted, valueOf(t, c.objects, ravi()))
	if action(p) != "replace" || !slices.Contains(p.paths, "bank_account_fingerprint") {
		t.Errorf("the plan is %q because of %v", action(p), p.paths)
	}
}
