package acceptance

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const natGateway = "198.51.100.7" // of a documentation range, like every address in these stories

// behindNAT is a pipeline in production whose calls leave from one whitelisted address, unsigned.
func behindNAT(t *testing.T) *workspace {
	t.Helper()
	s := begin(t)
	s.sim.SetSecondFactor(simulator.SecondFactorIP)
	s.sim.SetCallerIP(natGateway)
	s.sim.SetWhitelist([]string{natGateway})
	w := s.workspace()
	delete(w.env, "CASHFREE_PAYOUT_PUBLIC_KEY_PATH")
	w.env["CASHFREE_PAYOUT_ENVIRONMENT"] = "production"
	w.env["CASHFREE_PAYOUT_EGRESS_IP"] = natGateway
	return w
}

const gatewayRecord = requiredProviders + `
resource "cashfree_payout_whitelisted_ip" "nat" {
  ip_address  = "` + natGateway + `"
  description = "NAT gateway of the payroll network"
}
output "verification" { value = cashfree_payout_whitelisted_ip.nat.verification }
`

// Somebody tidies up the whitelist in the dashboard. The scheduled plan tells by its exit status.
func TestADroppedAddressReachesTheScheduledPlan(t *testing.T) {
	w := behindNAT(t)
	w.write("main.tf", gatewayRecord)
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), `verification = "accepted"`)
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")

	w.sim.SetWhitelist(nil)
	says(t, w.ends(2, "plan", "-detailed-exitcode", "-input=false"), `~ verification = "refused" -> (known after apply)`)
	for range 2 { // until it is mended
		says(t, w.ends(1, "apply", "-auto-approve", "-input=false"), natGateway+" is not on Cashfree's whitelist",
			"Payouts, Developers, Two-Factor Authentication, IP Whitelist")
	}
	const elsewhere = "198.51.100.8" // where the next job runs: it cannot tell, and forgives nothing
	w.sim.SetCallerIP(elsewhere)
	w.sim.SetWhitelist([]string{natGateway, elsewhere})
	other := w.in(map[string]string{"CASHFREE_PAYOUT_EGRESS_IP": elsewhere})
	says(t, other.ends(2, "plan", "-detailed-exitcode", "-input=false"), `~ verification = "refused" -> (known after apply)`)
	says(t, other.ends(1, "apply", "-auto-approve", "-input=false"), "Cannot tell whether address "+natGateway)
	w.sim.SetCallerIP(natGateway)
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
	w.ends(0, "destroy", "-auto-approve", "-input=false")
}

func TestNothingIsCalledAcceptedThatWasNotProven(t *testing.T) {
	t.Parallel()
	for name, env := range map[string]map[string]string{
		"sandbox":        {"CASHFREE_PAYOUT_ENVIRONMENT": "sandbox"},
		"unknown egress": {"CASHFREE_PAYOUT_EGRESS_IP": ""},
		"another egress": {"CASHFREE_PAYOUT_EGRESS_IP": "198.51.100.8"},
		"signed":         {"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": "key"},
	} {
		t.Run(name, func(t *testing.T) {
			w := behindNAT(t)
			if _, signs := env["CASHFREE_PAYOUT_PUBLIC_KEY_PATH"]; signs {
				env = map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": w.key}
			}
			w = w.in(env)
			w.write("main.tf", gatewayRecord)
			says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), `verification = "unverified"`)
			w.ends(0, "plan", "-detailed-exitcode", "-input=false")
		})
	}
}

