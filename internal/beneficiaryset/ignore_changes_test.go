package beneficiaryset_test

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A write-only document in ignore_changes reaches the plan as the null that the state has of it: the members stay as they are.
func TestAnIgnoredWriteOnlyDocumentChangesNothing(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"account_numbers_in_state": false})
	created := c.Create(object{"csv_wo": coretest.Vendors(3)})
	ignored := c.PlanOnce(created, coretest.ValueOf(t, c.Type, object{}))
	coretest.WantNoErrors(t, ignored.Diags)
	if got := coretest.ActionOf(ignored); got != "none" {
		t.Errorf("it plans %q", got)
	}

	calls := len(sim.Requests())
	p := c.PlanOnce(created, coretest.ValueOf(t, c.Type, object{"timeouts": object{"read": "5m"}}))
	coretest.WantNoErrors(t, p.Diags)
	p.Config = coretest.ValueOf(t, c.Type, object{"csv_wo": coretest.Vendors(5), "timeouts": object{"read": "5m"}}) // an apply gets it nevertheless
	applied, diags := c.CarryOut(t.Context(), p)
	coretest.WantNoErrors(t, diags)
	if !coretest.At(applied.State, "members").Equal(coretest.At(created.State, "members")) || len(sim.Requests()) > calls {
		t.Errorf("%d calls left %v", len(sim.Requests())-calls, coretest.Plain(coretest.At(applied.State, "members")))
	}
}

// Somebody changes a member by hand, while another document is in the code and ignored: what the plan says is done.
func TestAnIgnoredDocumentIsAppliedAsTheStateHasIt(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(3)})
	sim.Update("v001", func(b *simulator.Beneficiary) { b.Name = "Mallory" })
	drifted, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	p := c.Plan(drifted, object{"csv": coretest.Vendors(3)}) // that of the state, in the place of the other
	p.Config = coretest.ValueOf(t, c.Type, object{"csv": coretest.Vendors(5)})
	_, diags = c.CarryOut(t.Context(), p)
	coretest.WantNoErrors(t, diags)
	if stored, _ := sim.Get("v001"); stored.Name != "Asha Rao" || len(sim.All()) != 3 {
		t.Errorf("v001 is %q, and %d exist", stored.Name, len(sim.All()))
	}
}
