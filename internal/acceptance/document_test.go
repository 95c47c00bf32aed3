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

// document is what a user wants to be true: payees by id.
type document map[string]simulator.Beneficiary

// author writes documents. No two payees, former ones included, have the same id, account or e-mail address.
type author struct {
	chance *rand.Rand
	last   int
}

func (a *author) next() int {
	a.last++
	return a.last
}

func (a *author) newPayee() simulator.Beneficiary {
	n := a.next()
	return simulator.Beneficiary{ID: fmt.Sprintf("v%05d", n), Name: "Asha Rao", BankAccountNumber: accountOf(n),
		BankIFSC: "HDFC0000001", Email: fmt.Sprintf("v%d@example.com", n), Status: simulator.StatusVerified}
}

func accountOf(n int) string { return fmt.Sprintf("%s%08d", canary, n) }

func (a *author) first(size int) document {
	d := make(document, size)
	a.add(d, size)
	return d
}

func (a *author) add(d document, count int) {
	for range count {
		b := a.newPayee()
		d[b.ID] = b
	}
}

// revised has a share of the payees changed in fact, and a fifth as many removed and as many added.
func (a *author) revised(former document, share float64) document {
	d := maps.Clone(former)
	ids := slices.Sorted(maps.Keys(d))
	a.chance.Shuffle(len(ids), func(i, k int) { ids[i], ids[k] = ids[k], ids[i] })
	changes := int(share * float64(len(ids)))
	few := max(1, changes/5)
	for i, id := range ids[:changes] {
		b, n := d[id], a.next()
		switch i % 4 {
		case 0:
			b.BankAccountNumber = accountOf(n)
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

// swapped has two payees that exchange their accounts: each waits for the other to let go.
func (a *author) swapped(d document) document {
	ids := slices.Sorted(maps.Keys(d))
	one, other := d[ids[0]], d[ids[1]]
	one.BankAccountNumber, other.BankAccountNumber = other.BankAccountNumber, one.BankAccountNumber
	one.BankIFSC, other.BankIFSC = other.BankIFSC, one.BankIFSC
	d[one.ID], d[other.ID] = one, other
	return d
}

// form is how a user writes a document down, and how the CLI speaks of it.
type form struct {
	name  string
	block string // of the provider
	set   bool
}

// impatient users are told of a call that hangs before the test takes all day.
const impatient = "\n  request_timeout = \"1s\"\n"

var (
	singlesImported = form{name: "for_each, import blocks", block: impatient}
	singlesAdopted  = form{name: "for_each, adopt_existing", block: impatient + "  adopt_existing = true\n"}
	setOfThem       = form{name: "set", block: impatient, set: true}

	forms = []form{singlesImported, singlesAdopted, setOfThem}
)

func (f form) adopts() bool { return strings.Contains(f.block, "adopt_existing") }

func (f form) configuration() string {
	provider := requiredProviders + "provider \"cashfree\" {" + f.block + "}\n"
	if f.set {
		return provider + `
resource "cashfree_payout_beneficiary_set" "vendors" {
  csv = file("vendors.csv")
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

// file is the document as it lies beside the configuration.
func (f form) file(d document) (name, content string) {
	if !f.set {
		text, _ := json.Marshal(d) // made of texts
		return "vendors.json", string(text)
	}
	var text strings.Builder
	text.WriteString("beneficiary_id,name,bank_account_number,bank_ifsc,email\n")
	for _, id := range slices.Sorted(maps.Keys(d)) {
		b := d[id]
		fmt.Fprintf(&text, "%s,%s,%s,%s,%s\n", b.ID, b.Name, b.BankAccountNumber, b.BankIFSC, b.Email)
	}
	return "vendors.csv", text.String()
}

var (
	singleGoes = regexp.MustCompile(`(?m)^\s*# cashfree_payout_beneficiary\.vendor\["(\w+)"\] (?:is tainted, so )?(?:must be replaced|will be (?:destroyed|replaced))`)
	memberGoes = regexp.MustCompile(`(?m)^\s*[~-] "(v\d+)"`)
)

// going are the payees of which a plan, as it is printed, says that they will be removed.
func (f form) going(output string) map[string]bool {
	says := singleGoes
	if f.set {
		says = memberGoes
	}
	ids := make(map[string]bool)
	for _, match := range says.FindAllStringSubmatch(output, -1) {
		ids[match[1]] = true
	}
	return ids
}
