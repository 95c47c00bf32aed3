package acceptance

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// TestAccDriftReport_Set shows that the report tells a member whose account was changed by hand from one whose e-mail
// was, where the summary of both stays the same.
func TestAccDriftReport_Set(t *testing.T) {
	w := newWorkspace(t)
	w.writeSet("csv_wo", vendorsCSV(4))
	w.apply()
	const moved = "66666000066600000001"
	w.sim.Update("v00001", func(b *simulator.Beneficiary) { b.BankAccountNumber = moved })
	w.sim.Update("v00002", func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" })
	w.writeFile("vendors.csv", vendorsCSV(4, "v3@", "payee3@"))
	w.wantChanges("-out=drift.bin")
	page := w.driftReport("drift.bin")
	wantTexts(t, page, "2 were changed outside Terraform", "Account number (another number with the same last four digits) | `…0001` | **`…0001`**",
		"Contact details (such as e-mail, phone or address) | not shown | **changed** | not shown", "The configuration changes the contact details.")
	w.wantNoSecrets(page, moved)
}

// TestAccDriftReport_Seconds shows that a time of creation which is a few seconds away is no change, for the CLI and
// for the report, and that an hour is one.
func TestAccDriftReport_Seconds(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(`
resource "cashfree_payout_beneficiary" "asha" {
  beneficiary_id = "vendor_0042"
  name           = "Asha Rao"
  instrument     = { vpa = "asha@examplebank" }
}
`)
	w.apply()
	move := func(seconds int) {
		w.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.AddedOn = b.AddedOn.Add(time.Duration(seconds) * time.Second) })
	}
	// The exit status says nothing here: Terraform 1.11 ends with 2 at random where a resource has two sensitive
	// attributes, since it compares the order in which it stores their paths.
	refresh := func() string { return w.run(0, "plan", "-refresh-only", "-input=false", "-out=drift.bin") }
	for _, seconds := range []int{0, -3} { // the answer to the creation was a second later
		move(seconds)
		wantTexts(t, refresh(), "No changes.")
		if report := w.driftReport("drift.bin"); strings.Contains(report, "vendor_0042") {
			t.Errorf("%d seconds are a change:\n%s", seconds, report)
		}
	}
	move(3600)
	wantTexts(t, refresh(), "added_on")
	wantTexts(t, w.driftReport("drift.bin"), "Somebody may have removed it and added it again.")
}

// driftReport returns what drift-report writes about a saved plan.
func (w *workspace) driftReport(plan string) string {
	w.Helper()
	w.writeFile("drift.json", w.run(0, "show", "-json", plan))
	output, err := exec.CommandContext(w.Context(), driftReportPath, "-fail-on", "never", filepath.Join(w.dir, "drift.json")).CombinedOutput()
	if err != nil {
		w.Fatalf("%v\n%s", err, output)
	}
	return string(output)
}
