package provider

import (
	"slices"
	"strings"
	"testing"

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
			sim, base := startSimulator(t, testOptions())
			c := newCore(t, providerFor(base, nil))
			created := c.create(asha())
			p := c.plan(created, with(asha(), path, value))
			wantNoErrors(t, p.diags)
			if p.action != "replace" {
				t.Fatalf("the plan is %q", p.action)
			}
			if !slices.ContainsFunc(p.paths, func(forced string) bool { return strings.Contains(forced, lastStep(path)) }) {
				t.Errorf("the blame is on %v", p.paths)
			}
			replaced, diags := c.apply(p)
			wantNoErrors(t, diags)
			if events := kinds(sim); !slices.Equal(events, []string{"created", "removed", "created"}) {
				t.Errorf("the life of the beneficiary was %v", events)
			}
			refreshed, diags := c.refresh(replaced)
			wantNoErrors(t, diags)
			if again := c.plan(refreshed, with(asha(), path, value)); again.action != "none" {
				t.Errorf("the plan after it is %q", again.action)
			}
		})
	}
}

func lastStep(path string) string { return path[strings.LastIndex(path, ".")+1:] }

func kinds(sim *simulator.Simulator) []string {
	var all []string
	for _, event := range sim.Journal() {
		all = append(all, event.Kind)
	}
	return all
}

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
			sim, base := startSimulator(t, testOptions())
			c := newCore(t, providerFor(base, nil))
			created := c.create(asha())
			sim.ResetRequests()
			p := c.plan(created, changed)
			wantNoErrors(t, p.diags)
			if p.action != "update" {
				t.Fatalf("the plan is %q because of %v", p.action, p.paths)
			}
			updated, diags := c.apply(p)
			wantNoErrors(t, diags)
			if calls := len(sim.Requests()); calls != 0 {
				t.Errorf("%d calls were made", calls)
			}
			refreshed, diags := c.refresh(updated)
			wantNoErrors(t, diags)
			if again := c.plan(refreshed, changed); again.action != "none" {
				t.Errorf("the plan after it is %q", again.action)
			}
		})
	}
}

func TestTheWriteOnlyNumberIsInNoStateAndFindsDrift(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	created := c.create(writeOnly(asha()))
	if strings.Contains(created.state.String(), "00011020001772") || strings.Contains(string(created.private), "00011020001772") {
		t.Error("the account number is in the state")
	}
	wantNoDrift(t, c, created, writeOnly(asha()))

	sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankAccountNumber = "66611020001772" })
	drifted, diags := c.refresh(created)
	wantNoErrors(t, diags)
	if strings.Contains(drifted.state.String(), "66611020001772") {
		t.Error("the drifted account number is in the state")
	}
	p := c.plan(drifted, writeOnly(asha()))
	if p.action != "replace" || !slices.Contains(p.paths, "bank_account_fingerprint") {
		t.Fatalf("the plan is %q because of %v", p.action, p.paths)
	}
	healed, diags := c.apply(p)
	wantNoErrors(t, diags)
	if stored, _ := sim.Get("vendor_0042"); stored.BankAccountNumber != "00011020001772" {
		t.Error("the drift was not healed")
	}
	wantNoDrift(t, c, healed, writeOnly(asha()))
}

func TestAChangedWriteOnlyNumberReplaces(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	created := c.create(writeOnly(asha()))
	for _, number := range []string{"00011020001773", "99911020001772"} { // another end; the same last four
		if p := c.plan(created, writeOnly(with(asha(), "instrument.bank_account_number", number))); p.action != "replace" {
			t.Errorf("a change to %s plans %q", number, p.action)
		}
	}
	gone := with(writeOnly(with(asha(), "instrument.bank_account_number", nil)), "instrument.bank_ifsc", nil)
	if p := c.plan(created, gone); p.action != "replace" || p.planned.IsNull() {
		t.Errorf("taking the account away plans %q", p.action)
	}
}

