package provider

import (
	"net/http"
	"testing"

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
			sim, base := startSimulator(t, testOptions())
			c := setCore(t, base, object{"max_retries": 0})
			created := c.create(object{"csv_wo": vendors(3)})
			changed := object{"csv_wo": vendors(3, "v001,Asha Rao", "v001,Asha R Rao")}
			p := c.plan(created, changed)
			sim.Inject(simulator.Fault{Method: http.MethodPost, Times: 1, Action: simulator.FaultStatusBefore, Status: 422})
			sim.Inject(simulator.Fault{Method: http.MethodPost, Times: 1, Action: putBack})
			sim.Inject(simulator.Fault{Method: http.MethodGet, Skip: 1, Times: 1, Action: simulator.FaultStatusBefore, Status: 503})
			left, diags := c.apply(p)
			wantError(t, diags, "members", "v001: ", "whether it could be put back is unknown")
			sim.ClearFaults()

			left, diags = c.refresh(left)
			wantNoErrors(t, diags)
			healed, diags := c.apply(c.plan(left, changed))
			wantNoErrors(t, diags)
			if v001, _ := sim.Get("v001"); v001.Name != "Asha R Rao" {
				t.Errorf("v001 is %+v", v001)
			}
			if p := c.plan(healed, changed); p.action != "none" {
				t.Errorf("the plan after it is %q", p.action)
			}
		})
	}
}

// The answer to the addition is lost, as is the look-up after it, and Cashfree refuses to have the former content back,
// since the wanted one is there.
func TestAMemberThatWasAddedAfterAllIsHeld(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.create(object{"csv_wo": vendors(3)})
	changed := object{"csv_wo": vendors(3, "v001,Asha Rao", "v001,Asha R Rao")}
	p := c.plan(created, changed)
	sim.Inject(simulator.Fault{Method: http.MethodPost, Times: 1, Action: simulator.FaultResetAfter})
	sim.Inject(simulator.Fault{Method: http.MethodGet, Skip: 1, Times: 1, Action: simulator.FaultStatusBefore, Status: 503})
	left, diags := c.apply(p)
	wantNoErrors(t, diags)
	if p := c.plan(left, changed); p.action != "none" {
		t.Errorf("the plan after it is %q", p.action)
	}
	if v001, _ := sim.Get("v001"); v001.Name != "Asha R Rao" {
		t.Errorf("v001 is %+v", v001)
	}
}
