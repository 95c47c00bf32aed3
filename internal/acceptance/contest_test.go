package acceptance

import (
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

var contestRounds = flag.Int("contest.rounds", 2, "how often in a row payees get other ids or other resources")

// contestSize is how many payees compete in these tests.
const contestSize = 40

// maxContestApplies is after how many applies everything must be as the configuration wants it. With -parallelism=1 it
// is luck whether core begins the resources in an order that works.
const maxContestApplies = 50

// owners are documents of payees, by the resources that have them.
type owners struct{ singles, firstSet, secondSet string }

// writeOwners writes a configuration with the payees of each document: as single resources, and as two sets.
func (w *workspace) writeOwners(o owners, lifecycle string) {
	w.Helper()
	var config strings.Builder
	if o.singles != "" {
		w.writeFile("singles.csv", o.singles)
		fmt.Fprintf(&config, `
resource "cashfree_payout_beneficiary" "vendors" {
  for_each       = { for row in csvdecode(file("singles.csv")) : row.beneficiary_id => row }
  beneficiary_id = each.key
  name           = each.value.name
  instrument = {
    bank_account_number_wo = each.value.bank_account_number
    bank_ifsc              = each.value.bank_ifsc
  }
  contact = { email = each.value.email }
  %s
}
`, lifecycle)
	}
	for name, document := range map[string]string{"first": o.firstSet, "second": o.secondSet} {
		if document == "" {
			continue
		}
		w.writeFile(name+".csv", document)
		fmt.Fprintf(&config, `
resource "cashfree_payout_beneficiary_set" %q {
  csv_wo              = file("%s.csv")
  max_removals        = "100%%"
  max_account_changes = "100%%"
}
`, name, name)
	}
	w.writeConfig(config.String())
}

// applyUntilDone applies until a plan is empty. After every apply each payee must exist under one of its ids. It
// returns how many applies were needed.
func (w *workspace) applyUntilDone(parallelism int, payees [][]string) int {
	w.Helper()
	for applies := 1; ; applies++ {
		command := w.command("apply", "-auto-approve", "-input=false", "-no-color", fmt.Sprint("-parallelism=", parallelism))
		output, err := command.CombinedOutput()
		w.wantSomebody(payees, string(output))
		if err == nil {
			w.wantEmptyPlan()
			return applies
		}
		if applies == maxContestApplies || w.Failed() {
			w.Fatalf("%d applies were not enough:\n%s", applies, output)
		}
	}
}

func (w *workspace) wantSomebody(payees [][]string, output string) {
	w.Helper()
	for _, ids := range payees {
		if !slices.ContainsFunc(ids, func(id string) bool { _, exists := w.sim.Get(id); return exists }) {
			w.Errorf("nobody exists as %q after:\n%s", ids, output)
		}
	}
}

// vendorIDs returns the ids of vendors, as each of the documents has them.
func vendorIDs(prefixes ...string) [][]string {
	payees := make([][]string, contestSize)
	for i := range payees {
		for _, prefix := range prefixes {
			payees[i] = append(payees[i], fmt.Sprintf("%s%04d", prefix, i))
		}
	}
	return payees
}

// TestAccContest_Renames shows that ids can be renamed under for_each while the accounts stay: after every apply each
// payee exists under its old or its new id. Where core works on all resources at a time, one apply is enough.
func TestAccContest_Renames(t *testing.T) {
	t.Parallel()
	for parallelism, limit := range map[int]int{10: maxContestApplies, 100: 1} {
		t.Run(fmt.Sprint("parallelism ", parallelism), func(t *testing.T) {
			w := newWorkspace(t)
			w.sim.SetLatency(20 * time.Millisecond)
			w.writeOwners(owners{singles: vendorsCSV(contestSize)}, "")
			w.apply()
			for round := range *contestRounds {
				prefix := []string{"w0", "v0"}[round%2]
				w.writeOwners(owners{singles: vendorsCSV(contestSize, "v0", prefix)}, "")
				w.sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusBefore, Status: 503, Times: 5})
				applies := w.applyUntilDone(parallelism, vendorIDs("v0", "w0"))
				t.Logf("round %d: %d applies", round, applies)
				if applies > limit {
					t.Errorf("%d applies were needed", applies)
				}
			}
		})
	}
}

