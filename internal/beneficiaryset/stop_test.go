package beneficiaryset_test

import (
	"bytes"
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A stopped update ends soon and keeps what was done, and the next run does the rest.
func TestBeneficiarySet_Stop_Update(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := inProcess(t)
		created := c.Create(object{"csv": coretest.Vendors(1)})
		p := c.Plan(created, object{"csv": coretest.Vendors(200)})
		sim.SetLatency(20 * time.Millisecond)
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(150*time.Millisecond, stop)
		began := time.Now()
		stopped, diags := c.ApplyWith(ctx, p)
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %v", took)
		}
		coretest.WantError(t, diags, "members", "changes not made", "Not started, because the run was stopped: v")
		sim.SetLatency(0)
		refreshed, diags := c.Refresh(stopped)
		coretest.WantNoErrors(t, diags)
		if !refreshed.State.Equal(stopped.State) {
			t.Error("the state was not what Cashfree held")
		}
		_, diags = c.Apply(c.Plan(refreshed, object{"csv": coretest.Vendors(200)}))
		coretest.WantNoErrors(t, diags)
		wantOnce(t, sim, 200)
	})
}

// A stopped create lists the members that it did not start, apart from those that failed.
func TestBeneficiarySet_Stop_Create(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := inProcess(t)
		sim.SetLatency(20 * time.Millisecond)
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, stop)
		recorded, diags := c.ApplyWith(ctx, c.Plan(nil, object{"csv_wo": coretest.Vendors(300)}))
		coretest.WantError(t, diags, "members", "members not created", "Not started, because the run was stopped: v")
		if recorded != nil || strings.Contains(coretest.Text(diags), "nothing was sent") {
			t.Errorf("the state is %v:\n%.600s", recorded, coretest.Text(diags))
		}
	})
}

// A stopped run leaves no more payees removed than calls are made at a time.
func TestBeneficiarySet_Stop_FewRemoved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := inProcess(t)
		created := c.Create(object{"csv_wo": coretest.Vendors(300)})
		p := c.Plan(created, object{"csv_wo": coretest.Vendors(300, "Asha Rao", "Asha R Rao")})
		sim.SetLatency(20 * time.Millisecond)
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(500*time.Millisecond, stop)
		_, diags := c.ApplyWith(ctx, p)
		coretest.WantError(t, diags, "members", "Not started, because the run was stopped: v")
		if missing := 300 - len(sim.All()); missing > 10 {
			t.Errorf("%d payees are removed and not added:\n%.400s", missing, coretest.Text(diags))
		}
	})
}

// A run is stopped while ten removals are under way: their outcomes are looked up, and the removed payees are added.
func TestBeneficiarySet_Stop_DuringRemovals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := inProcess(t)
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

// A run is stopped while additions get no answer: the stop is the reason why others were not started, and not the
// put-back that failed because of it.
func TestBeneficiarySet_Stop_Reason(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := inProcess(t)
		created := c.Create(object{"csv_wo": coretest.Vendors(20)})
		p := c.Plan(created, object{"csv_wo": coretest.Vendors(20, "Asha Rao", "Asha R Rao")})
		sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultHang})
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		_, diags := c.ApplyWith(ctx, p)
		coretest.WantError(t, diags, "members", "whether it exists now is unknown", "Not started, because the run was stopped: ")
	})
}

// A stopped run logs what became of the members that it was changing: their ids, and nothing else about them.
func TestBeneficiarySet_Stop_Log(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault simulator.Fault // of the creations after the stop
		want  map[string]any
	}{
		"finished": {want: map[string]any{"finished": []any{"v000"}, "put_back": []any{}, "lost": []any{}, "unknown": []any{}}},
		"put back": {
			fault: simulator.Fault{Method: http.MethodPost, Times: 1, Action: simulator.FaultStatusBefore, Status: 422},
			want:  map[string]any{"finished": []any{}, "put_back": []any{"v000"}, "lost": []any{}, "unknown": []any{}},
		},
		"lost": {
			fault: simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 422},
			want:  map[string]any{"finished": []any{}, "put_back": []any{}, "lost": []any{"v000"}, "unknown": []any{}},
		},
		"unknown": {
			fault: simulator.Fault{Method: http.MethodPost, Action: simulator.FaultHang},
			want:  map[string]any{"finished": []any{}, "put_back": []any{}, "lost": []any{}, "unknown": []any{"v000"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sim, c := inProcess(t)
				created := c.Create(object{"csv_wo": coretest.Vendors(3)})
				p := c.Plan(created, object{"csv_wo": coretest.Vendors(3, "Asha Rao", "Asha R Rao")})
				sim.SetLatency(100 * time.Millisecond) // looks until 0.2 s, the removal of the first member until 0.3 s
				if test.fault.Action != "" {
					sim.Inject(test.fault)
				}
				var log bytes.Buffer
				ctx, stop := context.WithCancel(tflogtest.RootLogger(t.Context(), &log))
				time.AfterFunc(250*time.Millisecond, stop)
				_, diags := c.ApplyWith(ctx, p)
				coretest.WantError(t, diags, "members", "Not started, because the run was stopped: ")
				lines, err := tflogtest.MultilineJSONDecode(&log)
				coretest.Must(t, err)
				lines = slices.DeleteFunc(lines, func(line map[string]any) bool { return line["@level"] != "warn" })
				test.want["@level"], test.want["@module"], test.want["@message"] = "warn", "provider", "The change of a beneficiary set was stopped"
				test.want["not_started"] = 2.0
				if len(lines) != 1 || !reflect.DeepEqual(lines[0], test.want) {
					t.Errorf("the log is %v, want %v", lines, test.want)
				}
			})
		})
	}
}

// A time limit that is reached ends an update and a removal.
func TestBeneficiarySet_Stop_TimeLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := inProcess(t)
		limited := object{"csv_wo": coretest.Vendors(100), "timeouts": object{"update": "60ms", "delete": "60ms"}}
		created := c.Create(limited)
		sim.SetLatency(20 * time.Millisecond)
		limited["csv_wo"] = coretest.Vendors(200)
		_, diags := c.Apply(c.Plan(created, limited))
		coretest.WantError(t, diags, "members", "the time limit was reached")
		coretest.WantError(t, c.Destroy(created), "members", "members not removed", "the time limit was reached")
	})
}
