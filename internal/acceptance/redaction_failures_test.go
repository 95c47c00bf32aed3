package acceptance

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Servers that repeat all that they are sent, in every form that the client reads something of.
func TestAMirrorIsNotBelieved(t *testing.T) {
	eachLog(t, func(w *watched) {
		var config strings.Builder
		config.WriteString(requiredProviders + "resource \"terraform_data\" \"later\" {}\n")
		for _, form := range []string{"json", "text", "title", "redirect", "request-id"} {
			fmt.Fprintf(&config, "provider \"cashfree\" {\n alias = %[1]q\n base_url = \"%[2]s/mirror/%[1]s\"\n max_retries = 0\n}\n", form, w.tap.base)
			created := w.secretly(&config, "created_by_"+form, w.stored("created by "+form))
			read := w.secretly(&config, "read_by_"+form, w.stored("read by "+form))
			fmt.Fprintf(&config, payee, form, "provider = cashfree."+form, "bank_account_number = "+created)
			w.write(form+".csv", "beneficiary_id,name,bank_account_number,bank_ifsc\nv,Asha Rao,"+w.hidden("set by "+form)+",HDFC0000001\n")
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
		w.write("main.tf", config.String())
		says(w.T, w.types(1, "apply", "-auto-approve", "-input=false"), "not created", "Cannot read the balance")
		if w.tap.count("a signature") < 20 || w.tap.count("a token") == 0 {
			w.Errorf("there was little to leak: %v", w.tap.taken())
		}
	})
}

// What ends badly at Cashfree itself: other content under the id, the account of another, lost answers, a refusal and a
// verification that fails.
func TestFailuresGiveNoNumberAway(t *testing.T) {
	eachLog(t, func(w *watched) {
		var config strings.Builder
		config.WriteString(requiredProviders + "provider \"cashfree\" { max_retries = 1 }\n")
		add := func(name string) {
			fmt.Fprintf(&config, payee, name, "", "bank_account_number_wo = "+w.secretly(&config, name, w.hidden(name)))
		}
		unverified := func(name string) string {
			return fmt.Sprintf(`{"beneficiary_id":"vendor_%s","beneficiary_name":"Asha Rao","beneficiary_status":"INVALID",
				"beneficiary_instrument_details":{"bank_account_number":%q,"bank_ifsc":"HDFC0000001"}}`, name, account(name))
		}
		for _, name := range []string{"exists", "taken", "lost", "unknown", "refused", "odd", "invalid"} {
			add(name)
		}
		for _, name := range []string{"taken_too", "invalid_too"} { // written out, on the line that a CLI would print
			fmt.Fprintf(&config, payee, name, "", fmt.Sprintf("bank_account_number = %q", w.stored(name)))
		}
		w.sim.Put(simulator.Beneficiary{ID: "vendor_holder_too", Name: "Ravi Iyer", BankAccountNumber: account("taken_too"), BankIFSC: "HDFC0000001"})
		w.sim.Put(simulator.Beneficiary{ID: "vendor_exists", Name: "Ravi Iyer", BankAccountNumber: w.hidden("existing"), BankIFSC: "HDFC0000001"})
		w.sim.Put(simulator.Beneficiary{ID: "vendor_holder", Name: "Ravi Iyer", BankAccountNumber: account("taken"), BankIFSC: "HDFC0000001"})
		echo := func(name string) string {
			return fmt.Sprintf(`"message":"bank_account_number : value received: %s, that is %s"`, account(name), inGroups(account(name), "-"))
		}
		for _, fault := range []simulator.Fault{
			{Method: http.MethodPost, BeneficiaryID: "vendor_lost", Times: 1, Action: simulator.FaultResetAfter},
			{Method: http.MethodPost, BeneficiaryID: "vendor_unknown", Action: simulator.FaultResetBefore},
			{Method: http.MethodGet, BeneficiaryID: "vendor_unknown", Action: simulator.FaultEdgeHTML},
			{BeneficiaryID: "vendor_refused", Action: simulator.FaultStatusBefore, Status: 400, Body: `{"code":"bank_account_number_invalid",` + echo("refused") + `}`},
			{BeneficiaryID: "vendor_odd", Action: simulator.FaultBody, Body: `{"beneficiary_id":"` + account("odd") + `","beneficiary_status":"` + account("odd") + `"}`},
			{Method: http.MethodPost, BeneficiaryID: "vendor_invalid_too", Action: simulator.FaultBody, Body: unverified("invalid_too")},
			{Method: http.MethodPost, BeneficiaryID: "vendor_invalid", Action: simulator.FaultBody, Body: unverified("invalid")},
		} {
			fault.ContentType = "application/json"
			w.sim.Inject(fault)
		}
		w.write("main.tf", config.String())
		says(w.T, w.types(1, "apply", "-auto-approve", "-input=false"), "exists already", "belongs to another one", "is unknown",
			"bank_account_number_invalid", "did not verify", "vendor_odd")
	})
}

// What a CLI itself shows and logs of what it is given, as Terraform 1.11.4 and OpenTofu 1.12.6 do:
//
//	what is given                                                   screen   log at TF_LOG=TRACE
//	the id of an import block, where that is account,ifsc           yes      yes
//	the same after "import" on the command line                     yes      yes
//	a value after -var on the command line                          no       yes
//	what a refresh finds changed, or an import finds                 no       OpenTofu, from WARN on
//	variables of the environment, documents, write-only arguments   no       no
//	arguments of the provider block, ephemeral values               no       no
//
// The last two lines are what every other story here finds.
func TestAnImportShowsWhatItIsGiven(t *testing.T) {
	eachLog(t, func(w *watched) {
		var config strings.Builder
		config.WriteString(requiredProviders)
		imports := map[string]string{"by_id": `id = "vendor_by_id"`, "by_account": `id = "` + w.stored("by_account") + `,HDFC0000001"`}
		if since("v1.12.0", "v1.12.0") {
			imports["by_identity"] = `identity = { beneficiary_id = "vendor_by_identity" }`
		}
		for name, by := range imports {
			number := w.stored(name)
			w.sim.Put(simulator.Beneficiary{ID: "vendor_" + name, Name: "Asha Rao", BankAccountNumber: number, BankIFSC: "HDFC0000001"})
			fmt.Fprintf(&config, payee, name, "", "bank_account_number = "+w.secretly(&config, name, number))
			fmt.Fprintf(&config, "import {\n to = cashfree_payout_beneficiary.%s\n %s\n}\n", name, by)
		}
		for name, id := range map[string]string{"list": "list_1,list_2", "file": "@ids.txt"} {
			document := "beneficiary_id,name,bank_account_number,bank_ifsc\n"
			for i := range 2 {
				number := w.hidden(fmt.Sprintf("%s %d", name, i))
				w.sim.Put(simulator.Beneficiary{ID: fmt.Sprintf("%s_%d", name, i+1), Name: "Asha Rao", BankAccountNumber: number, BankIFSC: "HDFC0000001"})
				document += fmt.Sprintf("%s_%d,Asha Rao,%s,HDFC0000001\n", name, i+1, number)
			}
			w.write(name+".csv", document)
			fmt.Fprintf(&config, "resource \"cashfree_payout_beneficiary_set\" %[1]q { csv_wo = file(\"%[1]s.csv\") }\nimport {\n to = cashfree_payout_beneficiary_set.%[1]s\n id = %[2]q\n}\n", name, id)
		}
		w.write("ids.txt", "file_1\nfile_2\n")
		config.WriteString("variable \"given\" {\n type = string\n sensitive = true\n}\n")
		w.write("main.tf", config.String())
		w.shown, w.logged = []string{"by_account", "typed"}, []string{"by_account", "typed", "given"}
		if cli.tofu {
			w.logged = append(slices.Collect(maps.Keys(imports)), "typed", "given")
		}
		says(w.T, w.types(0, "apply", "-auto-approve", "-input=false", "-var=given="+w.hidden("given")), "imported")
		w.env["TF_VAR_given"] = account("given")
		w.types(1, "import", "-input=false", "cashfree_payout_beneficiary.by_account", w.stored("typed")+",HDFC0000001")
	})
}
