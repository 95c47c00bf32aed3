package acceptance

import (
	"encoding/xml"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const examplesDir = "../../examples"

// putExampleData adds what the examples of data sources read.
func putExampleData(s *simulator.Simulator) {
	s.Put(exampleBeneficiary())
	s.Put(simulator.Beneficiary{ID: "vendor_bharat", Name: "Bharat Traders", BankAccountNumber: "026291800001191", BankIFSC: "YESB0000262"})
	s.PutTransfer(simulator.Transfer{ID: "invoice_2041", BeneficiaryID: "vendor_asha", Amount: "500.50", Status: "SUCCESS", UTR: "P16111765023806"})
	s.PutBatch(simulator.Batch{ID: "salaries_2025_03", Transfers: []simulator.Transfer{{ID: "salary_0001", Amount: "50000.10", Status: "SUCCESS"}}})
}

// exampleBeneficiary returns the beneficiary that the examples declare.
func exampleBeneficiary() simulator.Beneficiary {
	return simulator.Beneficiary{
		ID: "vendor_asha", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001",
		Email: "asha@example.com", Phone: "9876543210", City: "Bengaluru", PostalCode: "560001",
	}
}

// TestAccExamples shows that every example of the documentation can be applied as it is, and plans empty afterwards.
func TestAccExamples(t *testing.T) {
	t.Parallel()
	shown, err := filepath.Glob(examplesDir + "/*/*/*.tf")
	if err != nil || len(shown) == 0 {
		t.Fatal("there are no examples", err)
	}
	for _, file := range shown {
		name := strings.TrimPrefix(file, examplesDir+"/")
		// Other tests apply import blocks, ephemeral resources and complete examples.
		kind, _, _ := strings.Cut(name, "/")
		if strings.HasPrefix(filepath.Base(file), "import-") || slices.Contains([]string{"ephemeral-resources", "complete", "guides"}, kind) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			if strings.HasPrefix(name, "data-sources/") {
				putExampleData(w.sim)
			}
			w.copyExamples("provider/provider.tf", name)
			w.apply()
			w.wantEmptyPlan()
			w.destroy()
		})
	}
}

// TestAccExamples_Import shows that every import block of the documentation imports what the example beside it
// declares, and changes nothing.
func TestAccExamples_Import(t *testing.T) {
	t.Parallel()
	shown, err := filepath.Glob(examplesDir + "/resources/*/import-*.tf")
	if err != nil || len(shown) == 0 {
		t.Fatal("there are no examples", err)
	}
	for _, file := range shown {
		name := strings.TrimPrefix(file, examplesDir+"/")
		if strings.HasSuffix(name, "by-identity.tf") && !cliAtLeast("v1.12.0", "v1.12.0") {
			continue // the CLI is too old for identities
		}
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			for _, payee := range importedPayees(name) {
				w.sim.Put(payee)
			}
			w.copyExamples("provider/provider.tf", filepath.Join(filepath.Dir(name), "resource.tf"), name)
			output := w.apply()
			wantTexts(t, output, "1 imported", "0 destroyed")
			w.wantEmptyPlan()
		})
	}
}

// importedPayees returns the beneficiaries that an example imports, as its resource declares them.
func importedPayees(example string) []simulator.Beneficiary {
	if !strings.Contains(example, "beneficiary_set") {
		return []simulator.Beneficiary{exampleBeneficiary()}
	}
	asha := exampleBeneficiary()
	asha.Phone, asha.City, asha.PostalCode = "", "", ""
	return []simulator.Beneficiary{
		asha,
		{ID: "vendor_bharat", Name: "Bharat Traders", BankAccountNumber: "026291800001191", BankIFSC: "YESB0000262"},
		{ID: "vendor_chitra", Name: "Chitra Iyer", VPA: "success@upi"},
	}
}

