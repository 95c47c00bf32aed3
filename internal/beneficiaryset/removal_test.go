package beneficiaryset_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Every answer to a removal is lost, and the removals take place: a payee that is gone is added as it is wanted.
func TestARemovalWhoseAnswerIsLostLosesNoPayee(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(5)})
	changed := object{"csv_wo": coretest.Vendors(5, "Asha Rao", "Asha R Rao")}
	p := c.Plan(created, changed)
	sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusAfter, Status: 503})
	left, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	wantAllNamed(t, sim, 5, "Asha R Rao")
	if again := c.Plan(left, changed); again.Action != "none" {
		t.Errorf("the plan after it is %q", again.Action)
	}
}

func wantAllNamed(t *testing.T, sim *simulator.Simulator, count int, name string) {
	t.Helper()
	all := sim.All()
	if len(all) != count {
		t.Errorf("%d of %d payees are left", len(all), count)
	}
	for _, payee := range all {
		if payee.Name != name {
			t.Errorf("%s is called %q, want %q", payee.ID, payee.Name, name)
		}
	}
}

// A removal fails and so does the look after it: whether the payee can be paid is unknown, and the error says that.
func TestARemovalThatNobodyCanCheckIsReportedAsThat(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(1)})
	changed := object{"csv_wo": coretest.Vendors(1, "Asha Rao", "Asha R Rao")}
	p := c.Plan(created, changed)
	sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusAfter, Status: 503})
	sim.Inject(simulator.Fault{Method: http.MethodGet, Skip: 1, Action: simulator.FaultStatusBefore, Status: 503})
	left, diags := c.Apply(p)
	coretest.WantError(t, diags, "members", "v000: DELETE ", "Whether it was removed is unknown")

	sim.ClearFaults()
	left, diags = c.Refresh(left)
	coretest.WantNoErrors(t, diags)
	_, diags = c.Apply(c.Plan(left, changed))
	coretest.WantNoErrors(t, diags)
	wantAllNamed(t, sim, 1, "Asha R Rao")
}

// A refused removal is left as it is, and nothing is added for it.
func TestARefusedRemovalKeepsThePayee(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(2)})
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(2, "Asha Rao", "Asha R Rao")})
	sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusBefore, Status: 422})
	_, diags := c.Apply(p)
	coretest.WantError(t, diags, "members", "2 of 2 changes could not be made")
	wantAllNamed(t, sim, 2, "Asha Rao")
}

// The secret is replaced in the middle of an apply, or the account is throttled: the removal and the look after it are both
// refused. Nobody is said to be gone, unless the answer to an earlier request was lost.
func TestARemovalThatIsRefusedIsNotInDoubt(t *testing.T) {
	t.Parallel()
	refused := simulator.Fault{Action: simulator.FaultStatusBefore, Status: 401, ContentType: "application/json",
		Body: `{"type":"authentication_error","code":"authentication_failed","message":"Invalid clientId and clientSecret combination"}`}
	for name, story := range map[string]struct {
		lost    int // requests to remove of which nobody knows what became, before the refusal
		refusal simulator.Fault
		says    string
		doubt   bool
	}{
		"refused":                 {0, refused, "authentication_failed", false},
		"throttled":               {0, simulator.Fault{Action: simulator.FaultThrottle}, "429", false},
		"refused the second time": {1, refused, "authentication_failed", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sim, c := newInProcess(t)
				created := c.Create(object{"csv_wo": coretest.Vendors(1)})
				p := c.Plan(created, object{"csv_wo": coretest.Vendors(1, "Asha Rao", "Asha R Rao")})
				if story.lost > 0 {
					sim.Inject(simulator.Fault{Method: http.MethodDelete, Times: story.lost, Action: simulator.FaultStatusBefore, Status: 503})
				}
				removal, look := story.refusal, story.refusal
				removal.Method, look.Method, look.Skip = http.MethodDelete, http.MethodGet, 1
				sim.Inject(removal)
				sim.Inject(look)
				_, diags := c.Apply(p)
				coretest.WantError(t, diags, "members", "v000: DELETE ", story.says)
				if strings.Contains(coretest.Text(diags), "Whether it was removed is unknown") != story.doubt {
					t.Errorf("in doubt: want %v\n%s", story.doubt, coretest.Text(diags))
				}
				wantAllNamed(t, sim, 1, "Asha Rao")
			})
		})
	}
}

// Ctrl-C while ten removals are under way: what became of them is looked up, and who is gone is added.
func TestAStopDuringRemovalsLosesNoPayee(t *testing.T) {
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

// Ctrl-C while additions get no answer: what could not be put back is a consequence of the stop, and not why others wait.
func TestAStopIsWhyNothingMoreIsBegun(t *testing.T) {
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

// For a while nobody can be added, and everybody can be removed: the run ends before it has removed them all.
func TestASetRemovesNobodyForWhomNobodyCanBeAdded(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]simulator.Fault{
		"throttled for long":                  {Action: simulator.FaultThrottle, RetryAfter: 130},
		"throttled for nobody knows how long": {Action: simulator.FaultThrottle},
		"unavailable":                         {Action: simulator.FaultStatusBefore, Status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const all = 60
				sim, c := newInProcess(t)
				created := c.Create(object{"csv_wo": coretest.Vendors(all)})
				changed := object{"csv_wo": coretest.Vendors(all, "Asha Rao", "Asha R Rao")}
				p := c.Plan(created, changed)
				outage.Method, outage.Skip = http.MethodPost, 10
				sim.Inject(outage)
				left, diags := c.Apply(p)
				coretest.WantError(t, diags, "members", "Not started, because ")
				if payees := len(sim.All()); payees < all-2*payouts.DefaultMaxConcurrentRequests {
					t.Errorf("%d of %d payees are left:\n%.2000s", payees, all, coretest.Text(diags))
				}

				sim.ClearFaults()
				<-time.After(time.Hour) // the bubble's: every pause is over
				left, diags = c.Refresh(left)
				coretest.WantNoErrors(t, diags)
				_, diags = c.Apply(c.Plan(left, changed))
				coretest.WantNoErrors(t, diags)
				wantAllNamed(t, sim, all, "Asha R Rao")
			})
		})
	}
}

// Cashfree takes nobody any more: the first members find that out, and the others do not spend minutes each on it.
func TestASetDoesNotWaitForEachThrottledMember(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := newInProcess(t)
		sim.SetLatency(50 * time.Millisecond)
		sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultThrottle})
		began := time.Now()
		_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(200)}))
		coretest.WantError(t, diags, "members", "200 of 200 members could not be created", "another member failed with an error that affects every member")
		if took := time.Since(began); took > 5*time.Minute {
			t.Errorf("it took %v", took)
		}
	})
}
