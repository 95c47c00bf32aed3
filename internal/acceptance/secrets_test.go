package acceptance

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const accountNumber = "00011020001772"

// writeOnlyAsha takes the number from an ephemeral variable, so that it is in no plan either.
func writeOnlyAsha(changes ...string) string {
	return requiredProviders + `
variable "number" {
  type      = string
  ephemeral = true
}
` + strings.ReplaceAll(asha(changes...), `bank_account_number = "00011020001772"`, `bank_account_number_wo = var.number`)
}

// lacks checks that a text holds none of the secrets, in no usual encoding.
func (w *workspace) lacks(text string, secrets ...string) {
	w.Helper()
	for _, secret := range append(secrets, clientSecret, keyBody(w.sim.PublicKeyPEM())) {
		if strings.Contains(text, secret) {
			w.Errorf("%q is in:\n%.4000s", secret, text)
		}
	}
}

// keyBody is a stretch of the key that no other text has.
func keyBody(pem string) string { return strings.Split(pem, "\n")[2] }

// Everything that a run leaves behind or shows is searched for the canaries: logs at TRACE, plans, errors, state.
func TestNothingSecretLeaves(t *testing.T) {
	if !since("v1.11.0", "v1.11.0") {
		t.Fatalf("write-only arguments need a newer CLI than %s", cli.version)
	}
	w := begin(t).workspace()
	w.env["TF_LOG_PROVIDER"] = "TRACE"
	w.env["TF_LOG_PATH"] = filepath.Join(w.folder, "trace.log")
	w.env["TF_VAR_number"] = accountNumber

	// A failure that echoes the number, a throttled call and an unclear create come first.
	w.write("main.tf", writeOnlyAsha()+`data "cashfree_payout_balance" "now" {}`)
	w.sim.Inject(simulator.Fault{Method: "POST", Path: "/payout/beneficiary", Times: 1, Action: simulator.FaultStatusBefore, Status: 400, ContentType: "application/json",
		Body: `{"type":"invalid_request_error","code":"bank_account_number_invalid","message":"bank_account_number : should be alphanumeric. value received: 00011020001772"}`})
	refused := w.ends(1, "apply", "-auto-approve", "-input=false")
	says(t, refused, "bank_account_number_invalid", "…1772")
	w.lacks(refused, accountNumber)

	w.sim.ClearFaults()
	w.sim.Inject(simulator.Fault{Method: "POST", Path: "/payout/beneficiary", Times: 1, Action: simulator.FaultResetAfter})
	w.lacks(w.ends(0, "plan", "-out=plan.bin", "-input=false"), accountNumber)
	w.lacks(w.ends(0, "show", "plan.bin"), accountNumber)
	planJSON, _ := w.run("show", "-json", "plan.bin")
	w.lacks(planJSON, accountNumber)
	w.lacks(w.ends(0, "apply", "-input=false", "plan.bin"), accountNumber)
	w.lacks(w.ends(0, "plan", "-detailed-exitcode", "-input=false"), accountNumber)

	// Drift of the number itself.
	w.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankAccountNumber = "66611020001772" })
	w.lacks(w.ends(2, "plan", "-detailed-exitcode", "-input=false"), accountNumber, "66611020001772")
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.sim.Inject(simulator.Fault{Method: "GET", Action: simulator.FaultStatusBefore, Status: 500, Body: `{"message":"account 00011020001772"}`})
	w.lacks(w.ends(1, "plan", "-input=false"), accountNumber)
	w.sim.ClearFaults()

	for name, content := range w.everything() {
		if name != "main.tf" {
			w.lacks(content, accountNumber, "66611020001772")
		}
	}
	trace := w.read("trace.log")
	says(t, trace, "/payout/beneficiary", "/payout/v1/getBalance", "POST", "provider.terraform-provider-cashfree")
	for what, shape := range map[string]string{
		"a bearer token": `eyJ[\w-]+\.[\w-]+\.[\w-]+`,
		"a signature":    `[A-Za-z0-9+/]{100,}`,
		"a header":       `(?i)x-client-secret|x-cf-signature|authorization`,
	} {
		if found := regexp.MustCompile(shape).FindString(trace); found != "" {
			t.Errorf("%s is in the log: %s", what, found)
		}
	}
	w.ends(0, "destroy", "-auto-approve", "-input=false")
}

// With the plain argument the number is in the state, and in nothing that people read.
func TestAPlainNumberIsInNoOutput(t *testing.T) {
	w := begin(t).workspace()
	w.env["TF_LOG_PROVIDER"] = "TRACE"
	w.env["TF_LOG_PATH"] = filepath.Join(w.folder, "trace.log")
	w.write("main.tf", requiredProviders+asha())
	w.lacks(w.ends(0, "plan", "-out=plan.bin", "-input=false"), accountNumber)
	w.lacks(w.ends(0, "show", "plan.bin"), accountNumber)
	w.lacks(w.ends(0, "apply", "-input=false", "plan.bin"), accountNumber)
	w.lacks(w.ends(0, "show"), accountNumber)
	w.lacks(w.read("trace.log"), accountNumber)
	if state := w.read("terraform.tfstate"); !strings.Contains(state, accountNumber) {
		t.Error("the search finds nothing where there is something to find")
	}
	w.ends(0, "destroy", "-auto-approve", "-input=false")
}

// The API key is rotated between plan and apply, and between one night and the next. No vendor changes.
func TestARotatedSecretReplacesNobody(t *testing.T) {
	const rotated = "cfsk_rotated_canary_77aa00"
	w := begin(t).workspace()
	w.env["TF_VAR_number"] = accountNumber
	w.write("main.tf", writeOnlyAsha())
	w.ends(0, "apply", "-auto-approve", "-input=false")

	w.ends(0, "plan", "-detailed-exitcode", "-refresh=false", "-input=false")
	other := w.in(map[string]string{"CASHFREE_PAYOUT_CLIENT_SECRET": rotated})
	other.ends(0, "plan", "-detailed-exitcode", "-refresh=false", "-input=false")

	w.write("main.tf", writeOnlyAsha("Pune", "Mumbai"))
	w.ends(0, "plan", "-out=plan.bin", "-input=false")
	w.sim.SetCredentials(clientID, rotated)
	other.ends(0, "apply", "-input=false", "plan.bin")
	other.ends(0, "plan", "-detailed-exitcode", "-input=false")
	w.lacks(w.read("terraform.tfstate"), accountNumber, rotated)
	other.ends(0, "destroy", "-auto-approve", "-input=false")
}

// everything is what is in the folder, the CLI's own below .terraform included, and what a plan file holds.
func (w *workspace) everything() map[string]string {
	w.Helper()
	contents := make(map[string]string)
	err := filepath.WalkDir(w.folder, func(file string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		name, _ := filepath.Rel(w.folder, file)
		contents[name] = w.read(name)
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	plan, err := zip.OpenReader(filepath.Join(w.folder, "plan.bin"))
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = plan.Close() }()
	for _, member := range plan.File {
		reader, err := member.Open()
		if err != nil {
			w.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			w.Fatal(err)
		}
		if !strings.HasPrefix(member.Name, "tfconfig/") { // a copy of the configuration, as its author wrote it
			contents["plan.bin/"+member.Name] = string(content)
		}
	}
	return contents
}