// copyExamples copies files of the examples into the directory.
func (w *workspace) copyExamples(files ...string) {
	w.Helper()
	for _, file := range files {
		w.writeFile(filepath.Base(file), readExample(w.T, file))
	}
	// The examples expect these from a secret store.
	w.env["TF_VAR_asha_account_number"] = "00011020001772"
	w.env["TF_VAR_bharat_account_number"] = "026291800001191"
}

// readExample returns an example as the documentation shows it.
func readExample(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examplesDir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// newExampleWorkspace makes a workspace with a copy of a complete example.
func newExampleWorkspace(t *testing.T, name string) *workspace {
	t.Helper()
	w := newWorkspace(t)
	if err := os.CopyFS(w.dir, os.DirFS(filepath.Join(examplesDir, "complete", name))); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestAccCompleteExamples shows that every example below examples/complete validates, applies, and plans empty
// afterwards.
func TestAccCompleteExamples(t *testing.T) {
	t.Parallel()
	account := `{"client_id":"` + clientID + `","client_secret":"` + clientSecret + `"}`
	variables := map[string]map[string]string{ // by the example's name
		"before-a-payroll": {"payroll_total": "100.5", "employees": `["vendor_asha","vendor_bharat"]`},
		"many-accounts":    {"accounts": `{"retail":` + account + `,"wholesale":` + account + `}`},
		"nat-gateway":      {"egress_addresses": `{"mumbai-a":"203.0.113.7","mumbai-b":"203.0.113.8"}`},
		"vendor-module": {"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001", "team": "payroll",
			"name": "Asha Rao"},
	}
	dirs, err := os.ReadDir(filepath.Join(examplesDir, "complete"))
	if err != nil || len(dirs) == 0 {
		t.Fatal("there are no examples", err)
	}
	for _, dir := range dirs {
		name := dir.Name()
		t.Run(name, func(t *testing.T) {
			w := newExampleWorkspace(t, name)
			if name == "before-a-payroll" {
				putExampleData(w.sim)
			}
			if name == "several-states" {
				w.env["TF_WORKSPACE"] = "0-of-4"
			}
			for key, value := range variables[name] {
				w.env["TF_VAR_"+key] = value
			}
			w.run(0, "validate")
			output := w.apply()
			if strings.Contains(output, "Warning: Check block") {
				t.Error(output)
			}
			w.wantEmptyPlan()
		})
	}
}

// TestAccCompleteExamples_PayrollChecks shows that the checks report an unverified payee, a missing one, and a balance
// that is too small.
func TestAccCompleteExamples_PayrollChecks(t *testing.T) {
	w := newExampleWorkspace(t, "before-a-payroll")
	putExampleData(w.sim)
	w.sim.Update("vendor_bharat", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
	w.env["TF_VAR_payroll_total"] = "99999999"
	w.env["TF_VAR_employees"] = `["vendor_asha","vendor_bharat","vendor_dev"]`
	wantTexts(t, w.run(0, "plan", "-input=false"), "99999999 are needed", "Cashfree does not know vendor_dev", "Not VERIFIED: vendor_bharat")
}

// TestAccCompleteExamples_ModuleTests shows that the module's own tests pass against the simulator, and fail when one
// of its rules is broken.
func TestAccCompleteExamples_ModuleTests(t *testing.T) {
	w := newExampleWorkspace(t, "vendor-module")
	wantTexts(t, w.run(0, "test"), "2 passed, 0 failed")
	if left := w.sim.All(); len(left) > 0 {
		t.Errorf("the module's tests left %v", left)
	}
	w.writeFile("variables.tf", strings.Replace(w.readFile("variables.tf"), `"YESB"]`, `"YESB", "UTIB"]`, 1))
	wantTexts(t, w.run(1, "test"), "1 passed, 1 failed")
}

// TestAccCompleteExamples_ModuleTests_SimulatorProgram shows that "payouts-simulator -- terraform test" runs the
// module's tests without any other preparation.
func TestAccCompleteExamples_ModuleTests_SimulatorProgram(t *testing.T) {
	w := newExampleWorkspace(t, "vendor-module")
	maps.DeleteFunc(w.env, func(name, _ string) bool { return strings.HasPrefix(name, "CASHFREE_") })
	command := w.command("test", "-no-color")
	command.Path, command.Args = simulatorPath, append([]string{simulatorPath, "--"}, command.Args...)
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	wantTexts(t, string(output), "2 passed, 0 failed")
	if calls := w.sim.Requests(); len(calls) > 0 {
		t.Errorf("%d calls went to the test's own simulator", len(calls))
	}
}

// terraformBlock matches a block of Terraform code in Markdown.
var terraformBlock = regexp.MustCompile("(?ms)^( *)```terraform\n(.*?)^ *```$")

// TestAccGuides_Format shows that every Terraform block of a guide is formatted as "terraform fmt" formats it.
func TestAccGuides_Format(t *testing.T) {
	t.Parallel()
	guides, err := filepath.Glob("../../templates/guides/*.md")
	if err != nil {
		t.Fatal(err)
	}
	dir, blocks := t.TempDir(), 0
	for _, guide := range guides {
		page, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range terraformBlock.FindAllStringSubmatch(string(page), -1) {
			blocks++
			// A block within a list is indented.
			code := regexp.MustCompile("(?m)^"+block[1]).ReplaceAllString(block[2], "")
			file := fmt.Sprintf("%s-%d.tf", strings.TrimSuffix(filepath.Base(guide), ".md"), blocks)
			if err := os.WriteFile(filepath.Join(dir, file), []byte(code), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if blocks < 10 {
		t.Errorf("the guides have %d blocks, want 10 or more", blocks)
	}
	command := exec.CommandContext(t.Context(), cli.path, "fmt", "-check", "-diff", "-no-color", dir)
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE=", "CHECKPOINT_DISABLE=1")
	if output, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

// TestAccDemo shows that the demo, which checks each of its steps, succeeds, and that the pictures in the README show
// what the CLI prints today.
func TestAccDemo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	output, err := exec.CommandContext(t.Context(), "go", "run", "../tools/demo", "-cli", cli.path, "-pictures", dir).CombinedOutput()
	if err != nil || !strings.Contains(string(output), "Every step did what it said.") {
		t.Fatalf("%v:\n%s", err, output)
	}
	for _, name := range []string{"plan.svg", "demo.svg"} {
		drawn, shown := pictureText(t, filepath.Join(dir, name)), pictureText(t, filepath.Join("../../.github/pictures", name))
		if !slices.Equal(strings.Fields(drawn), strings.Fields(shown)) { // the columns differ between versions
			t.Errorf("%s shows\n%s\nand make pictures would draw\n%s", name, shown, drawn)
		}
	}
}

// pictureText returns the text of an SVG, line by line, without the lines that stand for others: those differ between
// Terraform and OpenTofu.
func pictureText(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const maxSize = 20_000
	if len(content) > maxSize {
		t.Errorf("%s has %d bytes, want at most %d", file, len(content), maxSize)
	}
	var picture struct {
		Title  string `xml:"title"`
		Desc   string `xml:"desc"`
		Style  string `xml:"style"`
		Frames []struct {
			Lines []struct {
				Content string `xml:",innerxml"`
			} `xml:"text"`
		} `xml:"g"`
	}
	if err := xml.Unmarshal(content, &picture); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	text := picture.Title + "\n" + picture.Desc + "\n" + picture.Style + "\n"
	lines := 0
	for _, frame := range picture.Frames {
		for _, line := range frame.Lines {
			if !strings.HasSuffix(line.Content, `<tspan class="soft">…</tspan>`) {
				text += line.Content + "\n"
				lines++
			}
		}
	}
	if lines < 10 {
		t.Errorf("%s has %d lines, want at least 10", file, lines)
	}
	return text
}
