package acceptance

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// An engineer has an export from the dashboard, and the CLI writes the code. With the account numbers filled in, which it
// leaves out, the plan imports and changes nothing.
func TestQuery(t *testing.T) {
	if cli.tofu || !since("v1.14.0", "") {
		t.Skipf("terraform query needs Terraform 1.14; this is %s. The calls behind it are tested in internal/provider", cli.version)
	}
	w := begin(t).workspace()
	for _, known := range payeesOf("beneficiary_set") {
		w.sim.Put(known)
	}
	w.sim.Put(simulator.Beneficiary{ID: "vendor_rao", Name: "M/s. Rao 2 Traders", VPA: "rao@examplebank", Status: "VERIFIED"})
	w.write("main.tf", requiredProviders)
	w.write("payees.csv", "beneficiary_id\nvendor_asha\nvendor_chitra\nvendor_rao\nghost\n")
	w.example("list-resources/cashfree_payout_beneficiary/list-resource.tfquery.hcl")
	says(t, w.ends(0, "query", "-generate-config-out=imported.tf"),
		"Asha Rao (vendor_asha)", "Bharat Traders (vendor_bharat)", "Chitra Iyer (vendor_chitra)", `"ghost"`)
	code := w.read("imported.tf")
	w.lacks(code, accountNumber)
	says(t, w.ends(1, "validate"), "IFSC without an account number", "fill it in")

	numbers := map[string]string{"vendor_asha": accountNumber, "vendor_bharat": "026291800001191"}
	blocks := strings.Split(code, `resource "`)
	for i, block := range blocks {
		for id, number := range numbers {
			if strings.Contains(block, `"`+id+`"`) {
				blocks[i] = strings.Replace(block, "bank_account_number    = null # sensitive", `bank_account_number = "`+number+`"`, 1)
			}
		}
	}
	w.write("imported.tf", strings.Join(blocks, `resource "`))
	says(t, w.ends(0, "validate"), "Cashfree refuses this name for a new payee") // of vendor_rao, who has it since version 1
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), "4 imported, 0 added, 0 changed, 0 destroyed")
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
}
