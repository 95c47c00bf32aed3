package provider

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

func TestAnUnknownAccountNumbersInStateRefusesNothing(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", object{"account_numbers_in_state": coretest.Unknown{}}))
	coretest.WantNoErrors(t, c.Plan(nil, asha()).Diags)
}

// Refused at plan time: at apply time the former beneficiary would be gone already.
func TestAPlainNumberThatIsNotKnownYetIsRefusedAsWell(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := newCore(t, coretest.ProviderBlock(base, nil)).Create(ravi())
	c := newCore(t, coretest.ProviderBlock(base, object{"account_numbers_in_state": false}))
	p := c.Plan(created, with(with(ravi(), "instrument.bank_account_number", coretest.Unknown{}), "instrument.bank_ifsc", "HDFC0000001"))
	coretest.WantError(t, p.Diags, "", "would be stored")
}

func TestAReplacedInstrumentIsNotSaidToBeKept(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	first := c.PlanOnce(c.Create(asha()), coretest.ValueOf(t, c.Type, with(asha(), "instrument", coretest.Unknown{})))
	if coretest.ActionOf(first) != "replace" || len(first.Diags) != 0 {
		t.Errorf("the plan is %q and says: %s", coretest.ActionOf(first), coretest.Text(first.Diags))
	}
}

// A value that is made by something else, in each place where one may stand: it can turn out to be another fact, so an
// existing beneficiary is replaced, and the stand-ins of the number are not known either.
func TestAValueThatIsNotKnownYetReplaces(t *testing.T) {
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
			replaced, diags := c.Apply(withConfig(c, c.Plan(created, test.config), with(asha(), "name", "Asha Rao")))
			coretest.WantNoErrors(t, diags)
			wantNoDrift(t, c, replaced, asha())
		})
	}
}

// withConfig is a planned change whose unknown values have become known.
func withConfig(c *coretest.Core, p *coretest.Change, config object) *coretest.Change {
	known := c.PlanOnce(nil, coretest.ValueOf(c.T, c.Type, config))
	coretest.WantConform(c.T, p.Planned, known.Planned) // core: "inconsistent final plan"
	known.Action, known.Prior = p.Action, p.Prior
	return known
}

func TestWhatAPlanSaysOfTheAccount(t *testing.T) {
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
		p := c.Plan(nil, test.config)
		coretest.WantNoErrors(t, p.Diags)
		if got := coretest.Plain(coretest.At(p.Planned, "bank_account_last_four")); got != test.lastFour {
			t.Errorf("%s: the last four are %v, want %v", name, got, test.lastFour)
		}
		if got := coretest.Plain(coretest.At(p.Planned, "bank_account_fingerprint")); got != test.fingerprint {
			t.Errorf("%s: the fingerprint is %v, want %v", name, got, test.fingerprint)
		}
	}
}

func TestANumberThatIsNotKnownYetIsWarnedAboutOnItsAttribute(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	p := c.Plan(c.Create(writeOnly(asha())), with(writeOnly(asha()), "instrument.bank_account_number_wo", coretest.Unknown{}))
	coretest.WantDiagnostic(t, p.Diags, tfprotov6.DiagnosticSeverityWarning, "instrument.bank_account_number_wo", "not known yet")
}

func TestNothingIsCreatedOrRemovedWithUnknownProviderArguments(t *testing.T) {
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

// As long as the key is unknown nothing can be compared: a plan made now must hold when the key is known.
func TestWithAnUnknownFingerprintKeyNothingIsCompared(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := newCore(t, coretest.ProviderBlock(base, nil)).Create(writeOnly(asha()))
	c := newCore(t, coretest.ProviderBlock(base, object{"fingerprint_key": coretest.Unknown{}}))
	same := writeOnly(with(asha(), "instrument.bank_account_number", "99911020001772")) // the same last four
	if p := c.Plan(created, same); p.Action != "none" {
		t.Errorf("the plan is %q because of %v", p.Action, p.Paths)
	}
}

// Unknown arguments of the provider: the secret comes from a resource that is still to be made.
func TestWithUnknownProviderArgumentsWhatExistsIsKept(t *testing.T) {
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
