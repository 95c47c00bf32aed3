package acceptance

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

var lifecycleMembers = flag.Int("lifecycle.members", 1000, "payees in the larger set of the lifecycle")

// TestAccBeneficiarySet_Lifecycle shows that a large set, with make soak one of ten thousand payees, is created, that
// changes by hand are found and corrected one by one, and that no account number is printed, logged or, with csv_wo,
// stored.
func TestAccBeneficiarySet_Lifecycle(t *testing.T) {
	t.Parallel()
	for argument, count := range map[string]int{"csv": *lifecycleMembers / 5, "csv_wo": *lifecycleMembers} {
		t.Run(argument, func(t *testing.T) {
			w := newWorkspace(t)
			w.env["TF_LOG_PROVIDER"], w.env["TF_LOG_PATH"] = "TRACE", w.dir+"/trace.log"
			w.writeSet(argument, vendorsCSV(count))
			w.wantNoSecrets(w.apply(), vendorAccountPrefix)
			w.wantEmptyPlan()

			w.sim.Update("v00042", func(b *simulator.Beneficiary) { b.BankIFSC = "SBIN0000001" })
			w.sim.Update("v00043", func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" })
			w.sim.Update("v00044", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
			before := len(w.sim.Journal())
			output := w.wantChanges("-out=plan.bin")
			wantTexts(t, output, `~ "v00042" = "Asha Rao, SBIN0000001, …0042" -> "Asha Rao, HDFC0000001, …0042"`, `~ "v00043" =`, fmt.Sprintf("%d unchanged elements hidden", count-1))
			w.wantNoSecrets(output, vendorAccountPrefix)
			w.wantNoSecrets(w.applyPlan(), vendorAccountPrefix)
			if events := w.sim.Journal()[before:]; len(events) != 4 {
				t.Errorf("two members were replaced by %+v", events)
			}
			w.wantEmptyPlan()
			files := map[string]string{"trace.log": w.readFile("trace.log")}
			if argument == "csv_wo" {
				files = w.allFiles()
				delete(files, "vendors.csv")
			}
			for _, content := range files {
				w.wantNoSecrets(content, vendorAccountPrefix)
			}
			w.destroy()
			if left := w.sim.All(); len(left) != 0 {
				t.Errorf("%d are left", len(left))
			}
		})
	}
}

// TestAccBeneficiarySet_PartialFailure shows that refused members do not taint the set, and that the next apply does
// what is left and nothing else. After a first create that needs the command of the error.
func TestAccBeneficiarySet_PartialFailure(t *testing.T) {
	w := newWorkspace(t)
	w.writeSet("csv_wo", vendorsCSV(200))
	refuse := func() {
		for _, id := range []string{"v00010", "v00020", "v00030"} {
			w.sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: id, Times: 1, Action: simulator.FaultStatusBefore, Status: 422})
		}
	}
	refuse()
	wantTexts(t, w.wantApplyError(), "3 of 200 members not created", "v00010:", "These 197 exist now", adoptionCommand)
	if created := w.creationCounts(); len(created) != 197 {
		t.Errorf("%d were created", len(created))
	}
	wantTexts(t, w.adopting().apply(), "Existing payees taken over: 197", "1 added, 0 changed, 0 destroyed")
	w.wantCreatedOnce(200)

	w.writeSet("csv_wo", vendorsCSV(200, "Asha Rao", "Asha R Rao"))
	refuse()
	wantTexts(t, w.wantApplyError(), "3 of 200 changes not made", "The payee was put back as it was.")
	before := len(w.sim.Journal())
	wantTexts(t, w.apply(), "0 added, 1 changed, 0 destroyed")
	if events := w.sim.Journal()[before:]; len(events) != 6 {
		t.Errorf("the rest was done by %+v", events)
	}
	w.wantEmptyPlan()

	refuse() // now while the set is created again by a replacement
	wantTexts(t, w.wantApplyError("-replace=cashfree_payout_beneficiary_set.vendors"), "3 of 200 members not created", adoptionCommand)
	wantTexts(t, w.adopting().apply(), "Existing payees taken over: 197", "1 added, 0 changed, 0 destroyed")
	w.wantEmptyPlan()
}

