package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The one country code that Cashfree knows makes no difference: the answer and the configuration may have it or not. An
// import leaves it out, as most configurations do, so that one which has it plans an update that makes no call.
func TestBeneficiary_CountryCode(t *testing.T) {
	t.Parallel()
	with91 := with(asha(), "contact.country_code", "+91")
	for name, test := range map[string]struct {
		created, config object
		afterImport     string
	}{
		"in both":              {with91, with91, "update"},
		"answered":             {with91, asha(), "none"},
		"in neither":           {asha(), asha(), "none"},
		"configured":           {asha(), with91, "update"},
		"answered and no more": {with(asha(), "contact", object{"country_code": "+91"}), with(asha(), "contact", nil), "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(test.created)
			wantNoDrift(t, c, created, test.created)
			imported, diags := c.Import("vendor_0042")
			coretest.WantNoErrors(t, diags)
			p := c.Plan(imported, test.config)
			if p.Action != test.afterImport {
				t.Errorf("the plan after the import is %q because of %v", p.Action, p.Paths)
			}

			calls := len(sim.Requests())
			updated, diags := c.Apply(c.Plan(imported, with(test.config, "timeouts", object{"read": "1m"})))
			coretest.WantNoErrors(t, diags)
			if made := len(sim.Requests()) - calls; made != 0 {
				t.Errorf("the update made %d calls", made)
			}
			wantNoDrift(t, c, updated, with(test.config, "timeouts", object{"read": "1m"}))
		})
	}
}

// No program makes up a country code where a configuration has none: terraform test with mock_provider fills in
// whatever can be computed.
func TestBeneficiary_CountryCode_NotComputed(t *testing.T) {
	t.Parallel()
	contact, ok := beneficiarySchema(t.Context()).Attributes["contact"].(schema.SingleNestedAttribute)
	if !ok {
		t.Fatal("contact is no nested attribute")
	}
	for name, attribute := range contact.Attributes {
		if attribute.IsComputed() {
			t.Errorf("contact.%s is computed", name)
		}
	}
}

// A country code that the configuration no longer has is no reason to replace the payee.
func TestBeneficiary_CountryCode_LeftOut(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(with(asha(), "contact.country_code", "+91"))
	p := c.Plan(created, asha())
	if p.Action != "update" {
		t.Errorf("the plan is %q", p.Action)
	}
	calls := len(sim.Requests())
	updated, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if made := len(sim.Requests()) - calls; made != 0 {
		t.Errorf("the update made %d calls", made)
	}
	wantNoDrift(t, c, updated, asha())
}

// Another country code that somebody sets by hand is drift, whether the configuration has one or not.
func TestBeneficiary_CountryCode_Drift(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]object{
		"configured":        with(asha(), "contact.country_code", "+91"),
		"left out":          asha(),
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
