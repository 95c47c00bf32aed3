package provider

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const tokenType = "cashfree_payout_token"

// Cashfree accepts the token with a call of another tool.
func TestToken_AcceptedByCashfree(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 10, 20, 30, 0, time.UTC)
	options := coretest.SimulatorOptions()
	options.Now = func() time.Time { return now }
	options.Behaviour.V1Status = "mirror" // so that the status shows whether the token was accepted
	options.Behaviour.TokenLifetimeSeconds = 360
	sim, base := coretest.StartSimulator(t, options)
	providerOptions := noWaitOptions()
	providerOptions.Now = options.Now

	result, diags := openEphemeral(t, providerOptions, coretest.ProviderBlock(base, nil), tokenType)
	coretest.WantNoErrors(t, diags)
	if got := coretest.Plain(coretest.At(result, "expires_at")); got != "2026-03-01T10:26:30Z" {
		t.Errorf("it ends at %v", got)
	}
	if asked, all := sim.Count("POST", "/payout/v1/authorize"), len(sim.Requests()); asked != 1 || all != 1 {
		t.Errorf("%d calls, %d of them for a token; want one", all, asked)
	}
	for token, want := range map[string]int{
		coretest.Plain(coretest.At(result, "token")).(string): http.StatusOK,
		"another": http.StatusForbidden,
	} {
		if got := statusOf(t, base+"/v1/getBalance", map[string]string{"authorization": "Bearer " + token}); got != want {
			t.Errorf("the answer to the call is %d, want %d", got, want)
		}
	}
}

// A token without an expiry in the answer has a null expires_at.
func TestToken_WithoutExpiry(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Inject(simulator.Fault{
		Path: "/payout/v1/authorize", Action: simulator.FaultStatusBefore, Status: http.StatusOK, ContentType: "application/json",
		Body: `{"status":"SUCCESS","subCode":"200","message":"Token generated","data":{"token":"t0ken"}}`,
	})
	result, diags := openEphemeral(t, noWaitOptions(), coretest.ProviderBlock(base, nil), tokenType)
	coretest.WantNoErrors(t, diags)
	if token, ends := coretest.Plain(coretest.At(result, "token")), coretest.Plain(coretest.At(result, "expires_at")); token != "t0ken" || ends != nil {
		t.Errorf("token %v until %v", token, ends)
	}
}

// If Cashfree refuses the credentials, the error names them.
func TestToken_RefusedCredentials(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, diags := openEphemeral(t, noWaitOptions(), coretest.ProviderBlock(base, object{"client_secret": "cfsk_of_another_account"}), tokenType)
	coretest.WantError(t, diags, "", "Cannot get a bearer token", "client_id and client_secret", "#credentials-refused")
}

// If Cashfree refuses the address, the error says whether there is a record of it.
func TestToken_RefusedAddress(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"status":"ERROR","subCode":"403","message":"IP not whitelisted, current ip is ` + ourAddress + `"}`))
	}))
	t.Cleanup(server.Close)
	_, diags := openEphemeral(t, noWaitOptions(), coretest.ProviderBlock(server.URL, nil), tokenType)
	coretest.WantError(t, diags, "", "from "+ourAddress, "found no cashfree_payout_whitelisted_ip record of "+ourAddress)
}
