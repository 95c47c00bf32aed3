package provider

import (
	"net/http"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// An id that exists is an error with the differences and an import block. Only adopt_existing with equal content takes
// it over, with a warning. What exists is never changed.
func TestBeneficiary_Create_IDExists(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit  func(*simulator.Beneficiary)
		adopt bool
		texts []string // nothing: success with a warning
	}{
		"equal":                {texts: []string{"Beneficiary already exists", `Beneficiary "vendor_0042" exists already and has exactly the planned content`, `id = "vendor_0042"`, "CASHFREE_PAYOUT_ADOPT_EXISTING=true"}},
		"equal, to be adopted": {adopt: true},
		"other content": {
			edit: func(b *simulator.Beneficiary) { b.BankAccountNumber, b.Name = "66611020009999", "Mallory" },
			texts: []string{"Beneficiary already exists", "other content", `name: "Mallory" exists, "Asha Rao" is configured`,
				"instrument.bank_account_number: …9999 exists, …1772 is configured", `id = "vendor_0042"`},
		},
		"other content, to be adopted": {
			adopt: true,
			edit:  func(b *simulator.Beneficiary) { b.Email = "" },
			texts: []string{"other content", `contact.email: (nothing) exists, "asha@example.com" is configured`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
			if test.edit != nil {
				sim.Update("vendor_0042", test.edit)
			}
			before, _ := sim.Get("vendor_0042")

			c := newCore(t, coretest.ProviderBlock(base, object{"adopt_existing": test.adopt}))
			recorded, diags := c.Apply(c.Plan(nil, asha()))
			if after, _ := sim.Get("vendor_0042"); after != before {
				t.Errorf("what existed was changed: %+v", after)
			}
			if test.texts == nil {
				coretest.WantNoErrors(t, diags)
				coretest.WantWarning(t, diags, "Existing beneficiary taken over", "vendor_0042")
				wantNoDrift(t, c, recorded, asha())
				return
			}
			coretest.WantError(t, diags, "beneficiary_id", test.texts...)
			if recorded != nil {
				t.Error("state was recorded")
			}
			numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772", "66611020009999")
		})
	}
}

// The error about an id that exists mentions create_before_destroy, which may be the cause.
func TestBeneficiary_Create_IDExists_CreateBeforeDestroy(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	newCore(t, coretest.ProviderBlock(base, nil)).Create(asha()) // in an earlier run
	c := newCore(t, coretest.ProviderBlock(base, nil))
	for _, config := range []object{with(asha(), "name", "Asha R Rao"), asha()} { // a change, and -replace without one
		_, diags := c.Apply(c.Plan(nil, config))
		coretest.WantError(t, diags, "beneficiary_id", "create_before_destroy")
	}
}

// The error has both failures where the id exists and the beneficiary cannot be read.
func TestBeneficiary_Create_IDExists_ReadFails(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
	sim.Inject(simulator.Fault{Method: http.MethodGet, Action: simulator.FaultStatusBefore, Status: 503})
	c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 0}))
	recorded, diags := c.Apply(c.Plan(nil, asha()))
	coretest.WantError(t, diags, "", `Cannot read existing beneficiary "vendor_0042"`, "exists already", "beneficiary_id_already_exists", "503")
	if recorded != nil {
		t.Error("state was recorded")
	}
}

// The error is clear where Cashfree keeps the id of a removed beneficiary.
func TestBeneficiary_Create_IDNotAvailable(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.RecreateAfterDelete = "refused" })
	c := newCore(t, coretest.ProviderBlock(base, nil))
	coretest.WantNoErrors(t, c.Destroy(c.Create(asha())))
	_, diags := c.Apply(c.Plan(nil, asha()))
	coretest.WantError(t, diags, "beneficiary_id", "Beneficiary id not available", `Beneficiary "vendor_0042" was not created`, "choose another beneficiary_id")
}

// The error about an account in use names the beneficiary that has it, with each code that Cashfree is known to answer.
func TestBeneficiary_Create_AccountInUse(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"conflict_with_existing_beneficiary", "beneficiary_already_exists"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			sim.SetBehaviour(func(b *simulator.Behaviour) { b.ConflictCode = code })
			sim.Put(simulator.Beneficiary{ID: "old_vendor", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001"})
			c := newCore(t, coretest.ProviderBlock(base, object{"adopt_existing": true}))
			recorded, diags := c.Apply(c.Plan(nil, asha()))
			coretest.WantError(t, diags, "", "Bank account already in use", `Beneficiary "vendor_0042" was not created`, code, `belongs to beneficiary "old_vendor"`, "…1772",
				`id = "old_vendor"`, "create_before_destroy", "#instrument-taken")
			if recorded != nil {
				t.Error("state was recorded")
			}
			numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772")
		})
	}
}

// The error about a UPI address in use names no beneficiary, because Cashfree cannot look one up by it.
func TestBeneficiary_Create_VPAInUse(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Put(simulator.Beneficiary{ID: "old_vendor", Name: "Ravi Iyer", VPA: "ravi@examplebank"})
	c := newCore(t, coretest.ProviderBlock(base, nil))
	_, diags := c.Apply(c.Plan(nil, ravi()))
	coretest.WantError(t, diags, "", "UPI address already in use", `Beneficiary "vendor_0043" was not created`, "does not say which beneficiary has it")
}

// Where the beneficiary itself has the account, the error, or the adoption, is that of an id that exists.
func TestBeneficiary_Create_AccountInUse_SameID(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"conflict_with_existing_beneficiary", "beneficiary_already_exists"} {
		sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
		newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
		sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 409,
			ContentType: "application/json", Body: `{"type":"conflict","code":"` + code + `","message":"Conflict"}`})
		_, diags := newCore(t, coretest.ProviderBlock(base, nil)).Apply(newCore(t, coretest.ProviderBlock(base, nil)).Plan(nil, asha()))
		coretest.WantError(t, diags, "beneficiary_id", "exactly the planned content", "CASHFREE_PAYOUT_ADOPT_EXISTING=true")
		c := newCore(t, coretest.ProviderBlock(base, object{"adopt_existing": true}))
		_, diags = c.Apply(c.Plan(nil, asha()))
		coretest.WantNoErrors(t, diags)
		coretest.WantWarning(t, diags, "Existing beneficiary taken over")
	}
}

// A beneficiary that this run created belongs to another resource, and is not adopted even if its content is equal.
func TestBeneficiary_Create_OfAnotherResource(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, object{"adopt_existing": true}))
	first := c.Plan(nil, asha())
	second := newCore(t, coretest.ProviderBlock(base, nil)).Plan(nil, asha()) // as if the ids were unknown until now
	first.Action, second.Action = "create", "create"
	_, diags := c.CarryOut(t.Context(), first)
	coretest.WantNoErrors(t, diags)
	recorded, diags := c.CarryOut(t.Context(), second)
	coretest.WantError(t, diags, "beneficiary_id", "Another resource has beneficiary \"vendor_0042\"", "Keep one of the two blocks.")
	if recorded != nil {
		t.Error("both resources record it")
	}
}
