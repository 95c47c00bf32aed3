package acceptance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// completeExample makes a folder of the example's own, as a user would who copies it.
func completeExample(t *testing.T, name string) *workspace {
	t.Helper()
	w := begin(t).workspace()
	if err := os.CopyFS(w.folder, os.DirFS(filepath.Join(examples, "complete", name))); err != nil {
		t.Fatal(err)
	}
	return w
}

// Every example that stands for itself is validated, applied, and plans empty afterwards.
func TestEveryCompleteExampleApplies(t *testing.T) {
	t.Parallel()
	variables := map[string]string{
		"many-accounts": `accounts={"retail":{"client_id":"` + clientID + `","client_secret":"` + clientSecret + `"},` +
			`"wholesale":{"client_id":"` + clientID + `","client_secret":"` + clientSecret + `"}}`,
		"nat-gateway":   `egress_addresses={"mumbai-a":"203.0.113.7","mumbai-b":"203.0.113.8"}`,
		"vendor-module": `bank_account_number=00011020001772`,
	}
	more := map[string][]string{
		"before-a-payroll": {`payroll_total=100.5`, `employees=["vendor_asha","vendor_bharat"]`},
		"vendor-module":    {`bank_ifsc=HDFC0000001`, `team=payroll`, `name=Asha Rao`},
	}
	folders, err := os.ReadDir(filepath.Join(examples, "complete"))
	if err != nil || len(folders) == 0 {
		t.Fatal("there are no examples", err)
	}
	for _, folder := range folders {
		name := folder.Name()
		t.Run(name, func(t *testing.T) {
			w := completeExample(t, name)
			if name == "before-a-payroll" {
				world(w.sim)
			}
			for _, variable := range append(more[name], variables[name]) {
				if key, value, set := strings.Cut(variable, "="); set {
					w.env["TF_VAR_"+key] = value
				}
			}
			w.ends(0, "validate")
			output := w.ends(0, "apply", "-auto-approve", "-input=false")
			if strings.Contains(output, "Warning: Check block") {
				t.Error(output)
			}
			w.ends(0, "plan", "-detailed-exitcode", "-input=false")
		})
	}
}

// On the day before salaries somebody has not been verified, somebody is missing, and the money does not suffice.
func TestThePayrollChecksSpeakUp(t *testing.T) {
	w := completeExample(t, "before-a-payroll")
	world(w.sim)
	w.sim.Update("vendor_bharat", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
	w.env["TF_VAR_payroll_total"] = "99999999"
	w.env["TF_VAR_employees"] = `["vendor_asha","vendor_bharat","vendor_dev"]`
	says(t, w.ends(0, "plan", "-input=false"), "99999999 are needed", "Cashfree does not know vendor_dev", "Not VERIFIED: vendor_bharat")
}

// A team tests its module against the simulator, and one that breaks the rules of the house is found.
func TestTheModuleOfTheExamplesIsTested(t *testing.T) {
	w := completeExample(t, "vendor-module")
	says(t, w.ends(0, "test"), "2 passed, 0 failed")
	if left := w.sim.All(); len(left) > 0 {
		t.Errorf("the tests have left %v", left)
	}
	w.write("variables.tf", strings.Replace(w.read("variables.tf"), `"YESB"]`, `"YESB", "UTIB"]`, 1))
	says(t, w.ends(1, "test"), "1 passed, 1 failed")
}