// TestAccBeneficiarySet_Interrupted shows that lost connections and a Ctrl-C during an apply create no payee twice.
func TestAccBeneficiarySet_Interrupted(t *testing.T) {
	w := newWorkspace(t)
	w.writeSet("csv_wo", vendorsCSV(2))
	w.apply()

	w.writeSet("csv_wo", vendorsCSV(300))
	w.sim.Inject(simulator.Fault{Method: http.MethodPost, Path: "/payout/beneficiary", Skip: 98, Times: 20, Action: simulator.FaultResetAfter})
	w.apply() // the client looks up each payee whose answer was lost
	w.wantCreatedOnce(300)

	w.writeSet("csv_wo", vendorsCSV(600))
	w.sim.SetLatency(100 * time.Millisecond) // so that the rest takes seconds on any machine
	command := w.command("apply", "-auto-approve", "-input=false", "-no-color")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for len(w.sim.All()) < 350 {
		<-time.After(5 * time.Millisecond)
	}
	began := time.Now()
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err == nil {
		t.Error("an interrupted apply succeeded")
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	w.sim.SetLatency(0)
	if done := len(w.sim.All()); done >= 600 {
		t.Fatal("it was not interrupted")
	}
	wantTexts(t, w.apply(), "0 added, 1 changed, 0 destroyed")
	w.wantCreatedOnce(600)
	w.wantEmptyPlan()
}

// TestAccBeneficiarySet_Import shows that a list of ids imports a set without changing anything at Cashfree.
func TestAccBeneficiarySet_Import(t *testing.T) {
	w := newWorkspace(t)
	w.writeSet("csv_wo", vendorsCSV(100))
	w.apply()
	if err := os.Remove(w.dir + "/terraform.tfstate"); err != nil {
		t.Fatal(err)
	}
	var ids strings.Builder
	for i := range 100 {
		fmt.Fprintf(&ids, "v%05d\n", i)
	}
	w.writeFile("ids.txt", ids.String())
	w.writeFile("import.tf", "import {\n to = cashfree_payout_beneficiary_set.vendors\n id = \"@ids.txt\"\n}\n")
	w.writeConfig(fmt.Sprintf(setPlanConfig, "", fromFile, "", false, ""))
	wantTexts(t, w.apply(), "1 imported, 1 added, 0 changed, 0 destroyed")
	w.writeSet("csv", vendorsCSV(100))
	w.sim.ResetRequests()
	w.apply()
	if writes := len(w.sim.Journal()); writes != 100 {
		t.Errorf("Cashfree saw %d writes", writes)
	}
	w.wantEmptyPlan()
}

// TestAccBeneficiarySet_InvalidDocument shows that a plan reports all errors of a document before anything is sent.
func TestAccBeneficiarySet_InvalidDocument(t *testing.T) {
	w := newWorkspace(t)
	w.writeSet("csv", vendorsCSV(5, "v00001,Asha Rao", "v00001,", "v00003,", "v 3,"))
	output := w.wantPlanError()
	wantTexts(t, output, "2 errors in csv", `line 3, "v00001": name must have`, "got an empty value", `line 5, "v 3": beneficiary_id must have`)
	w.wantNoSecrets(output, vendorAccountPrefix)
	if calls := len(w.sim.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}

// TestAccBeneficiarySet_RotatedSecret shows that a plan made with one client secret is not applied with another one,
// that a common fingerprint_key makes that possible, and that a rotated secret changes nobody.
func TestAccBeneficiarySet_RotatedSecret(t *testing.T) {
	t.Parallel()
	const rotated = "cfsk_rotated_canary_77aa00"
	for _, fingerprintKey := range []string{"", "a_key_of_all_pipelines_0123456789"} {
		t.Run(fmt.Sprintf("fingerprint_key=%q", fingerprintKey), func(t *testing.T) {
			w := newWorkspace(t)
			if fingerprintKey != "" {
				w.env["CASHFREE_PAYOUT_FINGERPRINT_KEY"] = fingerprintKey
			}
			w.writeSet("csv_wo", vendorsCSV(20))
			w.apply()
			w.writeSet("csv_wo", vendorsCSV(20, vendorAccountPrefix+"00000007", vendorAccountPrefix+"99990007"))
			w.wantChanges("-out=plan.bin")

			w.sim.SetCredentials(clientID, rotated)
			other := w.withEnv(map[string]string{"CASHFREE_PAYOUT_CLIENT_SECRET": rotated})
			before := len(w.sim.Journal())
			wantEvents := 2
			if fingerprintKey == "" {
				output := other.run(1, "apply", "-input=false", "plan.bin")
				wantTexts(t, output, "inconsistent final plan", "Fingerprint key changed", "Plan again")
				w.wantNoSecrets(output, vendorAccountPrefix)
				wantEvents = 0
			} else {
				wantTexts(t, other.applyPlan(), "0 added, 1 changed, 0 destroyed")
			}
			if events := w.sim.Journal()[before:]; len(events) != wantEvents {
				t.Errorf("the apply did %+v", events)
			}
			other.apply()
			if got, _ := w.sim.Get("v00007"); got.BankAccountNumber != vendorAccountPrefix+"99990007" || len(w.sim.Journal()) != before+2 {
				t.Errorf("v00007 is %+v after %+v", got, w.sim.Journal()[before:])
			}
			other.wantEmptyPlan()
		})
	}
}

// ignoreChangesConfig has a beneficiary and a set with write-only arguments, which start with the first text. Their
// time limit is the second.
const ignoreChangesConfig = `
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

// TestAccWriteOnly_IgnoreChanges shows that an update of something else does not apply write-only arguments that
// ignore_changes lists.
func TestAccWriteOnly_IgnoreChanges(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(fmt.Sprintf(ignoreChangesConfig, vendorAccountPrefix, "3m"))
	w.apply()
	w.wantEmptyPlan()

	before := len(w.sim.Journal())
	w.writeConfig(fmt.Sprintf(ignoreChangesConfig, "66666"+vendorAccountPrefix, "4m"))
	wantTexts(t, w.apply(), "0 added, 2 changed, 0 destroyed")
	w.wantEmptyPlan()
	if events := w.sim.Journal()[before:]; len(events) > 0 {
		t.Errorf("the update did %+v", events)
	}
}