// The client secret is rotated, and with it the key of the fingerprints. Nobody changed a payee.
func TestARotatedSecretReplacesNothing(t *testing.T) {
	t.Parallel()
	const rotated = "cfsk_test_rotated_0123456789"
	sim, base := startSimulator(t, testOptions())
	before := newCore(t, providerFor(base, nil))
	created := before.create(writeOnly(asha()))
	after := newCore(t, providerFor(base, object{"client_secret": rotated}))

	t.Run("without refresh", func(t *testing.T) {
		after.t = t
		if p := after.plan(created, writeOnly(asha())); p.action != "none" {
			t.Errorf("the plan is %q because of %v", p.action, p.paths)
		}
		if p := after.plan(created, writeOnly(with(asha(), "instrument.bank_account_number", "00011020001773"))); p.action != "replace" {
			t.Errorf("other last digits plan %q", p.action)
		}
	})
	t.Run("with refresh", func(t *testing.T) {
		after.t = t
		sim.SetCredentials(testClientID, rotated)
		renewed, diags := after.refresh(created)
		wantNoErrors(t, diags)
		if renewed.read("bank_account_fingerprint") == created.read("bank_account_fingerprint") {
			t.Error("the read did not renew the fingerprint")
		}
		if p := after.plan(renewed, writeOnly(asha())); p.action != "none" {
			t.Errorf("the plan is %q because of %v", p.action, p.paths)
		}
		sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankAccountNumber = "66611020001772" })
		drifted, diags := after.refresh(created)
		wantNoErrors(t, diags)
		if p := after.plan(drifted, writeOnly(asha())); p.action != "replace" {
			t.Errorf("drift during a rotation plans %q", p.action)
		}
	})
	t.Run("planned under one key, applied under another", func(t *testing.T) {
		before.t = t
		sim.SetCredentials(testClientID, testClientSecret)
		p := before.plan(created, with(writeOnly(asha()), "contact.city", "Mumbai"))
		sim.SetCredentials(testClientID, rotated)
		after.t = t
		replaced, diags := after.apply(p)
		wantNoErrors(t, diags)
		if again := after.plan(replaced, with(writeOnly(asha()), "contact.city", "Mumbai")); again.action != "none" {
			t.Errorf("the plan after it is %q because of %v", again.action, again.paths)
		}
	})
}

func TestFromWriteOnlyBackToPlain(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	created := c.create(writeOnly(asha()))
	p := c.plan(created, asha())
	if p.action != "update" {
		t.Fatalf("the plan is %q because of %v", p.action, p.paths)
	}
	updated, diags := c.apply(p)
	wantNoErrors(t, diags)
	wantNoDrift(t, c, updated, asha())
}

func TestWithoutAccountNumbersInStatePlainOnesAreRefused(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	open := newCore(t, providerFor(base, nil))
	created := open.create(asha())
	c := newCore(t, providerFor(base, object{"account_numbers_in_state": false}))

	wantError(t, c.plan(nil, asha()).diags, "", "account_numbers_in_state = false", "bank_account_number_wo")
	wantNoErrors(t, c.plan(nil, with(asha(), "instrument", notKnownYet{})).diags)
	for name, read := range map[string]func() (*instance, string){
		"import":  func() (*instance, string) { i, diags := c.importByID("vendor_0042"); return i, errorsIn(diags) },
		"refresh": func() (*instance, string) { i, diags := c.refresh(created); return i, errorsIn(diags) },
	} {
		got, failed := read()
		if failed != "" {
			t.Fatalf("%s: %s", name, failed)
		}
		if strings.Contains(got.state.String(), "00011020001772") || got.read("bank_account_last_four") != "1772" {
			t.Errorf("%s: the state is %s", name, got.state)
		}
		if p := c.plan(got, writeOnly(asha())); p.action != "none" {
			t.Errorf("%s: the plan after it is %q because of %v", name, p.action, p.paths)
		}
	}
	_ = sim
}

