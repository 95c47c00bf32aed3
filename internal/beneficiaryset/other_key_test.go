package beneficiaryset_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const rotatedSecret = "cfsk_test_rotated_0123456789"

// mailed is a document of n payees with an e-mail address each, and the summary hides that.
func mailed(n int, changes ...string) string {
	lines := strings.Split(strings.TrimSpace(coretest.Vendors(n)), "\n")
	for i, line := range lines {
		if i == 0 {
			lines[i] = line + ",email"
			continue
		}
		id, _, _ := strings.Cut(line, ",")
		lines[i] = line + "," + id + "@example.com"
	}
	return strings.NewReplacer(changes...).Replace(strings.Join(lines, "\n") + "\n")
}

// The pipeline that plans and the one that applies have different keys. What was reviewed cannot be compared with what
// would be applied, so core refuses the plan before any write, and a warning says why.
func TestBeneficiarySet_Plan_OtherKey_SavedPlan(t *testing.T) {
	t.Parallel()
	for what, change := range map[string][2]string{
		"an account with the same last digits": {"00011020000007", "99911020000007"},
		"an e-mail address":                    {"v007@example.com", "payee7@example.com"},
		"a name":                               {"v007,Asha Rao", "v007,Asha R Rao"},
	} {
		for _, argument := range []string{"csv", "csv_wo"} {
			t.Run(what+" in "+argument, func(t *testing.T) {
				t.Parallel()
				sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
				c := setCore(t, base, nil)
				created := c.Create(object{argument: mailed(20)})
				p := c.Plan(created, object{argument: mailed(20, change[0], change[1])})
				sim.SetCredentials(coretest.ClientID, rotatedSecret)
				before := len(sim.Journal())
				_, diags := setCore(t, base, object{"client_secret": rotatedSecret}).Apply(p)
				coretest.WantError(t, diags, "", "inconsistent final plan", "fingerprints")
				coretest.WantWarning(t, diags, "Fingerprint key changed", "Plan again")
				if events := sim.Journal()[before:]; len(events) > 0 {
					t.Errorf("something was written: %+v", events)
				}
			})
		}
	}
}

// A plan without a refresh, under another key than that of the state, reads what it cannot compare. Its apply makes
// exactly the changes that it shows.
func TestBeneficiarySet_Plan_OtherKey_WithoutRefresh(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": mailed(20)})
	sim.SetCredentials(coretest.ClientID, rotatedSecret)
	after := setCore(t, base, object{"client_secret": rotatedSecret})
	changed := object{"csv_wo": mailed(20, "v001@", "payee1@", "00011020000002", "99911020000002", "v003,Asha Rao", "v003,Asha R Rao",
		"v004,Asha Rao,00011020000004", "v004,Asha R Rao,99911020000004", "v005,", "w005,", "v006,Asha Rao,00011020000006", "w006,Asha Rao,99911020000006")}
	p := after.Plan(created, changed)
	coretest.WantNoErrors(t, p.Diags)
	coretest.WantWarning(t, p.Diags, "Members: 1 removed, 2 account changes, 1 renamed, 2 other changes, 1 added, 14 unchanged", "removes 1: v006\n",
		"UPI address of 2: v002, v004\n", "another id): v005 to w005\n", "other fields of 2: v001, v003\n", "adds 1: w006\n")
	coretest.WantWarning(t, p.Diags, "Fingerprint key changed", "what Cashfree holds: 20 members.")
	before := len(sim.Journal())
	applied, diags := after.Apply(p)
	coretest.WantNoErrors(t, diags)
	if events := sim.Journal()[before:]; len(events) != 12 {
		t.Errorf("the changes were %+v", events)
	}
	if again := after.Plan(applied, changed); again.Action != "none" {
		t.Errorf("the next plan is %q", again.Action)
	}
}

