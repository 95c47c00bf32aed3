package beneficiaryset_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// unlimited are the arguments of a set whose plans may remove and change everybody.
func unlimited(document string) object {
	return object{"csv_wo": document, "max_removals": "100%", "max_account_changes": "100%"}
}

// randomDocument returns a document of up to eight payees. Accounts and UPI addresses are few, so that payees of two
// documents have them in common, and some accounts differ only in what a summary hides.
func randomDocument(random *rand.Rand) string {
	var document strings.Builder
	document.WriteString("beneficiary_id,name,bank_account_number,bank_ifsc,vpa,email\n")
	accounts, addresses := random.Perm(10), random.Perm(10)
	for i, id := range random.Perm(10)[:random.IntN(9)] {
		var number, ifsc, vpa, email string
		if kind := random.IntN(4); kind > 0 {
			number, ifsc = fmt.Sprintf("%d00110200%04d", 1+accounts[i]%2, accounts[i]/2), "HDFC0000001"
			if kind == 3 {
				vpa = fmt.Sprintf("payee%d@examplebank", addresses[i])
			}
		} else {
			vpa = fmt.Sprintf("payee%d@examplebank", addresses[i])
		}
		if random.IntN(3) == 0 {
			email = fmt.Sprintf("payee%d@example.com", random.IntN(2))
		}
		fmt.Fprintf(&document, "v%d,%s,%s,%s,%s,%s\n", id, []string{"Asha Rao", "Ravi Iyer"}[random.IntN(2)], number, ifsc, vpa, email)
	}
	return document.String()
}

// keepSome returns a document with some payees of another one, of whom some have another e-mail address.
func keepSome(random *rand.Rand, document string) string {
	lines := slices.Collect(strings.Lines(document))
	kept := lines[0]
	for _, line := range lines[1:] {
		switch random.IntN(4) {
		case 0:
		case 1:
			kept += line[:strings.LastIndex(line, ",")+1] + "other@example.com\n"
		default:
			kept += line
		}
	}
	return kept
}

// account is what a fingerprint of an account is made of.
func account(b simulator.Beneficiary) string {
	return b.BankAccountNumber + " " + b.BankIFSC + " " + b.VPA
}

// countEvents returns, from the events of an apply and the payees before it, what the title of the plan's warning
// should have been.
func countEvents(before []simulator.Beneficiary, events []simulator.Event) string {
	former, now := make(map[string]simulator.Beneficiary), make(map[string]simulator.Beneficiary)
	for _, b := range before {
		former[b.ID], now[b.ID] = b, b
	}
	touched := make(map[string]bool)
	for _, event := range events {
		touched[event.ID] = true
		if event.Kind == "removed" {
			delete(now, event.ID)
		} else {
			now[event.ID] = event.Record
		}
	}
	leaving := make(map[string]bool) // accounts
	for id, b := range former {
		if _, stays := now[id]; !stays {
			leaving[account(b)] = true
		}
	}
	counts := make(map[string]int)
	for id, b := range now {
		was, existed := former[id]
		switch {
		case existed && !touched[id]:
			counts["unchanged"]++
		case existed && account(was) == account(b):
			counts["other change"]++
		case existed:
			counts["account change"]++
		case leaving[account(b)]:
			counts["renamed"]++
		default:
			counts["added"]++
		}
	}
	counts["removed"] = len(leaving) - counts["renamed"]
	var texts []string
	for _, kind := range kindsOfChanges {
		switch count := counts[kind]; {
		case count == 0:
		case count > 1 && strings.HasSuffix(kind, "change"):
			texts = append(texts, fmt.Sprintf("%d %ss", count, kind))
		default:
			texts = append(texts, fmt.Sprintf("%d %s", count, kind))
		}
	}
	return strings.Join(texts, ", ")
}

// titles returns the titles of the warnings about members.
func titles(p *coretest.Change) []string {
	var found []string
	for _, d := range p.Diags {
		if text, isCount := strings.CutPrefix(d.Summary, "Members: "); isCount {
			found = append(found, text)
		}
	}
	return found
}

