package provider

import (
	"net/http"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const signatureType = "cashfree_payout_signature"

// Cashfree accepts the signature with a call of another tool.
func TestSignature_AcceptedByCashfree(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 15, 50, 30, 999, time.FixedZone("IST", 19800))
	options := coretest.SimulatorOptions()
	options.SecondFactor, options.Now = simulator.SecondFactorSignature, func() time.Time { return now }
	sim, base := coretest.StartSimulator(t, options)
	providerOptions := noWaitOptions()
	providerOptions.Now = options.Now

	block := coretest.ProviderBlock(base, object{"public_key_pem": sim.PublicKeyPEM()})
	result, diags := openEphemeral(t, providerOptions, block, signatureType)
	coretest.WantNoErrors(t, diags)
	for attribute, want := range map[string]string{
		"client_id": coretest.ClientID, "issued_at": "2026-03-01T10:20:30Z", "expires_at": "2026-03-01T10:30:30Z",
	} {
		if got := coretest.Plain(coretest.At(result, attribute)); got != want {
			t.Errorf("%s is %v, want %s", attribute, got, want)
		}
	}
	if calls := len(sim.Requests()); calls != 0 {
		t.Errorf("making it took %d calls, want none", calls)
	}
	for signature, want := range map[string]int{
		// The call was accepted, and the payee does not exist.
		coretest.Plain(coretest.At(result, "signature")).(string): http.StatusNotFound,
		"c2lnbmF0dXJl": http.StatusUnauthorized,
	} {
		if got := statusOf(t, base+"/beneficiary?beneficiary_id=nobody", map[string]string{
			"x-client-id": coretest.ClientID, "x-client-secret": coretest.ClientSecret, "x-api-version": "2024-01-01", "x-cf-signature": signature,
		}); got != want {
			t.Errorf("the answer to the call is %d, want %d", got, want)
		}
	}
}

// Without a public key, the error says where to get one and where to set it.
func TestSignature_WithoutPublicKey(t *testing.T) {
	t.Parallel()
	_, diags := openEphemeral(t, noWaitOptions(), coretest.ProviderBlock("http://127.0.0.1:1", nil), signatureType)
	coretest.WantError(t, diags, "", "Cannot make a signature", "has no public key", "public_key_path or public_key_pem",
		"CASHFREE_PAYOUT_PUBLIC_KEY_PATH or CASHFREE_PAYOUT_PUBLIC_KEY", "Two-Factor Authentication")
}

// statusOf makes a call without the provider, and returns the status of the answer.
func statusOf(t testing.TB, url string, header map[string]string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	coretest.Must(t, err)
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(request)
	coretest.Must(t, err)
	coretest.Must(t, answer.Body.Close())
	return answer.StatusCode
}
