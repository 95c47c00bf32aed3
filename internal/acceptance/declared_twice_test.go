package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// declaredSingle returns a resource for the payee with this id. Its account has this number at its end.
func declaredSingle(name, id string, account int, more ...string) string {
	return fmt.Sprintf(`
resource "cashfree_payout_beneficiary" %q {
  beneficiary_id = %q
  name           = "Asha Rao"

  instrument = {
    bank_account_number = "%s%08d"
    bank_ifsc           = "HDFC0000001"
  }
  %s
}
`, name, id, vendorAccountPrefix, account, strings.Join(more, "\n"))
}

// declaredSet returns a set of payees, whose rows are an id and the end of an account number. Its limits allow a test
// to change everybody.
func declaredSet(name string, rows ...string) string {
	document := `beneficiary_id,name,bank_account_number,bank_ifsc\n`
	for _, row := range rows {
		var id string
		var account int
		if _, err := fmt.Sscan(row, &id, &account); err != nil {
			panic(err)
		}
		document += fmt.Sprintf(`%s,Asha Rao,%s%08d,HDFC0000001\n`, id, vendorAccountPrefix, account)
	}
	return fmt.Sprintf(`
resource "cashfree_payout_beneficiary_set" %q {
  csv_wo              = "%s"
  max_removals        = "100%%"
  max_account_changes = "100%%"
}
`, name, document)
}

// declaredRecord returns a whitelist record for an address that ends in this number.
func declaredRecord(name string, address int, more ...string) string {
	return fmt.Sprintf(`
resource "cashfree_payout_whitelisted_ip" %q {
  ip_address = "198.51.100.%d"
  %s
}
`, name, address, strings.Join(more, "\n"))
}

// importTo returns an import block.
func importTo(address, id string) string {
	return fmt.Sprintf("import {\n  to = cashfree_payout_%s\n  id = %q\n}\n", address, id)
}

// forget returns a removed block that lets go of a resource without removing it at Cashfree.
func forget(address string) string {
	return fmt.Sprintf("removed {\n  from = cashfree_payout_%s\n  lifecycle {\n    destroy = false\n  }\n}\n", address)
}

// putVendor makes Cashfree have a payee whose account has this number at its end.
func (w *workspace) putVendor(id string, account int) {
	w.sim.Put(simulator.Beneficiary{
		ID: id, Name: "Asha Rao", BankAccountNumber: fmt.Sprintf("%s%08d", vendorAccountPrefix, account), BankIFSC: "HDFC0000001",
		Status: simulator.StatusVerified,
	})
}

// The titles of the errors.
const (
	payeeTwice   = "Error: Payee declared twice"
	accountTwice = "Error: Bank account declared twice"
	removedToo   = "Error: Payee removed and declared"
	addressTwice = "Error: Address 198.51.100.1 is recorded twice"
)

// wantNoConflict checks that an output has no error about what two resources declare, and no such warning.
func wantNoConflict(t *testing.T, output string) {
	t.Helper()
	for _, title := range []string{"declared twice", "removed and declared", "recorded twice"} {
		if strings.Contains(output, title) {
			t.Errorf("there is %q in:\n%s", title, output)
		}
	}
}

// What errors say about the other resource, and about not managing it any more.
const (
	otherSingle  = "a cashfree_payout_beneficiary of this provider block"
	otherSet     = "a cashfree_payout_beneficiary_set of this provider block, the one with "
	forgetSingle = "removed { from = cashfree_payout_beneficiary.NAME lifecycle { destroy = false } }"
	forgetSet    = "removed { from = cashfree_payout_beneficiary_set.NAME lifecycle { destroy = false } }"
	forgetMember = "A set cannot forget a part of its members. To stop managing them and keep them at Cashfree, rename the set"
	bothNew      = "It is in the state of neither resource, so it can simply be taken out of one of them."
)

