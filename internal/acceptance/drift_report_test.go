package acceptance

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// TestAccDriftReport_Set shows that the report tells a member whose account was changed by hand from one whose e-mail
// was, where the summary of both stays the same.
func TestAccDriftReport_Set(t *testing.T) {
	w := newWorkspace(t)
	report := filepath.Join(w.dir, "drift-report")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", report, "../cmd/drift-report").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.writeSet("csv_wo", vendorsCSV(4))
	w.apply()
	const moved = "66666000066600000001"
	w.sim.Update("v00001", func(b *simulator.Beneficiary) { b.BankAccountNumber = moved })
	w.sim.Update("v00002", func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" })
	w.writeFile("vendors.csv", vendorsCSV(4, "v3@", "payee3@"))
	w.wantChanges("-out=drift.bin")
	w.writeFile("drift.json", w.run(0, "show", "-json", "drift.bin"))

	command := exec.CommandContext(t.Context(), report, "-fail-on", "never", filepath.Join(w.dir, "drift.json"))
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	page := string(output)
	wantTexts(t, page, "2 were changed outside Terraform", "Account number (another number with the same last four digits) | `…0001` | **`…0001`**",
		"Contact details (such as e-mail, phone or address) | not shown | **changed** | not shown", "The configuration changes the contact details.")
	w.wantNoSecrets(page, moved)
}
