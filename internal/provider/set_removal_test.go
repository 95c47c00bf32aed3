package provider

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Every answer to a removal is lost, and the removals take place: a payee that is gone is added as it is wanted.
func TestARemovalWhoseAnswerIsLostLosesNoPayee(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.create(object{"csv_wo": vendors(5)})
	changed := object{"csv_wo": vendors(5, "Asha Rao", "Asha R Rao")}
	p := c.plan(created, changed)
	sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusAfter, Status: 503})
	left, diags := c.apply(p)
	wantNoErrors(t, diags)
	wantAllNamed(t, sim, 5, "Asha R Rao")
	if again := c.plan(left, changed); again.action != "none" {
		t.Errorf("the plan after it is %q", again.action)
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
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.create(object{"csv_wo": vendors(1)})
	changed := object{"csv_wo": vendors(1, "Asha Rao", "Asha R Rao")}
	p := c.plan(created, changed)
	sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusAfter, Status: 503})
	sim.Inject(simulator.Fault{Method: http.MethodGet, Skip: 1, Action: simulator.FaultStatusBefore, Status: 503})
	left, diags := c.apply(p)
	wantError(t, diags, "members", "v000: DELETE ", "Whether it is removed is unknown")

	sim.ClearFaults()
	left, diags = c.refresh(left)
	wantNoErrors(t, diags)
	_, diags = c.apply(c.plan(left, changed))
	wantNoErrors(t, diags)
	wantAllNamed(t, sim, 1, "Asha R Rao")
}

// A refused removal is left as it is, and nothing is added for it.
func TestARefusedRemovalKeepsThePayee(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.create(object{"csv_wo": vendors(2)})
	p := c.plan(created, object{"csv_wo": vendors(2, "Asha Rao", "Asha R Rao")})
	sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusBefore, Status: 422})
	_, diags := c.apply(p)
	wantError(t, diags, "members", "2 of 2 changes could not be made")
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
				s := newStopped(t, payouts.Config{})
				c := s.of(setType)
				created := c.create(object{"csv_wo": vendors(1)})
				p := c.plan(created, object{"csv_wo": vendors(1, "Asha Rao", "Asha R Rao")})
				if story.lost > 0 {
					s.sim.Inject(simulator.Fault{Method: http.MethodDelete, Times: story.lost, Action: simulator.FaultStatusBefore, Status: 503})
				}
				removal, look := story.refusal, story.refusal
				removal.Method, look.Method, look.Skip = http.MethodDelete, http.MethodGet, 1
				s.sim.Inject(removal)
				s.sim.Inject(look)
				_, diags := c.apply(p)
				wantError(t, diags, "members", "v000: DELETE ", story.says)
				if strings.Contains(text(diags), "Whether it is removed is unknown") != story.doubt {
					t.Errorf("in doubt: want %v\n%s", story.doubt, text(diags))
				}
				wantAllNamed(t, s.sim, 1, "Asha Rao")
			})
		})
	}
}

// Ctrl-C while ten removals are under way: what became of them is looked up, and who is gone is added.
func TestAStopDuringRemovalsLosesNoPayee(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStopped(t, payouts.Config{})
		c := s.of(setType)
		created := c.create(object{"csv_wo": vendors(20)})
		p := c.plan(created, object{"csv_wo": vendors(20, "Asha Rao", "Asha R Rao")})
		s.sim.SetLatency(100 * time.Millisecond) // looks until 0.1 s, removals until 0.2 s
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(150*time.Millisecond, stop)
		_, diags := c.applyWith(ctx, p)
		wantError(t, diags, "members", "Not begun, since the run was stopped: ")
		if left := len(s.sim.All()); left != 20 {
			t.Errorf("%d of 20 payees are left:\n%s", left, text(diags))
		}
	})
}

// Ctrl-C while additions get no answer: what could not be put back is a consequence of the stop, and not why others wait.
func TestAStopIsWhyNothingMoreIsBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStopped(t, payouts.Config{})
		c := s.of(setType)
		created := c.create(object{"csv_wo": vendors(20)})
		p := c.plan(created, object{"csv_wo": vendors(20, "Asha Rao", "Asha R Rao")})
		s.sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultHang})
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		_, diags := c.applyWith(ctx, p)
		wantError(t, diags, "members", "could not be put back", "Not begun, since the run was stopped: ")
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
				s := newStopped(t, payouts.Config{})
				c := s.of(setType)
				created := c.create(object{"csv_wo": vendors(all)})
				changed := object{"csv_wo": vendors(all, "Asha Rao", "Asha R Rao")}
				p := c.plan(created, changed)
				outage.Method, outage.Skip = http.MethodPost, 10
				s.sim.Inject(outage)
				left, diags := c.apply(p)
				wantError(t, diags, "members", "Not begun, since ")
				if payees := len(s.sim.All()); payees < all-2*defaultConcurrency {
					t.Errorf("%d of %d payees are left:\n%.2000s", payees, all, text(diags))
				}

				s.sim.ClearFaults()
				<-time.After(time.Hour) // the bubble's: every pause is over
				left, diags = c.refresh(left)
				wantNoErrors(t, diags)
				_, diags = c.apply(c.plan(left, changed))
				wantNoErrors(t, diags)
				wantAllNamed(t, s.sim, all, "Asha R Rao")
			})
		})
	}
}

// Cashfree takes nobody any more: the first members find that out, and the others do not spend minutes each on it.
func TestASetDoesNotWaitForEachThrottledMember(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStopped(t, payouts.Config{})
		s.sim.SetLatency(50 * time.Millisecond)
		s.sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultThrottle})
		began := time.Now()
		_, diags := s.of(setType).apply(s.of(setType).plan(nil, object{"csv_wo": vendors(200)}))
		wantError(t, diags, "members", "200 of 200 members could not be created", "another member met what all would meet")
		if took := time.Since(began); took > 5*time.Minute {
			t.Errorf("it took %v", took)
		}
	})
}
