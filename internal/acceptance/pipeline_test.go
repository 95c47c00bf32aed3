package acceptance

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A scheduled pipeline learns from the exit status alone that somebody changed a vendor by hand.
func TestANightlyPlanTellsOfDriftByItsExitStatus(t *testing.T) {
	w := begin(t).workspace()
	w.write("main.tf", requiredProviders+asha())
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")

	w.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankAccountNumber = "66611020009999" })
	output := w.ends(2, "plan", "-detailed-exitcode", "-input=false")
	says(t, output, "bank_account_number", `"9999" -> "1772"`, "forces replacement")
	w.lacks(output, "00011020001772", "66611020009999")

	w.ends(0, "apply", "-auto-approve", "-input=false")
	if err := w.holdsAsha(); err != nil {
		t.Error(err)
	}
	w.ends(0, "destroy", "-auto-approve", "-input=false")
}

// The sandbox's state meets production: nothing is removed, here or there.
func TestTheWrongEnvironmentDoesNotEmptyTheState(t *testing.T) {
	w := begin(t).workspace()
	w.write("main.tf", requiredProviders+asha())
	w.ends(0, "apply", "-auto-approve", "-input=false")
	before, _ := w.run("show", "-json")

	elsewhere := simulator.New(simulator.Options{ClientID: clientID, ClientSecret: clientSecret})
	server, err := elsewhere.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	wrong := w.in(map[string]string{"CASHFREE_PAYOUT_BASE_URL": server.BaseURL()})
	for _, command := range []string{"plan", "apply -auto-approve", "destroy -auto-approve", "destroy -auto-approve -refresh=false"} {
		says(t, wrong.ends(1, append(strings.Fields(command), "-input=false")...), `Beneficiary "vendor_0042" belongs to another environment`)
	}
	if after, _ := w.run("show", "-json"); after != before {
		t.Errorf("the state was\n%s\nand is\n%s", before, after)
	}
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
}

// Another merchant's credentials: every vendor is unknown there, and one warning says what that may mean.
func TestAnotherAccountIsWarnedAbout(t *testing.T) {
	w := begin(t).workspace()
	w.write("main.tf", requiredProviders+asha()+`
resource "cashfree_payout_beneficiary" "ravi" {
  beneficiary_id = "vendor_0043"
  name           = "Ravi Iyer"
  instrument     = { vpa = "ravi@examplebank" }
}
`)
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.sim.Remove("vendor_0042")
	w.sim.Remove("vendor_0043")
	output := w.ends(2, "plan", "-detailed-exitcode", "-input=false")
	if count := strings.Count(output, "No beneficiary of the state was found"); count != 1 {
		t.Errorf("the warning came %d times:\n%s", count, output)
	}
	w.sim.Put(stored())
	if output := w.ends(2, "plan", "-detailed-exitcode", "-input=false"); strings.Contains(output, "No beneficiary of the state") {
		t.Errorf("one was found, and still:\n%s", output)
	}
}

// The secret is made in the same run: what is new plans, what exists is kept, and what must be read says what to do.
func TestASecretThatIsStillToBeMade(t *testing.T) {
	w := begin(t).workspace()
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
	w.write("main.tf", requiredProviders+secret("1")+asha())
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")

	w.write("main.tf", requiredProviders+secret("2")+asha()+`
resource "cashfree_payout_beneficiary" "ravi" {
  beneficiary_id = "vendor_0043"
  name           = "Ravi Iyer"
  instrument     = { vpa = "ravi@examplebank" }
}
`)
	output := w.ends(2, "plan", "-detailed-exitcode", "-input=false")
	says(t, output, "Existing resources were not read", "client_secret", "cashfree_payout_beneficiary.ravi will be created")
	if strings.Contains(output, vendor+" ") {
		t.Errorf("what exists is to be changed:\n%s", output)
	}
	w.write("balance.tf", `data "cashfree_payout_balance" "now" {}`)
	says(t, w.ends(1, "plan", "-input=false"), "Provider arguments are not known yet", "client_secret", "-target")
}

func TestTheDataSourcesInAPipeline(t *testing.T) {
	w := begin(t).workspace()
	w.sim.Put(stored())
	if err := w.sim.SetBalance("10000.50", "9900.00"); err != nil {
		t.Fatal(err)
	}
	w.sim.PutTransfer(simulator.Transfer{ID: "salary_1", CFTransferID: "77", BeneficiaryID: "vendor_0042", Amount: "100.10", Status: "SUCCESS", UTR: "UTR1"})
	w.write("main.tf", requiredProviders+`
data "cashfree_payout_balance" "now" {}
data "cashfree_payout_transfer_status" "salary" { transfer_id = "salary_1" }
data "cashfree_payout_beneficiary" "asha" {
  bank_account_number = "00011020001772"
  bank_ifsc           = "HDFC0000001"
}
output "all" {
  value = {
    enough    = data.cashfree_payout_balance.now.available_balance == 9900
    balance   = data.cashfree_payout_balance.now.balance
    succeeded = data.cashfree_payout_transfer_status.salary.succeeded
    amount    = data.cashfree_payout_transfer_status.salary.amount
    payee     = data.cashfree_payout_beneficiary.asha.beneficiary_id
    payable   = data.cashfree_payout_beneficiary.asha.payable
  }
}
`)
	w.ends(0, "apply", "-auto-approve", "-input=false")
	output, _ := w.run("output", "-json", "all")
	var got map[string]any
	if err := json.Unmarshal([]byte(output), &got); err != nil {
		t.Fatal(err, output)
	}
	for name, want := range map[string]any{
		"enough": true, "balance": 10000.5, "succeeded": true, "amount": 100.1, "payee": "vendor_0042", "payable": true,
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
}
