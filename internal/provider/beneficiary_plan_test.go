package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Every fact, changed: the plan replaces, and names the attribute that is to blame.
func TestAChangeOfFactReplaces(t *testing.T) {
	t.Parallel()
	for path, value := range map[string]any{
		"beneficiary_id":                 "vendor_0044",
		"name":                           "Asha R Rao",
		"instrument.bank_account_number": "00011020001773",
		"instrument.bank_ifsc":           "HDFC0000002",
		"instrument.vpa":                 "asha@otherbank",
		"contact.email":                  "rao@example.com",
		"contact.phone":                  "9876543211",
		"contact.address":                "2 Test Road",
		"contact.city":                   "Mumbai",
		"contact.state":                  "Goa",
		"contact.postal_code":            "411002",
		"contact":                        nil,
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(asha())
			p := c.Plan(created, with(asha(), path, value))
			coretest.WantNoErrors(t, p.Diags)
			if p.Action != "replace" {
				t.Fatalf("the plan is %q", p.Action)
			}
			if !slices.ContainsFunc(p.Paths, func(forced string) bool { return strings.Contains(forced, lastStep(path)) }) {
				t.Errorf("the blame is on %v", p.Paths)
			}
			replaced, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			if events := coretest.Kinds(sim); !slices.Equal(events, []string{"created", "removed", "created"}) {
				t.Errorf("the life of the beneficiary was %v", events)
			}
			refreshed, diags := c.Refresh(replaced)
			coretest.WantNoErrors(t, diags)
			if again := c.Plan(refreshed, with(asha(), path, value)); again.Action != "none" {
				t.Errorf("the plan after it is %q", again.Action)
			}
		})
	}
}

func lastStep(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// The same fact in another spelling is recorded without a call, and the plan after it is empty.
func TestAChangeOfFormMakesNoCall(t *testing.T) {
	t.Parallel()
	for name, changed := range map[string]object{
		"letter case of the IFSC":      with(asha(), "instrument.bank_ifsc", "hdfc0000001"),
		"letter case of the VPA":       with(asha(), "instrument.vpa", "Asha@ExampleBank"),
		"letter case of the e-mail":    with(asha(), "contact.email", "Asha@Example.com"),
		"+91 before the phone":         with(asha(), "contact.phone", "+91 98765 43210"),
		"spaces in the name":           with(asha(), "name", " Asha   Rao "),
		"spaces in the address":        with(asha(), "contact.address", "1  Test Road"),
		"timeouts":                     with(asha(), "timeouts", object{"create": "20m"}),
		"plain to write-only":          writeOnly(asha()),
		"spaces around account number": with(asha(), "instrument.bank_account_number", " 00011020001772"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(asha())
			sim.ResetRequests()
			p := c.Plan(created, changed)
			coretest.WantNoErrors(t, p.Diags)
			if p.Action != "update" {
				t.Fatalf("the plan is %q because of %v", p.Action, p.Paths)
			}
			updated, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			if calls := len(sim.Requests()); calls != 0 {
				t.Errorf("%d calls were made", calls)
			}
			refreshed, diags := c.Refresh(updated)
			coretest.WantNoErrors(t, diags)
			if again := c.Plan(refreshed, changed); again.Action != "none" {
				t.Errorf("the plan after it is %q", again.Action)
			}
		})
	}
}

func TestTheWriteOnlyNumberIsInNoStateAndFindsDrift(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(writeOnly(asha()))
	if strings.Contains(created.State.String(), "00011020001772") || strings.Contains(string(created.Private), "00011020001772") {
		t.Error("the account number is in the state")
	}
	wantNoDrift(t, c, created, writeOnly(asha()))

	sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankAccountNumber = "66611020001772" })
	drifted, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if strings.Contains(drifted.State.String(), "66611020001772") {
		t.Error("the drifted account number is in the state")
	}
	p := c.Plan(drifted, writeOnly(asha()))
	if p.Action != "replace" || !slices.Contains(p.Paths, "bank_account_fingerprint") {
		t.Fatalf("the plan is %q because of %v", p.Action, p.Paths)
	}
	healed, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if stored, _ := sim.Get("vendor_0042"); stored.BankAccountNumber != "00011020001772" {
		t.Error("the drift was not healed")
	}
	wantNoDrift(t, c, healed, writeOnly(asha()))
}

