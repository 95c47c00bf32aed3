package payouts_test

import (
	"net/http"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// BenchmarkGet is one read of a beneficiary over a kept connection to a server in the same process, so that what is
// measured is HTTP on loopback and this package. The signature is the RSA encryption of one block.
func BenchmarkGet(b *testing.B) {
	for name, changes := range map[string][]func(*payouts.Config){"unsigned": nil, "signed": {signed}} {
		b.Run(name, func(b *testing.B) {
			body := []byte(ashaBody)
			server := newScript(b, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })
			server.Config.Handler = server.steps[0]
			client := server.client(b, changes...)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := client.Beneficiary(b.Context(), "vendor_0042"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
