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

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// TestAccRedaction_Lifecycle shows that nothing secret is printed, logged or stored when every resource, data source,
// ephemeral resource and function is planned, applied in another job, changed by hand and corrected.
func TestAccRedaction_Lifecycle(t *testing.T) {
	forEachLog(t, func(w *redactionTest) {
		var config strings.Builder
		config.WriteString("variable \"hidden\" {\n type = string\n ephemeral = true\n}\n")
		w.env["TF_VAR_hidden"] = w.secretAccount("hidden")
		// The numbers do not come from sensitive variables: the CLI itself would hide those.
		plain, lookedUp := w.fileExpression("plain", w.stateAccount("plain")), w.fileExpression("looked_up", w.stateAccount("looked up"))
		w.sim.Put(simulator.Beneficiary{ID: "vendor_looked_up", Name: "Ravi Iyer", BankAccountNumber: accountFor("looked up"), BankIFSC: "HDFC0000001"})
		w.sim.Put(simulator.Beneficiary{ID: "vendor_read", Name: "Ravi Iyer", BankAccountNumber: w.stateAccount("read"), BankIFSC: "HDFC0000001"})
		w.sim.Put(simulator.Beneficiary{ID: "vendor_audited", Name: "Ravi Iyer", BankAccountNumber: w.secretAccount("audited"), BankIFSC: "HDFC0000001"})
		w.sim.PutTransfer(simulator.Transfer{ID: "salary_1", BankAccountNumber: w.stateAccount("paid"), BankIFSC: "HDFC0000001", Amount: "1.00", Status: "SUCCESS"})
		w.sim.PutBatch(simulator.Batch{ID: "salaries", Status: "PROCESSED", Transfers: []simulator.Transfer{
			{ID: "salary_2", BankAccountNumber: w.secretAccount("paid in a batch"), BankIFSC: "HDFC0000001", Amount: "1.00", Status: "FAILED"},
		}})
		w.addSetOfEachArgument(&config)
		w.writeConfig(config.String() + fmt.Sprintf(beneficiaryBlock, "plain", "", "bank_account_number = "+plain) +
			fmt.Sprintf(beneficiaryBlock, "hidden", "", "bank_account_number_wo = var.hidden") + `
resource "cashfree_payout_whitelisted_ip" "nat" { ip_address = "198.51.100.7" }
resource "cashfree_payout_signing_key" "own" {}
resource "cashfree_payout_signing_key" "file" { public_key_path = "key.pem" }
resource "cashfree_payout_signing_key" "variable" { public_key_variable = "CASHFREE_PAYOUT_PUBLIC_KEY" }
data "cashfree_payout_access" "now" {}
data "cashfree_payout_balance" "now" {}
data "cashfree_payout_beneficiary" "by_account" {
  bank_account_number = ` + lookedUp + `
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
` + forwardConfig("signature", "ephemeral.cashfree_payout_signature.now.signature", w.proxy.baseURL+"/recorder") +
			forwardConfig("token", "ephemeral.cashfree_payout_token.v1.token", w.proxy.baseURL+"/recorder"))

		wantEveryType(w.T, w.readFile("main.tf"))

		w.runKeeping(0, "plan", "-out=plan.bin", "-input=false")
		w.runKeeping(0, "show", "plan.bin")
		w.runKeeping(0, "show", "-json", "plan.bin")
		w.sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "vendor_plain", Times: 1, Action: simulator.FaultResetAfter})
		w.sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "csv_wo_1", Times: 1, Action: simulator.FaultResetAfter})
		w.runKeeping(0, "apply", "-input=false", "plan.bin")
		w.runKeeping(0, "show")
		w.runKeeping(0, "output")
		w.runKeeping(0, "state", "pull")

		// Cashfree refuses the number that changes in a document, and its error repeats the number.
		w.changeAccounts()
		w.writeFile("main.tf", strings.Replace(w.readFile("main.tf"), "HDFC0000001", "hdfc0000001", 1))
		w.sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "csv_wo_1", Times: 1, Action: simulator.FaultStatusBefore, Status: 400,
			ContentType: "application/json", Body: `{"type":"invalid_request_error","code":"bank_account_number_invalid","message":"refused: ` +
				accountFor("csv_wo 3") + " and " + inGroups(accountFor("csv_wo 1"), " ") + `"}`})
		wantTexts(w.T, w.runKeeping(1, "apply", "-auto-approve", "-input=false"), "The payee was put back as it was.")
		w.runKeeping(0, "show", "-json")

		w.sim.Inject(simulator.Fault{Method: http.MethodGet, BeneficiaryID: "vendor_", Action: simulator.FaultStatusBefore, Status: 400,
			ContentType: "application/json", Body: `{"code":"odd","message":"refused: ` + accountFor("hidden") + " and " + accountFor("plain") + `"}`})
		w.runKeeping(1, "plan", "-out=second.bin", "-input=false")
		w.sim.ClearFaults()
		w.runKeeping(0, "destroy", "-auto-approve", "-input=false")
		if cli.tofu { // it logs what a refresh changed in the state
			w.loggedByCLI = []string{"plain", "plain drifted"}
		}
		search := newSecretSearch()
		search.add("plain", accountFor("plain"))
		w.wantFound("the kept files together", search, strings.Join(slices.Collect(maps.Keys(w.files)), "\n"), []string{"plain"})
		for name, want := range map[string]int{"a signature": 10, "a token": 2, "an ephemeral value": 2} {
			if count := w.proxy.count(name); count < want {
				w.Errorf("there were %d of %q: there was little to leak", count, name)
			}
		}
	})
}

