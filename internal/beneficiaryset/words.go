package beneficiaryset

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// kindWords are the words for each kind of change, what is dangerous first.
var kindWords = []struct {
	kind    changeKind
	counted string // after the number; a noun has a plural
	isNoun  bool
	phrase  string // of what a plan does
	logged  string
	isNamed bool
}{
	{removal, "removed", false, "removes %d", "removed", true},
	{accountChange, "account change", true, "changes the bank account or UPI address of %d", "account_changes", true},
	{renamed, "renamed", false, "renames %d (the bank account and UPI address get another id)", "renamed", true},
	{otherChange, "other change", true, "changes other fields of %d", "other_changes", true},
	{unclearChange, "unclear change", true, "changes %d, perhaps the account as well", "unclear_changes", true},
	{added, "added", false, "adds %d", "added", true},
	{undecided, "not compared", false, "cannot compare %d yet, because provider arguments are unknown", "not_compared", false},
	{unchanged, "unchanged", false, "leaves %d unchanged", "unchanged", false},
}

// maxOfKind is how many members of a kind a plan names in words. The plan itself lists all of them.
const maxOfKind = 10

// warn adds a warning that says in words what a plan does to the members. Terraform's own summary counts a set as one
// resource.
func (c *comparison) warn(diags *diag.Diagnostics, notes ...string) {
	if c.changes() == 0 && !c.leftOpen {
		return
	}
	head := "This plan:"
	if c.inState > 0 {
		head = fmt.Sprintf("Of the %s in the state, this plan:", countOf(c.inState, "member"))
	}
	diags.AddWarning("Members: "+c.counts(), providerdata.Paragraphs(append([]string{c.description(head)}, notes...)...))
}

// warnUnknown warns that a plan cannot say which members change.
func (m *model) warnUnknown(prior *model, diags *diag.Diagnostics) {
	if prior == nil || len(prior.members.elements) == 0 {
		return
	}
	members := len(prior.members.elements)
	diags.AddWarning("Members: changes not known yet", fmt.Sprintf("The document depends on resources that are not applied yet, so this plan "+
		"cannot say which of the %s in the state change. The apply plans again. It may then remove up to %d of them (max_removals) and change "+
		"the bank account or UPI address of up to %d (max_account_changes).", countOf(members, "member"),
		min(members, m.limit(maxRemovals).allowed(members)), min(members, m.limit(maxAccountChanges).allowed(members))))
}

// counts returns the numbers of members of each kind, such as "3 removed, 1 added, 20 unchanged".
func (c *comparison) counts() string {
	var counts []string
	for _, words := range kindWords {
		switch count := c.count[words.kind]; {
		case count == 0:
		case words.isNoun:
			counts = append(counts, countOf(count, words.counted))
		default:
			counts = append(counts, fmt.Sprintf("%d %s", count, words.counted))
		}
	}
	return strings.Join(counts, ", ")
}

// description returns a line for each kind of change, with the first ids, under a head.
func (c *comparison) description(head string) string {
	lines := []string{head}
	for _, words := range kindWords {
		count := c.count[words.kind]
		if count == 0 {
			continue
		}
		line := "  " + fmt.Sprintf(words.phrase, count)
		if words.isNamed {
			line += ": " + c.firstOfKind(words.kind)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// firstOfKind returns the first members of a kind, and how many more there are.
func (c *comparison) firstOfKind(kind changeKind) string {
	if kind == removal {
		return firstOf(c.removed, maxOfKind)
	}
	names := make([]string, 0, maxOfKind)
	for _, m := range c.members {
		switch {
		case m.kind != kind:
			continue
		case len(names) == maxOfKind:
			return fmt.Sprintf("%s, and %d more", strings.Join(names, ", "), c.count[kind]-maxOfKind)
		case kind == renamed:
			names = append(names, m.former+" to "+m.ID)
		default:
			names = append(names, m.ID)
		}
	}
	return strings.Join(names, ", ")
}

// log logs what an apply is about to do.
func (c *comparison) log(ctx context.Context) {
	fields := map[string]any{"in_state": c.inState}
	for _, words := range kindWords {
		fields[words.logged] = c.count[words.kind]
	}
	tflog.Info(ctx, "Changing the members of a beneficiary set", fields)
}

// maxZerosChecked bounds for how many members lostZeros computes fingerprints, so that it costs little of a plan.
const maxZerosChecked = 200

// lostZeros returns a note about account numbers that differ from the former ones only by leading zeros, or "".
// Spreadsheets remove those when they save a column of numbers.
func (c *comparison) lostZeros(state *model, prints *providerdata.Fingerprinter) string {
	checked, lost := 0, 0
	for _, m := range c.members {
		if m.kind != accountChange || m.BankAccountNumber == "" || !prints.Comparable(state.accounts.get(m.ID)) ||
			!strings.HasSuffix(summaryInstruments(state.members.get(m.ID)).Account, grammar.LastFour(m.BankAccountNumber)) {
			continue
		}
		if checked++; checked > maxZerosChecked {
			break
		}
		if isWithoutZeros(m.Beneficiary, state.accounts.get(m.ID), prints) {
			lost++
		}
	}
	if lost == 0 {
		return ""
	}
	note := fmt.Sprintf("%d of the new account numbers are the former ones without their leading zeros.", lost)
	if lost == 1 {
		note = "1 of the new account numbers is the former one without its leading zeros."
	}
	if checked > maxZerosChecked {
		note = "At least " + note
	}
	return note + " A spreadsheet does that when it opens a CSV file and saves it. Restore the document, and let the spreadsheet import " +
		"that column as text."
}

// isWithoutZeros reports whether a payee's account number is that of a fingerprint without its leading zeros.
func isWithoutZeros(b payouts.Beneficiary, former string, prints *providerdata.Fingerprinter) bool {
	for padded := range grammar.WithLeadingZeros(b.BankAccountNumber) {
		b.BankAccountNumber = padded
		if prints.OfAccount(b) == former {
			return true
		}
	}
	return false
}