func TestAChangedWriteOnlyNumberReplaces(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(writeOnly(asha()))
	for _, number := range []string{"00011020001773", "99911020001772"} { // another end; the same last four
		if p := c.Plan(created, writeOnly(with(asha(), "instrument.bank_account_number", number))); p.Action != "replace" {
			t.Errorf("a change to %s plans %q", number, p.Action)
		}
	}
	gone := with(writeOnly(with(asha(), "instrument.bank_account_number", nil)), "instrument.bank_ifsc", nil)
	if p := c.Plan(created, gone); p.Action != "replace" || p.Planned.IsNull() {
		t.Errorf("taking the account away plans %q", p.Action)
	}
}

// The client secret is rotated, and with it the key of the fingerprints. Nobody changed a payee.
func TestARotatedSecretReplacesNothing(t *testing.T) {
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

func TestFromWriteOnlyBackToPlain(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(writeOnly(asha()))
	p := c.Plan(created, asha())
	if p.Action != "update" {
		t.Fatalf("the plan is %q because of %v", p.Action, p.Paths)
	}
	updated, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	wantNoDrift(t, c, updated, asha())
}

func TestWithoutAccountNumbersInStatePlainOnesAreRefused(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	open := newCore(t, coretest.ProviderBlock(base, nil))
	created := open.Create(asha())
	c := newCore(t, coretest.ProviderBlock(base, object{"account_numbers_in_state": false}))

	coretest.WantError(t, c.Plan(nil, asha()).Diags, "", "account_numbers_in_state = false", "bank_account_number_wo")
	coretest.WantNoErrors(t, c.Plan(nil, with(asha(), "instrument", coretest.Unknown{})).Diags)
	for name, read := range map[string]func() (*coretest.Instance, string){
		"import": func() (*coretest.Instance, string) {
			i, diags := c.Import("vendor_0042")
			return i, coretest.ErrorsIn(diags)
		},
		"refresh": func() (*coretest.Instance, string) {
			i, diags := c.Refresh(created)
			return i, coretest.ErrorsIn(diags)
		},
	} {
		got, failed := read()
		if failed != "" {
			t.Fatalf("%s: %s", name, failed)
		}
		if strings.Contains(got.State.String(), "00011020001772") || got.Get("bank_account_last_four") != "1772" {
			t.Errorf("%s: the state is %s", name, got.State)
		}
		if p := c.Plan(got, writeOnly(asha())); p.Action != "none" {
			t.Errorf("%s: the plan after it is %q because of %v", name, p.Action, p.Paths)
		}
	}
	_ = sim
}

func TestANumberThatIsNotKnownYetIsNoReasonToReplace(t *testing.T) {
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

func TestAnEmptyContactStaysAsItsAuthorWroteIt(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	empty := with(ravi(), "contact", object{})
	created := c.Create(empty)
	wantNoDrift(t, c, created, empty)
	p := c.Plan(created, ravi())
	if p.Action != "update" {
		t.Fatalf("taking the empty contact away plans %q because of %v", p.Action, p.Paths)
	}
	updated, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	wantNoDrift(t, c, updated, ravi())
	sim.Update("vendor_0043", func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" })
	drifted, diags := c.Refresh(updated)
	coretest.WantNoErrors(t, diags)
	if p := c.PlanOnce(drifted, coretest.ValueOf(t, c.Type, ravi())); coretest.ActionOf(p) != "replace" || !slices.Equal(p.Paths, []string{"contact.email"}) {
		t.Errorf("the plan is %q because of %v", coretest.ActionOf(p), p.Paths)
	}
}

// Cashfree knows one country code and may answer it or not; code may have it or not. None of it is a difference.
func TestACountryCodeGoesWithoutSaying(t *testing.T) {
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
	t.Run("left out of code that had it", func(t *testing.T) {
		t.Parallel()
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
	})
	for name, config := range map[string]object{"in code": asha(), "left out": without, "no contact at all": with(asha(), "contact", nil)} {
		t.Run("another by hand, "+name, func(t *testing.T) {
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
			mended, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			wantNoDrift(t, c, mended, config)
		})
	}
}
