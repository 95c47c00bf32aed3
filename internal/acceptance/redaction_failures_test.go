package acceptance

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// TestAccRedaction_Mirror shows that no secret comes back from servers that repeat what they are sent, in every form
// that the client reads.
func TestAccRedaction_Mirror(t *testing.T) {
	forEachLog(t, func(w *redactionTest) {
		var config strings.Builder
		config.WriteString("resource \"terraform_data\" \"later\" {}\n")
		for _, form := range []string{"json", "text", "title", "redirect", "request-id"} {
			fmt.Fprintf(&config, "provider \"cashfree\" {\n alias = %[1]q\n base_url = \"%[2]s/mirror/%[1]s\"\n max_retries = 0\n}\n", form, w.proxy.baseURL)
			created := w.sensitiveVariable(&config, "created_by_"+form, w.stateAccount("created by "+form))
			read := w.sensitiveVariable(&config, "read_by_"+form, w.stateAccount("read by "+form))
			fmt.Fprintf(&config, beneficiaryBlock, form, "provider = cashfree."+form, "bank_account_number = "+created)
			w.writeFile(form+".csv", "beneficiary_id,name,bank_account_number,bank_ifsc\nv,Asha Rao,"+w.secretAccount("set by "+form)+",HDFC0000001\n")
			fmt.Fprintf(&config, `
resource "cashfree_payout_beneficiary_set" %[1]q {
  provider = cashfree.%[1]s
  csv_wo   = file("%[1]s.csv")
}
data "cashfree_payout_beneficiary" %[1]q {
  provider            = cashfree.%[1]s
  bank_account_number = %[2]s
  bank_ifsc           = "HDFC0000001"
  depends_on          = [terraform_data.later]
}
`, form, read)
			for source, argument := range map[string]string{
				"balance": "", "transfer_status": `transfer_id = "t"`, "batch_transfer_status": `batch_transfer_id = "b"`,
				"access": "", "beneficiaries": `beneficiary_ids = ["v"]`,
			} {
				fmt.Fprintf(&config, "data \"cashfree_payout_%s\" %q {\n provider = cashfree.%s\n depends_on = [terraform_data.later]\n %s\n}\n",
					source, form, form, argument)
			}
		}
		w.writeConfig(config.String())
		wantTexts(w.T, w.runKeeping(1, "apply", "-auto-approve", "-input=false"), "not created", "Cannot read the balance")
		if w.proxy.count("a signature") < 20 || w.proxy.count("a token") == 0 {
			w.Errorf("there was little to leak: %v", w.proxy.recordedSecrets())
		}
	})
}

