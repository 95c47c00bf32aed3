package acceptance

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	ashaAddress       = "cashfree_payout_beneficiary.asha" // of the resource of ashaConfig
	ashaAccountNumber = "00011020001772"
)

// ashaConfig returns a resource with every field that Cashfree stores. The changes are pairs of a text and its
// replacement.
func ashaConfig(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(`
resource "cashfree_payout_beneficiary" "asha" {
  beneficiary_id = "vendor_0042"
  name           = "Asha Rao"

  instrument = {
    bank_account_number = "00011020001772"
    bank_ifsc           = "HDFC0000001"
    vpa                 = "asha@examplebank"
  }
  contact = {
    email       = "asha@example.com"
    phone       = "9876543210"
    address     = "1 Test Road"
    city        = "Pune"
    state       = "Maharashtra"
    postal_code = "411001"
  }
}
`)
}

// ashaWriteOnlyConfig returns the same resource with its number from the ephemeral variable "number", so that no plan
// has it either.
func ashaWriteOnlyConfig(changes ...string) string {
	return `
variable "number" {
  type      = string
  ephemeral = true
}
` + strings.ReplaceAll(ashaConfig(changes...), `bank_account_number = "00011020001772"`, `bank_account_number_wo = var.number`)
}

// ashaRecord returns what Cashfree stores for ashaConfig.
func ashaRecord() simulator.Beneficiary {
	return simulator.Beneficiary{
		ID: "vendor_0042", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001",
		VPA: "asha@examplebank", Email: "asha@example.com", Phone: "9876543210",
		Address: "1 Test Road", City: "Pune", State: "Maharashtra", PostalCode: "411001", Status: "VERIFIED",
	}
}

// checkAsha returns an error unless Cashfree stores ashaRecord.
func (h *harness) checkAsha() error {
	got, ok := h.sim.Get("vendor_0042")
	want := ashaRecord()
	got.AddedOn = want.AddedOn
	if !ok || got != want {
		return fmt.Errorf("Cashfree has %+v", got)
	}
	return nil
}

// vendorAccountPrefix starts every account number of vendorsCSV. It is too long to be part of a fingerprint by chance.
const vendorAccountPrefix = "777770000777"

// vendorsCSV returns a document of n payees with the ids v00000, v00001 and so on. The changes are pairs of a text and
// its replacement.
func vendorsCSV(n int, changes ...string) string {
	var text strings.Builder
	text.WriteString("beneficiary_id,name,bank_account_number,bank_ifsc,email\n")
	for i := range n {
		fmt.Fprintf(&text, "v%05d,Asha Rao,%s%08d,HDFC0000001,v%d@example.com\n", i, vendorAccountPrefix, i, i)
	}
	return strings.NewReplacer(changes...).Replace(text.String())
}

// writeSet writes a document, and a configuration with a set that takes it in an argument: csv or csv_wo. Its limits
// allow a test to change everybody.
func (w *workspace) writeSet(argument, document string) {
	w.Helper()
	w.writeFile("vendors.csv", document)
	w.writeConfig(fmt.Sprintf(`
resource "cashfree_payout_beneficiary_set" "vendors" {
  %s = file("vendors.csv")

  max_removals        = "100%%"
  max_account_changes = "100%%"
}
`, argument))
}

// creationCounts returns how often each payee was created, by id.
func (w *workspace) creationCounts() map[string]int {
	times := make(map[string]int)
	for _, event := range w.sim.Journal() {
		if event.Kind == simulator.EventCreated {
			times[event.ID]++
		}
	}
	return times
}

// wantCreatedOnce checks that so many payees exist, and that each was created once.
func (w *workspace) wantCreatedOnce(count int) {
	w.Helper()
	created := w.creationCounts()
	for id, times := range created {
		if times != 1 {
			w.Errorf("%s was created %d times", id, times)
		}
	}
	if len(created) != count || len(w.sim.All()) != count {
		w.Errorf("%d were created and %d exist, want %d", len(created), len(w.sim.All()), count)
	}
}

// wantNoSecrets checks that a text contains none of the secrets, in no encoding, and neither the client secret nor the
// key.
func (w *workspace) wantNoSecrets(text string, secrets ...string) {
	w.Helper()
	search := newSecretSearch()
	for _, secret := range append(secrets, clientSecret, keyLine(w.sim.PublicKeyPEM())) {
		search.add(secret, secret)
	}
	if found := search.find(text); len(found) > 0 {
		w.Errorf("%q is in:\n%.4000s", found, text)
	}
}

// keyLine returns a line of a PEM key that is in no other text.
func keyLine(pem string) string { return strings.Split(pem, "\n")[2] }

// allFiles returns the content of every file in the directory by its name, those below .terraform included, and of
// every file inside plan.bin.
func (w *workspace) allFiles() map[string]string {
	w.Helper()
	contents := make(map[string]string)
	err := filepath.WalkDir(w.dir, func(file string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		name, _ := filepath.Rel(w.dir, file)
		contents[name] = w.readFile(name)
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	plan, err := zip.OpenReader(filepath.Join(w.dir, "plan.bin"))
	if errors.Is(err, fs.ErrNotExist) {
		return contents
	}
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = plan.Close() }()
	for _, member := range plan.File {
		if !strings.HasPrefix(member.Name, "tfconfig/") { // a copy of the configuration, as its author wrote it
			contents["plan.bin/"+member.Name] = readZipped(w.T, member)
		}
	}
	return contents
}

func readZipped(t *testing.T, member *zip.File) string {
	t.Helper()
	reader, err := member.Open()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
