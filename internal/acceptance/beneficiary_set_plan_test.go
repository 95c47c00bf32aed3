package acceptance

import (
	"fmt"
	"strings"
	"testing"
)

// setPlanConfig is a set of the default limits, with more arguments, and a document that depends on another resource.
const setPlanConfig = `
resource "terraform_data" "source" {
  input = %q
}

resource "cashfree_payout_beneficiary_set" "vendors" {
  csv_wo = %s
  %s
  lifecycle {
    prevent_destroy      = %t
    replace_triggered_by = [%s]
  }
}
`

// fromFile is the expression of a document that a plan knows.
const fromFile = `file("vendors.csv")`

// TestAccBeneficiarySet_SavedPlan shows that a saved plan is applied only with the document that was reviewed.
func TestAccBeneficiarySet_SavedPlan(t *testing.T) {
	w := newWorkspace(t)
	w.writeSet("csv_wo", vendorsCSV(20))
	w.apply()
	reviewed := []string{vendorAccountPrefix + "00000007", vendorAccountPrefix + "10000007", "v00003,Asha Rao", "v00003,Asha R Rao", "v00019,", "w00019,"}
	for what, changes := range map[string][]string{
		"another account with the same end":      {vendorAccountPrefix + "00000007", vendorAccountPrefix + "99990007"},
		"another e-mail of a member that stays":  {"v5@example.com", "mallory@example.com"},
		"another account of a member that stays": {vendorAccountPrefix + "00000005", vendorAccountPrefix + "99990005"},
		"a member less":                          {"v00004,Asha Rao," + vendorAccountPrefix + "00000004,HDFC0000001,v4@example.com\n", ""},
	} {
		w.writeSet("csv_wo", vendorsCSV(20, reviewed...))
		wantTexts(t, w.wantChanges("-out=plan.bin"), "Members: 1 account change, 1 renamed, 1 other change, 17 unchanged")
		before := len(w.sim.Journal())
		w.writeSet("csv_wo", vendorsCSV(20, append(changes, reviewed...)...))
		output := w.run(1, "apply", "-input=false", "plan.bin")
		wantTexts(t, output, "inconsistent final plan")
		w.wantNoSecrets(output, vendorAccountPrefix)
		if events := w.sim.Journal()[before:]; len(events) > 0 {
			t.Errorf("%s: the refused apply did %+v", what, events)
		}
	}
	w.writeSet("csv_wo", vendorsCSV(20, reviewed...))
	w.wantChanges("-out=plan.bin") // a refused apply may make the plan stale
	wantTexts(t, w.applyPlan(), "0 added, 1 changed, 0 destroyed")
	w.wantEmptyPlan()
}

// TestAccBeneficiarySet_Limits shows that by default no run removes most members or changes most accounts, whether the
// plan knows the document or not, and that prevent_destroy has no part in that.
func TestAccBeneficiarySet_Limits(t *testing.T) {
	w := newWorkspace(t)
	write := func(source, document, more string, prevent bool, trigger string) {
		w.writeConfig(fmt.Sprintf(setPlanConfig, source, document, more, prevent, trigger))
	}
	full := vendorsCSV(30)
	write("first", fromFile, "", true, "")
	w.writeFile("vendors.csv", full)
	w.apply()
	before := len(w.sim.Journal())
	for document, want := range map[string][]string{
		vendorsCSV(3):  {"removes 27: v00003, v00004", "Error: Too many removals", `max_removals = "30%" allows 9`, "set max_removals = 27"},
		vendorsCSV(0):  {"removes 30: v00000", "Error: Too many removals", "The document has no members."},
		vendorsCSV(20): {"Error: Too many removals"},
		vendorsCSV(30, ","+vendorAccountPrefix, ",999999999999"): {"Members: 30 account changes", "Error: Too many account changes", "set max_account_changes = 30"},
	} {
		w.writeFile("vendors.csv", document)
		wantTexts(t, w.wantPlanError(), want...)
		write("second", "terraform_data.source.output == \"second\" ? "+fromFile+" : \"\"", "", true, "")
		output := w.wantApplyError() // the plan did not know the document
		wantTexts(t, output, want[len(want)-1])
		write("first", fromFile, "", true, "")
		w.wantPlanError() // terraform_data takes its former value
		w.writeFile("vendors.csv", full)
		w.apply()
	}
	write("first", fromFile, "", false, "")
	wantTexts(t, w.wantPlanError("-replace=cashfree_payout_beneficiary_set.vendors"), "Error: Set would be replaced", "set max_removals = 30")
	write("third", fromFile, "", false, "terraform_data.source")
	wantTexts(t, w.wantPlanError(), "Error: Set would be replaced")
	if events := w.sim.Journal()[before:]; len(events) > 0 {
		t.Errorf("runs that were refused did %+v", events)
	}

	write("first", fromFile, "max_removals = 27", false, "")
	w.writeFile("vendors.csv", vendorsCSV(3))
	wantTexts(t, w.apply(), "0 added, 1 changed, 0 destroyed")
	w.wantEmptyPlan()
}

// TestAccBeneficiarySet_Limits_Destroy shows that a destroy is not limited, and what it meets first where the document
// is broken.
func TestAccBeneficiarySet_Limits_Destroy(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(fmt.Sprintf(setPlanConfig, "", fromFile, "", false, ""))
	w.writeFile("vendors.csv", vendorsCSV(30))
	w.apply()
	w.writeFile("vendors.csv", vendorsCSV(3))
	wantTexts(t, w.run(1, "destroy", "-auto-approve", "-input=false"), "Error: Too many removals", "destroy with -refresh=false")
	if left := len(w.sim.All()); left != 30 {
		t.Fatalf("%d are left", left)
	}
	wantTexts(t, w.run(0, "destroy", "-auto-approve", "-input=false", "-refresh=false"), "Members: 30 removed")
	if left := len(w.sim.All()); left != 0 {
		t.Errorf("%d are left", left)
	}
}

// TestAccBeneficiarySet_Import_Changes shows that a plan that imports a set changes nobody, and that the import command
// lets the next plan change the set.
func TestAccBeneficiarySet_Import_Changes(t *testing.T) {
	w := newWorkspace(t)
	w.writeSet("csv_wo", vendorsCSV(3))
	w.apply()
	w.run(0, "state", "rm", "cashfree_payout_beneficiary_set.vendors")
	before := len(w.sim.Journal())
	block := "import {\n to = cashfree_payout_beneficiary_set.vendors\n id = \"v00000,v00001,v00002\"\n}\n"
	for document, want := range map[string]string{
		vendorsCSV(2): "removes 1: v00002", vendorsCSV(4): "adds 1: v00003",
		vendorsCSV(3, "v1@example.com", "mallory@example.com"): "other fields of 1: v00001",
	} {
		w.writeFile("import.tf", block)
		w.writeSet("csv_wo", document)
		for _, output := range []string{w.wantPlanError(), w.wantApplyError()} {
			wantTexts(t, output, "Error: Import would change members", want)
		}
	}
	w.writeFile("import.tf", "")
	w.writeSet("csv_wo", vendorsCSV(2))
	w.run(0, "import", "-input=false", "cashfree_payout_beneficiary_set.vendors", "v00000,v00001,v00002")
	if events := w.sim.Journal()[before:]; len(events) > 0 {
		t.Errorf("the imports did %+v", events)
	}
	output := w.apply()
	wantTexts(t, output, "0 added, 1 changed, 0 destroyed", "removes 1: v00002")
	if strings.Contains(output, "Import would") || len(w.sim.All()) != 2 {
		t.Errorf("%d are left after: %s", len(w.sim.All()), output)
	}
}
