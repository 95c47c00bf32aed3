package provider

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const setType = "cashfree_payout_beneficiary_set"

// refusals are what Cashfree can refuse every call for, and what the first error says of each.
var refusals = map[string]struct {
	refuse func(*simulator.Simulator)
	first  string
}{
	"credentials": {func(s *simulator.Simulator) { s.SetCredentials("other", "secret") }, "Check that client_id and client_secret are a pair"},
	"address": {func(s *simulator.Simulator) {
		s.SetSecondFactor(simulator.SecondFactorIP)
		s.SetCallerIP("198.51.100.7")
	}, "Cashfree saw this call come from 198.51.100.7."},
	"signature": {func(s *simulator.Simulator) { s.SetSecondFactor(simulator.SecondFactorSignature) }, "Cashfree requires a signature"},
	"API":       {func(s *simulator.Simulator) { s.SetBehaviour(func(b *simulator.Behaviour) { b.APIsNotEnabled = true }) }, "is not activated for the account"},
}

// A refused caller makes one call in a run. One error says why. Of the rest, refreshes keep the state in silence, and
// everything else ends in an error of one line that points to the first.
func TestRefusal_OncePerRun(t *testing.T) {
	t.Parallel()
	for name, refusal := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			single := newCore(t, coretest.ProviderBlock(base, nil)).ConfiguredOnce()
			set := single.Of(setType)
			first, second := single.Create(asha()), single.Create(ravi())
			members := set.Create(object{"csv": coretest.Vendors(3)})

			refusal.refuse(sim)
			single.NewRun()
			sim.ResetRequests()
			_, diags := single.Refresh(first)
			coretest.WantError(t, diags, "", `Cannot read beneficiary "vendor_0042"`, refusal.first)

			for what, refresh := range map[string]func() (*coretest.Instance, []*tfprotov6.Diagnostic){
				"single": func() (*coretest.Instance, []*tfprotov6.Diagnostic) { return single.Refresh(second) },
				"set":    func() (*coretest.Instance, []*tfprotov6.Diagnostic) { return set.Refresh(members) },
			} {
				if kept, diags := refresh(); kept == nil || len(diags) > 0 {
					t.Errorf("refresh of a %s: kept %v, %s", what, kept != nil, coretest.Text(diags))
				}
			}
			for what, call := range map[string]func() []*tfprotov6.Diagnostic{
				`Cannot create beneficiary "vendor_1"`: func() []*tfprotov6.Diagnostic {
					_, diags := single.CarryOut(t.Context(), single.Plan(nil, with(ravi(), "beneficiary_id", "vendor_1")))
					return diags
				},
				`Cannot remove beneficiary "vendor_0042"`:  func() []*tfprotov6.Diagnostic { return single.Destroy(first) },
				`Cannot read beneficiary "vendor_2"`:       func() []*tfprotov6.Diagnostic { _, diags := single.Import("vendor_2"); return diags },
				"Cannot change the beneficiary set":        func() []*tfprotov6.Diagnostic { return set.Destroy(members) },
				`Cannot read beneficiary "vendor_3"`:       readPayee(single, "cashfree_payout_beneficiary", object{"beneficiary_id": "vendor_3"}),
				`Cannot read beneficiary "vendor_4"`:       readPayee(single, "cashfree_payout_beneficiaries", object{"beneficiary_ids": listOf("vendor_4")}),
				`Cannot read transfer "salary_1"`:          readPayee(single, "cashfree_payout_transfer_status", object{"transfer_id": "salary_1"}),
				`Cannot read beneficiary with account …17`: func() []*tfprotov6.Diagnostic { _, diags := single.Import("00011020001772,HDFC0000001"); return diags },
			} {
				wantRepeated(t, what, call())
			}
			if calls := sim.Count("", ""); calls != 1 {
				t.Errorf("%d calls were made, want 1", calls)
			}
			_, diags = single.ReadData("cashfree_payout_access", object{})
			coretest.WantNoErrors(t, diags)
			if calls := sim.Count(http.MethodGet, "/payout/beneficiary"); calls < 2 {
				t.Error("cashfree_payout_access made no call")
			}
		})
	}
}

func readPayee(c *coretest.Core, typeName string, config object) func() []*tfprotov6.Diagnostic {
	return func() []*tfprotov6.Diagnostic { _, diags := c.ReadData(typeName, config); return diags }
}

// wantRepeated checks that a call ends in one error, which takes one line and refers to the first one.
func wantRepeated(t *testing.T, title string, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	if len(diags) != 1 {
		t.Errorf("%s: %s", title, coretest.Text(diags))
		return
	}
	detail := diags[0].Detail
	last := detail[strings.LastIndex(detail, "\n")+1:]
	if !strings.HasPrefix(diags[0].Summary, title) || !strings.HasPrefix(last, "Nothing was sent: ") || !strings.Contains(last, " See the error of request id ") {
		t.Errorf("%s: %s", title, coretest.Text(diags))
	}
}

// The two versions of the API are refused, and reported, each for itself. A new run begins anew.
func TestRefusal_Versions(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil)).ConfiguredOnce()
	sim.SetCredentials("other", "secret")
	for run := range 2 {
		sim.ResetRequests()
		for _, typeName := range []string{"cashfree_payout_balance", "cashfree_payout_transfer_status"} {
			config := object{}
			if strings.HasSuffix(typeName, "status") {
				config["transfer_id"] = "salary_1"
			}
			_, diags := c.ReadData(typeName, config)
			coretest.WantError(t, diags, "", "Cannot read", "Check that client_id and client_secret are a pair")
			_, diags = c.ReadData(typeName, config)
			wantRepeated(t, "Cannot read", diags)
		}
		if calls := sim.Count("", ""); calls != 2 {
			t.Errorf("run %d made %d calls, want 2", run, calls)
		}
		c.NewRun()
	}
	sim.SetCredentials(coretest.ClientID, coretest.ClientSecret)
	_, diags := c.ReadData("cashfree_payout_balance", object{})
	coretest.WantNoErrors(t, diags)
}

// What passes, or is no refusal of the caller, is reported each time, and holds no call back.
func TestRefusal_OtherFailures(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"edge":        {Action: simulator.FaultEdgeHTML},
		"server":      {Action: simulator.FaultStatusBefore, Status: 500, Body: `{"type":"api_error","code":"internal_server_error","message":"x"}`},
		"throttled":   {Action: simulator.FaultThrottle, RetryAfter: 1},
		"connection":  {Action: simulator.FaultResetBefore},
		"unreadable":  {Action: simulator.FaultCutBody},
		"other error": {Action: simulator.FaultStatusBefore, Status: 403, Body: `{"type":"x","code":"something_else","message":"x"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 0})).ConfiguredOnce()
			created := c.Create(asha())
			c.NewRun()
			sim.ResetRequests()
			sim.Inject(fault)
			for i := range 3 {
				if _, diags := c.Refresh(created); len(diags) != 1 || strings.Contains(coretest.Text(diags), "Nothing was sent") {
					t.Errorf("refresh %d: %s", i, coretest.Text(diags))
				}
			}
			if calls := sim.Count("", ""); calls != 3 {
				t.Errorf("%d calls were made, want 3", calls)
			}
		})
	}
}
