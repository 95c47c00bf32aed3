package acceptance

import (
	"fmt"
	"testing"
)

const ignoringWriteOnly = requiredProviders + `
resource "cashfree_payout_beneficiary" "asha" {
  beneficiary_id = "vendor_asha"
  name           = "Asha Rao"
  instrument = {
    bank_account_number_wo = "%[1]s0001"
    bank_ifsc              = "HDFC0000001"
  }
  timeouts = { read = "%[2]s" }
  lifecycle {
    ignore_changes = [instrument]
  }
}

resource "cashfree_payout_beneficiary_set" "vendors" {
  csv_wo   = "beneficiary_id,name,bank_account_number,bank_ifsc\nvendor_bharat,Bharat Traders,%[1]s0002,YESB0000262\n"
  timeouts = { read = "%[2]s" }
  lifecycle {
    ignore_changes = [csv_wo]
  }
}
`

// A team ignores what its code says of account numbers, changes a time limit, and expects nobody to be removed for it.
func TestIgnoredWriteOnlyArgumentsChangeNothing(t *testing.T) {
	w := begin(t).workspace()
	w.write("main.tf", fmt.Sprintf(ignoringWriteOnly, canary, "3m"))
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")

	before := len(w.sim.Journal())
	w.write("main.tf", fmt.Sprintf(ignoringWriteOnly, "66666"+canary, "4m"))
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), "0 added, 2 changed, 0 destroyed")
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
	if events := w.sim.Journal()[before:]; len(events) > 0 {
		t.Errorf("it was done by %+v", events)
	}
}
