package provider

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// otherPayee is a payee of nobody here.
func otherPayee(id string) simulator.Beneficiary {
	return simulator.Beneficiary{ID: id, Name: "Ravi Iyer", BankAccountNumber: "66611020009999", BankIFSC: "HDFC0000001", Status: "VERIFIED"}
}

// wantFirst asserts that the details of all errors begin with a sentence.
func wantFirst(
	t *testing.T, c *coretest.Core, prior *coretest.Instance, config object, attribute, sentence string, texts ...string,
) *coretest.Instance {
	t.Helper()
	recorded, diags := c.Apply(c.Plan(prior, config))
	coretest.WantError(t, diags, attribute, texts...)
	for _, d := range diags {
		if !strings.HasPrefix(d.Detail, sentence) {
			t.Errorf("the error begins with %q", d.Detail)
		}
	}
	numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772", "66611020009999")
	return recorded
}

// A replacement that Cashfree refuses half-way says first that the payee does not exist now.
func TestBeneficiary_Replace_Refused(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 422, ContentType: "application/json",
		Body: `{"type":"invalid_request_error","code":"name_invalid","message":"Please enter valid name"}`})
	recorded := wantFirst(t, c, created, with(asha(), "name", "Asha R Rao"), "",
		`"vendor_0042" does not exist at Cashfree now and cannot be paid. This run removed it, and could not create it again.`, "name_invalid")
	if recorded != nil {
		t.Error("state was recorded")
	}
}

// A payee that is to get the account of another one, which this run does not remove, is put back as it was. The state
// has that, and the next apply replaces it.
func TestBeneficiary_Replace_PutBack(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]func(object) object{"plain": func(o object) object { return o }, "write-only": writeOnly} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(form(asha()))
			before, _ := sim.Get("vendor_0042")
			sim.Put(otherPayee("holder"))
			changed := form(with(asha(), "instrument.bank_account_number", "66611020009999"))
			recorded := wantFirst(t, c, created, changed, "",
				`This run removed "vendor_0042", could not create it with its new content, and put it back as it was.`,
				"Bank account already in use", `belongs to beneficiary "holder"`, "This run has not removed that beneficiary, and no longer will. The creation waited for that until the run was doing nothing else.")
			after, _ := sim.Get("vendor_0042")
			if after.AddedOn = before.AddedOn; after != before {
				t.Errorf("it is %+v", after)
			}
			if recorded == nil {
				t.Fatal("no state was recorded")
			}
			wantNoDrift(t, newCore(t, coretest.ProviderBlock(base, nil)), recorded, form(asha()))

			sim.Remove("holder")
			next := newCore(t, coretest.ProviderBlock(base, nil))
			replaced, diags := next.Apply(next.Plan(recorded, changed))
			coretest.WantNoErrors(t, diags)
			wantNoDrift(t, next, replaced, changed)
		})
	}
}

// A payee gets an id that exists already. The error says first that the payee does not exist under its former id.
func TestBeneficiary_Replace_NewIDExists(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	sim.Put(otherPayee("vendor_0050"))
	recorded := wantFirst(t, c, created, with(asha(), "beneficiary_id", "vendor_0050"), "beneficiary_id",
		`"vendor_0042" does not exist at Cashfree now and cannot be paid. This run removed it, and could not create "vendor_0050"`,
		"Beneficiary already exists", "It was not changed or overwritten.")
	if recorded != nil {
		t.Error("state was recorded")
	}
}

// A payee is not removed if another one, which needs what it has, could not be created in the same run.
func TestBeneficiary_Delete_Needed(t *testing.T) {
	t.Parallel()
	for id, texts := range map[string][]string{
		"vendor_0050": {`Beneficiary "vendor_0050", which needs its bank account or UPI address, could not be created in this run.`,
			`from = cashfree_payout_beneficiary.NAME["vendor_0042"]`, `to   = cashfree_payout_beneficiary.NAME["vendor_0050"]`, "-parallelism=1"},
		"vendor_0042": {"Another resource with the same id could not be created in this run.", "moved block"},
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			known := newCore(t, coretest.ProviderBlock(base, nil)).Create(asha()) // in an earlier run
			c := newCore(t, coretest.ProviderBlock(base, nil))
			if _, diags := c.Apply(c.Plan(nil, with(with(asha(), "beneficiary_id", id), "name", "Asha R Rao"))); !coretest.HasErrors(diags) {
				t.Fatal("it was created")
			}
			diags := c.Destroy(known)
			coretest.WantError(t, diags, "", append(texts, "Beneficiary not removed", `Beneficiary "vendor_0042" still exists, and the state keeps it.`)...)
			numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772")
			if _, exists := sim.Get("vendor_0042"); !exists {
				t.Error("it was removed")
			}
			coretest.WantNoErrors(t, newCore(t, coretest.ProviderBlock(base, nil)).Destroy(known)) // in the next run
		})
	}
}

// A first creation that fails does not mention a replacement.
func TestBeneficiary_Create_Refused_First(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 503})
	c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 0}))
	_, diags := c.Apply(c.Plan(nil, asha()))
	for _, text := range []string{"replace", "This run removed", "cannot be paid"} {
		if strings.Contains(coretest.Text(diags), text) {
			t.Errorf("there is %q in %s", text, coretest.Text(diags))
		}
	}
}