// A full whitelist, and all that people do to it between two plans.
func TestAFullWhitelist(t *testing.T) {
	w := behindNAT(t)
	records := func(count int, more string) string {
		return requiredProviders + fmt.Sprintf(`
resource "terraform_data" "generation" { input = 1 }
resource "cashfree_payout_whitelisted_ip" "egress" {
  for_each   = toset([for i in range(%d) : "198.51.100.${i + 1}"])
  ip_address = each.key
  %s
}
`, count, more)
	}
	w.write("main.tf", records(25, ""))
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")

	// The 26th does not fit.
	w.write("main.tf", records(26, ""))
	says(t, w.ends(1, "plan", "-input=false"), "Too many whitelisted addresses", "room for 25")

	// One replaced by hand.
	w.write("main.tf", records(25, ""))
	w.ends(2, "plan", "-detailed-exitcode", "-input=false", `-replace=cashfree_payout_whitelisted_ip.egress["198.51.100.3"]`)

	// One tainted.
	w.ends(0, "taint", `cashfree_payout_whitelisted_ip.egress["198.51.100.4"]`)
	w.ends(2, "plan", "-detailed-exitcode", "-input=false")
	w.ends(0, "untaint", `cashfree_payout_whitelisted_ip.egress["198.51.100.4"]`)

	// All replaced with something else.
	triggered := records(25, "lifecycle { replace_triggered_by = [terraform_data.generation] }")
	w.write("main.tf", strings.Replace(triggered, "input = 1", "input = 2", 1))
	w.ends(2, "plan", "-detailed-exitcode", "-input=false")

	// Moved and removed.
	w.write("main.tf", records(23, "")+`
moved {
  from = cashfree_payout_whitelisted_ip.egress["198.51.100.24"]
  to   = cashfree_payout_whitelisted_ip.gateway
}
resource "cashfree_payout_whitelisted_ip" "gateway" { ip_address = "198.51.100.24" }
resource "cashfree_payout_whitelisted_ip" "new" { ip_address = "198.51.100.25" }
`)
	says(t, w.ends(2, "plan", "-detailed-exitcode", "-input=false"), "1 to add, 0 to change, 1 to destroy")

	// Two aliases, each with a whitelist of its own.
	w.write("main.tf", records(25, "")+`
provider "cashfree" { alias = "other" }
resource "cashfree_payout_whitelisted_ip" "other" {
  provider   = cashfree.other
  ip_address = "198.51.100.1"
}
`)
	w.ends(2, "plan", "-detailed-exitcode", "-input=false")
}

func TestTwoRecordsSwapTheirAddresses(t *testing.T) {
	w := behindNAT(t)
	pair := func(first, second string) string {
		return requiredProviders + fmt.Sprintf(`
resource "cashfree_payout_whitelisted_ip" "a" { ip_address = %q }
resource "cashfree_payout_whitelisted_ip" "b" { ip_address = %q }
`, first, second)
	}
	w.write("main.tf", pair("198.51.100.1", "198.51.100.2"))
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.write("main.tf", pair("198.51.100.2", "198.51.100.1"))
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.write("main.tf", pair("198.51.100.2", "198.51.100.2"))
	says(t, w.ends(1, "plan", "-input=false"), "198.51.100.2 is recorded twice")
}

// The key is rotated: in the dashboard, then in the file, then an apply. Whoever does half of it is told.
func TestARotatedKeyReachesTheScheduledPlan(t *testing.T) {
	w := begin(t).workspace()
	w.write("main.tf", requiredProviders+fmt.Sprintf(`
resource "cashfree_payout_signing_key" "payroll" {
  public_key_path = %q
  description     = "Key of the payroll account"
}
output "verification" { value = cashfree_payout_signing_key.payroll.verification }
`, w.key))
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), `verification = "accepted"`)
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
	former := w.sim.PublicKeyPEM()

	w.sim.RotateKey()
	w.ends(2, "plan", "-detailed-exitcode", "-input=false")
	says(t, w.ends(1, "apply", "-auto-approve", "-input=false"), "Cashfree does not take signatures of this key",
		"Payouts, Developers, Two-Factor Authentication, Public Key")

	w.replaceKey(w.sim.PublicKeyPEM())
	says(t, w.ends(2, "plan", "-detailed-exitcode", "-input=false"), "~ fingerprint_sha256")
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")

	w.replaceKey(former) // somebody restores a backup of the file
	w.ends(2, "plan", "-detailed-exitcode", "-input=false")
	says(t, w.ends(1, "apply", "-auto-approve", "-input=false"), "Cashfree does not take signatures of this key")
	if err := os.Remove(w.key); err != nil {
		t.Fatal(err)
	}
	missing := w.in(map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY": w.sim.PublicKeyPEM()})
	delete(missing.env, "CASHFREE_PAYOUT_PUBLIC_KEY_PATH")
	says(t, missing.ends(1, "plan", "-input=false"), "Cannot read the public key", "The record is kept as it was")

	state := w.read("terraform.tfstate")
	for _, line := range strings.Split(w.sim.PublicKeyPEM(), "\n")[1:3] {
		if strings.Contains(state, line) {
			t.Error("the key is in the state")
		}
	}
}

