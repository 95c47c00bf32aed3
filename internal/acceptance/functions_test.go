package acceptance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func wantFunctions(t *testing.T) {
	t.Helper()
	if !since("v1.8.0", "v1.7.0") {
		t.Fatalf("functions of providers need a newer CLI than %s", cli.version)
	}
}

// published is an example as the documentation has it.
func published(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "examples", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// outputValues are the root module's after an apply.
func (w *workspace) outputValues() map[string]any {
	w.Helper()
	text := w.ends(0, "output", "-json")
	var wrapped map[string]struct{ Value any }
	if err := json.Unmarshal([]byte(text), &wrapped); err != nil {
		w.Fatal(err, text)
	}
	values := make(map[string]any, len(wrapped))
	for name, output := range wrapped {
		values[name] = output.Value
	}
	return values
}

func wantOutputs(t *testing.T, got, want map[string]any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the outputs are %v, want %v", got, want)
	}
}

// A module works with what the functions return. None of them needs Cashfree: not one call is made.
func TestFunctionsInAModule(t *testing.T) {
	wantFunctions(t)
	w := begin(t).workspace()
	w.env["TF_VAR_later"] = "HDFC0000001"
	w.write("main.tf", requiredProviders+`
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
	w.ends(0, "apply", "-auto-approve", "-input=false")
	wantOutputs(t, w.outputValues(), map[string]any{
		"bank": "YESB", "branch": "MAN001", "masked": "…1772", "checked": false,
		"unknown": map[string]any{"bank_code": "HDFC", "branch_code": "000001"},
		"vpa":     map[string]any{"name": "Asha", "handle": "OkBank"},
		"kept":    "vendor__0042", "spread": "Asha_Rao_Pune___n6rnnsn3x30h0dpp", "foreign": "payee___cfnbjxgcj4x39zy6",
	})
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
	if calls := w.sim.Requests(); len(calls) != 0 {
		t.Errorf("calls were made: %+v", calls)
	}
}

// An error points at the argument and says what is wrong with it, already when the configuration is validated.
func TestAFunctionBlamesItsArgument(t *testing.T) {
	wantFunctions(t)
	for name, story := range map[string]struct {
		call string
		says []string
	}{
		"ifsc":           {`ifsc("HDFC000001")`, []string{`"code"`, "(10 characters)"}},
		"vpa":            {`vpa("asha")`, []string{`"address"`, "one @, and a handle"}},
		"beneficiary_id": {`beneficiary_id("Asha Rao", "")`, []string{`"parts"`, "a part of a beneficiary id is empty"}},
		"no part":        {`beneficiary_id()`, []string{"at least one part"}},
		"null":           {`mask(null)`, []string{`"account"`, "null"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := begin(t).workspace()
			w.write("main.tf", requiredProviders+`output "value" { value = provider::cashfree::`+story.call+" }\n")
			says(t, w.ends(1, "validate"), append(story.says, "main.tf", story.call)...)
		})
	}
}

// Somebody passes the sensitive account number where the IFSC belongs; somebody else masks it and forgets that what is
// made of a sensitive value is sensitive.
func TestAFunctionShowsNoAccountNumber(t *testing.T) {
	wantFunctions(t)
	w := begin(t).workspace()
	w.env["TF_VAR_number"] = accountNumber
	w.env["TF_LOG"], w.env["TF_LOG_PATH"] = "TRACE", filepath.Join(w.folder, "trace.log")
	for _, story := range []struct{ output, says string }{
		{"value = provider::cashfree::ifsc(var.number).bank_code\n sensitive = true", "(14 characters)"},
		{"value = provider::cashfree::vpa(var.number).name\n sensitive = true", "such as asha@examplebank, got"},
		{"value = provider::cashfree::beneficiary_id(var.number, \"\")\n sensitive = true", "is empty"},
		{"value = provider::cashfree::mask(var.number)", "Output refers to sensitive values"},
	} {
		w.write("main.tf", requiredProviders+`
variable "number" {
  type      = string
  sensitive = true
}
output "value" {
  `+story.output+`
}
`)
		output := w.ends(1, "plan", "-input=false")
		says(t, output, story.says)
		w.lacks(output, accountNumber)
	}
	w.lacks(w.read("trace.log"), accountNumber)
}

func TestTheExamplesOfFunctions(t *testing.T) {
	wantFunctions(t)
	for name, want := range map[string]map[string]any{
		"ifsc":           {"branches_by_bank": map[string]any{"HDFC": []any{"000001", "000002"}, "YESB": []any{"MAN001"}}},
		"vpa":            {"payees_by_handle": map[string]any{"examplebank": 2.0, "upi": 1.0}},
		"mask":           {"paid_into": "…1191"},
		"beneficiary_id": {"supplier": "supplier__4711"},
	} {
		t.Run(name, func(t *testing.T) {
			w := begin(t).workspace()
			w.write("main.tf", requiredProviders+published(t, filepath.Join("functions", name, "function.tf")))
			w.lacks(w.ends(0, "apply", "-auto-approve", "-input=false"), "026291800001191")
			wantOutputs(t, w.outputValues(), want)
			w.ends(0, "plan", "-detailed-exitcode", "-input=false")
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
			w.ends(0, "destroy", "-auto-approve", "-input=false")
		})
	}
}
