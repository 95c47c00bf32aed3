package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// natIP is the address that calls leave from. It is of a range for documentation, like every address in these tests.
const natIP = "198.51.100.7"

// newNATWorkspace makes a workspace in production whose calls leave from one whitelisted address, unsigned.
func newNATWorkspace(t *testing.T) *workspace {
	t.Helper()
	h := newHarness(t)
	h.sim.SetSecondFactor(simulator.SecondFactorIP)
	h.sim.SetCallerIP(natIP)
	h.sim.SetWhitelist([]string{natIP})
	w := h.newWorkspace()
	delete(w.env, "CASHFREE_PAYOUT_PUBLIC_KEY_PATH")
	w.env["CASHFREE_PAYOUT_ENVIRONMENT"] = "production"
	w.env["CASHFREE_PAYOUT_EGRESS_IP"] = natIP
	return w
}

// whitelistedIPConfig records natIP.
const whitelistedIPConfig = `
resource "cashfree_payout_whitelisted_ip" "nat" {
  ip_address  = "` + natIP + `"
  description = "NAT gateway of the payroll network"
}
output "verification" { value = cashfree_payout_whitelisted_ip.nat.verification }
`

// TestAccWhitelistedIP_Dropped shows that a plan reports an address that was removed from the whitelist, until a run
// from that address is accepted again.
func TestAccWhitelistedIP_Dropped(t *testing.T) {
	w := newNATWorkspace(t)
	w.writeConfig(whitelistedIPConfig)
	wantTexts(t, w.apply(), `verification = "accepted"`)
	w.wantEmptyPlan()

	w.sim.SetWhitelist(nil)
	wantTexts(t, w.wantChanges(), `~ verification = "refused" -> (known after apply)`)
	for range 2 { // until it is corrected
		wantTexts(t, w.wantApplyError(), natIP+" is not whitelisted",
			"Payouts, Developers, Two-Factor Authentication, IP Whitelist")
	}
	const elsewhere = "198.51.100.8" // a run from there proves nothing about natIP, so the refusal stays recorded
	w.sim.SetCallerIP(elsewhere)
	w.sim.SetWhitelist([]string{natIP, elsewhere})
	other := w.withEnv(map[string]string{"CASHFREE_PAYOUT_EGRESS_IP": elsewhere})
	wantTexts(t, other.wantChanges(), `~ verification = "refused" -> (known after apply)`)
	wantTexts(t, other.wantApplyError(), "Refused address "+natIP+" cannot be verified")
	w.sim.SetCallerIP(natIP)
	w.apply()
	w.wantEmptyPlan()
	w.destroy()
}

// TestAccWhitelistedIP_Unverified shows that an address is never recorded as accepted where the run cannot prove it.
func TestAccWhitelistedIP_Unverified(t *testing.T) {
	t.Parallel()
	for name, env := range map[string]map[string]string{
		"sandbox":        {"CASHFREE_PAYOUT_ENVIRONMENT": "sandbox"},
		"unknown egress": {"CASHFREE_PAYOUT_EGRESS_IP": ""},
		"another egress": {"CASHFREE_PAYOUT_EGRESS_IP": "198.51.100.8"},
		"signed":         {"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": "key"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newNATWorkspace(t)
			if _, signs := env["CASHFREE_PAYOUT_PUBLIC_KEY_PATH"]; signs {
				env = map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": w.keyFile}
			}
			w = w.withEnv(env)
			w.writeConfig(whitelistedIPConfig)
			wantTexts(t, w.apply(), `verification = "unverified"`)
			w.wantEmptyPlan()
		})
	}
}

// TestAccWhitelistedIP_FullWhitelist shows that 25 addresses can be replaced, tainted, moved and removed, and that a
// 26th is an error.
func TestAccWhitelistedIP_FullWhitelist(t *testing.T) {
	w := newNATWorkspace(t)
	records := func(count int, more string) string {
		return fmt.Sprintf(`
resource "terraform_data" "generation" { input = 1 }
resource "cashfree_payout_whitelisted_ip" "egress" {
  for_each   = toset([for i in range(%d) : "198.51.100.${i + 1}"])
  ip_address = each.key
  %s
}
`, count, more)
	}
	w.writeConfig(records(25, ""))
	w.apply()
	w.wantEmptyPlan()

	// The 26th does not fit.
	w.writeConfig(records(26, ""))
	wantTexts(t, w.wantPlanError(), "Too many whitelisted addresses", "room for 25")

	// One replaced by hand.
	w.writeConfig(records(25, ""))
	w.wantChanges(`-replace=cashfree_payout_whitelisted_ip.egress["198.51.100.3"]`)

	// One tainted.
	w.run(0, "taint", `cashfree_payout_whitelisted_ip.egress["198.51.100.4"]`)
	w.wantChanges()
	w.run(0, "untaint", `cashfree_payout_whitelisted_ip.egress["198.51.100.4"]`)

	// All replaced with something else.
	triggered := records(25, "lifecycle { replace_triggered_by = [terraform_data.generation] }")
	w.writeConfig(strings.Replace(triggered, "input = 1", "input = 2", 1))
	w.wantChanges()

	// Moved and removed.
	w.writeConfig(records(23, "") + `
moved {
  from = cashfree_payout_whitelisted_ip.egress["198.51.100.24"]
  to   = cashfree_payout_whitelisted_ip.gateway
}
resource "cashfree_payout_whitelisted_ip" "gateway" { ip_address = "198.51.100.24" }
resource "cashfree_payout_whitelisted_ip" "new" { ip_address = "198.51.100.25" }
`)
	wantTexts(t, w.wantChanges(), "1 to add, 0 to change, 1 to destroy")

	// Two aliases, each with a whitelist of its own.
	w.writeConfig(records(25, "") + `
provider "cashfree" { alias = "other" }
resource "cashfree_payout_whitelisted_ip" "other" {
  provider   = cashfree.other
  ip_address = "198.51.100.1"
}
`)
	w.wantChanges()
}

// TestAccWhitelistedIP_Swap shows that two records can exchange their addresses, but not have the same one.
func TestAccWhitelistedIP_Swap(t *testing.T) {
	w := newNATWorkspace(t)
	pair := func(first, second string) string {
		return fmt.Sprintf(`
resource "cashfree_payout_whitelisted_ip" "a" { ip_address = %q }
resource "cashfree_payout_whitelisted_ip" "b" { ip_address = %q }
`, first, second)
	}
	w.writeConfig(pair("198.51.100.1", "198.51.100.2"))
	w.apply()
	w.writeConfig(pair("198.51.100.2", "198.51.100.1"))
	w.apply()
	w.writeConfig(pair("198.51.100.2", "198.51.100.2"))
	wantTexts(t, w.wantPlanError(), "198.51.100.2 is recorded twice")
}