// TestAccContest_Moves shows that payees can be moved between single resources and sets by moving their rows, also with
// other content, and that nobody is lost on the way.
func TestAccContest_Moves(t *testing.T) {
	t.Parallel()
	all, renamed := vendorsCSV(contestSize), vendorsCSV(contestSize, "Asha Rao", "Asha R Rao")
	half := func(document string, first bool) string {
		lines := strings.SplitAfter(document, "\n")
		if first {
			return strings.Join(lines[:contestSize/2+1], "")
		}
		return lines[0] + strings.Join(lines[contestSize/2+1:], "")
	}
	for name, test := range map[string]struct{ before, after owners }{
		"set to singles":               {owners{firstSet: all}, owners{singles: all}},
		"set to singles, other names":  {owners{firstSet: all}, owners{singles: renamed}},
		"singles to set":               {owners{singles: all}, owners{firstSet: all}},
		"singles to set, other names":  {owners{singles: all}, owners{firstSet: renamed}},
		"set to set":                   {owners{firstSet: all}, owners{secondSet: all}},
		"set to set, other names":      {owners{firstSet: all}, owners{secondSet: renamed}},
		"set and singles change sides": {owners{singles: half(all, true), firstSet: half(all, false)}, owners{singles: half(renamed, false), firstSet: half(renamed, true)}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			w.writeOwners(test.before, "")
			w.apply()
			w.sim.SetLatency(20 * time.Millisecond)
			w.sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusBefore, Status: 503, Times: 5})
			w.writeOwners(test.after, "")
			t.Logf("%d applies", w.applyUntilDone(10, vendorIDs("v0")))
		})
	}
}

// TestAccContest_Rings shows that single resources can hand on their accounts in a ring.
func TestAccContest_Rings(t *testing.T) {
	t.Parallel()
	for _, parallelism := range []int{1, 10} {
		for _, size := range []int{2, 3} {
			t.Run(fmt.Sprintf("%d, parallelism %d", size, parallelism), func(t *testing.T) {
				w := newWorkspace(t)
				var payees [][]string
				for i := range size {
					payees = append(payees, []string{fmt.Sprintf("v%05d", i)})
				}
				w.writeOwners(owners{singles: ringCSV(size, 0)}, "")
				w.apply()
				w.writeOwners(owners{singles: ringCSV(size, 1)}, "")
				t.Logf("%d applies", w.applyUntilDone(parallelism, payees))
			})
		}
	}
}

// ringCSV returns payees of which each has the account of the one a number of lines below.
func ringCSV(size, lines int) string {
	document := "beneficiary_id,name,bank_account_number,bank_ifsc,email\n"
	for i := range size {
		document += fmt.Sprintf("v%05d,Asha Rao,%s,HDFC0000001,asha@example.com\n", i, numberedAccount((i+lines)%size))
	}
	return document
}

// TestAccContest_CreateBeforeDestroy shows that create_before_destroy loses nobody. It cannot work, and the error says
// so.
func TestAccContest_CreateBeforeDestroy(t *testing.T) {
	w := newWorkspace(t)
	w.writeOwners(owners{singles: vendorsCSV(3)}, "")
	w.apply()
	w.writeOwners(owners{singles: vendorsCSV(3, "Asha Rao", "Asha R Rao")}, "lifecycle { create_before_destroy = true }")
	output := w.wantApplyError()
	wantTexts(t, output, "Beneficiary already exists", "remove create_before_destroy from its lifecycle block")
	w.wantSomebody(vendorIDs("v0")[:3], output)
	w.writeOwners(owners{singles: vendorsCSV(3, "Asha Rao", "Asha R Rao")}, "")
	w.apply()
	w.wantEmptyPlan()
}

// TestAccBeneficiary_Replaced_Refused shows that the error about a replacement that failed half-way begins with what is
// true now, and that no other error mentions a replacement.
func TestAccBeneficiary_Replaced_Refused(t *testing.T) {
	w := newWorkspace(t)
	refuse := func() { // once
		w.sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 422, Times: 1,
			ContentType: "application/json", Body: `{"type":"invalid_request_error","code":"name_invalid","message":"Please enter valid name"}`})
	}
	refuse()
	w.writeConfig(ashaConfig())
	if output := w.wantApplyError(); strings.Contains(output, "replace") || strings.Contains(output, "does not exist at Cashfree now") {
		t.Errorf("a first creation failed with:\n%s", output)
	}
	w.apply()
	refuse()
	w.writeConfig(ashaConfig(`"Asha Rao"`, `"Asha R Rao"`))
	output := w.wantApplyError()
	_, detail, _ := strings.Cut(flatten(output), "Error: Cannot create beneficiary")
	_, detail, _ = strings.Cut(detail, `"cashfree_payout_beneficiary"`) // of the quoted source
	if _, sentence, _ := strings.Cut(detail, `{ `); !strings.HasPrefix(sentence, `"vendor_0042" does not exist at Cashfree now and cannot be paid.`) {
		t.Errorf("the error begins with %q", sentence)
	}
	w.apply()
	w.wantEmptyPlan()
}
