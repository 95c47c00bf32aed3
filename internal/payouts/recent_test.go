package payouts_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// An error shows nothing of what an earlier request has sent: the token of version 1 in a failure of version 2, and the
// signature that the token was asked for with in a failure of the balance.
func TestError_EarlierSecrets(t *testing.T) {
	t.Parallel()
	const token = "eyJhbGciOiJIUzI1NiJ9.dG9rZW4tb2YtYS10ZXN0.c2lnbmF0dXJl"
	var signature string
	repeat := func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"status":"ERROR","subCode":"400","code":"x","type":"y","message":"sent were %s and %s"}`, signature, token)
	}
	server := newScript(t,
		func(w http.ResponseWriter, r *http.Request) {
			signature = r.Header.Get("X-Cf-Signature")
			fmt.Fprintf(w, `{"status":"SUCCESS","subCode":"200","message":"Token generated","data":{"token":%q,"expiry":%d}}`, token, 10_000_000_000)
		}, repeat, repeat)
	client := server.client(t, signed)
	_, balanceErr := client.Balance(t.Context())
	_, readErr := client.Beneficiary(t.Context(), "vendor_0042")
	for _, err := range []error{balanceErr, readErr} {
		if err == nil || signature == "" {
			t.Fatal("no error, or no signature")
		}
		for _, secret := range []string{signature[:20], token[:20], token[25:40]} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%q is in: %v", secret, err)
			}
		}
	}
}
