package provider

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

func TestAnUnknownAccountNumbersInStateRefusesNothing(t *testing.T) {
	t.Parallel()
	c := newCore(t, providerFor("http://127.0.0.1:1/payout", object{"account_numbers_in_state": notKnownYet{}}))
	wantNoErrors(t, c.plan(nil, asha()).diags)
}

// Refused at plan time: at apply time the former beneficiary would be gone already.
func TestAPlainNumberThatIsNotKnownYetIsRefusedAsWell(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	created := newCore(t, providerFor(base, nil)).create(ravi())
	c := newCore(t, providerFor(base, object{"account_numbers_in_state": false}))
	p := c.plan(created, with(with(ravi(), "instrument.bank_account_number", notKnownYet{}), "instrument.bank_ifsc", "HDFC0000001"))
	wantError(t, p.diags, "", "would be stored")
}

func TestAReplacedInstrumentIsNotSaidToBeKept(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	first := c.planOnce(c.create(asha()), valueOf(t, c.objects, with(asha(), "instrument", notKnownYet{})))
	if action(first) != "replace" || len(first.diags) != 0 {
		t.Errorf("the plan is %q and says: %s", action(first), text(first.diags))
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
		"a fact that was set":     {asha(), with(asha(), "contact.email", notKnownYet{}), "contact.email"},
		"a fact that was not set": {noEmail, with(asha(), "contact.email", notKnownYet{}), "contact.email"},
		"a whole new contact":     {noContact, with(asha(), "contact", notKnownYet{}), "contact.email"},
		"the plain number":        {asha(), with(asha(), "instrument.bank_account_number", notKnownYet{}), "instrument.bank_account_number"},
		"the whole instrument":    {asha(), with(asha(), "instrument", notKnownYet{}), "instrument.bank_ifsc"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, base := startSimulator(t, testOptions())
			c := newCore(t, providerFor(base, nil))
			created := c.create(test.prior)
			first := c.planOnce(created, valueOf(t, c.objects, test.config))
			wantNoErrors(t, first.diags)
			if action(first) != "replace" || !slices.Contains(first.paths, test.blamed) {
				t.Errorf("the plan is %q because of %v", action(first), first.paths)
			}
			replaced, diags := c.apply(withConfig(c, c.plan(created, test.config), with(asha(), "name", "Asha Rao")))
			wantNoErrors(t, diags)
			wantNoDrift(t, c, replaced, asha())
		})
	}
}

// withConfig is a planned change whose unknown values have become known.
func withConfig(c *core, p *change, config object) *change {
	known := c.planOnce(nil, valueOf(c.t, c.objects, config))
	wantConform(c.t, p.planned, known.planned) // core: "inconsistent final plan"
	known.action, known.prior = p.action, p.prior
	return known
}

func TestWhatAPlanSaysOfTheAccount(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	unknown := notKnownYet{}
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
		p := c.plan(nil, test.config)
		wantNoErrors(t, p.diags)
		if got := plain(at(p.planned, "bank_account_last_four")); got != test.lastFour {
			t.Errorf("%s: the last four are %v, want %v", name, got, test.lastFour)
		}
		if got := plain(at(p.planned, "bank_account_fingerprint")); got != test.fingerprint {
			t.Errorf("%s: the fingerprint is %v, want %v", name, got, test.fingerprint)
		}
	}
}

func TestANumberThatIsNotKnownYetIsWarnedAboutOnItsAttribute(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	p := c.plan(c.create(writeOnly(asha())), with(writeOnly(asha()), "instrument.bank_account_number_wo", notKnownYet{}))
	wantDiagnostic(t, p.diags, tfprotov6.DiagnosticSeverityWarning, "instrument.bank_account_number_wo", "not known yet")
}

func TestNothingIsCreatedOrRemovedWithUnknownProviderArguments(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	created := newCore(t, providerFor(base, nil)).create(asha())
	c := newCore(t, providerFor(base, object{"client_secret": notKnownYet{}}))
	wantError(t, c.destroy(created), "", "Removing a beneficiary", "client_secret")
	recorded, diags := c.apply(c.plan(nil, ravi()))
	wantError(t, diags, "", "Creating a beneficiary", "client_secret")
	_, diags = c.importByID("00011020001772,HDFC0000001")
	wantError(t, diags, "", "Importing a beneficiary by its account", "client_secret")
	if recorded != nil || len(sim.All()) != 1 {
		t.Error("something was recorded, created or removed")
	}
}

// As long as the key is unknown nothing can be compared: a plan made now must hold when the key is known.
func TestWithAnUnknownFingerprintKeyNothingIsCompared(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	created := newCore(t, providerFor(base, nil)).create(writeOnly(asha()))
	c := newCore(t, providerFor(base, object{"fingerprint_key": notKnownYet{}}))
	same := writeOnly(with(asha(), "instrument.bank_account_number", "99911020001772")) // the same last four
	if p := c.plan(created, same); p.action != "none" {
		t.Errorf("the plan is %q because of %v", p.action, p.paths)
	}
}

// Unknown arguments of the provider: the secret comes from a resource that is still to be made.
func TestWithUnknownProviderArgumentsWhatExistsIsKept(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	created := newCore(t, providerFor(base, nil)).create(asha())
	other := newCore(t, providerFor(base, nil)).create(ravi())
	sim.ResetRequests()

	c := newCore(t, providerFor(base, object{"client_secret": notKnownYet{}}))
	kept, diags := c.refresh(created)
	wantNoErrors(t, diags)
	wantWarning(t, diags, "were not read", "client_secret")
	if kept == nil || !kept.state.Equal(created.state) {
		t.Error("the state changed")
	}
	if p := c.plan(kept, asha()); p.action != "none" {
		t.Errorf("an unchanged beneficiary plans %q", p.action)
	}
	if p := c.plan(nil, object{"beneficiary_id": "new", "name": "New One", "instrument": object{"vpa": "new@bank"}}); p.action != "create" || hasErrors(p.diags) {
		t.Errorf("a new one plans %q: %s", p.action, text(p.diags))
	}
	if _, diags := c.refresh(other); len(diags) != 0 {
		t.Errorf("the warning came twice: %s", text(diags))
	}
	if _, diags := c.importByID("vendor_0042"); !hasErrors(diags) {
		t.Error("an import has nothing to keep and must fail")
	}
	if calls := len(sim.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}
