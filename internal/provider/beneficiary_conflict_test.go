package provider

import (
	"net/http"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

func TestAnIDThatExistsNeverPassesSilently(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit  func(*simulator.Beneficiary)
		adopt bool
		says  []string // nothing: success with a warning
	}{
		"equal":                {says: []string{"exists already", "exactly the planned content", `id = "vendor_0042"`, "adopt_existing = true"}},
		"equal, to be adopted": {adopt: true},
		"other content": {
			edit: func(b *simulator.Beneficiary) { b.BankAccountNumber, b.Name = "66611020009999", "Mallory" },
			says: []string{"other content", `name: "Mallory" exists, "Asha Rao" is configured`,
				"instrument.bank_account_number: …9999 exists, …1772 is configured", `id = "vendor_0042"`},
		},
		"other content, to be adopted": {
			adopt: true,
			edit:  func(b *simulator.Beneficiary) { b.Email = "" },
			says:  []string{"other content", `contact.email: (nothing) exists, "asha@example.com" is configured`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := startSimulator(t, testOptions())
			newCore(t, providerFor(base, nil)).create(asha())
			if test.edit != nil {
				sim.Update("vendor_0042", test.edit)
			}
			before, _ := sim.Get("vendor_0042")

			c := newCore(t, providerFor(base, object{"adopt_existing": test.adopt}))
			recorded, diags := c.apply(c.plan(nil, asha()))
			if after, _ := sim.Get("vendor_0042"); after != before {
				t.Errorf("what existed was changed: %+v", after)
			}
			if test.says == nil {
				wantNoErrors(t, diags)
				wantWarning(t, diags, "Took over", "vendor_0042")
				wantNoDrift(t, c, recorded, asha())
				return
			}
			wantError(t, diags, "beneficiary_id", test.says...)
			if recorded != nil {
				t.Error("state was recorded")
			}
			wantNoNumber(t, text(diags), "00011020001772", "66611020009999")
		})
	}
}

// The account belongs to another id. Cashfree documents one code for it and answers another.
func TestATakenAccountNamesItsHolder(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"conflict_with_existing_beneficiary", "beneficiary_already_exists"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			sim, base := startSimulator(t, testOptions())
			sim.SetBehaviour(func(b *simulator.Behaviour) { b.ConflictCode = code })
			sim.Put(simulator.Beneficiary{ID: "old_vendor", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001"})
			c := newCore(t, providerFor(base, object{"adopt_existing": true}))
			recorded, diags := c.apply(c.plan(nil, asha()))
			wantError(t, diags, "", code, `that of beneficiary "old_vendor"`, "…1772",
				`id = "old_vendor"`, "create_before_destroy", "#instrument-taken")
			if recorded != nil {
				t.Error("state was recorded")
			}
			wantNoNumber(t, text(diags), "00011020001772")
		})
	}
}

func TestATakenVPACannotNameItsHolder(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	sim.Put(simulator.Beneficiary{ID: "old_vendor", Name: "Ravi Iyer", VPA: "ravi@examplebank"})
	c := newCore(t, providerFor(base, nil))
	_, diags := c.apply(c.plan(nil, ravi()))
	wantError(t, diags, "", "does not say which beneficiary has it")
}

func TestTheInstrumentIsTakenByOurOwnRecord(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"conflict_with_existing_beneficiary", "beneficiary_already_exists"} {
		sim, base := startSimulator(t, testOptions())
		newCore(t, providerFor(base, nil)).create(asha())
		sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 409,
			ContentType: "application/json", Body: `{"type":"conflict","code":"` + code + `","message":"Conflict"}`})
		_, diags := newCore(t, providerFor(base, nil)).apply(newCore(t, providerFor(base, nil)).plan(nil, asha()))
		wantError(t, diags, "beneficiary_id", "exactly the planned content", "adopt_existing")
		c := newCore(t, providerFor(base, object{"adopt_existing": true}))
		_, diags = c.apply(c.plan(nil, asha()))
		wantNoErrors(t, diags)
		wantWarning(t, diags, "Took over")
	}
}

func TestAnIDOfARemovedBeneficiaryThatIsNotFree(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.RecreateAfterDelete = "refused" })
	c := newCore(t, providerFor(base, nil))
	wantNoErrors(t, c.destroy(c.create(asha())))
	_, diags := c.apply(c.plan(nil, asha()))
	wantError(t, diags, "beneficiary_id", "not free", "choose another beneficiary_id")
}

func TestAnIDThatExistsMentionsCreateBeforeDestroy(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	c.create(asha())
	for _, config := range []object{with(asha(), "name", "Asha R Rao"), asha()} { // a change, and -replace without one
		_, diags := c.apply(c.plan(nil, config))
		wantError(t, diags, "beneficiary_id", "create_before_destroy")
	}
}

func TestAnIDThatExistsAndCannotBeReadTellsBothFailures(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	newCore(t, providerFor(base, nil)).create(asha())
	sim.Inject(simulator.Fault{Method: http.MethodGet, Action: simulator.FaultStatusBefore, Status: 503})
	c := newCore(t, providerFor(base, object{"max_retries": 0}))
	recorded, diags := c.apply(c.plan(nil, asha()))
	wantError(t, diags, "", `"vendor_0042" exists already and cannot be read`, "beneficiary_id_already_exists", "503")
	if recorded != nil {
		t.Error("state was recorded")
	}
}
