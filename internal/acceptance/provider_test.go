package acceptance

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// TestAccProvider_WrongEnvironment shows that a state of the sandbox used with another environment removes nothing,
// here or there.
func TestAccProvider_WrongEnvironment(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(ashaConfig())
	w.apply()
	before := w.run(0, "show", "-json")

	elsewhere := simulator.New(simulator.Options{ClientID: clientID, ClientSecret: clientSecret})
	server, err := elsewhere.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	wrong := w.withEnv(map[string]string{"CASHFREE_PAYOUT_BASE_URL": server.BaseURL()})
	for _, command := range []string{"plan", "apply -auto-approve", "destroy -auto-approve", "destroy -auto-approve -refresh=false"} {
		wantTexts(t, wrong.run(1, append(strings.Fields(command), "-input=false")...), "Beneficiary of another environment")
	}
	if after := w.run(0, "show", "-json"); after != before {
		t.Errorf("the state was\n%s\nand is\n%s", before, after)
	}
	w.wantEmptyPlan()
}

// TestAccProvider_OtherAccount shows that one warning appears when none of several payees is found, as with the
// credentials of another merchant.
func TestAccProvider_OtherAccount(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(ashaConfig() + `
resource "cashfree_payout_beneficiary" "ravi" {
  beneficiary_id = "vendor_0043"
  name           = "Ravi Iyer"
  instrument     = { vpa = "ravi@examplebank" }
}
`)
	w.apply()
	w.sim.Remove("vendor_0042")
	w.sim.Remove("vendor_0043")
	output := w.wantChanges()
	if count := strings.Count(output, "No beneficiary found"); count != 1 {
		t.Errorf("the warning came %d times:\n%s", count, output)
	}
	w.sim.Put(ashaRecord())
	if output := w.wantChanges(); strings.Contains(output, "No beneficiary found") {
		t.Errorf("one was found, and the warning came:\n%s", output)
	}
}

// TestAccProvider_UnknownSecret shows that with an unknown client secret new resources are planned, existing ones are
// kept, and data sources end in an error with a way out.
func TestAccProvider_UnknownSecret(t *testing.T) {
	w := newWorkspace(t)
	secret := func(generation string) string {
		return `
resource "terraform_data" "secret" {
  input            = "` + clientSecret + `"
  triggers_replace = "` + generation + `"
}
provider "cashfree" {
  client_secret = terraform_data.secret.output
}
`
	}
	w.writeConfig(secret("1") + ashaConfig())
	w.apply()
	w.wantEmptyPlan()

	w.writeConfig(secret("2") + ashaConfig() + `
resource "cashfree_payout_beneficiary" "ravi" {
  beneficiary_id = "vendor_0043"
  name           = "Ravi Iyer"
  instrument     = { vpa = "ravi@examplebank" }
}
`)
	output := w.wantChanges()
	wantTexts(t, output, "Existing resources were not read", "client_secret", "cashfree_payout_beneficiary.ravi will be created")
	if strings.Contains(output, ashaAddress+" ") {
		t.Errorf("the plan changes the existing beneficiary:\n%s", output)
	}
	w.writeFile("balance.tf", `data "cashfree_payout_balance" "now" {}`)
	wantTexts(t, w.wantPlanError(), "Provider arguments are not known yet", "client_secret", "-target")
}

// TestAccProvider_CallsOfAPlan shows that a plan makes one call for each payee, and at most three more for all records
// of access together.
func TestAccProvider_CallsOfAPlan(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(`
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
	w.apply()
	w.sim.ResetRequests()
	w.wantEmptyPlan()
	if calls := len(w.sim.Requests()); calls > 50+3 {
		t.Errorf("the plan made %d calls", calls)
	}
	w.destroy()
}
