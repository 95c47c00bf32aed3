package beneficiaryset_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// adopting configures a provider with adopt_existing.
func adopting(t testing.TB, base string) *coretest.Core {
	t.Helper()
	return setCore(t, base, object{"adopt_existing": true})
}

// existing returns a simulator with the payees of coretest.Vendors, which no state has.
func existing(t testing.TB, n int) (*simulator.Simulator, string) {
	t.Helper()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(n)})
	return sim, base
}

const adoptionCommand = "CASHFREE_PAYOUT_ADOPT_EXISTING=true terraform apply"

// A set takes over nobody unasked. The error groups the payees that exist as they are wanted, and has the command that
// takes them over.
func TestBeneficiarySet_Adopt_Unasked(t *testing.T) {
	t.Parallel()
	sim, base := existing(t, 3)
	c := setCore(t, base, nil)
	created, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(3)}))
	if created != nil {
		t.Error("a state was recorded")
	}
	coretest.WantError(t, diags, "members", "3 of 3 members not created", "These exist already, with exactly the content of their rows: v000, v001, v002. Request id of the first: ",
		adoptionCommand)

	c = setCore(t, base, nil)
	other := c.Create(object{"csv_wo": coretest.Header + "w000,Ravi Iyer,,,ravi@examplebank\n"})
	before := len(sim.Journal())
	wanted := object{"csv_wo": coretest.Vendors(2) + "w000,Ravi Iyer,,,ravi@examplebank\nw001,Esha Rao,,,esha@examplebank\n"}
	kept, diags := c.Apply(c.Plan(other, wanted))
	coretest.WantError(t, diags, "members", "2 of 3 changes not made", "content of their rows: v000, v001", adoptionCommand, "The other changes are made and recorded.")
	if events := sim.Journal()[before:]; len(events) != 1 || kept.Get("members.w001") == nil || kept.Get("members.v000") != nil {
		t.Errorf("the update did %+v and left %v", events, kept.State)
	}
}

// Where adopt_existing is set, a create and an update take over payees that exist as they are wanted, and name them.
func TestBeneficiarySet_Adopt_Asked(t *testing.T) {
	t.Parallel()
	sim, base := existing(t, 3)
	before := len(sim.Journal())
	c := adopting(t, base)
	first, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(2)}))
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "Existing payees taken over: 2", "v000, v001")
	second, diags := c.Apply(c.Plan(first, object{"csv_wo": coretest.Vendors(3)}))
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "Existing payees taken over: 1", "v002")
	if again := c.Plan(second, object{"csv_wo": coretest.Vendors(3)}); again.Action != "none" || len(sim.Journal()) != before {
		t.Errorf("the next plan is %q, after %d writes", again.Action, len(sim.Journal())-before)
	}
}

// An error about payees that exist, and about others that were created, has the command once.
func TestBeneficiarySet_Adopt_CommandOnce(t *testing.T) {
	t.Parallel()
	_, base := existing(t, 2)
	c := setCore(t, base, nil)
	_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(3)}))
	coretest.WantError(t, diags, "members", "content of their rows: v000, v001", "This one exists now:", "If another resource or another state manages them")
	if count := strings.Count(coretest.Text(diags), adoptionCommand); count != 1 {
		t.Errorf("the command is there %d times:\n%s", count, coretest.Text(diags))
	}
}

// A first create that fails in part records nothing, so it says of nobody that the set manages them.
func TestBeneficiarySet_Adopt_CreateFailsInPart(t *testing.T) {
	t.Parallel()
	sim, base := existing(t, 2)
	sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "v002", Action: simulator.FaultStatusBefore, Status: 422})
	c := adopting(t, base)
	_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(3)}))
	coretest.WantError(t, diags, "members", "1 of 3 members not created", "These 2 exist now:", "v000, v001", adoptionCommand)
	if text := coretest.Text(diags); strings.Contains(text, "taken over") {
		t.Error(text)
	}
}

// An argument of the provider block wins over the environment, so the error names it.
func TestBeneficiarySet_Adopt_Refused(t *testing.T) {
	t.Parallel()
	_, base := existing(t, 1)
	c := setCore(t, base, object{"adopt_existing": false})
	_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(1)}))
	coretest.WantError(t, diags, "members", "remove adopt_existing = false from the provider block", adoptionCommand)
}

// A payee with other content is not taken over, whatever is asked.
func TestBeneficiarySet_Adopt_OtherContent(t *testing.T) {
	t.Parallel()
	_, base := existing(t, 2)
	for _, c := range []*coretest.Core{setCore(t, base, nil), adopting(t, base)} {
		_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(1, "v000,Asha Rao", "v000,Asha R Rao")}))
		coretest.WantError(t, diags, "members", "v000: It exists, and differs in name.", "apply once with CASHFREE_PAYOUT_ADOPT_EXISTING=true")
		if strings.Contains(coretest.Text(diags), adoptionCommand) {
			t.Errorf("it advises a command that does not help: %s", coretest.Text(diags))
		}
	}
}

// A lost answer within a run is resolved by a look-up, and is no adoption.
func TestBeneficiarySet_Adopt_LostAnswer(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Inject(simulator.Fault{Method: http.MethodPost, Path: "/payout/beneficiary", Times: 1, Action: simulator.FaultResetAfter})
	c := setCore(t, base, nil)
	_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(3)}))
	coretest.WantNoErrors(t, diags)
	if text := coretest.Text(diags); strings.Contains(text, "taken over") {
		t.Error(text)
	}
	wantOnce(t, sim, 3)
}

// In one run a set adopts the payee of a single resource, and the removal of the single resource leaves it at Cashfree.
func TestBeneficiarySet_Adopt_FromSingleResource(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	before := setCore(t, base, nil).Of(beneficiaryType)
	single := before.Create(object{"beneficiary_id": "v000", "name": "Asha Rao",
		"instrument": object{"bank_account_number": "00011020000000", "bank_ifsc": "HDFC0000001"}})
	run := adopting(t, base)
	run.Create(object{"csv_wo": coretest.Vendors(3)})
	coretest.WantNoErrors(t, run.Of(beneficiaryType).Destroy(single))
	if _, exists := sim.Get("v000"); !exists {
		t.Error("v000 is in the set's state, and does not exist")
	}
}

// In one run a payee moves from one set to another.
func TestBeneficiarySet_Adopt_FromAnotherSet(t *testing.T) {
	t.Parallel()
	sim, base := existing(t, 0)
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(2)})
	c := adopting(t, base)
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(1)})
	c.Create(object{"csv_wo": coretest.Header + "v001,Asha Rao,00011020000001,HDFC0000001,\n"})
	left, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if _, exists := sim.Get("v001"); !exists || left.Get("members.v001") != nil {
		t.Error("v001 is in the second set's state, and does not exist")
	}
}

// With create_before_destroy and -replace the new object adopts all payees where it may, and the removal of the former
// one keeps them.
func TestBeneficiarySet_Adopt_CreateBeforeDestroy(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	former := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(5)})
	c := adopting(t, base)
	c.Create(object{"csv_wo": coretest.Vendors(5)})
	coretest.WantNoErrors(t, c.Destroy(former))
	if left := len(sim.All()); left != 5 {
		t.Errorf("%d of 5 are left, and the state has all", left)
	}
}