// TestAccDeclaredTwice_Refused shows which configurations a plan refuses, and with it an apply, so that nothing is
// written at Cashfree.
func TestAccDeclaredTwice_Refused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before string // what is applied first
		exists bool   // whether Cashfree has vendor_a before
		config string
		texts  []string
	}{
		"two new singles": {
			config: declaredSingle("a", "vendor_a", 1) + declaredSingle("b", "vendor_a", 2),
			texts:  []string{payeeTwice, `has beneficiary "vendor_a" as well`, otherSingle, "Keep one of the two blocks.", bothNew},
		},
		"two equal new singles": {
			config: declaredSingle("a", "vendor_a", 1) + declaredSingle("b", "vendor_a", 1),
			texts:  []string{payeeTwice, otherSingle, bothNew},
		},
		"two keys of for_each": {
			config: strings.ReplaceAll(declaredSingle("a", "vendor_a", 1, `for_each = toset(["first", "second"])`), "00000001", "0000000${length(each.key)}"),
			texts:  []string{payeeTwice, otherSingle, bothNew},
		},
		"an existing single and a new one": {
			before: declaredSingle("a", "vendor_a", 1),
			config: declaredSingle("a", "vendor_a", 1) + declaredSingle("b", "vendor_a", 1),
			texts:  []string{payeeTwice, otherSingle, forgetSingle},
		},
		"an existing single and a new set": {
			before: declaredSingle("a", "vendor_a", 1),
			config: declaredSingle("a", "vendor_a", 1) + declaredSet("s", "vendor_b 2", "vendor_a 1"),
			texts:  []string{payeeTwice, `has beneficiary "vendor_a" as well`, "Keep the payee in one of the two resources.", forgetSingle},
		},
		"an existing set and a new single": {
			before: declaredSet("s", "vendor_a 1", "vendor_b 2"),
			config: declaredSet("s", "vendor_a 1", "vendor_b 2") + declaredSingle("a", "vendor_a", 1),
			texts:  []string{payeeTwice, "Keep the payee in one of the two resources.", forgetMember},
		},
		"two new sets": {
			config: declaredSet("s", "vendor_a 1", "vendor_b 2") + declaredSet("t", "vendor_b 2", "vendor_a 1", "vendor_c 3"),
			texts:  []string{payeeTwice, "has 2 beneficiaries", otherSet, "Keep each payee in one of the two resources.", bothNew},
		},
		"an account in a single and a set": {
			config: declaredSingle("a", "vendor_a", 1) + declaredSet("s", "vendor_b 1"),
			texts:  []string{accountTwice, "here and", "…0001", "If one of the accounts is wrong, correct it."},
		},
		"an existing single takes the account of another one": {
			before: declaredSingle("a", "vendor_a", 1) + declaredSingle("b", "vendor_b", 2),
			config: declaredSingle("a", "vendor_a", 1) + declaredSingle("b", "vendor_b", 1),
			texts:  []string{accountTwice, "may not accept again", "…0001"},
		},
		"a member of a set is imported into a single": {
			before: declaredSet("s", "vendor_a 1"),
			config: declaredSet("s", "vendor_a 1") + declaredSingle("a", "vendor_a", 1) + importTo("beneficiary.a", "vendor_a"),
			texts:  []string{payeeTwice, forgetMember},
		},
		"a payee is imported into a single and added to a set": {
			exists: true,
			config: declaredSet("s", "vendor_a 1") + declaredSingle("a", "vendor_a", 1) + importTo("beneficiary.a", "vendor_a"),
			texts:  []string{payeeTwice},
		},
		"a payee is imported twice": {
			exists: true,
			config: declaredSingle("a", "vendor_a", 1) + importTo("beneficiary.a", "vendor_a") +
				declaredSingle("b", "vendor_a", 1) + importTo("beneficiary.b", "vendor_a"),
			texts: []string{payeeTwice, otherSingle},
		},
		"a single is deleted and imported into another one": {
			before: declaredSingle("a", "vendor_a", 1),
			config: declaredSingle("b", "vendor_a", 1) + importTo("beneficiary.b", "vendor_a"),
			texts:  []string{removedToo, otherSingle, forgetSingle},
		},
		"a single is deleted and imported into a set": {
			before: declaredSingle("a", "vendor_a", 1),
			config: declaredSet("s", "vendor_a 1") + importTo("beneficiary_set.s", "vendor_a"),
			texts:  []string{removedToo, forgetSingle},
		},
		"a set is deleted and imported into a single": {
			before: declaredSet("s", "vendor_a 1"),
			config: declaredSingle("a", "vendor_a", 1) + importTo("beneficiary.a", "vendor_a"),
			texts:  []string{removedToo, forgetSet},
		},
		"a member leaves a set and is imported into a single": {
			before: declaredSet("s", "vendor_a 1", "vendor_b 2"),
			config: declaredSet("s", "vendor_b 2") + declaredSingle("a", "vendor_a", 1) + importTo("beneficiary.a", "vendor_a"),
			texts:  []string{removedToo, forgetMember},
		},
		"two new records": {
			config: declaredRecord("a", 1) + declaredRecord("b", 1, `description = "another text"`),
			texts:  []string{addressTwice, "Another cashfree_payout_whitelisted_ip of this provider block has the same address."},
		},
		"two equal new records": {
			config: declaredRecord("a", 1) + declaredRecord("b", 1),
			texts:  []string{addressTwice},
		},
		"an existing record and a new one": {
			before: declaredRecord("a", 1),
			config: declaredRecord("a", 1) + declaredRecord("b", 1),
			texts:  []string{addressTwice},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			if test.exists {
				w.putVendor("vendor_a", 1)
			}
			if test.before != "" {
				w.writeConfig(test.before)
				w.apply()
			}
			before := len(w.sim.Journal())
			w.writeConfig(test.config)
			if plansNewAgain() && test.before == "" && !test.exists {
				w.wantChanges()
				w.wantRefusedByApply(test.texts[0], w.wantApplyError())
				return
			}
			for _, output := range []string{w.wantPlanError(), w.wantApplyError()} {
				wantTexts(t, output, test.texts...)
				w.wantNoSecrets(output, vendorAccountPrefix)
			}
			if events := w.sim.Journal()[before:]; len(events) > 0 {
				t.Errorf("Cashfree saw %+v", events)
			}
		})
	}
}