// TestAccRedaction_Failures shows that errors contain no account number: conflicts, lost answers, refusals and failed
// verifications.
func TestAccRedaction_Failures(t *testing.T) {
	forEachLog(t, func(w *redactionTest) {
		var config strings.Builder
		config.WriteString("provider \"cashfree\" { max_retries = 1 }\n")
		add := func(name string) {
			fmt.Fprintf(&config, beneficiaryBlock, name, "", "bank_account_number_wo = "+w.sensitiveVariable(&config, name, w.secretAccount(name)))
		}
		unverified := func(name string) string {
			return fmt.Sprintf(`{"beneficiary_id":"vendor_%s","beneficiary_name":"Asha Rao","beneficiary_status":"INVALID",
				"beneficiary_instrument_details":{"bank_account_number":%q,"bank_ifsc":"HDFC0000001"}}`, name, accountFor(name))
		}
		for _, name := range []string{"exists", "taken", "lost", "unknown", "refused", "odd", "invalid"} {
			add(name)
		}
		for _, name := range []string{"taken_too", "invalid_too"} { // written out, on the line that a CLI would print
			fmt.Fprintf(&config, beneficiaryBlock, name, "", fmt.Sprintf("bank_account_number = %q", w.stateAccount(name)))
		}
		w.sim.Put(simulator.Beneficiary{ID: "vendor_holder_too", Name: "Ravi Iyer", BankAccountNumber: accountFor("taken_too"), BankIFSC: "HDFC0000001"})
		w.sim.Put(simulator.Beneficiary{ID: "vendor_exists", Name: "Ravi Iyer", BankAccountNumber: w.secretAccount("existing"), BankIFSC: "HDFC0000001"})
		w.sim.Put(simulator.Beneficiary{ID: "vendor_holder", Name: "Ravi Iyer", BankAccountNumber: accountFor("taken"), BankIFSC: "HDFC0000001"})
		echo := func(name string) string {
			return fmt.Sprintf(`"message":"bank_account_number : value received: %s, that is %s"`, accountFor(name), inGroups(accountFor(name), "-"))
		}
		for _, fault := range []simulator.Fault{
			{Method: http.MethodPost, BeneficiaryID: "vendor_lost", Times: 1, Action: simulator.FaultResetAfter},
			{Method: http.MethodPost, BeneficiaryID: "vendor_unknown", Action: simulator.FaultResetBefore},
			{Method: http.MethodGet, BeneficiaryID: "vendor_unknown", Action: simulator.FaultEdgeHTML},
			{BeneficiaryID: "vendor_refused", Action: simulator.FaultStatusBefore, Status: 400, Body: `{"code":"bank_account_number_invalid",` + echo("refused") + `}`},
			{BeneficiaryID: "vendor_odd", Action: simulator.FaultBody, Body: `{"beneficiary_id":"` + accountFor("odd") + `","beneficiary_status":"` + accountFor("odd") + `"}`},
			{Method: http.MethodPost, BeneficiaryID: "vendor_invalid_too", Action: simulator.FaultBody, Body: unverified("invalid_too")},
			{Method: http.MethodPost, BeneficiaryID: "vendor_invalid", Action: simulator.FaultBody, Body: unverified("invalid")},
		} {
			fault.ContentType = "application/json"
			w.sim.Inject(fault)
		}
		w.writeConfig(config.String())
		wantTexts(w.T, w.runKeeping(1, "apply", "-auto-approve", "-input=false"), "Beneficiary already exists", "already belongs to beneficiary", "Outcome of creation unknown",
			"bank_account_number_invalid", "Beneficiary not verified", "vendor_odd")
	})
}

