package acceptance

import (
	"fmt"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// TestAccDataSources shows that the balance, a transfer and a beneficiary found by its account can be used in one
// configuration.
func TestAccDataSources(t *testing.T) {
	w := newWorkspace(t)
	w.sim.Put(ashaRecord())
	if err := w.sim.SetBalance("10000.50", "9900.00"); err != nil {
		t.Fatal(err)
	}
	w.sim.PutTransfer(simulator.Transfer{ID: "salary_1", CFTransferID: "77", BeneficiaryID: "vendor_0042", Amount: "100.10", Status: "SUCCESS", UTR: "UTR1"})
	w.writeConfig(`
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
	w.apply()
	w.wantOutputs(map[string]any{"all": map[string]any{
		"enough": true, "balance": 10000.5, "succeeded": true, "amount": 100.1, "payee": "vendor_0042", "payable": true,
	}})
	w.wantEmptyPlan()
}

// TestAccBeneficiariesDataSource_Example shows that the example reports a missing payee and one that cannot be paid.
func TestAccBeneficiariesDataSource_Example(t *testing.T) {
	w := newWorkspace(t)
	asha := ashaRecord()
	asha.ID = "vendor_asha"
	w.sim.Put(asha)
	w.sim.Put(simulator.Beneficiary{ID: "vendor_ravi", Name: "Ravi Iyer", VPA: "ravi@examplebank", Status: "FAILED"})
	w.writeConfig(readExample(t, "data-sources/cashfree_payout_beneficiaries/data-source.tf"))

	output := w.apply()
	wantTexts(t, output, "Check block assertion failed", "Cashfree does not know: vendor_meera.")
	w.wantNoSecrets(output+w.readFile("terraform.tfstate"), asha.BankAccountNumber)
	w.wantOutputs(map[string]any{
		"accounts":       map[string]any{"vendor_asha": "Asha Rao, HDFC0000001", "vendor_ravi": "Ravi Iyer, ravi@examplebank"},
		"cannot_be_paid": []any{"vendor_ravi"},
	})
	w.wantEmptyPlan()
}

// TestAccBatchTransferStatusDataSource_Example shows that the example waits for a batch and reports who was not paid.
func TestAccBatchTransferStatusDataSource_Example(t *testing.T) {
	w := newWorkspace(t)
	batch := simulator.Batch{ID: "salaries_2025_03", Status: "PENDING", ReadsLeft: 1}
	for i, status := range []string{"SUCCESS", "FAILED", "SUCCESS", "PENDING"} {
		batch.Transfers = append(batch.Transfers, simulator.Transfer{
			ID: fmt.Sprintf("salary_%d", i), BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001", Amount: "50000.10",
			Status: status, StatusCode: "CODE_" + status,
		})
	}
	w.sim.PutBatch(batch)
	w.writeConfig(readExample(t, "data-sources/cashfree_payout_batch_transfer_status/data-source.tf"))

	output := w.apply()
	w.wantNoSecrets(output+w.readFile("terraform.tfstate"), "00011020001772")
	w.wantOutputs(map[string]any{
		"salaries_by_status": map[string]any{"FAILED": 1.0, "PENDING": 1.0, "SUCCESS": 2.0},
		"salaries_paid":      100000.2,
		"salaries_failed":    map[string]any{"salary_1": "CODE_FAILED"},
	})
	w.wantEmptyPlan()
}

// TestAccBeneficiariesDataSource_InvalidID shows that a plan points at the line of an invalid id, and makes no call.
func TestAccBeneficiariesDataSource_InvalidID(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(`
data "cashfree_payout_beneficiaries" "vendors" {
  beneficiary_ids = [
    "vendor_0042",
    "vendor 43",
  ]
}
`)
	wantTexts(t, w.wantPlanError(), "line 11", "Cashfree would refuse this beneficiary_id", `"vendor 43"`)
	if calls := w.sim.Count("", ""); calls > 0 {
		t.Errorf("%d calls were made", calls)
	}
}

// TestAccBeneficiariesDataSource_ReadFault shows that a plan fails unless every id could be read.
func TestAccBeneficiariesDataSource_ReadFault(t *testing.T) {
	w := newWorkspace(t)
	w.sim.Put(ashaRecord())
	w.sim.Inject(simulator.Fault{BeneficiaryID: "vendor_0043", Action: simulator.FaultEdgeHTML})
	w.writeConfig(`
data "cashfree_payout_beneficiaries" "vendors" { beneficiary_ids = ["vendor_0042", "vendor_0043"] }
`)
	wantTexts(t, w.wantPlanError(), `Cannot read beneficiary "vendor_0043"`, "of 2 ids had been read")
}

// TestAccBeneficiariesDataSource_ThousandIDs shows that a thousand payees are read at once, and that a missing one is
// found.
func TestAccBeneficiariesDataSource_ThousandIDs(t *testing.T) {
	w := newWorkspace(t)
	for i := range 1_000 {
		payee := ashaRecord()
		payee.ID, payee.BankAccountNumber, payee.VPA = fmt.Sprintf("vendor_%04d", i), fmt.Sprintf("000110200%05d", i), ""
		w.sim.Put(payee)
	}
	w.writeConfig(`
data "cashfree_payout_beneficiaries" "all" {
  beneficiary_ids = [for i in range(1001) : format("vendor_%04d", i)]
}
output "missing" { value = data.cashfree_payout_beneficiaries.all.missing }
locals { by_id = { for b in data.cashfree_payout_beneficiaries.all.beneficiaries : b.beneficiary_id => b } }
output "found" { value = length(local.by_id) }
output "last" { value = local.by_id["vendor_0999"].bank_account_last_four }
`)
	w.apply()
	w.wantOutputs(map[string]any{"missing": []any{"vendor_1000"}, "found": 1_000.0, "last": "0999"})
	w.wantNoSecrets(w.readFile("terraform.tfstate"), "00011020000999")
}

// TestAccAccessDataSource_CheckBlock shows that a check block warns when Cashfree refuses access, and that the run goes
// on.
func TestAccAccessDataSource_CheckBlock(t *testing.T) {
	w := newNATWorkspace(t)
	w.writeConfig(`
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
	wantTexts(t, w.apply(), `access = "passes"`)
	w.sim.SetWhitelist(nil)
	wantTexts(t, w.apply(), "address_refused, seen from "+natIP, `access = "address_refused"`)
}