func TestANumberThatIsNotKnownYetIsNoReasonToReplace(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	created := c.create(writeOnly(asha()))
	open := with(writeOnly(asha()), "instrument.bank_account_number_wo", notKnownYet{})
	p := c.plan(created, open)
	if p.action != "none" || strings.Contains(text(p.diags), "inconsistent") {
		t.Errorf("the plan is %q because of %v: %s", p.action, p.paths, text(p.diags))
	}
	wantWarning(t, p.diags, "not known yet", "vendor_0042")
	p = c.plan(created, with(open, "timeouts", object{"read": "2m"}))
	if p.action != "update" {
		t.Errorf("another limit plans %q because of %v", p.action, p.paths)
	}
	wantWarning(t, p.diags, "not known yet", "inconsistent final plan")
}

func TestAnEmptyContactStaysAsItsAuthorWroteIt(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	empty := with(ravi(), "contact", object{})
	created := c.create(empty)
	wantNoDrift(t, c, created, empty)
	p := c.plan(created, ravi())
	if p.action != "update" {
		t.Fatalf("taking the empty contact away plans %q because of %v", p.action, p.paths)
	}
	updated, diags := c.apply(p)
	wantNoErrors(t, diags)
	wantNoDrift(t, c, updated, ravi())
	sim.Update("vendor_0043", func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" })
	drifted, diags := c.refresh(updated)
	wantNoErrors(t, diags)
	if p := c.planOnce(drifted, valueOf(t, c.objects, ravi())); action(p) != "replace" || !slices.Equal(p.paths, []string{"contact.email"}) {
		t.Errorf("the plan is %q because of %v", action(p), p.paths)
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
			_, base := startSimulator(t, testOptions())
			c := newCore(t, providerFor(base, nil))
			created := c.create(test.created)
			wantNoDrift(t, c, created, test.created)
			imported, diags := c.importByID("vendor_0042")
			wantNoErrors(t, diags)
			if p := c.plan(imported, test.config); p.action != "none" {
				t.Errorf("the plan after the import is %q because of %v", p.action, p.paths)
			}

			p := c.plan(imported, with(test.config, "timeouts", object{"read": "1m"}))
			wantNoErrors(t, p.diags)
			updated, diags := c.apply(p)
			wantNoErrors(t, diags)
			if p.action != "update" || updated.read("contact.country_code") != imported.read("contact.country_code") {
				t.Errorf("another change plans %q and leaves %v", p.action, updated.read("contact.country_code"))
			}
		})
	}
	t.Run("left out of code that had it", func(t *testing.T) {
		t.Parallel()
		_, base := startSimulator(t, testOptions())
		c := newCore(t, providerFor(base, nil))
		created := c.create(asha())
		if p := c.plan(created, without); p.action != "none" {
			t.Errorf("the plan is %q", p.action)
		}
		replaced := c.plan(created, with(without, "contact.email", "rao@example.com"))
		wantNoErrors(t, replaced.diags)
		if code := plain(at(replaced.planned, "contact.country_code")); code != nil {
			t.Errorf("a new payee is planned with the country code %v", code)
		}
	})
	for name, config := range map[string]object{"in code": asha(), "left out": without, "no contact at all": with(asha(), "contact", nil)} {
		t.Run("another by hand, "+name, func(t *testing.T) {
			t.Parallel()
			sim, base := startSimulator(t, testOptions())
			c := newCore(t, providerFor(base, nil))
			created := c.create(config)
			sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.CountryCode = "+44" })
			drifted, diags := c.refresh(created)
			wantNoErrors(t, diags)
			p := c.plan(drifted, config)
			if p.action != "replace" {
				t.Fatalf("the plan is %q", p.action)
			}
			mended, diags := c.apply(p)
			wantNoErrors(t, diags)
			wantNoDrift(t, c, mended, config)
		})
	}
}
