package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// While account_numbers_in_state is unknown, a plain number is not refused.
func TestBeneficiary_Unknown_AccountNumbersInState(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", object{"account_numbers_in_state": coretest.Unknown{}}))
	coretest.WantNoErrors(t, c.Plan(nil, asha()).Diags)
}

// An unknown plain number is refused when planned. During the apply the former beneficiary would be gone already.
func TestBeneficiary_Unknown_PlainNumberRefused(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := newCore(t, coretest.ProviderBlock(base, nil)).Create(ravi())
	c := newCore(t, coretest.ProviderBlock(base, object{"account_numbers_in_state": false}))
	p := c.Plan(created, with(with(ravi(), "instrument.bank_account_number", coretest.Unknown{}), "instrument.bank_ifsc", "HDFC0000001"))
	coretest.WantError(t, p.Diags, "", "would be stored")

	unknown := c.Plan(created, with(ravi(), "instrument", coretest.Unknown{}))
	coretest.WantError(t, unknown.Diags, "", "would be stored", "instrument, which is not known yet")
}

// An unknown instrument plans a replacement, with a warning that the beneficiary is removed first and none that it is
// kept.
func TestBeneficiary_Unknown_Instrument(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	first := c.PlanOnce(c.Create(asha()), coretest.ValueOf(t, c.Type, with(asha(), "instrument", coretest.Unknown{})))
	coretest.WantWarning(t, first.Diags, "not known before replacement", "instrument.bank_ifsc", "instrument.vpa")
	if coretest.ActionOf(first) != "replace" || len(first.Diags) != 1 {
		t.Errorf("the plan is %q and texts: %s", coretest.ActionOf(first), coretest.Text(first.Diags))
	}
}

// An unknown value of a fact plans a replacement: it may turn out to be another fact.
func TestBeneficiary_Unknown_Fact(t *testing.T) {
	t.Parallel()
	noContact := with(asha(), "contact", nil)
	noEmail := with(asha(), "contact.email", nil)
	for name, test := range map[string]struct {
		prior, config object
		blamed        string
	}{
		"a fact that was set":     {asha(), with(asha(), "contact.email", coretest.Unknown{}), "contact.email"},
		"a fact that was not set": {noEmail, with(asha(), "contact.email", coretest.Unknown{}), "contact.email"},
		"a whole new contact":     {noContact, with(asha(), "contact", coretest.Unknown{}), "contact.email"},
		"the plain number":        {asha(), with(asha(), "instrument.bank_account_number", coretest.Unknown{}), "instrument.bank_account_number"},
		"the whole instrument":    {asha(), with(asha(), "instrument", coretest.Unknown{}), "instrument.bank_ifsc"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(test.prior)
			first := c.PlanOnce(created, coretest.ValueOf(t, c.Type, test.config))
			coretest.WantNoErrors(t, first.Diags)
			if coretest.ActionOf(first) != "replace" || !slices.Contains(first.Paths, test.blamed) {
				t.Errorf("the plan is %q because of %v", coretest.ActionOf(first), first.Paths)
			}
			coretest.WantWarning(t, first.Diags, "not known before replacement", test.blamed)
			replaced, diags := c.Apply(withConfig(c, c.Plan(created, test.config), with(asha(), "name", "Asha Rao")))
			coretest.WantNoErrors(t, diags)
			wantNoDrift(t, c, replaced, asha())
		})
	}
}

// withConfig returns a planned change whose unknown values have become known.
func withConfig(c *coretest.Core, p *coretest.Change, config object) *coretest.Change {
	known := c.NewRun().PlanOnce(nil, coretest.ValueOf(c.T, c.Type, config))
	coretest.WantConform(c.T, p.Planned, known.Planned) // core: "inconsistent final plan"
	known.Action, known.Prior = p.Action, p.Prior
	return known
}

