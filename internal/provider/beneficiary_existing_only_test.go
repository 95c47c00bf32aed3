package provider

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// importRao imports the payee of rao, with the state that the import stores.
func importRao(t *testing.T, block object) (*simulator.Simulator, *coretest.Core, *coretest.Instance) {
	t.Helper()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, block))
	newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
	sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Name, b.PostalCode = "M/s. Rao 2 Traders", "41100" })
	sim.ResetRequests()
	imported, diags := c.Import("vendor_0042")
	coretest.WantNoErrors(t, diags)
	return sim, c, imported
}

// A value that only existing payees can keep is accepted in a configuration, and an error in the plan of a new payee.
func TestBeneficiary_ExistingOnly_NewPayee(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
	for path, test := range map[string]struct {
		title  string
		values []string
	}{
		"name":                {"Cashfree would refuse this name", []string{"M/s. Rao 2 Traders", "Asha 2", "A. Rao", "Rao & Sons", "Åsa"}},
		"contact.postal_code": {"Invalid postal_code", []string{"41100", "011001"}},
	} {
		for _, value := range test.values {
			config := with(asha(), path, value)
			if diags := c.Validate(config); len(diags) > 0 {
				t.Errorf("%s %q is not accepted in silence: %s", path, value, coretest.Text(diags))
			}
			coretest.WantError(t, c.Plan(nil, config).Diags, path, test.title)
		}
	}
	if p := c.Plan(nil, with(asha(), "name", coretest.Unknown{})); coretest.HasErrors(p.Diags) {
		t.Errorf("an unknown name is an error: %s", coretest.Text(p.Diags))
	}
}

// An imported payee keeps such a value, and no change without a call is refused.
func TestBeneficiary_ExistingOnly_Imported(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config object
		action string
	}{
		"as it is":               {rao(), "none"},
		"spaces in the name":     {with(rao(), "name", "M/s.  Rao 2  Traders "), "update"},
		"timeouts":               {with(rao(), "timeouts", object{"read": "1m"}), "update"},
		"the number write-only":  {writeOnly(rao()), "update"},
		"a number not known yet": {with(writeOnly(rao()), "instrument.bank_account_number_wo", coretest.Unknown{}), "update"},
		"with the country code":  {with(rao(), "contact.country_code", "+91"), "update"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, c, imported := importRao(t, nil)
			p := c.Plan(imported, test.config)
			coretest.WantNoErrors(t, p.Diags)
			if p.Action != test.action {
				t.Fatalf("the plan is %q because of %v", p.Action, p.Paths)
			}
			applied, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			if calls := len(sim.Requests()); calls != 1 { // the import's own
				t.Errorf("%d calls were made", calls)
			}
			refreshed, diags := c.Refresh(applied)
			coretest.WantNoErrors(t, diags)
			if again := c.Plan(refreshed, test.config); again.Action != "none" {
				t.Errorf("the plan after it is %q", again.Action)
			}
		})
	}
}

// A fingerprint of another key is no reason to replace such a payee.
func TestBeneficiary_ExistingOnly_OtherKey(t *testing.T) {
	t.Parallel()
	_, c, imported := importRao(t, object{"account_numbers_in_state": false})
	other := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", object{
		"account_numbers_in_state": false, "fingerprint_key": "a key of another pipeline, long enough",
	}))
	if imported.Get("instrument.bank_account_number") != nil {
		t.Fatal("the number is in the state")
	}
	for _, reader := range []*coretest.Core{c, other} {
		if p := reader.Plan(imported, writeOnly(rao())); p.Action != "none" || coretest.HasErrors(p.Diags) {
			t.Errorf("the plan is %q: %s", p.Action, coretest.Text(p.Diags))
		}
	}
}

// Every replacement of such a payee is refused, whatever its reason: Cashfree would not add it again.
func TestBeneficiary_ExistingOnly_Replacement(t *testing.T) {
	t.Parallel()
	sim, c, imported := importRao(t, nil)
	for path, value := range map[string]any{
		"contact.email":                  "rao@example.com",
		"instrument.bank_account_number": "00011020001773",
		"instrument.vpa":                 coretest.Unknown{},
		"name":                           "M/s. Rao 3 Traders",
		"contact.postal_code":            "41101",
	} {
		p := c.Plan(imported, with(rao(), path, value))
		coretest.WantError(t, p.Diags, "name", "Cashfree would refuse this name", "M/s. Rao")
		coretest.WantError(t, p.Diags, "contact.postal_code", "Invalid postal_code")
	}
	forced := c.PlanOnce(nil, coretest.ValueOf(t, c.Type, rao())) // -replace, or a tainted object
	coretest.WantError(t, forced.Diags, "name", "Cashfree would refuse this name")

	p := c.Plan(imported, asha()) // a name that is good for a new payee
	coretest.WantNoErrors(t, p.Diags)
	if p.Action != "replace" {
		t.Errorf("the plan is %q", p.Action)
	}
	if events := coretest.Kinds(sim); len(events) != 2 { // created, and changed by the test
		t.Errorf("the life of the payee was %v", events)
	}
}

// A name of version 1 is kept whatever digits it holds: it stays in the state as it is, no plan changes it, and
// messages mask what can be an account number. The creation of such a payee is refused.
func TestBeneficiary_ExistingOnly_NumberInName(t *testing.T) {
	t.Parallel()
	for name, shown := range map[string]string{
		"Kirana Store 560001": "Kirana Store …", "Ramesh 9876543210": "Ramesh …3210", "Stores 29ABCDE1234F1Z5": "Stores …F1Z5",
		"Rao 50100123456789": "Rao …6789", "0262 9180 0001 191": "…", "രാജന്\u200d 560001": "…",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
			sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Name = name })
			config := with(asha(), "name", name)
			c := newCore(t, coretest.ProviderBlock(base, nil))
			imported, diags := c.Import("vendor_0042")
			coretest.WantNoErrors(t, diags)
			if stored := imported.Get("name"); stored != name {
				t.Errorf("the state has the name %q", stored)
			}
			wantNoDrift(t, c, imported, config)
			for _, refused := range []*coretest.Change{c.Plan(imported, with(config, "contact.email", "a@example.org")), c.NewRun().Plan(nil, config)} {
				coretest.WantError(t, refused.Diags, "name", "Cashfree would refuse this name", shown)
				if text := coretest.Text(refused.Diags); strings.Contains(text, name) {
					t.Errorf("the message shows the name: %s", text)
				}
			}
		})
	}
}
