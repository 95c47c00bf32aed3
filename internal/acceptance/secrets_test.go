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
