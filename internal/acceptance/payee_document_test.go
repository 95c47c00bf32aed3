package acceptance

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// payeeDocument is what a user wants to be true: payees by id.
type payeeDocument map[string]simulator.Beneficiary

// documentAuthor makes documents. No two payees, former ones included, have the same id, account or email address.
type documentAuthor struct {
	random     *rand.Rand
	withVPAs   bool // every second payee has a UPI address
	lastNumber int
}

func (a *documentAuthor) nextNumber() int {
	a.lastNumber++
	return a.lastNumber
}

func (a *documentAuthor) newPayee() simulator.Beneficiary {
	n := a.nextNumber()
	b := simulator.Beneficiary{ID: fmt.Sprintf("v%05d", n), Name: "Asha Rao", BankAccountNumber: numberedAccount(n),
		BankIFSC: "HDFC0000001", Email: fmt.Sprintf("v%d@example.com", n), Status: simulator.StatusVerified}
	if a.withVPAs && n%2 == 0 {
		b.VPA = fmt.Sprintf("v%d@examplebank", n)
	}
	return b
}

// numberedAccount returns an account number that depends on n alone.
func numberedAccount(n int) string { return fmt.Sprintf("%s%08d", vendorAccountPrefix, n) }

// newDocument returns a document of new payees.
func (a *documentAuthor) newDocument(size int) payeeDocument {
	d := make(payeeDocument, size)
	a.add(d, size)
	return d
}

func (a *documentAuthor) add(d payeeDocument, count int) {
	for range count {
		b := a.newPayee()
		d[b.ID] = b
	}
}

// revise returns a document with changes: a share of the payees differs in one fact, a fifth as many are removed, and
// as many are added.
func (a *documentAuthor) revise(former payeeDocument, share float64) payeeDocument {
	d := maps.Clone(former)
	ids := slices.Sorted(maps.Keys(d))
	a.random.Shuffle(len(ids), func(i, k int) { ids[i], ids[k] = ids[k], ids[i] })
	changes := int(share * float64(len(ids)))
	few := max(1, changes/5)
	for i, id := range ids[:changes] {
		b, n := d[id], a.nextNumber()
		switch i % 4 {
		case 0:
			b.BankAccountNumber = numberedAccount(n)
		case 1:
			b.BankIFSC = fmt.Sprintf("SBIN0%06d", n)
		case 2:
			b.Email = fmt.Sprintf("v%d@example.com", n)
		case 3:
			b.Name = fmt.Sprintf("Asha %c%c%c Rao", 'A'+n/676%26, 'A'+n/26%26, 'A'+n%26)
		}
		d[id] = b
	}
	for _, id := range ids[changes : changes+few] {
		delete(d, id)
	}
	a.add(d, few)
	return d
}

// configForm is a form in which users write a document and a configuration.
type configForm struct {
	name              string
	providerArguments string
	isSet             bool // a set, or single resources under for_each
}

// shortTimeout ends calls without an answer before the test takes too long.
const shortTimeout = "\n  request_timeout = \"1s\"\n"

var (
	singlesImported = configForm{name: "for_each, import blocks", providerArguments: shortTimeout}
	singlesAdopted  = configForm{name: "for_each, adopt_existing", providerArguments: shortTimeout + "  adopt_existing = true\n"}
	// After a run that was killed, a new payee can be in no state. A set takes it over.
	oneSet = configForm{name: "set", providerArguments: shortTimeout + "  adopt_existing = true\n", isSet: true}

	configForms = []configForm{singlesImported, singlesAdopted, oneSet}
)

func (f configForm) adopts() bool { return strings.Contains(f.providerArguments, "adopt_existing") }

// configuration returns main.tf, which reads the document from a file.
func (f configForm) configuration() string {
	provider := "provider \"cashfree\" {" + f.providerArguments + "}\n"
	if f.isSet {
		return provider + `
resource "cashfree_payout_beneficiary_set" "vendors" {
  csv                 = file("vendors.csv")
  max_removals        = "100%"
  max_account_changes = "100%"
}
`
	}
	return provider + `
locals { vendors = jsondecode(file("vendors.json")) }

resource "cashfree_payout_beneficiary" "vendor" {
  for_each       = local.vendors
  beneficiary_id = each.key
  name           = each.value.name
  instrument     = { bank_account_number = each.value.bank_account_number, bank_ifsc = each.value.bank_ifsc }
  contact        = { email = each.value.email }
}
`
}

// documentFile returns the name and the content of that file.
func (f configForm) documentFile(d payeeDocument) (name, content string) {
	if !f.isSet {
		text, _ := json.Marshal(d) // cannot fail: every field is a text
		return "vendors.json", string(text)
	}
	var text strings.Builder
	text.WriteString("beneficiary_id,name,bank_account_number,bank_ifsc,vpa,email\n")
	for _, id := range slices.Sorted(maps.Keys(d)) {
		b := d[id]
		fmt.Fprintf(&text, "%s,%s,%s,%s,%s,%s\n", b.ID, b.Name, b.BankAccountNumber, b.BankIFSC, b.VPA, b.Email)
	}
	return "vendors.csv", text.String()
}

// How a plan announces the removal of a single resource, and of a member of a set.
var (
	singleRemoval = regexp.MustCompile(`(?m)^\s*# cashfree_payout_beneficiary\.vendor\["(\w+)"\] (?:is tainted, so )?(?:must be replaced|will be (?:destroyed|replaced))`)
	memberRemoval = regexp.MustCompile(`(?m)^\s*[~-] "(v\d+)"`)
)

// plannedRemovals returns the payees that a printed plan is going to remove.
func (f configForm) plannedRemovals(output string) map[string]bool {
	pattern := singleRemoval
	if f.isSet {
		pattern = memberRemoval
	}
	ids := make(map[string]bool)
	for _, match := range pattern.FindAllStringSubmatch(output, -1) {
		ids[match[1]] = true
	}
	return ids
}