// TestAccRedaction_Import shows that an import prints and logs no more than the CLI itself does. Terraform 1.11.4 and
// OpenTofu 1.12.6 show and log what they receive as follows. Every other test of redaction shows the last two lines.
//
//	what the CLI receives                                           screen   log at TF_LOG=TRACE
//	the id of an import block, where that is account,ifsc           yes      yes
//	the same after "import" on the command line                     yes      yes
//	a value after -var on the command line                          no       yes
//	what a refresh finds changed, or an import finds                no       OpenTofu, from WARN on
//	variables of the environment, documents, write-only arguments   no       no
//	arguments of the provider block, ephemeral values               no       no
func TestAccRedaction_Import(t *testing.T) {
	forEachLog(t, func(w *redactionTest) {
		var config strings.Builder
		imports := map[string]string{"by_id": `id = "vendor_by_id"`, "by_account": `id = "` + w.stateAccount("by_account") + `,HDFC0000001"`}
		if cliAtLeast("v1.12.0", "v1.12.0") {
			imports["by_identity"] = `identity = { beneficiary_id = "vendor_by_identity" }`
		}
		for name, by := range imports {
			number := w.stateAccount(name)
			w.sim.Put(simulator.Beneficiary{ID: "vendor_" + name, Name: "Asha Rao", BankAccountNumber: number, BankIFSC: "HDFC0000001"})
			fmt.Fprintf(&config, beneficiaryBlock, name, "", "bank_account_number = "+w.sensitiveVariable(&config, name, number))
			fmt.Fprintf(&config, "import {\n to = cashfree_payout_beneficiary.%s\n %s\n}\n", name, by)
		}
		for name, id := range map[string]string{"list": "list_1,list_2", "file": "@ids.txt"} {
			document := "beneficiary_id,name,bank_account_number,bank_ifsc\n"
			for i := range 2 {
				number := w.secretAccount(fmt.Sprintf("%s %d", name, i))
				w.sim.Put(simulator.Beneficiary{ID: fmt.Sprintf("%s_%d", name, i+1), Name: "Asha Rao", BankAccountNumber: number, BankIFSC: "HDFC0000001"})
				document += fmt.Sprintf("%s_%d,Asha Rao,%s,HDFC0000001\n", name, i+1, number)
			}
			w.writeFile(name+".csv", document)
			fmt.Fprintf(&config, "resource \"cashfree_payout_beneficiary_set\" %[1]q { csv_wo = file(\"%[1]s.csv\") }\nimport {\n to = cashfree_payout_beneficiary_set.%[1]s\n id = %[2]q\n}\n", name, id)
		}
		w.writeFile("ids.txt", "file_1\nfile_2\n")
		config.WriteString("variable \"given\" {\n type = string\n sensitive = true\n}\n")
		w.writeConfig(config.String())
		w.shownByCLI, w.loggedByCLI = []string{"by_account", "typed"}, []string{"by_account", "typed", "given"}
		if cli.tofu {
			w.loggedByCLI = append(slices.Collect(maps.Keys(imports)), "typed", "given")
		}
		wantTexts(w.T, w.runKeeping(0, "apply", "-auto-approve", "-input=false", "-var=given="+w.secretAccount("given")), "imported")
		w.env["TF_VAR_given"] = accountFor("given")
		w.runKeeping(1, "import", "-input=false", "cashfree_payout_beneficiary.by_account", w.stateAccount("typed")+",HDFC0000001")
	})
}

// pluginStarted matches the line of a log with the process id of the provider.
var pluginStarted = regexp.MustCompile(`plugin started: path=\S*terraform-provider-cashfree\S* pid=(\d+)`)

// TestAccRedaction_Crash shows that the stacks of a crash contain no secret. No input is known that makes the provider
// panic, so the test crashes it by a signal in the middle of a create.
func TestAccRedaction_Crash(t *testing.T) {
	w := newRedactionTest(t)
	w.env["TF_LOG"], w.env["GOTRACEBACK"] = "TRACE", "all"
	var config strings.Builder
	number := w.sensitiveVariable(&config, "plain", w.stateAccount("plain"))
	w.writeFile("set.csv", "beneficiary_id,name,bank_account_number,bank_ifsc\nv,Asha Rao,"+w.secretAccount("set")+",HDFC0000001\n")
	w.writeConfig(config.String() + fmt.Sprintf(beneficiaryBlock, "plain", "", "bank_account_number = "+number) + `
resource "cashfree_payout_beneficiary_set" "set" { csv_wo = file("set.csv") }
`)
	w.sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultHang})
	command := w.command("apply", "-auto-approve", "-input=false", "-no-color")
	var screen strings.Builder
	command.Stdout, command.Stderr = &screen, &screen
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); w.sim.Count(http.MethodPost, "/payout/beneficiary") < 2; {
		if time.Now().After(deadline) {
			t.Fatal("the two creates never began")
		}
		<-time.After(10 * time.Millisecond)
	}
	started := pluginStarted.FindAllStringSubmatch(w.readFile("trace.log"), -1)
	pid, err := strconv.Atoi(started[len(started)-1][1])
	if err != nil {
		t.Fatal(err)
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err == nil {
		t.Error("the apply succeeded")
	}
	w.screens["the crash"] = screen.String()
	providerLog, _ := splitLog(w.readFile("trace.log"))
	wantTexts(t, providerLog, "SIGQUIT: quit", "payouts.(*Client).CreateBeneficiary(", "bulk.(*run).add(")
	w.checkEverything()
}
