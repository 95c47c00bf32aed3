package acceptance

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Everything that the provider offers is used, in a plan that is kept and applied in another job, and then found changed.
func TestNothingSecretLeaves(t *testing.T) {
	eachLog(t, func(w *watched) {
		var config strings.Builder
		config.WriteString(requiredProviders + "variable \"hidden\" {\n type = string\n ephemeral = true\n}\n")
		w.env["TF_VAR_hidden"] = w.hidden("hidden")
		// Not from a variable that is marked sensitive: then the CLI hides a number, whatever the provider does.
		plain, lookedUp := w.fromFile("plain", w.stored("plain")), w.fromFile("looked_up", w.stored("looked up"))
		w.sim.Put(simulator.Beneficiary{ID: "vendor_looked_up", Name: "Ravi Iyer", BankAccountNumber: account("looked up"), BankIFSC: "HDFC0000001"})
		w.sim.Put(simulator.Beneficiary{ID: "vendor_read", Name: "Ravi Iyer", BankAccountNumber: w.stored("read"), BankIFSC: "HDFC0000001"})
		w.sim.Put(simulator.Beneficiary{ID: "vendor_audited", Name: "Ravi Iyer", BankAccountNumber: w.hidden("audited"), BankIFSC: "HDFC0000001"})
		w.sim.PutTransfer(simulator.Transfer{ID: "salary_1", BankAccountNumber: w.stored("paid"), BankIFSC: "HDFC0000001", Amount: "1.00", Status: "SUCCESS"})
		w.sim.PutBatch(simulator.Batch{ID: "salaries", Status: "PROCESSED", Transfers: []simulator.Transfer{
			{ID: "salary_2", BankAccountNumber: w.hidden("paid in a batch"), BankIFSC: "HDFC0000001", Amount: "1.00", Status: "FAILED"},
		}})
		for _, form := range []string{"csv", "csv_wo", "json", "json_wo"} {
			first, second := w.hidden(form+" 1"), w.hidden(form+" 2")
			if !strings.HasSuffix(form, "_wo") {
				first, second = w.stored(form+" 1"), w.stored(form+" 2")
			}
			w.write(form+".csv", "beneficiary_id,name,bank_account_number,bank_ifsc\n"+
				form+"_1,Asha Rao,"+first+",HDFC0000001\n"+form+"_2,Asha Rao,"+second+",HDFC0000001\n")
			document := fmt.Sprintf("file(%q)", form+".csv")
			if strings.HasPrefix(form, "json") {
				document = fmt.Sprintf(`jsonencode({ for payee in csvdecode(%s) : payee.beneficiary_id => { for field, value in payee : field => value if field != "beneficiary_id" } })`, document)
			}
			fmt.Fprintf(&config, "resource \"cashfree_payout_beneficiary_set\" %[1]q { %[1]s = %[2]s }\n", form, document)
		}
		w.write("main.tf", config.String()+fmt.Sprintf(payee, "plain", "", "bank_account_number = "+plain)+
			fmt.Sprintf(payee, "hidden", "", "bank_account_number_wo = var.hidden")+`
resource "cashfree_payout_whitelisted_ip" "nat" { ip_address = "198.51.100.7" }
resource "cashfree_payout_signing_key" "own" {}
resource "cashfree_payout_signing_key" "file" { public_key_path = "key.pem" }
resource "cashfree_payout_signing_key" "variable" { public_key_variable = "CASHFREE_PAYOUT_PUBLIC_KEY" }
data "cashfree_payout_access" "now" {}
data "cashfree_payout_balance" "now" {}
data "cashfree_payout_beneficiary" "by_account" {
  bank_account_number = `+lookedUp+`
  bank_ifsc           = "HDFC0000001"
}
data "cashfree_payout_beneficiary" "by_id" { beneficiary_id = "vendor_read" }
data "cashfree_payout_beneficiaries" "audited" { beneficiary_ids = ["vendor_audited", "nobody"] }
data "cashfree_payout_transfer_status" "salary" { transfer_id = "salary_1" }
data "cashfree_payout_batch_transfer_status" "salaries" { batch_transfer_id = "salaries" }
resource "terraform_data" "later" {}
ephemeral "cashfree_payout_signature" "now" {}
ephemeral "cashfree_payout_token" "v1" {}
output "masked" { value = provider::cashfree::mask(file("plain.txt")) }
output "ifsc" { value = provider::cashfree::ifsc("HDFC0000001") }
output "vpa" { value = provider::cashfree::vpa("asha@examplebank") }
output "id" { value = provider::cashfree::beneficiary_id("vendor", "0042") }
output "number" {
  value     = data.cashfree_payout_transfer_status.salary.bank_account_number
  sensitive = true
}
`+passesOn("signature", "ephemeral.cashfree_payout_signature.now.signature", w.tap.base+"/witness")+
			passesOn("token", "ephemeral.cashfree_payout_token.v1.token", w.tap.base+"/witness"))

		w.types(0, "plan", "-out=plan.bin", "-input=false")
		w.types(0, "show", "plan.bin")
		w.types(0, "show", "-json", "plan.bin")
		w.sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "vendor_plain", Times: 1, Action: simulator.FaultResetAfter})
		w.sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "csv_wo_1", Times: 1, Action: simulator.FaultResetAfter})
		w.types(0, "apply", "-input=false", "plan.bin")
		w.types(0, "show")
		w.types(0, "output")
		w.types(0, "state", "pull")

		// Numbers are changed behind its back, and one document by its author; what is to replace it is refused.
		for id, place := range map[string]string{"vendor_plain": "plain drifted", "csv_1": "csv drifted"} {
			number := w.stored(place)
			w.sim.Update(id, func(b *simulator.Beneficiary) { b.BankAccountNumber = number })
		}
		for id, place := range map[string]string{"vendor_hidden": "hidden drifted", "csv_wo_2": "csv_wo drifted", "json_wo_2": "json_wo drifted"} {
			number := w.hidden(place)
			w.sim.Update(id, func(b *simulator.Beneficiary) { b.BankAccountNumber = number })
		}
		w.write("csv_wo.csv", strings.Replace(w.read("csv_wo.csv"), account("csv_wo 1"), w.hidden("csv_wo 3"), 1))
		w.write("main.tf", strings.Replace(w.read("main.tf"), "HDFC0000001", "hdfc0000001", 1))
		w.sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "csv_wo_1", Times: 1, Action: simulator.FaultStatusBefore, Status: 400,
			ContentType: "application/json", Body: `{"type":"invalid_request_error","code":"bank_account_number_invalid","message":"refused: ` +
				account("csv_wo 3") + " and " + inGroups(account("csv_wo 1"), " ") + `"}`})
		says(w.T, w.types(1, "apply", "-auto-approve", "-input=false"), "put back as it was")
		w.types(0, "show", "-json")

		w.sim.Inject(simulator.Fault{Method: http.MethodGet, BeneficiaryID: "vendor_", Action: simulator.FaultStatusBefore, Status: 400,
			ContentType: "application/json", Body: `{"code":"odd","message":"refused: ` + account("hidden") + " and " + account("plain") + `"}`})
		w.types(1, "plan", "-out=second.bin", "-input=false")
		w.sim.ClearFaults()
		w.types(0, "destroy", "-auto-approve", "-input=false")
		if cli.tofu { // says in its log how a refresh changed the state
			w.logged = []string{"plain", "plain drifted"}
		}
		sought := newSearch()
		sought.look("plain", account("plain"))
		w.holds("what is kept for machines", sought, strings.Join(slices.Collect(maps.Keys(w.files)), "\n"), []string{"plain"})
		for name, least := range map[string]int{"a signature": 10, "a token": 2, "an ephemeral value": 2} {
			if count := w.tap.count(name); count < least {
				w.Errorf("%s went past %d times: there was little to leak", name, count)
			}
		}
	})
}

// Whoever sets this variable asks for the raw messages between the CLI and the provider, secrets and all. That they are
// found in those files shows besides that the search finds what there is.
func TestRawProtocolDataIsOnlyForThoseWhoAskForIt(t *testing.T) {
	w := watch(t)
	folder := t.TempDir()
	w.env["TF_LOG_SDK_PROTO_DATA_DIR"] = folder
	w.env["TF_VAR_hidden"] = w.hidden("hidden")
	w.write("main.tf", requiredProviders+"variable \"hidden\" {\n type = string\n ephemeral = true\n}\nprovider \"cashfree\" { client_secret = "+
		strconv.Quote(awkward)+" }\n"+fmt.Sprintf(payee, "hidden", "", "bank_account_number_wo = var.hidden"))
	w.ends(0, "plan", "-input=false")
	files, err := filepath.Glob(folder + "/*")
	if err != nil {
		t.Fatal(err)
	}
	var raw strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		raw.Write(content)
	}
	s := newSearch()
	s.look("the secret", awkward)
	s.look("the number", account("hidden"))
	w.holds("the raw data", s, raw.String(), []string{"the number", "the secret"})
}
