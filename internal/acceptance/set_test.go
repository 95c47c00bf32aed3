package acceptance

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// vendorsCSV is a file of n payees with the ids v00000, v00001 and so on.
func vendorsCSV(n int, changes ...string) string {
	var text strings.Builder
	text.WriteString("beneficiary_id,name,bank_account_number,bank_ifsc,email\n")
	for i := range n {
		fmt.Fprintf(&text, "v%05d,Asha Rao,777770000777%08d,HDFC0000001,v%d@example.com\n", i, i, i)
	}
	return strings.NewReplacer(changes...).Replace(text.String())
}

// canary starts every account number of the files, and is too long to turn up in a fingerprint by chance.
const canary = "777770000777"

const setOfVendors = requiredProviders + `
resource "cashfree_payout_beneficiary_set" "vendors" {
  %s = file("vendors.csv")
}
`

func (w *workspace) vendors(form string, csv string) {
	w.Helper()
	w.write("vendors.csv", csv)
	w.write("main.tf", fmt.Sprintf(setOfVendors, form))
}

// Ten thousand vendors from a file. Somebody changes two of them; the plan shows those two, and apply heals them.
func TestASetOfVendors(t *testing.T) {
	t.Parallel()
	for form, count := range map[string]int{"csv": 1000, "csv_wo": 10_000} {
		t.Run(form, func(t *testing.T) {
			w := begin(t).workspace()
			w.env["TF_LOG_PROVIDER"], w.env["TF_LOG_PATH"] = "TRACE", w.folder+"/trace.log"
			w.vendors(form, vendorsCSV(count))
			w.lacks(w.ends(0, "apply", "-auto-approve", "-input=false"), canary)
			w.ends(0, "plan", "-detailed-exitcode", "-input=false")

			w.sim.Update("v00042", func(b *simulator.Beneficiary) { b.BankIFSC = "SBIN0000001" })
			w.sim.Update("v00043", func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" })
			w.sim.Update("v00044", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
			before := len(w.sim.Journal())
			output := w.ends(2, "plan", "-detailed-exitcode", "-input=false", "-out=plan.bin")
			says(t, output, `~ "v00042" = "Asha Rao, SBIN0000001, …0042" -> "Asha Rao, HDFC0000001, …0042"`, `~ "v00043" =`, fmt.Sprintf("%d unchanged elements hidden", count-1))
			w.lacks(output, canary)
			w.lacks(w.ends(0, "apply", "-input=false", "plan.bin"), canary)
			if events := w.sim.Journal()[before:]; len(events) != 4 {
				t.Errorf("two members were healed by %+v", events)
			}
			w.ends(0, "plan", "-detailed-exitcode", "-input=false")
			if form == "csv_wo" {
				for name, content := range w.everything() {
					if name != "vendors.csv" {
						w.lacks(content, canary)
					}
				}
			}
			w.lacks(w.read("trace.log"), canary)
			w.ends(0, "destroy", "-auto-approve", "-input=false")
			if left := w.sim.All(); len(left) != 0 {
				t.Errorf("%d are left", len(left))
			}
		})
	}
}

// Three of two hundred are refused: nothing is tainted, and the next run does what is left and nothing else.
func TestASetThatFailsInPart(t *testing.T) {
	w := begin(t).workspace()
	w.vendors("csv_wo", vendorsCSV(200))
	refuse := func() {
		for _, id := range []string{"v00010", "v00020", "v00030"} {
			w.sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: id, Times: 1, Action: simulator.FaultStatusBefore, Status: 422})
		}
	}
	refuse()
	says(t, w.ends(1, "apply", "-auto-approve", "-input=false"), "3 of 200 members could not be created", "v00010:", "unmanaged until the next apply")
	if created := w.created(); len(created) != 197 {
		t.Errorf("%d were created", len(created))
	}
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), "1 added, 0 changed, 0 destroyed")
	w.once(200)

	w.vendors("csv_wo", vendorsCSV(200, "Asha Rao", "Asha R Rao"))
	refuse()
	says(t, w.ends(1, "apply", "-auto-approve", "-input=false"), "3 of 200 changes could not be made", "put back as it was")
	before := len(w.sim.Journal())
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), "0 added, 1 changed, 0 destroyed")
	if events := w.sim.Journal()[before:]; len(events) != 6 {
		t.Errorf("the rest was done by %+v", events)
	}
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")

	refuse() // now the create half of a replacement
	says(t, w.ends(1, "apply", "-auto-approve", "-input=false", "-replace=cashfree_payout_beneficiary_set.vendors"), "3 of 200 members could not be created")
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), "1 added, 0 changed, 0 destroyed")
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
}

