package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The one country code that Cashfree knows makes no difference: the answer and the configuration may have it or not.
func TestBeneficiary_CountryCode(t *testing.T) {
	t.Parallel()
	without := with(asha(), "contact.country_code", nil)
	for name, test := range map[string]struct{ created, config object }{
		"in both":              {asha(), asha()},
		"answered":             {asha(), without},
		"in neither":           {without, without},
		"answered and no more": {with(asha(), "contact", object{"country_code": "+91"}), with(asha(), "contact", nil)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(test.created)
			wantNoDrift(t, c, created, test.created)
			imported, diags := c.Import("vendor_0042")
			coretest.WantNoErrors(t, diags)
			if p := c.Plan(imported, test.config); p.Action != "none" {
				t.Errorf("the plan after the import is %q because of %v", p.Action, p.Paths)
			}

			p := c.Plan(imported, with(test.config, "timeouts", object{"read": "1m"}))
			coretest.WantNoErrors(t, p.Diags)
			updated, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			if p.Action != "update" || updated.Get("contact.country_code") != imported.Get("contact.country_code") {
				t.Errorf("another change plans %q and leaves %v", p.Action, updated.Get("contact.country_code"))
			}
		})
	}
}

// A country code that the configuration no longer has is no change, and a replacement for another reason does not send
// it.
func TestBeneficiary_CountryCode_LeftOut(t *testing.T) {
	t.Parallel()
	without := with(asha(), "contact.country_code", nil)
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	if p := c.Plan(created, without); p.Action != "none" {
		t.Errorf("the plan is %q", p.Action)
	}
	replaced := c.Plan(created, with(without, "contact.email", "rao@example.com"))
	coretest.WantNoErrors(t, replaced.Diags)
	if code := coretest.Plain(coretest.At(replaced.Planned, "contact.country_code")); code != nil {
		t.Errorf("a new payee is planned with the country code %v", code)
	}
}

// Another country code that somebody sets by hand is drift, whether the configuration has one or not.
func TestBeneficiary_CountryCode_Drift(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]object{
		"configured":        asha(),
		"left out":          with(asha(), "contact.country_code", nil),
		"no contact at all": with(asha(), "contact", nil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(config)
			sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.CountryCode = "+44" })
			drifted, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			p := c.Plan(drifted, config)
			if p.Action != "replace" {
				t.Fatalf("the plan is %q", p.Action)
			}
			corrected, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			wantNoDrift(t, c, corrected, config)
		})
	}
}
