package acceptance

import (
	"path/filepath"
	"testing"
)

// requireFunctions fails the test with a CLI that has no provider functions.
func requireFunctions(t *testing.T) {
	t.Helper()
	if !cliAtLeast("v1.8.0", "v1.7.0") {
		t.Fatalf("functions of providers need a newer CLI than %s", cli.version)
	}
}

// TestAccFunctions shows that a module can use what the functions return, and that they call nothing at Cashfree.
func TestAccFunctions(t *testing.T) {
	requireFunctions(t)
	w := newWorkspace(t)
	w.env["TF_VAR_later"] = "HDFC0000001"
	w.writeConfig(`
variable "later" { type = string }
resource "terraform_data" "ifsc" { input = var.later }

output "bank"    { value = provider::cashfree::ifsc("yesb0man001").bank_code }
output "branch"  { value = provider::cashfree::ifsc("yesb0man001").branch_code }
output "unknown" { value = provider::cashfree::ifsc(terraform_data.ifsc.output) }
output "vpa"     { value = provider::cashfree::vpa("Asha@OkBank") }
output "kept"    { value = provider::cashfree::beneficiary_id("vendor", "0042") }
output "spread"  { value = provider::cashfree::beneficiary_id(["Asha Rao", "Pune"]...) }
output "foreign" { value = provider::cashfree::beneficiary_id("आशा राव") }
output "masked"  { value = provider::cashfree::mask("00011020001772") }
output "checked" { value = can(provider::cashfree::ifsc("HDFC")) }
`)
	w.apply()
	w.wantOutputs(map[string]any{
		"bank": "YESB", "branch": "MAN001", "masked": "…1772", "checked": false,
		"unknown": map[string]any{"bank_code": "HDFC", "branch_code": "000001"},
		"vpa":     map[string]any{"name": "Asha", "handle": "OkBank"},
		"kept":    "vendor__0042", "spread": "Asha_Rao_Pune___n6rnnsn3x30h0dpp", "foreign": "payee___cfnbjxgcj4x39zy6",
	})
	w.wantEmptyPlan()
	if calls := w.sim.Requests(); len(calls) != 0 {
		t.Errorf("calls were made: %+v", calls)
	}
}

// TestAccFunctions_InvalidArgument shows that validate points at the argument, and explains what is wrong with it.
func TestAccFunctions_InvalidArgument(t *testing.T) {
	requireFunctions(t)
	for name, tc := range map[string]struct {
		call string
		want []string
	}{
		"ifsc":           {`ifsc("HDFC000001")`, []string{`"code"`, `"HDFC000001".`}},
		"vpa":            {`vpa("asha")`, []string{`"address"`, "one @, and a handle"}},
		"beneficiary_id": {`beneficiary_id("Asha Rao", "")`, []string{`"parts"`, "a part of a beneficiary id is empty"}},
		"no part":        {`beneficiary_id()`, []string{"at least one part"}},
		"null":           {`mask(null)`, []string{`"account"`, "null"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			w.writeConfig(`output "value" { value = provider::cashfree::` + tc.call + " }\n")
			wantTexts(t, w.run(1, "validate"), append(tc.want, "main.tf", tc.call)...)
		})
	}
}

// TestAccFunctions_AccountNumber shows that neither errors nor logs repeat an account number given to the wrong
// function.
func TestAccFunctions_AccountNumber(t *testing.T) {
	requireFunctions(t)
	w := newWorkspace(t)
	w.env["TF_VAR_number"] = ashaAccountNumber
	w.env["TF_LOG"], w.env["TF_LOG_PATH"] = "TRACE", filepath.Join(w.dir, "trace.log")
	for _, tc := range []struct{ output, want string }{
		{"value = provider::cashfree::ifsc(var.number).bank_code\n sensitive = true", "got 14"},
		{"value = provider::cashfree::vpa(var.number).name\n sensitive = true", "such as asha@examplebank, got"},
		{"value = provider::cashfree::beneficiary_id(var.number, \"\")\n sensitive = true", "is empty"},
		{"value = provider::cashfree::mask(var.number)", "Output refers to sensitive values"},
	} {
		w.writeConfig(`
variable "number" {
  type      = string
  sensitive = true
}
output "value" {
  ` + tc.output + `
}
`)
		output := w.wantPlanError()
		wantTexts(t, output, tc.want)
		w.wantNoSecrets(output, ashaAccountNumber)
	}
	w.wantNoSecrets(w.readFile("trace.log"), ashaAccountNumber)
}

// TestAccFunctions_Examples shows that the examples of the functions return what their comments promise.
func TestAccFunctions_Examples(t *testing.T) {
	requireFunctions(t)
	for name, want := range map[string]map[string]any{
		"ifsc":           {"branches_by_bank": map[string]any{"HDFC": []any{"000001", "000002"}, "YESB": []any{"MAN001"}}},
		"vpa":            {"payees_by_handle": map[string]any{"examplebank": 2.0, "upi": 1.0}},
		"mask":           {"paid_into": "…1191"},
		"beneficiary_id": {"supplier": "supplier__4711"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			w.writeConfig(readExample(t, filepath.Join("functions", name, "function.tf")))
			w.wantNoSecrets(w.apply(), "026291800001191")
			w.wantOutputs(want)
			w.wantEmptyPlan()
			if name != "beneficiary_id" {
				return
			}
			for _, id := range []string{
				"Asha_Rao_Pune___n6rnnsn3x30h0dpp", "Asha_Rao_Nashik___415majh13wg3yspc", "Ravi_Iyer_Chennai___qmfdq2hapzxsm682",
			} {
				if _, exists := w.sim.Get(id); !exists {
					t.Errorf("Cashfree has no %s", id)
				}
			}
			w.destroy()
		})
	}
}
