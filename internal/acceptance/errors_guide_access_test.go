package acceptance

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/authority"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// readAsha reads a payee that need not exist.
const readAsha = `
data "cashfree_payout_beneficiary" "asha" {
  beneficiary_id = "vendor_asha"
}
`

// oneRetry makes a call end after two attempts.
const oneRetry = `
provider "cashfree" {
  max_retries = 1
}
`

// vendorConfig returns a resource with a payee that has this account.
func vendorConfig(name, id, number string) string {
	return fmt.Sprintf(`
resource "cashfree_payout_beneficiary" %q {
  beneficiary_id = %q
  name           = "Asha Rao"
  instrument     = {
    bank_account_number = %q
    bank_ifsc           = "HDFC0000001"
  }
}
`, name, id, number)
}

// ashaVendor is the payee of most blocks.
func ashaVendor() string { return vendorConfig("asha", "vendor_asha", ashaAccountNumber) }

// putPayee makes Cashfree have a payee of vendorConfig.
func (w *workspace) putPayee(id, number string) {
	w.sim.Put(simulator.Beneficiary{
		ID: id, Name: "Asha Rao", BankAccountNumber: number, BankIFSC: "HDFC0000001", Status: simulator.StatusVerified,
	})
}

var provokedByAccess = map[string][]provocation{
	"": {
		func(w *workspace) string {
			w.sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 503})
			return w.applyErrors(oneRetry + ashaVendor())
		},
		func(w *workspace) string { // one of the two has the whole error
			wrong := w.withEnv(map[string]string{"CASHFREE_PAYOUT_CLIENT_SECRET": "cfsk_wrong_0123456789"})
			printed := wrong.applyErrors(ashaVendor()+vendorConfig("ravi", "vendor_ravi", "00011020001773"), "-parallelism=1")
			return strings.ReplaceAll(printed, "vendor_ravi", "vendor_asha")
		},
	},
	"credentials-refused": {func(w *workspace) string {
		return w.withEnv(map[string]string{"CASHFREE_PAYOUT_CLIENT_SECRET": "cfsk_wrong_0123456789"}).planErrors(readAsha)
	}},
	"ip-not-whitelisted": {
		func(w *workspace) string {
			w.refuseAddress()
			w.sim.SetBehaviour(func(b *simulator.Behaviour) { b.IPRefusal = "with_link" })
			return w.planErrors(readAsha)
		},
		func(w *workspace) string {
			w.refuseAddress()
			w = w.withEnv(map[string]string{"CASHFREE_PAYOUT_ENVIRONMENT": "production", "CASHFREE_PAYOUT_EGRESS_IP": pageIP})
			record := "resource \"cashfree_payout_whitelisted_ip\" \"nat\" {\n  ip_address = \"" + pageIP + "\"\n}\n"
			printed := w.applyErrors(record)
			w.sim.SetWhitelist([]string{pageIP})
			return printed + w.applyWarnings(record) + w.applyWarnings("")
		},
	},
	"signature-refused": {
		func(w *workspace) string {
			w.sim.SetSecondFactor(simulator.SecondFactorSignature)
			return w.planErrors(readAsha)
		},
		func(w *workspace) string {
			w = w.signing()
			w.sim.RotateKey()
			return w.planErrors(readAsha)
		},
		func(w *workspace) string {
			const record = `resource "cashfree_payout_signing_key" "own" {}`
			w = w.signing()
			w.applyWarnings(record)
			printed := w.applyWarnings("") + w.applyWarnings(record)
			w.sim.RotateKey()
			return printed + w.applyErrors(record)
		},
	},
	"api-not-enabled": {func(w *workspace) string {
		w.sim.SetBehaviour(func(b *simulator.Behaviour) { b.APIsNotEnabled = true })
		return w.planErrors(readAsha)
	}},
	"refused-before-the-api": {func(w *workspace) string {
		w.sim.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML})
		return w.planErrors(readAsha)
	}},
	"throttled": {func(w *workspace) string {
		w.sim.Inject(simulator.Fault{Action: simulator.FaultThrottle, RetryAfter: 1})
		return w.planErrors(oneRetry + readAsha)
	}},
	"provider-arguments-unknown": {
		func(w *workspace) string {
			return w.planErrors(unknownSecret + `data "cashfree_payout_balance" "now" {}`)
		},
		func(w *workspace) string {
			w.applyWarnings(ashaVendor())
			return w.planWarnings(unknownSecret + ashaVendor())
		},
	},
}

// unknownSecret is a provider block whose secret is not known before the apply.
const unknownSecret = `
resource "terraform_data" "secret" {
  input = "cfsk_sim_secret"
}
provider "cashfree" {
  client_secret = terraform_data.secret.output
}
`

// pageIP is the address of callers on the page.
const pageIP = "203.0.113.7"

// refuseAddress makes the simulator see calls from pageIP, and refuse them.
func (w *workspace) refuseAddress() {
	w.sim.SetSecondFactor(simulator.SecondFactorIP)
	w.sim.SetCallerIP(pageIP)
}

// signing makes the simulator want signatures, and returns the same directory with the key for them.
func (w *workspace) signing() *workspace {
	w.sim.SetSecondFactor(simulator.SecondFactorSignature)
	return w.withEnv(map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": w.keyFile})
}

var provokedByNetwork = map[string][]provocation{
	"no-connection": {func(w *workspace) string {
		// The host is no valid name of DNS, so no server is asked for it.
		w = w.withEnv(map[string]string{"CASHFREE_PAYOUT_BASE_URL": "https://sandbox-.cashfree.com/payout"})
		return strings.ReplaceAll(w.planErrors(readAsha), "sandbox-.", "sandbox.")
	}},
	"proxy": {
		func(w *workspace) string {
			w = w.without("CASHFREE_PAYOUT_BASE_URL")
			w.env["HTTPS_PROXY"] = "http://corp:secret%@proxy.corp.example:3128"
			return w.planErrors(readAsha)
		},
		func(w *workspace) string {
			address := w.serve(fixedAnswer(http.StatusProxyAuthRequired, ""))
			w = w.without("CASHFREE_PAYOUT_BASE_URL")
			w.env["HTTPS_PROXY"], w.env["NO_PROXY"] = address, ""
			return strings.ReplaceAll(w.planErrors(readAsha), strings.TrimPrefix(address, "http://"), "proxy.corp.example:3128")
		},
	},
	"certificate-not-trusted": {func(w *workspace) string {
		address := w.serve(w.sim, authority.New(w.T).Issue(func(*x509.Certificate) {}))
		w = w.withEnv(map[string]string{"CASHFREE_PAYOUT_BASE_URL": address + "/payout"})
		return strings.ReplaceAll(w.planErrors(readAsha), strings.TrimPrefix(address, "https://"), "sandbox.cashfree.com")
	}},
	"answer-not-from-the-api": {func(w *workspace) string {
		address := strings.TrimSuffix(w.baseURL, "/payout")
		w = w.withEnv(map[string]string{"CASHFREE_PAYOUT_BASE_URL": address})
		return strings.ReplaceAll(w.planErrors(readAsha), address, "https://gateway.corp.example")
	}},
	"unavailable": {func(w *workspace) string {
		w.sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 503})
		return w.applyErrors(oneRetry + ashaVendor())
	}},
}