// addSetOfEachArgument adds a set of two payees for each argument that takes a document.
func (w *redactionTest) addSetOfEachArgument(config *strings.Builder) {
	for _, argument := range []string{"csv", "csv_wo", "json", "json_wo"} {
		first, second := w.secretAccount(argument+" 1"), w.secretAccount(argument+" 2")
		if !strings.HasSuffix(argument, "_wo") {
			first, second = w.stateAccount(argument+" 1"), w.stateAccount(argument+" 2")
		}
		w.writeFile(argument+".csv", "beneficiary_id,name,bank_account_number,bank_ifsc\n"+
			argument+"_1,Asha Rao,"+first+",HDFC0000001\n"+argument+"_2,Asha Rao,"+second+",HDFC0000001\n")
		document := fmt.Sprintf("file(%q)", argument+".csv")
		if strings.HasPrefix(argument, "json") {
			document = fmt.Sprintf(`jsonencode({ for payee in csvdecode(%s) : payee.beneficiary_id => { for field, value in payee : field => value if field != "beneficiary_id" } })`, document)
		}
		fmt.Fprintf(config, "resource \"cashfree_payout_beneficiary_set\" %[1]q { %[1]s = %[2]s }\n", argument, document)
	}
}

// changeAccounts changes account numbers of every kind at Cashfree, and one in a document.
func (w *redactionTest) changeAccounts() {
	for id, place := range map[string]string{"vendor_plain": "plain drifted", "csv_1": "csv drifted"} {
		number := w.stateAccount(place)
		w.sim.Update(id, func(b *simulator.Beneficiary) { b.BankAccountNumber = number })
	}
	for id, place := range map[string]string{"vendor_hidden": "hidden drifted", "csv_wo_2": "csv_wo drifted", "json_wo_2": "json_wo drifted"} {
		number := w.secretAccount(place)
		w.sim.Update(id, func(b *simulator.Beneficiary) { b.BankAccountNumber = number })
	}
	w.writeFile("csv_wo.csv", strings.Replace(w.readFile("csv_wo.csv"), accountFor("csv_wo 1"), w.secretAccount("csv_wo 3"), 1))
}

// TestAccRedaction_RawProtocolData shows that the files of TF_LOG_SDK_PROTO_DATA_DIR contain secrets, as documented. It
// also shows that the search finds secrets where there are some.
func TestAccRedaction_RawProtocolData(t *testing.T) {
	w := newRedactionTest(t)
	dir := t.TempDir()
	w.env["TF_LOG_SDK_PROTO_DATA_DIR"] = dir
	w.env["TF_VAR_hidden"] = w.secretAccount("hidden")
	w.writeConfig("variable \"hidden\" {\n type = string\n ephemeral = true\n}\nprovider \"cashfree\" { client_secret = " +
		strconv.Quote(awkwardSecret) + " }\n" + fmt.Sprintf(beneficiaryBlock, "hidden", "", "bank_account_number_wo = var.hidden"))
	w.run(0, "plan", "-input=false")
	files, err := filepath.Glob(dir + "/*")
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
	s := newSecretSearch()
	s.add("the secret", awkwardSecret)
	s.add("the number", accountFor("hidden"))
	w.wantFound("the raw data", s, raw.String(), []string{"the number", "the secret"})
}

// wantEveryType asserts that a configuration has a block of every type of the provider, so that a new one is searched
// for secrets, too.
func wantEveryType(t *testing.T, config string) {
	t.Helper()
	server, err := newProvider()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for kind, types := range map[string]map[string]*tfprotov6.Schema{
		"resource": schemas.ResourceSchemas, "data": schemas.DataSourceSchemas, "ephemeral": schemas.EphemeralResourceSchemas,
	} {
		for name := range types {
			if !strings.Contains(config, kind+" \""+name+"\" ") {
				t.Errorf("the configuration has no %s %s", kind, name)
			}
		}
	}
}
