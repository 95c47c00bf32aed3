package beneficiaryset_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A stopped update ends soon and keeps what was done, and the next run does the rest.
func TestBeneficiarySet_Stop_Update(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(1)})
	sim.SetLatency(20 * time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(150*time.Millisecond, stop)
	p := c.Plan(created, object{"csv": coretest.Vendors(200)})
	began := time.Now()
	kept, diags := c.ApplyWith(ctx, p)
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	coretest.WantError(t, diags, "members", "changes could not be made", "Not started, because the run was stopped: v")
	sim.SetLatency(0)
	refreshed, diags := c.Refresh(kept)
	coretest.WantNoErrors(t, diags)
	if !refreshed.State.Equal(kept.State) {
		t.Error("the state was not what Cashfree held")
	}
	_, diags = c.Apply(c.Plan(refreshed, object{"csv": coretest.Vendors(200)}))
	coretest.WantNoErrors(t, diags)
	wantOnce(t, sim, 200)
}

// A stopped create lists the members that it did not start, apart from those that failed.
func TestBeneficiarySet_Stop_Create(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.SetLatency(20 * time.Millisecond)
	c := setCore(t, base, nil)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, stop)
	recorded, diags := c.ApplyWith(ctx, c.Plan(nil, object{"csv_wo": coretest.Vendors(300)}))
	if recorded != nil || strings.Contains(coretest.Text(diags), "nothing was sent") {
		t.Errorf("%.600s", coretest.Text(diags))
	}
}

// A stopped run leaves no more payees removed than calls are made at a time.
func TestBeneficiarySet_Stop_FewRemoved(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": coretest.Vendors(300)})
	sim.SetLatency(20 * time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(300, "Asha Rao", "Asha R Rao")})
	time.AfterFunc(500*time.Millisecond, stop)
	_, diags := c.ApplyWith(ctx, p)
	if missing := 300 - len(sim.All()); missing > 10 {
		t.Errorf("%d payees are removed and not added:\n%.400s", missing, coretest.Text(diags))
	}
}

// A run is stopped while ten removals are under way: their outcomes are looked up, and the removed payees are added.
func TestBeneficiarySet_Stop_DuringRemovals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := newInProcess(t)
		created := c.Create(object{"csv_wo": coretest.Vendors(20)})
		p := c.Plan(created, object{"csv_wo": coretest.Vendors(20, "Asha Rao", "Asha R Rao")})
		sim.SetLatency(100 * time.Millisecond) // looks until 0.1 s, removals until 0.2 s
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(150*time.Millisecond, stop)
		_, diags := c.ApplyWith(ctx, p)
		coretest.WantError(t, diags, "members", "Not started, because the run was stopped: ")
		if left := len(sim.All()); left != 20 {
			t.Errorf("%d of 20 payees are left:\n%s", left, coretest.Text(diags))
		}
	})
}

// A run is stopped while additions get no answer: the stop is the reason why others were not started, and not the put-back that
// failed because of it.
func TestBeneficiarySet_Stop_Reason(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := newInProcess(t)
		created := c.Create(object{"csv_wo": coretest.Vendors(20)})
		p := c.Plan(created, object{"csv_wo": coretest.Vendors(20, "Asha Rao", "Asha R Rao")})
		sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultHang})
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		_, diags := c.ApplyWith(ctx, p)
		coretest.WantError(t, diags, "members", "could not be put back", "Not started, because the run was stopped: ")
	})
}

// A time limit that is reached ends an update and a removal.
func TestBeneficiarySet_Stop_TimeLimit(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	limited := object{"csv_wo": coretest.Vendors(100), "timeouts": object{"update": "60ms", "delete": "60ms"}}
	created := c.Create(limited)
	sim.SetLatency(20 * time.Millisecond)
	limited["csv_wo"] = coretest.Vendors(200)
	_, diags := c.Apply(c.Plan(created, limited))
	coretest.WantError(t, diags, "members", "the time limit was reached")
	coretest.WantError(t, c.Destroy(created), "members", "could not be removed", "the time limit was reached")
}
