package beneficiaryset_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A first create fails for three of two hundred members: nothing is recorded, and the next run adopts what was created.
func TestBeneficiarySet_Report_CreateFailsInPart(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	for _, id := range []string{"v010", "v020", "v030"} {
		sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: id, Times: 1, Action: simulator.FaultStatusBefore, Status: 422,
			ContentType: "application/json", Body: `{"type":"invalid_request_error","code":"vba_beneficiary_not_allowed","message":"no 00011020000010"}`})
	}
	p := c.Plan(nil, object{"csv_wo": coretest.Vendors(200)})
	recorded, diags := c.Apply(p)
	if recorded != nil {
		t.Fatal("state was recorded: the next apply would remove everything")
	}
	coretest.WantError(t, diags, "members", "3 of 200 members not created", "v010: ", "v020: ", "v030: ", "vba_beneficiary_not_allowed",
		"These 197 exist now", "A destroy before that does not remove them.", adoptionCommand, "Request id: ")
	if advice := strings.Count(coretest.Text(diags), "docs/guides/errors#"); advice != 1 {
		t.Errorf("three failures of one kind come with advice %d times:\n%s", advice, coretest.Text(diags))
	}
	numbertest.WantNoneOf(t, coretest.Text(diags), "00011020000010")

	c = adopting(t, base) // the next run
	created, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(200)}))
	coretest.WantNoErrors(t, diags)
	if again := c.Plan(created, object{"csv_wo": coretest.Vendors(200)}); again.Action != "none" {
		t.Errorf("the next plan is %q", again.Action)
	}
	wantOnce(t, sim, 200)
}

// wantOnce wants a number of payees to exist, each created once and none removed.
func wantOnce(t *testing.T, sim *simulator.Simulator, count int) {
	t.Helper()
	times := make(map[string]int)
	for _, event := range sim.Journal() {
		times[event.ID]++
		if event.Kind != "created" {
			t.Errorf("%s was %s", event.ID, event.Kind)
		}
	}
	for id, n := range times {
		if n != 1 {
			t.Errorf("%s was created %d times", id, n)
		}
	}
	if len(sim.All()) != count {
		t.Errorf("%d exist, want %d", len(sim.All()), count)
	}
}

// An update fails for three of two hundred members: those are put back, and the rest is done and recorded.
func TestBeneficiarySet_Report_UpdateFailsInPart(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv": coretest.Vendors(200)})
	for _, id := range []string{"v010", "v020", "v030"} {
		sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: id, Times: 1, Action: simulator.FaultStatusBefore, Status: 422})
	}
	wanted := object{"csv": coretest.Vendors(200, "Asha Rao", "Asha R Rao")}
	kept, diags := c.Apply(c.Plan(created, wanted))
	coretest.WantError(t, diags, "members", "3 of 200 changes not made", "v010: ", "The payee was put back as it was")
	for id, name := range map[string]string{"v010": "Asha Rao", "v011": "Asha R Rao"} {
		if stored, _ := sim.Get(id); stored.Name != name {
			t.Errorf("%s is %q", id, stored.Name)
		}
		if got := kept.Get("members." + id); !strings.HasPrefix(got.(string), name+",") {
			t.Errorf("the state has %s as %v", id, got)
		}
	}
	corrected, diags := c.Apply(c.Plan(kept, wanted))
	coretest.WantNoErrors(t, diags)
	if again := c.Plan(corrected, wanted); again.Action != "none" {
		t.Errorf("the next plan is %q", again.Action)
	}
}

