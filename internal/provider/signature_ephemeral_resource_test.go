package provider

import (
	"net/http"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const signatureType = "cashfree_payout_signature"

// Another tool sends the value with a call of its own, and Cashfree takes it.
func TestASignatureServesAnotherTool(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 15, 50, 30, 999, time.FixedZone("IST", 19800))
	options := testOptions()
	options.SecondFactor, options.Now = simulator.SecondFactorSignature, func() time.Time { return now }
	sim, base := startSimulator(t, options)
	surroundings := impatient()
	surroundings.Now = options.Now

	block := providerFor(base, object{"public_key_pem": sim.PublicKeyPEM()})
	result, diags := openEphemeral(t, surroundings, block, signatureType)
	wantNoErrors(t, diags)
	for attribute, want := range map[string]string{
		"client_id": testClientID, "issued_at": "2026-03-01T10:20:30Z", "expires_at": "2026-03-01T10:30:30Z",
	} {
		if got := plain(at(result, attribute)); got != want {
			t.Errorf("%s is %v, want %s", attribute, got, want)
		}
	}
	if calls := len(sim.Requests()); calls != 0 {
		t.Errorf("making it took %d calls, want none", calls)
	}
	for signature, want := range map[string]int{
		plain(at(result, "signature")).(string): http.StatusNotFound, // there is no such payee: the call was let in
		"c2lnbmF0dXJl":                          http.StatusUnauthorized,
	} {
		if got := get(t, base+"/beneficiary?beneficiary_id=nobody", map[string]string{
			"x-client-id": testClientID, "x-client-secret": testClientSecret, "x-api-version": "2024-01-01", "x-cf-signature": signature,
		}); got != want {
			t.Errorf("the answer to the call is %d, want %d", got, want)
		}
	}
}

func TestWithoutAPublicKeyThereIsNoSignature(t *testing.T) {
	t.Parallel()
	_, diags := openEphemeral(t, impatient(), providerFor("http://127.0.0.1:1", nil), signatureType)
	wantError(t, diags, "", "Cannot make a signature", "has no public key", "public_key_path or public_key_pem",
		"CASHFREE_PAYOUT_PUBLIC_KEY_PATH or CASHFREE_PAYOUT_PUBLIC_KEY", "Two-Factor Authentication")
}

// get makes a call without the provider and gives the status of the answer.
func get(t testing.TB, url string, header map[string]string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	must(t, err)
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	must(t, answer.Body.Close())
	return answer.StatusCode
}