// Since the last refresh a member was changed or removed by hand, or the key is that of another account.
func TestBeneficiarySet_Plan_OtherKey_ChangedByHand(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		meanwhile func(*simulator.Simulator)
		want      []string
	}{
		"removed": {func(sim *simulator.Simulator) { sim.Remove("v001") }, []string{"Members changed outside Terraform", "v001. ", "Plan again"}},
		"changed": {func(sim *simulator.Simulator) {
			sim.Update("v001", func(b *simulator.Beneficiary) { b.Name = "Mallory" })
		}, []string{"Members changed outside Terraform", "v001. ", "Plan again"}},
		"another account": {func(sim *simulator.Simulator) {
			for _, b := range sim.All() {
				sim.Remove(b.ID)
			}
		}, []string{"knows none of them", "another Cashfree account"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			created := setCore(t, base, nil).Create(object{"csv_wo": mailed(3)})
			sim.SetCredentials(coretest.ClientID, rotatedSecret)
			test.meanwhile(sim)
			p := setCore(t, base, object{"client_secret": rotatedSecret}).Plan(created, object{"csv_wo": mailed(3, "v002@", "payee2@")})
			coretest.WantError(t, p.Diags, "", test.want...)
		})
	}
}

// Under another key, members are not looked up in another environment.
func TestBeneficiarySet_Plan_OtherKey_OtherEnvironment(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	options := coretest.SimulatorOptions()
	options.ClientSecret = rotatedSecret
	other, elsewhere := coretest.StartSimulator(t, options)
	created := setCore(t, base, nil).Create(object{"csv_wo": mailed(3)})
	c := setCore(t, elsewhere, object{"client_secret": rotatedSecret})
	coretest.WantError(t, c.Plan(created, object{"csv_wo": mailed(3, "v001@", "payee1@")}).Diags, "", "another environment")
	if calls := len(other.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}

// A look-up under another key that fails is an error, and takes no member for unchanged.
func TestBeneficiarySet_Plan_OtherKey_LookUpFails(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	config := object{"csv_wo": mailed(100)}
	created := setCore(t, base, nil).Create(config)
	c := setCore(t, base, object{"fingerprint_key": "a key of the user's own", "max_retries": 0})
	plan := func(ctx context.Context) *coretest.Change {
		return c.PlanWith(ctx, created, created.Private, coretest.ValueOf(t, c.Type, config))
	}
	sim.Inject(simulator.Fault{Method: http.MethodGet, BeneficiaryID: "v020", Action: simulator.FaultEdgeHTML})
	coretest.WantError(t, plan(t.Context()).Diags, "", "Cannot compare", `"v020"`)

	sim.ClearFaults()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	coretest.WantError(t, plan(ctx).Diags, "", "Cannot compare", "The run was stopped.")
	_, err := c.Server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
	coretest.Must(t, err)
	coretest.WantError(t, plan(t.Context()).Diags, "", "Cannot compare", "The run was stopped.")
}

// A look-up under another key takes no longer than timeouts.read.
func TestBeneficiarySet_Plan_OtherKey_TimeLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := inProcess(t)
		config := object{"csv_wo": mailed(100), "timeouts": object{"read": "60ms"}}
		created := c.Create(config)
		sim.SetLatency(20 * time.Millisecond)
		otherKey := inProcessCore(t, sim, object{"fingerprint_key": "a key of the user's own"})
		coretest.WantError(t, otherKey.Plan(created, config).Diags, "", "Cannot compare", "deadline exceeded")
	})
}

// A rotated secret changes no member.
func TestBeneficiarySet_Plan_OtherKey_RotatedSecret(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(5)})
	sim.SetCredentials(coretest.ClientID, rotatedSecret)
	after := setCore(t, base, object{"client_secret": rotatedSecret})
	if p := after.Plan(created, object{"csv_wo": coretest.Vendors(5)}); p.Action != "none" || len(p.Diags) > 0 {
		t.Errorf("without refresh the plan is %q: %s", p.Action, coretest.Text(p.Diags))
	}
	refreshed, diags := after.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if p := after.Plan(refreshed, object{"csv_wo": coretest.Vendors(5)}); p.Action != "none" {
		t.Errorf("with refresh the plan is %q", p.Action)
	}
}