// The error of a set ends with the same advice as that of a single payee, once for all members.
func TestBeneficiarySet_Report_AdviceAndSupport(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		prepare func(*simulator.Simulator)
		want    []string
	}{
		"not enabled": {
			func(s *simulator.Simulator) { s.SetBehaviour(func(b *simulator.Behaviour) { b.APIsNotEnabled = true }) },
			[]string{"x-client-id: " + coretest.ClientID, "endpoint: POST /payout/beneficiary", "environment: "},
		},
		"unavailable": {
			func(s *simulator.Simulator) {
				s.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 503})
			},
			[]string{"x-client-id: " + coretest.ClientID, "time: ", "x-request-id: "},
		},
		"an address that is not listed": {
			func(s *simulator.Simulator) { s.SetSecondFactor(simulator.SecondFactorIP) },
			[]string{"Cashfree saw this call come from 127.0.0.1", "This run found no cashfree_payout_whitelisted_ip record of 127.0.0.1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := setCore(t, base, object{"max_retries": 0})
			test.prepare(sim)
			_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(3)}))
			coretest.WantError(t, diags, "members", append(test.want, "3 of 3 members not created", "docs/guides/errors#")...)
			for _, once := range test.want {
				if n := strings.Count(coretest.Text(diags), once); n != 1 {
					t.Errorf("%q is there %d times:\n%s", once, n, coretest.Text(diags))
				}
			}
		})
	}
}

// A first create whose outcome is unknown is reported as unknown, not as not created.
func TestBeneficiarySet_Report_CreateOutcomeUnknown(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	p := c.Plan(nil, object{"csv_wo": coretest.Vendors(1)})
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultResetAfter})
	sim.Inject(simulator.Fault{Method: http.MethodGet, Action: simulator.FaultStatusBefore, Status: 503})
	_, diags := c.Apply(p)
	coretest.WantError(t, diags, "members", "These were not created, or it is unknown whether they were:", "No payee is known to have been created.")
}

// Wrong credentials end a run early.
func TestBeneficiarySet_Report_WrongCredentials(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"client_secret": "cfsk_wrong"})
	_, diags := c.Apply(c.Plan(nil, object{"csv": coretest.Vendors(500)}))
	coretest.WantError(t, diags, "members", "500 of 500 members not created", "another member failed with an error that affects every member", "None was created")
	if calls := len(sim.Requests()); calls > 100 {
		t.Errorf("%d calls were made", calls)
	}
}

// A refusal that does not come from the API ends a run early.
func TestBeneficiarySet_Report_EdgeRefused(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultEdgeHTML})
	c := setCore(t, base, object{"max_retries": 0})
	_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(500)}))
	coretest.WantError(t, diags, "members", "another member failed with an error that affects every member")
	if calls := len(sim.Requests()); calls > 100 {
		t.Errorf("%d calls were made", calls)
	}
}

// Where additions are throttled for long, the first members find that out and the others do not each wait for minutes.
func TestBeneficiarySet_Report_Throttled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := inProcess(t)
		sim.SetLatency(50 * time.Millisecond)
		sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultThrottle})
		began := time.Now()
		_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(200)}))
		coretest.WantError(t, diags, "members", "200 of 200 members not created", "another member failed with an error that affects every member")
		if took := time.Since(began); took > 5*time.Minute {
			t.Errorf("it took %v", took)
		}
	})
}

// An apply warns which members cannot be paid.
func TestBeneficiarySet_Report_NotPayable(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 100 })
	c := setCore(t, base, nil)
	_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(3)}))
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "3 members cannot be paid", "v001: INITIATED")
}

// The ids of members that do not exist at Cashfree now come first, and "the other changes" are mentioned only if there
// are any.
func TestBeneficiarySet_Report_LostFirst(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		others int
		want   string
	}{
		"with others":    {2, "2 of 4 changes not made\nThis member does not exist at Cashfree now and cannot be paid until the next apply:\n  v000\n\n  v000: "},
		"without others": {0, "2 of 2 changes not made\nThis member does not exist at Cashfree now and cannot be paid until the next apply:\n  v000\n\n  v000: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := setCore(t, base, object{"max_retries": 0})
			created := c.Create(object{"csv": coretest.Vendors(2)})
			p := c.Plan(created, object{"csv": coretest.Vendors(2+test.others, "Asha Rao", "Asha R Rao")})
			sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "v000", Action: simulator.FaultStatusBefore, Status: 422})
			_, diags := c.Apply(p)
			coretest.WantError(t, diags, "members", test.want, "Not started, because a member that was removed could not be put back: v001", "The next plan shows what is left.")
			if mentioned := strings.Contains(coretest.Text(diags), "The other changes are made"); mentioned != (test.others > 0) {
				t.Errorf("others are mentioned: %v\n%s", mentioned, coretest.Text(diags))
			}
		})
	}
}
