package beneficiaryset_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const otherNumber = "66611020009999"

func withOtherAccount(b *simulator.Beneficiary) {
	b.BankAccountNumber, b.BankIFSC = otherNumber, "SBIN0000001"
}

// A member that Cashfree has added with another account is removed again, and the error says so.
func TestBeneficiarySet_OtherContent_Added(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartOtherwise(t, withOtherAccount)
	c := setCore(t, base, nil)
	recorded, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(1)}))
	coretest.WantError(t, diags, "members", "1 of 1 members not created",
		`v000: Cashfree created it with another bank_account_number, bank_ifsc than was sent: bank account …9999 and IFSC "SBIN0000001". That payee was `+
			"removed again.", "None was created.", "#other-content-created", "x-request-id: ")
	numbertest.WantNoneOf(t, coretest.Text(diags), otherNumber)
	if recorded != nil || len(sim.All()) != 0 || sim.Count(http.MethodPost, "") != 1 {
		t.Errorf("the state is %v, and %d payees exist", recorded, len(sim.All()))
	}
}

// Where that removal fails, the error begins with the payee and the account that it has now. An update records that,
// and the next plan shows the difference.
func TestBeneficiarySet_OtherContent_Remains(t *testing.T) {
	t.Parallel()
	change := func(*simulator.Beneficiary) {}
	sim, base := coretest.StartOtherwise(t, func(b *simulator.Beneficiary) { change(b) })
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(2)})
	change = withOtherAccount
	sim.Inject(simulator.Fault{Method: http.MethodDelete, BeneficiaryID: "v002", Action: simulator.FaultStatusBefore, Status: 422})
	left, diags := c.Apply(c.Plan(created, object{"csv_wo": coretest.Vendors(3)}))
	coretest.WantError(t, diags, "members", "1 of 1 changes not made\nThese exist at Cashfree now with another account or UPI address than was sent. "+
		"Pay nothing to them, since the money would go there:\n  v002: bank account …9999 and IFSC \"SBIN0000001\"\n", "Removing it again failed: ",
		"It exists with that content now.")
	if summary, _ := left.Get("members.v002").(string); !strings.Contains(summary, "…9999") || len(sim.All()) != 3 {
		t.Errorf("the state is %s", left.State)
	}
	change = func(*simulator.Beneficiary) {}
	sim.ClearFaults()
	p := c.Plan(left, object{"csv_wo": coretest.Vendors(3)})
	coretest.WantWarning(t, p.Diags, "1 account change")
	_, diags = c.Apply(p)
	coretest.WantNoErrors(t, diags)
}

// A member that is put back with other content stays, and the error begins with it.
func TestBeneficiarySet_OtherContent_PutBack(t *testing.T) {
	t.Parallel()
	change := func(*simulator.Beneficiary) {}
	sim, base := coretest.StartOtherwise(t, func(b *simulator.Beneficiary) { change(b) })
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(2)})
	change = withOtherAccount
	sim.Inject(simulator.Fault{Method: http.MethodPost, Times: 1, Action: simulator.FaultStatusBefore, Status: 422})
	left, diags := c.Apply(c.Plan(created, object{"csv_wo": coretest.Vendors(2, "v001,Asha Rao", "v001,Asha R Rao")}))
	coretest.WantError(t, diags, "members", "1 of 1 changes not made\nThese exist at Cashfree now with another account",
		"The payee was put back, and Cashfree added it with other content than it had: bank account …9999")
	if summary, _ := left.Get("members.v001").(string); !strings.Contains(summary, "…9999") || len(sim.All()) != 2 || sim.Count(http.MethodPost, "") != 4 {
		t.Errorf("the state is %s", left.State)
	}
}

// Members of which only other values differ are added, with one warning for all of them.
func TestBeneficiarySet_OtherValues(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartOtherwise(t, func(b *simulator.Beneficiary) { b.Name = "Mallory" })
	c := setCore(t, base, nil)
	created, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(60)}))
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "60 members kept with other values", "  v000: name\n", "  v049: name\nand 10 more", "the next plan shows the difference")
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, c.Plan(refreshed, object{"csv_wo": coretest.Vendors(60)}).Diags, "60 other changes")
}

// The number that was sent is masked also where Cashfree shows it as the UPI address of another account, and where it
// is too short to be known by its shape.
func TestBeneficiarySet_OtherContent_ShortNumberMasked(t *testing.T) {
	t.Parallel()
	const sent, document = "471147", "beneficiary_id,name,bank_account_number,bank_ifsc\nv000,Asha Rao,471147,HDFC0000001\n"
	for _, isRemoved := range []bool{true, false} {
		sim, base := coretest.StartOtherwise(t, func(b *simulator.Beneficiary) { b.BankAccountNumber, b.VPA = otherNumber, sent+"@upi" })
		if !isRemoved {
			sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusBefore, Status: 422})
		}
		c := setCore(t, base, object{"max_retries": 0})
		_, diags := c.Apply(c.Plan(nil, object{"csv_wo": document}))
		coretest.WantError(t, diags, "members", `UPI address "…@upi"`)
		numbertest.WantNoneOf(t, coretest.Text(diags), sent)
	}
}
