package beneficiaryset_test

import (
	"net/http"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A member cannot be added as it is wanted and is put back, and the answer to that is lost, as is the look-up after it.
// Whatever became of it, the next run has to find its way: a state that did not have the member would make that one add
// it, and what was put back be in the way as somebody else's.
func TestAMemberThatMayHaveBeenPutBackIsNotInTheWay(t *testing.T) {
	t.Parallel()
	for name, putBack := range map[string]simulator.FaultAction{
		"it was put back":     simulator.FaultResetAfter,
		"it was not put back": simulator.FaultResetBefore,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := setCore(t, base, object{"max_retries": 0})
			created := c.Create(object{"csv_wo": coretest.Vendors(3)})
			changed := object{"csv_wo": coretest.Vendors(3, "v001,Asha Rao", "v001,Asha R Rao")}
			p := c.Plan(created, changed)
			sim.Inject(simulator.Fault{Method: http.MethodPost, Times: 1, Action: simulator.FaultStatusBefore, Status: 422})
			sim.Inject(simulator.Fault{Method: http.MethodPost, Times: 1, Action: putBack})
			sim.Inject(simulator.Fault{Method: http.MethodGet, Skip: 1, Times: 1, Action: simulator.FaultStatusBefore, Status: 503})
			left, diags := c.Apply(p)
			coretest.WantError(t, diags, "members", "v001: ", "whether it could be put back is unknown")
			sim.ClearFaults()

			left, diags = c.Refresh(left)
			coretest.WantNoErrors(t, diags)
			healed, diags := c.Apply(c.Plan(left, changed))
			coretest.WantNoErrors(t, diags)
			if v001, _ := sim.Get("v001"); v001.Name != "Asha R Rao" {
				t.Errorf("v001 is %+v", v001)
			}
			if p := c.Plan(healed, changed); p.Action != "none" {
				t.Errorf("the plan after it is %q", p.Action)
			}
		})
	}
}

// The answer to the addition is lost, as is the look-up after it, and Cashfree refuses to have the former content back,
// since the wanted one is there.
func TestAMemberThatWasAddedAfterAllIsHeld(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(3)})
	changed := object{"csv_wo": coretest.Vendors(3, "v001,Asha Rao", "v001,Asha R Rao")}
	p := c.Plan(created, changed)
	sim.Inject(simulator.Fault{Method: http.MethodPost, Times: 1, Action: simulator.FaultResetAfter})
	sim.Inject(simulator.Fault{Method: http.MethodGet, Skip: 1, Times: 1, Action: simulator.FaultStatusBefore, Status: 503})
	left, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(left, changed); p.Action != "none" {
		t.Errorf("the plan after it is %q", p.Action)
	}
	if v001, _ := sim.Get("v001"); v001.Name != "Asha R Rao" {
		t.Errorf("v001 is %+v", v001)
	}
}