// plansNewAgain reports whether the CLI may plan a new resource more than once with one configuration of the provider,
// in "terraform test". Then two plans of new resources of one kind are no conflict: they may be of the same one.
func plansNewAgain() bool { return !cli.tofu && cliAtLeast("v1.13.1", "") }

// wantRefusedByApply checks that an apply refused the second of two resources, and that the next plan is an error with
// this title. Where the plans are no conflict, the creation is refused.
func (w *workspace) wantRefusedByApply(title, output string) {
	w.Helper()
	if !plansNewAgain() || !strings.Contains(output, "nother resource") {
		wantTexts(w.T, output, title)
	}
	w.wantNoSecrets(output, vendorAccountPrefix)
	for id, times := range w.creationCounts() {
		if times > 1 {
			w.Errorf("%s was created %d times", id, times)
		}
	}
	wantTexts(w.T, w.wantPlanError(), title)
}

// TestAccDeclaredTwice_KnownInApply shows that an apply refuses a second resource whose id, document or address is
// known only then, and that this resource can be taken out again.
func TestAccDeclaredTwice_KnownInApply(t *testing.T) {
	t.Parallel()
	const later = "\nresource \"terraform_data\" \"later\" { input = \"%s\" }\n"
	unknownSet := strings.Replace(declaredSet("s", "vendor_b 2", "vendor_a 1"), `\nvendor_a,`, `\n${terraform_data.later.output},`, 1)
	unknown := func(config, value string) string {
		return strings.ReplaceAll(config, `"`+value+`"`, "terraform_data.later.output")
	}
	for name, test := range map[string]struct {
		value, first, second string
		bothUnknown          bool // else only that of the second
		title                string
	}{
		"two singles":          {"vendor_a", declaredSingle("a", "vendor_a", 1), declaredSingle("b", "vendor_a", 2), false, payeeTwice},
		"two singles, unknown": {"vendor_a", declaredSingle("a", "vendor_a", 1), declaredSingle("b", "vendor_a", 2), true, payeeTwice},
		"two accounts": {
			vendorAccountPrefix + "00000001", declaredSingle("a", "vendor_a", 1), declaredSingle("b", "vendor_b", 1), false, accountTwice,
		},
		"a set and a single":   {"vendor_a", declaredSet("s", "vendor_a 1", "vendor_b 2"), declaredSingle("a", "vendor_a", 3), false, payeeTwice},
		"an unknown set":       {"vendor_a", declaredSingle("a", "vendor_a", 1), unknownSet, false, payeeTwice},
		"two records, unknown": {"198.51.100.1", declaredRecord("a", 1), declaredRecord("b", 1), true, addressTwice},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			first, second := test.first, unknown(test.second, test.value)
			if test.bothUnknown {
				first = unknown(first, test.value)
			}
			data := fmt.Sprintf(later, test.value)
			w.writeConfig(data + first + second)
			wantNoConflict(t, w.wantChanges("-out=plan.bin"))
			w.wantRefusedByApply(test.title, w.run(1, "apply", "-input=false", "plan.bin"))
			w.writeConfig(data + first)
			w.apply()
			w.wantEmptyPlan()
		})
	}
}
