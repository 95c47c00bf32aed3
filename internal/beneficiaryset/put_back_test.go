package beneficiaryset_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A member that cannot be put back leaves the state, and the error warns that it cannot be paid.
func TestBeneficiarySet_PutBack_Refused(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv": coretest.Vendors(3)})
	sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "v001", Action: simulator.FaultStatusBefore, Status: 422})
	kept, diags := c.Apply(c.Plan(created, object{"csv": coretest.Vendors(3, "v001,Asha Rao", "v001,Asha R Rao")}))
	coretest.WantError(t, diags, "members", "could not be put back", "cannot be paid")
	if kept.Get("members.v001") != nil || kept.Get("members.v000") == nil {
		t.Errorf("the state is %s", kept.State)
	}
}

// Where Cashfree keeps the ids and accounts of removed payees, the first member that changes is lost after ten seconds
// of asking for its addition and ten for its put-back. The report names it first, and nobody else is touched.
func TestBeneficiarySet_PutBack_NeverFreed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := inProcess(t)
		sim.SetBehaviour(func(b *simulator.Behaviour) { b.RecreateAfterDelete = "refused" })
		created := c.Create(object{"csv_wo": coretest.Vendors(5)})
		began := time.Now()
		left, diags := c.Apply(c.Plan(created, object{"csv_wo": coretest.Vendors(5, "Asha Rao", "Asha R Rao")}))
		coretest.WantError(t, diags, "members", "5 of 5 changes not made\nThis member does not exist at Cashfree now and cannot be paid until the next "+
			"apply:\n  v000\n", "v000: ", "could not be put back", "Not started, because a member that was removed could not be put back at once: v001, v002, v003, v004")
		if took := time.Since(began); took != 20*time.Second {
			t.Errorf("it took %v", took)
		}
		if len(sim.All()) != 4 || left.Get("members.v000") != nil || left.Get("members.v001") == nil {
			t.Errorf("%d are left, and the state is %s", len(sim.All()), left.State)
		}
	})
}

// The answers to a put-back are lost, as are the look-ups after it. The member stays in the state, or the next run
// would add it and conflict with the one that may have been put back.
func TestBeneficiarySet_PutBack_LostAnswer(t *testing.T) {
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
			sim.Inject(simulator.Fault{Method: http.MethodPost, Action: putBack})
			sim.Inject(simulator.Fault{Method: http.MethodGet, Skip: 2, Action: simulator.FaultStatusBefore, Status: 503})
			left, diags := c.Apply(p)
			coretest.WantError(t, diags, "members", "v001: ", "whether it exists now is unknown")
			sim.ClearFaults()

			left, diags = c.Refresh(left)
			coretest.WantNoErrors(t, diags)
			corrected, diags := c.Apply(c.Plan(left, changed))
			coretest.WantNoErrors(t, diags)
			if v001, _ := sim.Get("v001"); v001.Name != "Asha R Rao" {
				t.Errorf("v001 is %+v", v001)
			}
			if p := c.Plan(corrected, changed); p.Action != "none" {
				t.Errorf("the next plan is %q", p.Action)
			}
		})
	}
}

// The answer to an addition is lost, and the put-back conflicts with the member that was added after all.
func TestBeneficiarySet_PutBack_AddedAfterAll(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(3)})
	changed := object{"csv_wo": coretest.Vendors(3, "v001,Asha Rao", "v001,Asha R Rao")}
	p := c.Plan(created, changed)
	sim.Inject(simulator.Fault{Method: http.MethodPost, Times: 1, Action: simulator.FaultResetAfter})
	sim.Inject(simulator.Fault{Method: http.MethodGet, Skip: 2, Times: 1, Action: simulator.FaultStatusBefore, Status: 503})
	left, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(left, changed); p.Action != "none" {
		t.Errorf("the next plan is %q", p.Action)
	}
	if v001, _ := sim.Get("v001"); v001.Name != "Asha R Rao" {
		t.Errorf("v001 is %+v", v001)
	}
}
