package acceptance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// renamedConfig returns three payees under for_each, whose keys are their ids, with write-only numbers.
func renamedConfig(prefix string) string {
	return fmt.Sprintf(`
resource "cashfree_payout_beneficiary" "vendors" {
  for_each       = toset([for i in range(3) : "%s_${i}"])
  beneficiary_id = each.key
  name           = "Asha Rao"

  instrument = {
    bank_account_number_wo = "77777000077700${substr(each.key, -1, 1)}"
    bank_ifsc              = "HDFC0000001"
  }
}
`, prefix)
}

// movedAddress matches an address in the moved block of a warning.
var movedAddress = regexp.MustCompile(`cashfree_payout_beneficiary\.NAME\[`)

// movedBlock matches a moved block of a warning.
var movedBlock = regexp.MustCompile(`(?s)  moved \{.*?\n  \}\n`)

// TestAccBeneficiary_RenamedUnderForEach shows that a plan that renames payees under for_each warns, and that with the
// blocks of the warning each payee is replaced in the safe order.
func TestAccBeneficiary_RenamedUnderForEach(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(renamedConfig("old"))
	w.apply()
	before := len(w.sim.Journal())
	w.writeConfig(renamedConfig("new"))
	plan := strings.NewReplacer("│ ", "", "│", "").Replace(w.wantChanges())
	wantTexts(t, plan, "3 to add, 0 to change, 3 to destroy", "Warning: Beneficiary renamed by removal and creation", "same bank account …700")
	w.wantNoSecrets(plan, "777770000777")

	// A CLI prints one of several warnings with the same title, so this is the block of one payee.
	block := movedBlock.FindString(plan)
	named := regexp.MustCompile(`_\d"`).FindString(block)
	var blocks strings.Builder
	for i := range 3 {
		one := movedAddress.ReplaceAllString(block, "cashfree_payout_beneficiary.vendors[")
		blocks.WriteString(strings.ReplaceAll(one, named, fmt.Sprintf(`_%d"`, i)))
	}
	w.writeConfig(renamedConfig("new") + blocks.String())
	plan = w.wantChanges("-out=plan.bin")
	wantTexts(t, plan, "must be replaced", "3 to add, 0 to change, 3 to destroy")
	if strings.Contains(plan, "by removal and creation") {
		t.Errorf("a replacement is warned of:\n%s", plan)
	}
	w.applyPlan()
	w.wantEmptyPlan()

	var events []string
	for _, event := range w.sim.Journal()[before:] {
		events = append(events, event.Kind+" "+event.ID)
	}
	for i := range 3 {
		removed := slices.Index(events, fmt.Sprintf("%s old_%d", simulator.EventRemoved, i))
		created := slices.Index(events, fmt.Sprintf("%s new_%d", simulator.EventCreated, i))
		if removed < 0 || created < removed {
			t.Errorf("number %d was not replaced in order: %v", i, events)
		}
	}
	if len(events) != 6 || len(w.sim.All()) != 3 {
		t.Errorf("%d payees exist after %v", len(w.sim.All()), events)
	}
}

// singlesConfig returns single resources for the payees of vendors.csv.
const singlesConfig = `
resource "cashfree_payout_beneficiary" "vendors" {
  for_each       = { for line in csvdecode(file("vendors.csv")) : line.beneficiary_id => line }
  beneficiary_id = each.key
  name           = each.value.name

  instrument = {
    bank_account_number = each.value.bank_account_number
    bank_ifsc           = each.value.bank_ifsc
  }
  contact = {
    email = each.value.email
  }
}
`

const setConfig = `
resource "cashfree_payout_beneficiary_set" "vendors" {
  csv_wo = file("vendors.csv")
}
`

// handoverBlocks matches the blocks of a warning about a set.
var handoverBlocks = regexp.MustCompile(`(?s)  removed \{.*?  import \{.*?\n  \}\n`)

