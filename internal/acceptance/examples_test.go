package acceptance

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const examples = "../../examples"

// world is the Cashfree account that the examples of data sources look at.
func world(s *simulator.Simulator) {
	s.Put(exampleVendor())
	s.Put(simulator.Beneficiary{ID: "vendor_bharat", Name: "Bharat Traders", BankAccountNumber: "026291800001191", BankIFSC: "YESB0000262"})
	s.PutTransfer(simulator.Transfer{ID: "invoice_2041", BeneficiaryID: "vendor_asha", Amount: "500.50", Status: "SUCCESS", UTR: "P16111765023806"})
	s.PutBatch(simulator.Batch{ID: "salaries_2025_03", Transfers: []simulator.Transfer{{ID: "salary_0001", Amount: "50000.10", Status: "SUCCESS"}}})
}

func exampleVendor() simulator.Beneficiary {
	return simulator.Beneficiary{
		ID: "vendor_asha", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001",
		Email: "asha@example.com", Phone: "9876543210", City: "Bengaluru", PostalCode: "560001",
	}
}

// Every example that the documentation shows is applied as it stands there, and plans empty afterwards.
func TestEveryExampleApplies(t *testing.T) {
	t.Parallel()
	shown, err := filepath.Glob(examples + "/*/*/*.tf")
	if err != nil || len(shown) == 0 {
		t.Fatal("there are no examples", err)
	}
	for _, file := range shown {
		name := strings.TrimPrefix(file, examples+"/")
		// Imports have a test of their own, and so have ephemeral values, which must reach somebody to be seen to work.
		// So have the examples that are whole configurations.
		kind, _, _ := strings.Cut(name, "/")
		if strings.HasPrefix(filepath.Base(file), "import-") || slices.Contains([]string{"ephemeral-resources", "complete", "guides"}, kind) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := begin(t).workspace()
			if strings.HasPrefix(name, "data-sources/") {
				world(w.sim)
			}
			w.example("provider/provider.tf", name)
			w.ends(0, "apply", "-auto-approve", "-input=false")
			w.ends(0, "plan", "-detailed-exitcode", "-input=false")
			w.ends(0, "destroy", "-auto-approve", "-input=false")
		})
	}
}

// Every import block of the documentation imports what the example beside it declares, and changes nothing of it.
func TestEveryExampleOfAnImportImports(t *testing.T) {
	t.Parallel()
	shown, err := filepath.Glob(examples + "/resources/*/import-*.tf")
	if err != nil || len(shown) == 0 {
		t.Fatal("there are no examples", err)
	}
	for _, file := range shown {
		name := strings.TrimPrefix(file, examples+"/")
		if strings.HasSuffix(name, "by-identity.tf") && !since("v1.12.0", "v1.12.0") {
			continue // told apart by the CLI's age and not by chance: the other CLI runs it
		}
		t.Run(name, func(t *testing.T) {
			w := begin(t).workspace()
			for _, known := range payeesOf(name) {
				w.sim.Put(known)
			}
			w.example("provider/provider.tf", filepath.Join(filepath.Dir(name), "resource.tf"), name)
			output := w.ends(0, "apply", "-auto-approve", "-input=false")
			says(t, output, "1 imported", "0 destroyed")
			w.ends(0, "plan", "-detailed-exitcode", "-input=false")
		})
	}
}

// payeesOf are the beneficiaries that an example imports, as its resource declares them.
func payeesOf(example string) []simulator.Beneficiary {
	if !strings.Contains(example, "beneficiary_set") {
		return []simulator.Beneficiary{exampleVendor()}
	}
	asha := exampleVendor()
	asha.Phone, asha.City, asha.PostalCode = "", "", ""
	return []simulator.Beneficiary{
		asha,
		{ID: "vendor_bharat", Name: "Bharat Traders", BankAccountNumber: "026291800001191", BankIFSC: "YESB0000262"},
		{ID: "vendor_chitra", Name: "Chitra Iyer", VPA: "success@upi"},
	}
}

// example copies files of the examples, as a user would.
func (w *workspace) example(files ...string) {
	w.Helper()
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(examples, file))
		if err != nil {
			w.Fatal(err)
		}
		w.write(filepath.Base(file), string(content))
	}
	// What the examples take from a secret store.
	w.env["TF_VAR_asha_account_number"] = "00011020001772"
	w.env["TF_VAR_bharat_account_number"] = "026291800001191"
}
