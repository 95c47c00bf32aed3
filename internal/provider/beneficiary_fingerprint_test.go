package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A rotated client secret, and with it another key of the fingerprints, replaces nobody and hides no drift that can be
// seen.
func TestBeneficiary_Fingerprint_RotatedSecret(t *testing.T) {
	t.Parallel()
	const rotated = "cfsk_test_rotated_0123456789"
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	before := newCore(t, coretest.ProviderBlock(base, nil))
	created := before.Create(writeOnly(asha()))
	after := newCore(t, coretest.ProviderBlock(base, object{"client_secret": rotated}))

	t.Run("without refresh", func(t *testing.T) {
		after.T = t
		if p := after.Plan(created, writeOnly(asha())); p.Action != "none" {
			t.Errorf("the plan is %q because of %v", p.Action, p.Paths)
		}
		if p := after.Plan(created, writeOnly(with(asha(), "instrument.bank_account_number", "00011020001773"))); p.Action != "replace" {
			t.Errorf("other last digits plan %q", p.Action)
		}
	})
	t.Run("with refresh", func(t *testing.T) {
		after.T = t
		sim.SetCredentials(coretest.ClientID, rotated)
		renewed, diags := after.Refresh(created)
		coretest.WantNoErrors(t, diags)
		if renewed.Get("bank_account_fingerprint") == created.Get("bank_account_fingerprint") {
			t.Error("the read did not renew the fingerprint")
		}
		if p := after.Plan(renewed, writeOnly(asha())); p.Action != "none" {
			t.Errorf("the plan is %q because of %v", p.Action, p.Paths)
		}
		sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankAccountNumber = "66611020001772" })
		drifted, diags := after.Refresh(created)
		coretest.WantNoErrors(t, diags)
		if p := after.Plan(drifted, writeOnly(asha())); p.Action != "replace" {
			t.Errorf("drift during a rotation plans %q", p.Action)
		}
	})
	t.Run("planned under one key, applied under another", func(t *testing.T) {
		before.T = t
		sim.SetCredentials(coretest.ClientID, coretest.ClientSecret)
		p := before.Plan(created, with(writeOnly(asha()), "contact.city", "Mumbai"))
		sim.SetCredentials(coretest.ClientID, rotated)
		after.T = t
		replaced, diags := after.Apply(p)
		coretest.WantNoErrors(t, diags)
		if again := after.Plan(replaced, with(writeOnly(asha()), "contact.city", "Mumbai")); again.Action != "none" {
			t.Errorf("the plan after it is %q because of %v", again.Action, again.Paths)
		}
	})
}

// With fingerprint_key, fingerprints are comparable after the client secret is rotated.
func TestBeneficiary_Fingerprint_SharedKey(t *testing.T) {
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

// While the key is unknown no fingerprint is compared: a plan that is made now must hold when the key is known.
func TestBeneficiary_Fingerprint_UnknownKey(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := newCore(t, coretest.ProviderBlock(base, nil)).Create(writeOnly(asha()))
	c := newCore(t, coretest.ProviderBlock(base, object{"fingerprint_key": coretest.Unknown{}}))
	same := writeOnly(with(asha(), "instrument.bank_account_number", "99911020001772")) // the same last four
	if p := c.Plan(created, same); p.Action != "none" {
		t.Errorf("the plan is %q because of %v", p.Action, p.Paths)
	}
}

// A plan shows the last four digits as far as they are known, and never a fingerprint.
func TestBeneficiary_Fingerprint_Planned(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	unknown := coretest.Unknown{}
	for name, test := range map[string]struct {
		config                object
		lastFour, fingerprint any
	}{
		"plain":                  {asha(), "1772", unknown},
		"write-only":             {writeOnly(asha()), "1772", unknown},
		"no account":             {ravi(), nil, nil},
		"number not known":       {with(writeOnly(asha()), "instrument.bank_account_number_wo", unknown), unknown, unknown},
		"plain number not known": {with(asha(), "instrument.bank_account_number", unknown), unknown, unknown},
		"nothing known":          {with(asha(), "instrument", unknown), unknown, unknown},
	} {
		p := c.NewRun().Plan(nil, test.config)
		coretest.WantNoErrors(t, p.Diags)
		if got := coretest.Plain(coretest.At(p.Planned, "bank_account_last_four")); got != test.lastFour {
			t.Errorf("%s: the last four are %v, want %v", name, got, test.lastFour)
		}
		if got := coretest.Plain(coretest.At(p.Planned, "bank_account_fingerprint")); got != test.fingerprint {
			t.Errorf("%s: the fingerprint is %v, want %v", name, got, test.fingerprint)
		}
	}
}