// created counts how often each was created.
func (w *workspace) created() map[string]int {
	times := make(map[string]int)
	for _, event := range w.sim.Journal() {
		if event.Kind == "created" {
			times[event.ID]++
		}
	}
	return times
}

// once wants as many to exist, each created once.
func (w *workspace) once(count int) {
	w.Helper()
	created := w.created()
	for id, times := range created {
		if times != 1 {
			w.Errorf("%s was created %d times", id, times)
		}
	}
	if len(created) != count || len(w.sim.All()) != count {
		w.Errorf("%d were created and %d exist, want %d", len(created), len(w.sim.All()), count)
	}
}

// The connection is lost at the hundredth payee, for good; and somebody presses Ctrl-C in the middle of the next run.
func TestASetThatIsInterrupted(t *testing.T) {
	w := begin(t).workspace()
	w.vendors("csv_wo", vendorsCSV(2))
	w.ends(0, "apply", "-auto-approve", "-input=false")

	w.vendors("csv_wo", vendorsCSV(300))
	w.sim.Inject(simulator.Fault{Method: http.MethodPost, Path: "/payout/beneficiary", Skip: 98, Times: 20, Action: simulator.FaultResetAfter})
	w.ends(0, "apply", "-auto-approve", "-input=false") // the client looks up what became of each
	w.once(300)

	w.vendors("csv_wo", vendorsCSV(600))
	w.sim.SetLatency(100 * time.Millisecond) // so that the rest takes seconds, whatever else this machine does
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
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), "0 added, 1 changed, 0 destroyed")
	w.once(600)
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
}

// A team that has its payees in the dashboard imports them all, and nothing changes at Cashfree.
func TestASetIsImported(t *testing.T) {
	w := begin(t).workspace()
	w.vendors("csv_wo", vendorsCSV(100))
	w.ends(0, "apply", "-auto-approve", "-input=false")
	if err := os.Remove(w.folder + "/terraform.tfstate"); err != nil {
		t.Fatal(err)
	}
	var ids strings.Builder
	for i := range 100 {
		fmt.Fprintf(&ids, "v%05d\n", i)
	}
	w.write("ids.txt", ids.String())
	w.write("import.tf", "import {\n to = cashfree_payout_beneficiary_set.vendors\n id = \"@ids.txt\"\n}\n")
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false"), "1 imported, 0 added, 0 changed, 0 destroyed")
	w.vendors("csv", vendorsCSV(100))
	w.sim.ResetRequests()
	w.ends(0, "apply", "-auto-approve", "-input=false")
	if writes := len(w.sim.Journal()); writes != 100 {
		t.Errorf("Cashfree saw %d writes", writes)
	}
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
}

// A document with faults names them all before anything is sent.
func TestASetWithFaultsIsRefusedWhole(t *testing.T) {
	w := begin(t).workspace()
	w.vendors("csv", vendorsCSV(5, "v00001,Asha Rao", "v00001,", "v00003,", "v 3,"))
	output := w.ends(1, "plan", "-input=false")
	says(t, output, "2 faults in the document", `line 3, "v00001": name must have`, "got an empty value", `line 5, "v 3": beneficiary_id must have`)
	w.lacks(output, canary)
	if calls := len(w.sim.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}
