package acceptance

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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

// lacks checks that a text holds none of the secrets, in no spelling.
func (w *workspace) lacks(text string, secrets ...string) {
	w.Helper()
	sought := newSearch()
	for _, secret := range append(secrets, clientSecret, keyBody(w.sim.PublicKeyPEM())) {
		sought.look(secret, secret)
	}
	if found := sought.found(text); len(found) > 0 {
		w.Errorf("%q is in:\n%.4000s", found, text)
	}
}

// keyBody is a stretch of the key that no other text has.
func keyBody(pem string) string { return strings.Split(pem, "\n")[2] }

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

// A vendor gets another account, with the same last four digits, in a plan that is made with one API key and applied with
// another. A summary shows nothing of it, and it must not be left out.
func TestASetChangesWhatItsPlanSaidUnderARotatedSecret(t *testing.T) {
	t.Parallel()
	const rotated = "cfsk_rotated_canary_77aa00"
	for _, form := range []string{"csv", "csv_wo"} {
		t.Run(form, func(t *testing.T) {
			w := begin(t).workspace()
			w.vendors(form, vendorsCSV(20))
			w.ends(0, "apply", "-auto-approve", "-input=false")
			w.vendors(form, vendorsCSV(20, canary+"00000007", canary+"99990007"))
			w.ends(2, "plan", "-detailed-exitcode", "-out=plan.bin", "-input=false")

			w.sim.SetCredentials(clientID, rotated)
			other := w.in(map[string]string{"CASHFREE_PAYOUT_CLIENT_SECRET": rotated})
			before := len(w.sim.Journal())
			output := other.ends(0, "apply", "-input=false", "plan.bin")
			says(t, output, "0 added, 1 changed, 0 destroyed", "Looked at: 20 members", "v00007")
			w.lacks(output, canary)
			if stored, _ := w.sim.Get("v00007"); stored.BankAccountNumber != canary+"99990007" || len(w.sim.Journal()) != before+2 {
				t.Errorf("v00007 is %+v after %+v", stored, w.sim.Journal()[before:])
			}
			other.ends(0, "plan", "-detailed-exitcode", "-input=false")

			// Somebody changes a vendor by hand after the next plan, which says nothing of that one.
			w.vendors(form, vendorsCSV(20, canary+"00000007", canary+"88880007"))
			other.ends(2, "plan", "-detailed-exitcode", "-out=plan.bin", "-input=false")
			w.sim.SetCredentials(clientID, clientSecret)
			w.sim.Update("v00011", func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" })
			before = len(w.sim.Journal())
			says(t, w.ends(1, "apply", "-input=false", "plan.bin"), "inconsistent final plan", "changed one of these by hand", "v00011")
			if events := w.sim.Journal()[before:]; len(events) != 0 {
				t.Errorf("and still %+v", events)
			}
		})
	}
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
	if errors.Is(err, fs.ErrNotExist) {
		return contents
	}
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