// For random states and documents, the counts in the warning are what the apply then does, by the journal of the
// simulator. A plan that changes nothing has no warning.
func TestBeneficiarySet_Plan_Words_Journal(t *testing.T) {
	t.Parallel()
	seen := make(map[string]int) // plans by kind
	for seed := range uint64(300) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 13))
			first, second := randomDocument(random), randomDocument(random)
			if random.IntN(2) == 0 {
				second = keepSome(random, first)
			}
			sim, c := inProcess(t)
			created := c.Create(unlimited(first))
			before, from := sim.All(), len(sim.Journal())
			p := c.Plan(created, unlimited(second))
			coretest.WantNoErrors(t, p.Diags)
			_, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			events := sim.Journal()[from:]
			var want []string
			if len(events) > 0 {
				want = []string{countEvents(before, events)}
			}
			if got := titles(p); !slices.Equal(got, want) {
				t.Errorf("seed %d: the plan says %q, the apply did %q\nfrom %s\nto %s", seed, got, want, first, second)
			}
			for _, kind := range kindsOfChanges {
				if strings.Contains(strings.Join(want, ""), kind) {
					seen[kind]++
				}
			}
		})
	}
	for _, kind := range kindsOfChanges {
		if seen[kind] < 10 {
			t.Errorf("only %d plans had members of the kind %q", seen[kind], kind)
		}
	}
}

var kindsOfChanges = []string{"removed", "account change", "renamed", "other change", "added", "unchanged"}

// The warning of a create, of a removal and of an update name the first members of each kind.
func TestBeneficiarySet_Plan_Words(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	p := c.Plan(nil, object{"csv_wo": coretest.Vendors(12)})
	coretest.WantWarning(t, p.Diags, "Members: 12 added", "This plan:\n  adds 12: v000, v001, v002, v003, v004, v005, v006, v007, v008, v009, and 2 more")
	created := c.NewRun().Create(object{"csv_wo": coretest.Vendors(12)})
	coretest.WantWarning(t, c.PlanRemoval(created), "Members: 12 removed", "Of the 12 members in the state, this plan:", "and 2 more")
	p = c.Plan(created, object{"csv_wo": coretest.Vendors(11, "v003,Asha Rao", "v003,Asha R Rao", "00011020000004", "99911020000004", "v005,", "w005,") +
		"w000,Ravi Iyer,,,ravi@examplebank\n"})
	coretest.WantNoErrors(t, p.Diags)
	coretest.WantWarning(t, p.Diags, "Members: 1 removed, 1 account change, 1 renamed, 1 other change, 1 added, 8 unchanged",
		"  removes 1: v011\n  changes the bank account or UPI address of 1: v004\n  renames 1 (the bank account and UPI address get another "+
			"id): v005 to w005\n  changes other fields of 1: v003\n  adds 1: w000\n  leaves 8 unchanged")
	if text := coretest.Text(p.Diags); strings.Contains(text, "leading zeros") {
		t.Errorf("it says of accounts that are other ones: %s", text)
	}
}

// A spreadsheet removes the leading zeros of account numbers. The warning and the error that stops such a plan say so.
func TestBeneficiarySet_Plan_Words_LeadingZeros(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for n, want := range map[int][]string{
		5:   {"WARNING: Members: 5 account changes", "5 of the new account numbers are the former ones without their leading zeros."},
		12:  {"ERROR: Too many account changes", "12 of the new account numbers are the former ones without their leading zeros."},
		210: {"ERROR: Too many account changes", "At least 200 of the new account numbers are"},
	} {
		c := setCore(t, base, object{"adopt_existing": true})
		created := c.Create(object{"csv_wo": coretest.Vendors(n)})
		p := c.Plan(created, object{"csv_wo": coretest.Vendors(n, ",00011", ",11")})
		if text := coretest.Text(p.Diags); !coretest.ContainsAll(text, want) {
			t.Errorf("%d members: %s", n, text)
		}
		p = c.Plan(created, object{"csv_wo": coretest.Vendors(n, "00011020000001", "11020000001")})
		coretest.WantWarning(t, p.Diags, "1 of the new account numbers is the former one without its leading zeros.")
		coretest.WantNoErrors(t, c.Destroy(created))
	}
}

// A summary shows fewer than four digits of a short account number, and fewer still without its zeros.
func TestBeneficiarySet_Plan_Words_LeadingZeros_ShortNumber(t *testing.T) {
	t.Parallel()
	_, c := inProcess(t)
	created := c.Create(object{"csv_wo": coretest.Vendors(3, "00011020000001", "0001772")})
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(3, "00011020000001", "1772")})
	coretest.WantWarning(t, p.Diags, "1 of the new account numbers is the former one without its leading zeros.")
}

// Lost zeros are found under another key as well, where a plan without a refresh reads the members.
func TestBeneficiarySet_Plan_Words_LeadingZeros_OtherKey(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(3)})
	c := setCore(t, base, object{"fingerprint_key": "a key of the user's own"})
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(3, ",00011", ",11")})
	coretest.WantWarning(t, p.Diags, "3 of the new account numbers are the former ones")
}
