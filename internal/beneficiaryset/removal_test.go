package beneficiaryset_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Every answer to a removal is lost, and the removals were carried out: each payee is added as it is wanted.
func TestBeneficiarySet_Removal_LostAnswer(t *testing.T) {
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
		t.Errorf("the next plan is %q", again.Action)
	}
}

// A removal and the look-up after it fail. The payee is put back, and where that fails, too, the error states that the
// outcome is unknown.
func TestBeneficiarySet_Removal_OutcomeUnknown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		putBack bool
		want    string
	}{
		"put back":     {true, "The payee was put back as it was."},
		"not put back": {false, "Whether it was removed is unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := setCore(t, base, object{"max_retries": 0})
			created := c.Create(object{"csv_wo": coretest.Vendors(1)})
			changed := object{"csv_wo": coretest.Vendors(1, "Asha Rao", "Asha R Rao")}
			p := c.Plan(created, changed)
			sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusAfter, Status: 503})
			sim.Inject(simulator.Fault{Method: http.MethodGet, Skip: 2, Action: simulator.FaultStatusBefore, Status: 503})
			if !test.putBack {
				sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 503})
			}
			left, diags := c.Apply(p)
			coretest.WantError(t, diags, "members", "v000: DELETE ", test.want)

			sim.ClearFaults()
			left, diags = c.Refresh(left)
			coretest.WantNoErrors(t, diags)
			_, diags = c.Apply(c.Plan(left, changed))
			coretest.WantNoErrors(t, diags)
			wantAllNamed(t, sim, 1, "Asha R Rao")
		})
	}
}

// A refused removal keeps the payee, and nothing is added in its place.
func TestBeneficiarySet_Removal_Refused(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(2)})
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(2, "Asha Rao", "Asha R Rao")})
	sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusBefore, Status: 422})
	_, diags := c.Apply(p)
	coretest.WantError(t, diags, "members", "2 of 2 changes not made")
	wantAllNamed(t, sim, 2, "Asha Rao")
}

// A removal and the look-up after it are both refused, as after a change of the secret. The outcome is unknown only
// where the answer to an earlier request of the removal was lost.
func TestBeneficiarySet_Removal_RefusedLookUp(t *testing.T) {
	t.Parallel()
	refused := simulator.Fault{Action: simulator.FaultStatusBefore, Status: 401, ContentType: "application/json",
		Body: `{"type":"authentication_error","code":"authentication_failed","message":"Invalid clientId and clientSecret combination"}`}
	for name, test := range map[string]struct {
		lost    int // requests of the removal whose answers are lost, before the refusal
		refusal simulator.Fault
		want    string
		unknown bool
	}{
		"refused":                 {0, refused, "authentication_failed", false},
		"throttled":               {0, simulator.Fault{Action: simulator.FaultThrottle}, "429", false},
		"refused the second time": {1, refused, "authentication_failed", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sim, c := inProcess(t)
				created := c.Create(object{"csv_wo": coretest.Vendors(1)})
				p := c.Plan(created, object{"csv_wo": coretest.Vendors(1, "Asha Rao", "Asha R Rao")})
				if test.lost > 0 {
					sim.Inject(simulator.Fault{Method: http.MethodDelete, Times: test.lost, Action: simulator.FaultStatusBefore, Status: 503})
				}
				removal, look := test.refusal, test.refusal
				removal.Method, look.Method, look.Skip = http.MethodDelete, http.MethodGet, 2
				sim.Inject(removal)
				sim.Inject(look)
				_, diags := c.Apply(p)
				coretest.WantError(t, diags, "members", "v000: DELETE ", test.want)
				if strings.Contains(coretest.Text(diags), "Whether it was removed is unknown") != test.unknown {
					t.Errorf("outcome unknown: want %v\n%s", test.unknown, coretest.Text(diags))
				}
				wantAllNamed(t, sim, 1, "Asha Rao")
			})
		})
	}
}

// A firewall refuses the removal of one member, and the members that are removed by then are added all the same.
func TestBeneficiarySet_Removal_EdgeRefused(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(300)})
	sim.SetLatency(20 * time.Millisecond)
	sim.Inject(simulator.Fault{Method: http.MethodDelete, BeneficiaryID: "v050", Times: 1, Action: simulator.FaultEdgeHTML})
	_, diags := c.Apply(c.Plan(created, object{"csv_wo": coretest.Vendors(300, "Asha Rao", "Asha R Rao")}))
	if left := len(sim.All()); left != 300 {
		t.Errorf("%d of 300 are left:\n%s", left, coretest.Text(diags))
	}
}

// A removal of the set that fails in part keeps in the state what is left, and no more.
func TestBeneficiarySet_Destroy_FailsInPart(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(20)})
	sim.Remove("v003") // gone already: no failure
	sim.Inject(simulator.Fault{Method: http.MethodDelete, BeneficiaryID: "v010", Action: simulator.FaultStatusBefore, Status: 422})
	null := coretest.Dynamic(t, c.Type, coretest.ValueOf(t, c.Type, nil))
	answer, err := c.Server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{TypeName: beneficiaryset.TypeName,
		PriorState: coretest.Dynamic(t, c.Type, created.State), PlannedState: null, Config: null, PlannedPrivate: created.Private})
	coretest.Must(t, err)
	coretest.WantError(t, answer.Diagnostics, "members", "1 of 20 members not removed", "v010:")
	left := &coretest.Instance{State: coretest.Decode(t, c.Type, answer.NewState)}
	if left.Get("members.v010") == nil || left.Get("members.v011") != nil || left.Get("members.v003") != nil {
		t.Errorf("the state is %s", left.State)
	}
}

// While removals are accepted and additions are not, the run ends before it has removed many members.
func TestBeneficiarySet_Removal_NoAddition(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]simulator.Fault{
		"throttled for long":              {Action: simulator.FaultThrottle, RetryAfter: 130},
		"throttled without a Retry-After": {Action: simulator.FaultThrottle},
		"unavailable":                     {Action: simulator.FaultStatusBefore, Status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const all = 60
				sim, c := inProcess(t)
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
				<-time.After(time.Hour) // of the bubble: every pause has ended
				left, diags = c.Refresh(left)
				coretest.WantNoErrors(t, diags)
				_, diags = c.Apply(c.Plan(left, changed))
				coretest.WantNoErrors(t, diags)
				wantAllNamed(t, sim, all, "Asha R Rao")
			})
		})
	}
}