// An unknown write-only number is no reason to replace. A warning says so, and says what a changed number would lead
// to.
func TestBeneficiary_Unknown_WriteOnlyNumber(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(writeOnly(asha()))
	open := with(writeOnly(asha()), "instrument.bank_account_number_wo", coretest.Unknown{})
	p := c.Plan(created, open)
	if p.Action != "none" || strings.Contains(coretest.Text(p.Diags), "inconsistent") {
		t.Errorf("the plan is %q because of %v: %s", p.Action, p.Paths, coretest.Text(p.Diags))
	}
	coretest.WantWarning(t, p.Diags, "not known yet", "vendor_0042")
	p = c.Plan(created, with(open, "timeouts", object{"read": "2m"}))
	if p.Action != "update" {
		t.Errorf("another limit plans %q because of %v", p.Action, p.Paths)
	}
	coretest.WantWarning(t, p.Diags, "not known yet", "inconsistent final plan")
}

// An unknown write-only number is warned about where the payee is replaced.
func TestBeneficiary_Unknown_WriteOnlyNumber_Replaced(t *testing.T) {
	t.Parallel()
	open := with(writeOnly(asha()), "instrument.bank_account_number_wo", coretest.Unknown{})
	for name, test := range map[string]struct{ prior, config object }{
		"another name":     {writeOnly(asha()), with(open, "name", "Asha Rao Iyer")},
		"its first number": {with(ravi(), "beneficiary_id", "vendor_0042"), open},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			p := c.PlanOnce(c.Create(test.prior), coretest.ValueOf(t, c.Type, test.config))
			coretest.WantWarning(t, p.Diags, "not known before replacement", "instrument.bank_account_number_wo")
			if coretest.ActionOf(p) != "replace" {
				t.Errorf("the plan is %q", coretest.ActionOf(p))
			}
		})
	}
}

// The warning about an unknown write-only number is on that argument.
func TestBeneficiary_Unknown_WriteOnlyNumber_Attribute(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	p := c.Plan(c.Create(writeOnly(asha())), with(writeOnly(asha()), "instrument.bank_account_number_wo", coretest.Unknown{}))
	coretest.WantDiagnostic(t, p.Diags, tfprotov6.DiagnosticSeverityWarning, "instrument.bank_account_number_wo", "not known yet")
}

// With unknown provider arguments nothing is created, removed or imported by account.
func TestBeneficiary_Unknown_ProviderArguments_Changes(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
	c := newCore(t, coretest.ProviderBlock(base, object{"client_secret": coretest.Unknown{}}))
	coretest.WantError(t, c.Destroy(created), "", "Removing a beneficiary", "client_secret")
	recorded, diags := c.Apply(c.Plan(nil, ravi()))
	coretest.WantError(t, diags, "", "Creating a beneficiary", "client_secret")
	_, diags = c.Import("00011020001772,HDFC0000001")
	coretest.WantError(t, diags, "", "Importing a beneficiary by its account", "client_secret")
	if recorded != nil || len(sim.All()) != 1 {
		t.Error("something was recorded, created or removed")
	}
}

// With unknown provider arguments, as where another resource makes the secret, the state is kept with one warning, and
// no call is made.
func TestBeneficiary_Unknown_ProviderArguments_Refresh(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
	other := newCore(t, coretest.ProviderBlock(base, nil)).Create(ravi())
	sim.ResetRequests()

	c := newCore(t, coretest.ProviderBlock(base, object{"client_secret": coretest.Unknown{}}))
	kept, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "were not read", "client_secret")
	if kept == nil || !kept.State.Equal(created.State) {
		t.Error("the state changed")
	}
	if p := c.Plan(kept, asha()); p.Action != "none" {
		t.Errorf("an unchanged beneficiary plans %q", p.Action)
	}
	if p := c.Plan(nil, object{"beneficiary_id": "new", "name": "New One", "instrument": object{"vpa": "new@bank"}}); p.Action != "create" || coretest.HasErrors(p.Diags) {
		t.Errorf("a new one plans %q: %s", p.Action, coretest.Text(p.Diags))
	}
	if _, diags := c.Refresh(other); len(diags) != 0 {
		t.Errorf("the warning came twice: %s", coretest.Text(diags))
	}
	if _, diags := c.Import("vendor_0042"); !coretest.HasErrors(diags) {
		t.Error("an import has nothing to keep and must fail")
	}
	if calls := len(sim.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}
