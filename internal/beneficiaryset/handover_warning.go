package beneficiaryset

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// maxHandedOn is how many payees a warning about a handover names. The plan lists all of them.
const maxHandedOn = 5

// HandoverWarning returns the warning about payees that a plan removes from one resource and creates in another one. At
// least one of the two is a set.
func HandoverWarning(h providerdata.Handover) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Payees moved by removal and creation", providerdata.Paragraphs(
		handoverText(h),
		"Terraform does both at the same time. Each creation waits for the removal. If a creation fails after that, the payee cannot be "+
			"paid until the next apply.",
		handoverAdvice(h), handoverBlocks(h), handoverNotes(h), "More: "+providerdata.MigrationGuide))
}

// handoverText returns which payees move. There may be more of them than the run has planned so far.
func handoverText(h providerdata.Handover) string {
	count, total := len(h.Payees), membersOf(h)
	share := fmt.Sprintf("at least %d of %s", count, countOf(total, "member"))
	if count == total {
		share = "all of " + countOf(total, "member")
	}
	ids := make([]string, 0, count)
	for _, payee := range h.Payees {
		ids = append(ids, handedOnText(payee))
	}
	names := firstOf(ids, maxHandedOn)
	switch {
	case h.From == nil:
		return fmt.Sprintf("This plan removes single resources and adds their payees to a set (%s): %s.", share, names)
	case h.To == nil:
		return fmt.Sprintf("This plan removes payees from a set and creates them as single resources (%s): %s.", share, names)
	default:
		return fmt.Sprintf("This plan removes payees from one set and adds them to another one (%s): %s.", share, names)
	}
}

// membersOf returns how many members the set adds that payees move to, or else how many the set removes.
func membersOf(h providerdata.Handover) int {
	if h.To == nil {
		return h.From.Removed
	}
	return h.To.Added
}

// handedOnText returns the id of a payee, or both ids and why they are one payee.
func handedOnText(payee providerdata.HandedOn) string {
	switch payee.Shared {
	case providerdata.SharedID:
		return fmt.Sprintf("%q", payee.Removed)
	case providerdata.SharedVPA:
		return fmt.Sprintf("%q as %q (same UPI address)", payee.Removed, payee.Created)
	default:
		return fmt.Sprintf("%q as %q (same bank account %s)", payee.Removed, payee.Created, payee.Account)
	}
}

func handoverAdvice(h providerdata.Handover) string {
	if isIntoExistingSet(h) {
		return "To move them without a removal, let Terraform forget the former resource with a removed block, and let the set take the " +
			"payees over: set CASHFREE_PAYOUT_ADOPT_EXISTING=true for this apply."
	}
	return "To move them without a removal, let Terraform forget the former resource with a removed block, and import the payees into " +
		"the new one:"
}

func isIntoExistingSet(h providerdata.Handover) bool { return h.To != nil && h.To.IsUpdate }

// handoverBlocks returns blocks that can be copied. Their addresses are placeholders, because core does not tell a
// provider the address of a resource.
func handoverBlocks(h providerdata.Handover) string {
	from, to, id := SingleTypeName, SingleTypeName, providerdata.QuoteHCL(h.Payees[0].Removed)
	if h.From != nil {
		from = TypeName
	}
	if h.To != nil {
		to, id = TypeName, importIDOf(h)
	}
	removed := providerdata.RemovedBlock(from + ".OLD_NAME")
	if isIntoExistingSet(h) {
		return removed
	}
	return removed + "\n" + providerdata.ImportBlock(to+".NEW_NAME", id)
}

// anyIDs is the import id of a set whose members are not known here.
const anyIDs = `"@ids.txt" # one id a line, of all payees that exist`

// importIDOf returns the import id of the set that is created. The list is complete only where all its members move.
func importIDOf(h providerdata.Handover) string {
	if len(h.Payees) != h.To.Added || len(h.Payees) > maxHandedOn {
		return anyIDs
	}
	ids := make([]string, 0, len(h.Payees))
	for _, payee := range h.Payees {
		ids = append(ids, payee.Removed)
	}
	return providerdata.QuoteHCL(strings.Join(ids, ","))
}

// handoverNotes returns what to mind about the blocks.
func handoverNotes(h providerdata.Handover) string {
	notes := []string{"Replace the names with those of your resources."}
	if h.From == nil {
		notes = append(notes, "Under for_each one removed block without a key is for all of them.")
	}
	if h.From != nil && h.From.IsUpdate {
		notes = append(notes, "A set cannot forget a part of its members. Rename the set, use its former name in the removed block, and import "+
			"the set under its new name as well.")
	}
	if h.To == nil {
		notes = append(notes, "Each payee needs an import block, or one with for_each is for all of them.")
	}
	for _, payee := range h.Payees {
		if payee.Shared != providerdata.SharedID {
			notes = append(notes, "Keep the ids as they are in this step, and change them in the next one.")
			break
		}
	}
	return strings.Join(notes, " ")
}
