package provider

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// After a lost or unclear answer there is one beneficiary, a right state, and no second creation.
func TestBeneficiary_Create_LostAnswer(t *testing.T) {
	t.Parallel()
	post := func(action simulator.FaultAction, times int) simulator.Fault {
		return simulator.Fault{Method: http.MethodPost, Path: "/payout/beneficiary", Action: action, Times: times}
	}
	with502 := post(simulator.FaultStatusAfter, 1)
	with502.Status = 502
	for name, fault := range map[string]simulator.Fault{
		"answer lost after the create": post(simulator.FaultResetAfter, 1),
		"reset before the create":      post(simulator.FaultResetBefore, 1),
		"502 after the create":         with502,
		"time-out before the create":   post(simulator.FaultHang, 1),
		"answer cut":                   post(simulator.FaultCutBody, 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, object{"request_timeout": timeoutFor(fault)}))
			sim.Inject(fault)
			created := c.Create(asha())
			if events := coretest.Kinds(sim); !slices.Equal(events, []string{"created"}) {
				t.Errorf("the simulator saw %v", events)
			}
			wantNoDrift(t, c, created, asha())
		})
	}
}

// An answer to a creation that lacks what was sent is completed by one look-up.
func TestBeneficiary_Create_SparseAnswer(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultBody, Status: 201, ContentType: "application/json",
		Body: `{"beneficiary_id":"vendor_0042","beneficiary_status":"VERIFIED"}`})
	created := c.Create(asha()) // which checks that what the plan knew came back
	if created.Get("bank_account_last_four") != "1772" || created.Get("added_on") == nil || sim.Count(http.MethodGet, "") != 1 {
		t.Errorf("the state is %s after %d look-ups", created.State, sim.Count(http.MethodGet, ""))
	}
}

// Where the outcome of a creation stays unknown, nothing is recorded, and the advice of the error works.
func TestBeneficiary_Create_OutcomeUnknown(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 1}))
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultResetAfter})
	sim.Inject(simulator.Fault{Method: http.MethodGet, Action: simulator.FaultStatusBefore, Status: 503})
	recorded, diags := c.Apply(c.Plan(nil, asha()))
	if recorded != nil {
		t.Error("state was recorded: the next apply would remove the beneficiary")
	}
	coretest.WantError(t, diags, "", "Outcome of creation unknown", `It is unknown whether beneficiary "vendor_0042" was created`, "Nothing was recorded",
		`id = "vendor_0042"`, "adopt_existing", "x-client-id: "+coretest.ClientID, "#outcome-unknown")

	sim.ClearFaults() // the advice of the error, followed
	imported, diags := c.Import("vendor_0042")
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(imported, asha()); p.Action != "none" {
		t.Errorf("after the import the plan is %q", p.Action)
	}
}

// The error of a refused creation names cause and remedy, and has the lines for support exactly where only Cashfree can
// help.
func TestBeneficiary_Create_Refused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer  string
		status  int
		texts   []string
		support bool
	}{
		"wrong credentials": {
			`{"type":"authentication_error","code":"authentication_failed","message":"Invalid clientId and clientSecret combination"}`, 401,
			[]string{"Check that client_id and client_secret", "#credentials-refused"}, false,
		},
		"address refused": {
			`{"type":"authentication_error","code":"ip_validation_failed","message":"IP not whitelisted your current ip is 203.0.113.7"}`, 403,
			[]string{"Cashfree saw this call come from 203.0.113.7", "IP Whitelist", "#ip-not-whitelisted"}, false,
		},
		"signature refused": {
			`{"type":"authentication_error","code":"authentication_failed","message":"Signature mismatch"}`, 401,
			[]string{"Two-Factor Authentication", "clock", "#signature-refused"}, false,
		},
		"not enabled": {
			`{"type":"invalid_request_error","code":"apis_not_enabled","message":"APIs not enabled."}`, 403,
			[]string{"not activated", "#api-not-enabled"}, true,
		},
		"a value": {
			`{"type":"invalid_request_error","code":"bank_account_number_invalid","message":"bank_account_number : should be alphanumeric. value received: 00011020001772"}`, 400,
			[]string{"bank_account_number_invalid", "…1772", "#value-refused"}, false,
		},
		"a contact field with its path": {
			`{"type":"invalid_request_error","code":"beneficiary_contact_details.beneficiary_country_code_invalid","message":` +
				`"beneficiary_contact_details.beneficiary_country_code : invalid value provided. Value received: in"}`, 400,
			[]string{"beneficiary_contact_details.beneficiary_country_code_invalid", "#value-refused"}, false,
		},
		"a contact field without its path": {
			`{"type":"invalid_request_error","code":"beneficiary_email_invalid","message":"beneficiary_email : invalid value provided."}`, 400,
			[]string{"beneficiary_email_invalid", "#value-refused"}, false,
		},
		"a code that nobody knows": {
			`{"type":"api_error","code":"new_thing","message":"account 00011020001772 is on hold"}`, 418,
			[]string{"new_thing", "#unexpected-answer"}, true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, object{"public_key_pem": sim.PublicKeyPEM()}))
			sim.Inject(simulator.Fault{
				Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: test.status, Body: test.answer, ContentType: "application/json",
			})
			recorded, diags := c.Apply(c.Plan(nil, asha()))
			if recorded != nil || len(sim.All()) != 0 {
				t.Error("something was created or recorded")
			}
			coretest.WantError(t, diags, "", append(test.texts, `Cannot create beneficiary "vendor_0042"`)...)
			numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772", coretest.ClientSecret)
			wantSupportLines(t, diags, test.support, fmt.Sprint(test.status))
		})
	}
}

// wantSupportLines asserts that a message has, or has not, the lines that Cashfree support needs. Without them it has
// the request id.
func wantSupportLines(t *testing.T, diags []*tfprotov6.Diagnostic, wanted bool, status string) {
	t.Helper()
	text := coretest.Text(diags)
	for _, line := range []string{
		"endpoint: POST /payout/beneficiary", "time: 20", "environment: sandbox", "x-client-id: " + coretest.ClientID,
		"x-request-id: ", "status: " + status, "code: ", "message: ",
	} {
		if strings.Contains(text, "\n"+line) != wanted {
			t.Errorf("the line %q is there: %v, wanted: %v, in\n%s", line, !wanted, wanted, text)
		}
	}
	if !wanted && !strings.Contains(text, "Request id: ") {
		t.Errorf("no request id in\n%s", text)
	}
}