// TestAccBeneficiarySet_SwappedForSingles shows that a plan that swaps single resources for a set has one warning, and
// that with the blocks of the warning nothing is sent. The way back is the same.
func TestAccBeneficiarySet_SwappedForSingles(t *testing.T) {
	w := newWorkspace(t)
	w.writeFile("vendors.csv", vendorsCSV(20))
	w.writeFile("ids.txt", strings.Join(idsOf(vendorsCSV(20)), "\n"))
	w.writeConfig(singlesConfig)
	w.apply()
	for _, step := range []struct{ config, texts string }{
		{setConfig, "This plan removes single resources and adds their payees to a set"},
		{singlesConfig, "This plan removes payees from a set and creates them as single resources"},
	} {
		w.writeConfig(step.config)
		plan := strings.NewReplacer("│ ", "", "│", "").Replace(w.wantChanges())
		wantTexts(t, plan, "Warning: Payees moved by removal and creation", step.texts, "of 20 members")
		if strings.Count(plan, "by removal and creation") != 1 || strings.Contains(plan, "similar warning") {
			t.Errorf("there is more than one warning:\n%s", plan)
		}
		blocks := strings.NewReplacer("OLD_NAME", "vendors", "NEW_NAME", "vendors").Replace(handoverBlocks.FindString(plan))
		if step.config == singlesConfig { // for each of them
			id := regexp.MustCompile(`id = "(.*)"`)
			blocks = strings.Replace(id.ReplaceAllString(blocks, "id = each.key"), "vendors\n    id",
				"vendors[each.key]\n    for_each = toset(split(\"\\n\", file(\"ids.txt\")))\n    id", 1)
		}
		w.writeConfig(step.config + blocks)
		plan = w.wantChanges("-out=plan.bin")
		wantTexts(t, plan, "to import, 0 to add, 0 to change, 0 to destroy")
		if strings.Contains(plan, "by removal and creation") {
			t.Errorf("nothing is removed, and there is a warning:\n%s", plan)
		}
		w.applyPlan()
		w.writeConfig(step.config)
		w.wantEmptyPlan()
	}
	w.wantCreatedOnce(20)
}

// TestAccBeneficiarySet_MemberLeavesForSingle shows that an apply does not repeat the warning of its plan, although
// core plans the set and the single resource again.
func TestAccBeneficiarySet_MemberLeavesForSingle(t *testing.T) {
	w := newWorkspace(t)
	w.writeFile("vendors.csv", vendorsCSV(3))
	w.writeConfig(setConfig)
	w.apply()
	lines := strings.SplitAfter(vendorsCSV(3), "\n")
	w.writeFile("vendors.csv", strings.Join(lines[:3], ""))
	w.writeFile("single.csv", lines[0]+lines[3])
	w.writeConfig(setConfig + strings.ReplaceAll(singlesConfig, "vendors.csv", "single.csv"))
	wantTexts(t, w.wantChanges("-out=plan.bin"), "Warning: Payees moved by removal and creation", `"v00002"`, "A set cannot forget a part of its members")
	if output := w.applyPlan(); strings.Contains(output, "by removal and creation") {
		t.Errorf("the apply warns again:\n%s", output)
	}
	w.wantEmptyPlan()
}

// TestAccBeneficiarySet_SinglesJoin shows that a plan that moves single resources into a set that exists has one
// warning, and that with its block and its variable nothing is sent. Without the variable nobody is lost.
func TestAccBeneficiarySet_SinglesJoin(t *testing.T) {
	w := newWorkspace(t)
	lines := strings.SplitAfter(vendorsCSV(10), "\n")
	singles := strings.ReplaceAll(singlesConfig, "vendors.csv", "singles.csv")
	w.writeFile("vendors.csv", strings.Join(lines[:6], ""))
	w.writeFile("singles.csv", lines[0]+strings.Join(lines[6:], ""))
	w.writeConfig(setConfig + singles)
	w.apply()

	w.writeFile("vendors.csv", vendorsCSV(10))
	w.writeConfig(setConfig)
	plan := strings.NewReplacer("│ ", "", "│", "").Replace(w.wantChanges())
	wantTexts(t, plan, "Warning: Payees moved by removal and creation", "adds their payees to a set", "of 5 members)",
		"set CASHFREE_PAYOUT_ADOPT_EXISTING=true for this apply")
	block := regexp.MustCompile(`(?s)  removed \{.*?\n  \}\n`).FindString(plan)
	w.writeConfig(setConfig + strings.ReplaceAll(block, "OLD_NAME", "vendors"))
	wantTexts(t, w.wantChanges(), "Members: 5 added, 5 unchanged", "0 to add, 1 to change, 0 to destroy")
	wantTexts(t, w.wantApplyError(), "5 of 5 changes not made", "content of their rows: v00005, v00006, v00007, v00008, v00009.", adoptionCommand)
	w.wantCreatedOnce(10)
	wantTexts(t, w.adopting().apply(), "Warning: Existing payees taken over: 5", "0 added, 1 changed, 0 destroyed")
	w.writeConfig(setConfig)
	w.wantEmptyPlan()
	w.wantCreatedOnce(10)
}

// idsOf returns the ids of a document.
func idsOf(document string) []string {
	var ids []string
	for line := range strings.Lines(document) {
		id, _, _ := strings.Cut(line, ",")
		ids = append(ids, id)
	}
	return ids[1:]
}