func (w *workspace) replaceKey(text string) {
	w.Helper()
	if err := os.WriteFile(w.key, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
}

// A pipeline looks before it leaps: the check warns, and the run goes on.
func TestAccessInACheckBlock(t *testing.T) {
	w := behindNAT(t)
	w.write("main.tf", requiredProviders+`
check "access" {
  data "cashfree_payout_access" "now" {}
  assert {
    condition     = data.cashfree_payout_access.now.passes
    error_message = "Cashfree does not let us in: ${data.cashfree_payout_access.now.outcome}, seen from ${coalesce(data.cashfree_payout_access.now.seen_ip, "nowhere")}."
  }
}
output "access" { value = data.cashfree_payout_access.again.outcome }
data "cashfree_payout_access" "again" {}
`)
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), `access = "passes"`)
	w.sim.SetWhitelist(nil)
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), "address_refused, seen from "+natGateway, `access = "address_refused"`)
}

// However much is recorded, Cashfree is asked two questions, and one for each payee.
func TestAPlanMakesFewCalls(t *testing.T) {
	w := begin(t).workspace()
	w.write("main.tf", requiredProviders+`
resource "cashfree_payout_whitelisted_ip" "egress" {
  for_each   = toset([for i in range(25) : "198.51.100.${i + 1}"])
  ip_address = each.key
}
resource "cashfree_payout_signing_key" "own" {}
data "cashfree_payout_access" "now" {}
resource "cashfree_payout_beneficiary" "vendor" {
  count          = 50
  beneficiary_id = "vendor_${count.index}"
  name           = "Asha Rao"
  instrument     = { vpa = "vendor.${count.index}@examplebank" }
}
`)
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.sim.ResetRequests()
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
	if calls := len(w.sim.Requests()); calls > 50+3 {
		t.Errorf("the plan made %d calls", calls)
	}
	w.ends(0, "destroy", "-auto-approve", "-input=false")
}

// The key is rotated, and in the same run its path becomes one that is known after apply. Core plans the record twice,
// and the second plan must keep what the first promised.
func TestARotatedKeyWhosePathIsNotKnownYet(t *testing.T) {
	w := begin(t).workspace()
	w.write("main.tf", requiredProviders+fmt.Sprintf(`
resource "cashfree_payout_signing_key" "payroll" { public_key_path = %q }
`, w.key))
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.sim.RotateKey()
	w.replaceKey(w.sim.PublicKeyPEM())
	w.write("main.tf", requiredProviders+fmt.Sprintf(`
resource "terraform_data" "path" { input = %q }
resource "cashfree_payout_signing_key" "payroll" { public_key_path = terraform_data.path.output }
`, w.key))
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
}

// What really happens to TestAFileThatChangesBetweenPlanAndApplyIsNotRecorded: core plans again at apply, and stops
// there with a message of its own. The record's own message is never reached.
func TestAFileThatChangesAfterASavedPlan(t *testing.T) {
	w := begin(t).workspace()
	w.write("main.tf", requiredProviders+fmt.Sprintf(`
resource "cashfree_payout_signing_key" "payroll" { public_key_path = %q }
`, w.key))
	w.ends(0, "plan", "-out=saved", "-input=false")
	w.sim.RotateKey()
	w.replaceKey(w.sim.PublicKeyPEM())
	says(t, w.ends(1, "apply", "-input=false", "saved"), "fingerprint_sha256")
	w.ends(2, "plan", "-detailed-exitcode", "-input=false") // nothing was recorded
}
