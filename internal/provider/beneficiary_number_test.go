package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A write-only number is not in the state, and drift of it is noticed and corrected.
func TestBeneficiary_WriteOnlyNumber_Drift(t *testing.T) {
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
	corrected, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if stored, _ := sim.Get("vendor_0042"); stored.BankAccountNumber != "00011020001772" {
		t.Error("the drift was not corrected")
	}
	wantNoDrift(t, c, corrected, writeOnly(asha()))
}

// A changed write-only number replaces, also with the same last four digits.
func TestBeneficiary_WriteOnlyNumber_Changed(t *testing.T) {
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

// A number that somebody removes or adds by hand is drift.
func TestBeneficiary_Number_AddedOrRemoved(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]object{"plain": asha(), "write-only": writeOnly(asha())} {
		sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
		c := newCore(t, coretest.ProviderBlock(base, nil))
		created := c.Create(config)
		sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankAccountNumber, b.BankIFSC = "", "" })
		drifted, diags := c.Refresh(created)
		coretest.WantNoErrors(t, diags)
		p := c.PlanOnce(drifted, coretest.ValueOf(t, c.Type, config))
		if coretest.ActionOf(p) != "replace" || !slices.Contains(p.Paths, "bank_account_fingerprint") {
			t.Errorf("%s: the plan is %q because of %v", name, coretest.ActionOf(p), p.Paths)
		}
	}
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(ravi())
	sim.Update("vendor_0043", func(b *simulator.Beneficiary) { b.BankAccountNumber, b.BankIFSC = "66611020001772", "HDFC0000001" })
	drifted, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if drifted.Get("instrument.bank_account_number") != nil {
		t.Error("a number that nobody configured is in the state")
	}
	p := c.PlanOnce(drifted, coretest.ValueOf(t, c.Type, ravi()))
	if coretest.ActionOf(p) != "replace" || !slices.Contains(p.Paths, "bank_account_fingerprint") {
		t.Errorf("the plan is %q because of %v", coretest.ActionOf(p), p.Paths)
	}
}

// The change from the write-only argument to the plain one is an update.
func TestBeneficiary_WriteOnlyNumber_BackToPlain(t *testing.T) {
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

// Without account numbers in the state the plain argument is refused. Import and refresh remove the number from the
// state.
func TestBeneficiary_NoAccountNumbersInState(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
	c := newCore(t, coretest.ProviderBlock(base, object{"account_numbers_in_state": false}))

	coretest.WantError(t, c.Plan(nil, asha()).Diags, "", "account_numbers_in_state = false", "bank_account_number_wo")
	coretest.WantNoErrors(t, c.Plan(nil, with(asha(), "instrument", coretest.Unknown{})).Diags)
	isAccount := c.Plan(nil, with(ravi(), "instrument.vpa", "00011020001772@hdfc0000001.ifsc.npci"))
	coretest.WantError(t, isAccount.Diags, "", "Account number would be stored", "this UPI address is a bank account")
	numbertest.WantNoneOf(t, coretest.Text(isAccount.Diags), "00011020001772")
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
}

// A write-only number in ignore_changes, which reaches the plan as null, is no reason to replace the beneficiary.
func TestBeneficiary_WriteOnlyNumber_IgnoreChanges(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(writeOnly(asha()))
	ignored := with(asha(), "instrument.bank_account_number", nil)
	for _, changed := range []object{with(ignored, "timeouts", object{"read": "2m"}), with(ignored, "instrument.bank_ifsc", "hdfc0000001")} {
		p := c.PlanOnce(created, coretest.ValueOf(t, c.Type, changed))
		coretest.WantNoErrors(t, p.Diags)
		if len(p.Paths) > 0 || !coretest.At(p.Planned, "bank_account_last_four").Equal(coretest.At(created.State, "bank_account_last_four")) {
			t.Errorf("replaced because of %v, with %v for the last four digits", p.Paths, coretest.Plain(coretest.At(p.Planned, "bank_account_last_four")))
		}
	}
	if p := c.PlanOnce(created, coretest.ValueOf(t, c.Type, with(ignored, "name", "Bina Rao"))); !slices.Equal(p.Paths, []string{"name"}) {
		t.Errorf("another name is replaced because of %v", p.Paths)
	}
}

// A plan says that the new number is the former one without its leading zeros, and it says so of no other number. No
// number is in the message, and none of its lines is pointed at.
func TestBeneficiary_Number_LostZeros(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config object
		number string
		warns  bool
	}{
		"all":             {asha(), "11020001772", true},
		"two of three":    {asha(), "011020001772", true},
		"write-only":      {writeOnly(asha()), "11020001772", true},
		"another number":  {asha(), "11020001773", false},
		"zeros that came": {asha(), "0000011020001772", false},
		"other zeros":     {asha(), "0001102001772", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(test.config)
			changed := with(asha(), "instrument.bank_account_number", test.number)
			if name == "write-only" {
				changed = writeOnly(changed)
			}
			p := c.Plan(created, changed)
			coretest.WantNoErrors(t, p.Diags)
			if p.Action != "replace" {
				t.Errorf("the plan is %q", p.Action)
			}
			if !test.warns {
				coretest.WantNoDiagnostics(t, p.Diags)
				return
			}
			coretest.WantDiagnostic(t, p.Diags, tfprotov6.DiagnosticSeverityWarning, "", "Leading zeros of an account number lost", `"vendor_0042"`)
			if text := coretest.Text(p.Diags); strings.Contains(text, test.number) {
				t.Errorf("the number is in %s", text)
			}
		})
	}
}
