package acceptance

import (
	"fmt"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// An auditor copies the example and hears of a vendor that is not there, and of one that cannot be paid.
func TestTheExampleOfAnAudit(t *testing.T) {
	w := begin(t).workspace()
	asha := stored()
	asha.ID = "vendor_asha"
	w.sim.Put(asha)
	w.sim.Put(simulator.Beneficiary{ID: "vendor_ravi", Name: "Ravi Iyer", VPA: "ravi@examplebank", Status: "FAILED"})
	w.write("main.tf", requiredProviders+published(t, "data-sources/cashfree_payout_beneficiaries/data-source.tf"))

	output := w.ends(0, "apply", "-auto-approve", "-input=false")
	says(t, output, "Check block assertion failed", "Cashfree does not know: vendor_meera.")
	w.lacks(output+w.read("terraform.tfstate"), asha.BankAccountNumber)
	wantOutputs(t, w.outputValues(), map[string]any{
		"accounts":       map[string]any{"vendor_asha": "Asha Rao, HDFC0000001", "vendor_ravi": "Ravi Iyer, ravi@examplebank"},
		"cannot_be_paid": []any{"vendor_ravi"},
	})
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
}

// A payroll clerk copies the example and learns who was not paid, once Cashfree is done with the batch.
func TestTheExampleOfABatch(t *testing.T) {
	w := begin(t).workspace()
	batch := simulator.Batch{ID: "salaries_2025_03", Status: "PENDING", ReadsLeft: 1}
	for i, status := range []string{"SUCCESS", "FAILED", "SUCCESS", "PENDING"} {
		batch.Transfers = append(batch.Transfers, simulator.Transfer{
			ID: fmt.Sprintf("salary_%d", i), BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001", Amount: "50000.10",
			Status: status, StatusCode: "CODE_" + status,
		})
	}
	w.sim.PutBatch(batch)
	w.write("main.tf", requiredProviders+published(t, "data-sources/cashfree_payout_batch_transfer_status/data-source.tf"))

	output := w.ends(0, "apply", "-auto-approve", "-input=false")
	w.lacks(output+w.read("terraform.tfstate"), "00011020001772")
	wantOutputs(t, w.outputValues(), map[string]any{
		"salaries_by_status": map[string]any{"FAILED": 1.0, "PENDING": 1.0, "SUCCESS": 2.0},
		"salaries_paid":      100000.2,
		"salaries_failed":    map[string]any{"salary_1": "CODE_FAILED"},
	})
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
}

// A list that was typed by hand: what cannot be an id is named on its line, in the plan, and nothing is called.
func TestABadIDInAnAuditIsFoundInThePlan(t *testing.T) {
	w := begin(t).workspace()
	w.write("main.tf", requiredProviders+`
data "cashfree_payout_beneficiaries" "vendors" {
  beneficiary_ids = [
    "vendor_0042",
    "vendor 43",
  ]
}
`)
	says(t, w.ends(1, "plan", "-input=false"), "line 11", "Cashfree would refuse this beneficiary_id", `"vendor 43"`)
	if calls := w.sim.Count("", ""); calls > 0 {
		t.Errorf("%d calls were made", calls)
	}
}

// Half an audit is none: the run fails and names the payee at which it ended.
func TestAnAuditThatCannotBeFinishedFailsThePlan(t *testing.T) {
	w := begin(t).workspace()
	w.sim.Put(stored())
	w.sim.Inject(simulator.Fault{BeneficiaryID: "vendor_0043", Action: simulator.FaultEdgeHTML})
	w.write("main.tf", requiredProviders+`
data "cashfree_payout_beneficiaries" "vendors" { beneficiary_ids = ["vendor_0042", "vendor_0043"] }
`)
	says(t, w.ends(1, "plan", "-input=false"), `Cannot read beneficiary "vendor_0043"`, "of 2 ids had been read")
}

// A thousand payees at once, and one that does not exist.
func TestAnAuditOfAThousand(t *testing.T) {
	w := begin(t).workspace()
	for i := range 1_000 {
		payee := stored()
		payee.ID, payee.BankAccountNumber, payee.VPA = fmt.Sprintf("vendor_%04d", i), fmt.Sprintf("000110200%05d", i), ""
		w.sim.Put(payee)
	}
	w.write("main.tf", requiredProviders+`
data "cashfree_payout_beneficiaries" "all" {
  beneficiary_ids = [for i in range(1001) : format("vendor_%04d", i)]
}
output "missing" { value = data.cashfree_payout_beneficiaries.all.missing }
locals { by_id = { for b in data.cashfree_payout_beneficiaries.all.beneficiaries : b.beneficiary_id => b } }
output "found" { value = length(local.by_id) }
output "last" { value = local.by_id["vendor_0999"].bank_account_last_four }
`)
	w.ends(0, "apply", "-auto-approve", "-input=false")
	wantOutputs(t, w.outputValues(), map[string]any{"missing": []any{"vendor_1000"}, "found": 1_000.0, "last": "0999"})
	w.lacks(w.read("terraform.tfstate"), "00011020000999")
}
