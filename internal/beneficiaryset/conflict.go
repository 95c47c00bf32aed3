package beneficiaryset

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// ConflictDiagnostic returns the error or warning about payees that two resources declare, or that one declares and the
// other one removes.
func ConflictDiagnostic(c providerdata.Conflict) diag.Diagnostic {
	detail := providerdata.Paragraphs(conflictText(c), conflictAdvice(c), letGo(c), providerdata.AnchorDeclaredTwice.More())
	switch {
	case !c.Problem.IsError():
		return diag.NewWarningDiagnostic(conflictTitle(c), detail)
	case c.Problem == providerdata.DeclaredTwice && !c.By.IsSet:
		return diag.NewAttributeErrorDiagnostic(path.Root("beneficiary_id"), conflictTitle(c), detail)
	default: // the CLI prints the source of an attribute that has an error, where an account number may be written out
		return diag.NewErrorDiagnostic(conflictTitle(c), detail)
	}
}

func conflictTitle(c providerdata.Conflict) string {
	switch c.Problem {
	case providerdata.DeclaredTwice:
		return "Payee declared twice"
	case providerdata.PerhapsTwice:
		return "Payee perhaps declared twice"
	case providerdata.RemovedElsewhere, providerdata.KeptElsewhere:
		return "Payee removed and declared"
	case providerdata.SameVPA:
		return "UPI address declared twice"
	default:
		return "Bank account declared twice"
	}
}

// conflictText returns what is wrong, and what would come of it.
func conflictText(c providerdata.Conflict) string {
	these, them, payee := beneficiariesText(c), "it", "the payee is"
	if len(c.Payees) > 1 {
		them, payee = "them", "the payees are"
	}
	others := partyText(c)
	switch c.Problem {
	case providerdata.DeclaredTwice:
		return fmt.Sprintf("Another resource has %s as well: %s. When one of the two lets go of %s, %s removed at Cashfree, and the other one "+
			"loses %[3]s.", these, others, them, payee)
	case providerdata.PerhapsTwice:
		return fmt.Sprintf("This plan creates %s with exactly the same content in another resource as well: %s. If the two are different "+
			"blocks, the apply succeeds for one of them and fails for the other one.", these, others)
	case providerdata.RemovedElsewhere:
		return fmt.Sprintf("This resource declares %s, and would lose %s: another resource lets go of %[2]s, so this plan removes %[2]s at "+
			"Cashfree. It is %s.", these, them, others)
	case providerdata.KeptElsewhere:
		return fmt.Sprintf("This resource lets go of %s, so this plan removes %s at Cashfree. Another resource still declares %[2]s, and would "+
			"lose %[2]s: %s.", these, them, others)
	case providerdata.SameVPA:
		return fmt.Sprintf("Another resource has a payee with the same UPI address: %s. %s. Cashfree does not say whether two beneficiaries can "+
			"have one UPI address.", others, pairsText(c))
	case providerdata.BothExist:
		return fmt.Sprintf("Another resource has a payee with the same bank account: %s. %s. Cashfree holds both, although a bank account "+
			"should belong to one beneficiary only.", others, pairsText(c))
	default:
		return fmt.Sprintf("Another resource has a payee with the same bank account: %s. %s. A bank account can belong to one beneficiary "+
			"only, so Cashfree would refuse to create the second one.", others, pairsText(c))
	}
}

// beneficiariesText returns the ids, such as `beneficiary "a"` or `3 beneficiaries ("a", "b", "c")`.
func beneficiariesText(c providerdata.Conflict) string {
	if len(c.Payees) == 1 {
		return fmt.Sprintf("beneficiary %q", c.Payees[0].ID)
	}
	ids := make([]string, 0, len(c.Payees))
	for _, payee := range c.Payees {
		ids = append(ids, fmt.Sprintf("%q", payee.ID))
	}
	return fmt.Sprintf("%d beneficiaries (%s)", len(ids), firstOf(ids, maxNamed, ", "))
}

// pairsText returns the ids of payees that share something, first the one of this resource.
func pairsText(c providerdata.Conflict) string {
	pairs := make([]string, 0, len(c.Payees))
	for _, payee := range c.Payees {
		text := fmt.Sprintf("%q here and %q there", payee.ID, payee.OtherID)
		if c.Problem != providerdata.SameVPA {
			text += fmt.Sprintf(" (%s)", payee.Account)
		}
		pairs = append(pairs, text)
	}
	return "The same are " + firstOf(pairs, maxNamed, ", ")
}

// partyText returns which resource is on the other side, as far as the provider can know: core does not tell it the
// address of a resource.
func partyText(c providerdata.Conflict) string {
	switch {
	case c.With.IsSet:
		return fmt.Sprintf("a %s of this provider block, the one with %s (%s)", TypeName, countOf(c.With.Members, "member"), firstMembers(c.With))
	case len(c.Payees) > 1:
		return "a " + singleTypeName + " of this provider block for each of them"
	default:
		return "a " + singleTypeName + " of this provider block"
	}
}

const singleTypeName = "cashfree_payout_beneficiary"

func firstMembers(p providerdata.Party) string {
	names := strings.Join(p.First, ", ")
	if p.Members > len(p.First) {
		return names + ", …"
	}
	return names
}

// conflictAdvice returns what to do.
func conflictAdvice(c providerdata.Conflict) string {
	keepOne := "keep the payee in one of the two resources."
	switch {
	case !c.By.IsSet && !c.With.IsSet:
		keepOne = "keep one of the two blocks."
	case len(c.Payees) > 1:
		keepOne = "keep each payee in one of the two resources."
	}
	switch c.Problem {
	case providerdata.DeclaredTwice:
		return firstUpper(keepOne) + whereNew(c)
	case providerdata.SameAccount:
		return "If one of the accounts is wrong, correct it. If both are the same payee, " + keepOne + whereNew(c) +
			" If Cashfree holds both already, import both."
	case providerdata.PerhapsTwice:
		return firstUpper(keepOne)
	case providerdata.RemovedElsewhere, providerdata.KeptElsewhere:
		return "If the payee is to be removed, take it out of both resources."
	default:
		return "If it is wrong in one of them, correct it. If both are the same payee, " + keepOne
	}
}

func firstUpper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// isNewHere reports whether this resource has none of the payees in its state, and isNewThere does for the other one.
func isNewHere(c providerdata.Conflict) bool {
	return !slices.ContainsFunc(c.Payees, func(p providerdata.ConflictingPayee) bool { return p.InState })
}

func isNewThere(c providerdata.Conflict) bool {
	return !slices.ContainsFunc(c.Payees, func(p providerdata.ConflictingPayee) bool { return p.OtherInState })
}

// whereNew returns where the payee can be taken out of the configuration without being removed at Cashfree.
func whereNew(c providerdata.Conflict) string {
	switch here, there := isNewHere(c), isNewThere(c); {
	case here && there:
		return " Neither resource has created it yet, so it can simply be taken out of one of them."
	case here:
		return " This resource has not created it, so here it can simply be taken out. The other one has it already."
	case there:
		return " The other resource has not created it, so there it can simply be taken out. This one has it already."
	default:
		return " Both have it already, so neither can simply drop it: that would remove the payee at Cashfree."
	}
}

// letGo returns how resources that have a payee in their state let go of it without removing it at Cashfree. It is
// empty where that has been said, or where none has to let go.
func letGo(c providerdata.Conflict) string {
	var parties []providerdata.Party // who may let go
	if c.Problem != providerdata.RemovedElsewhere && !isNewHere(c) {
		parties = append(parties, c.By)
	}
	if c.Problem != providerdata.KeptElsewhere && !isNewThere(c) {
		parties = append(parties, c.With)
	}
	if c.Explained || !c.Problem.IsError() {
		return ""
	}
	var paragraphs []string
	for _, party := range parties {
		paragraphs = append(paragraphs, letGoOf(party))
	}
	slices.Sort(paragraphs)
	return providerdata.Paragraphs(slices.Compact(paragraphs)...)
}

// letGoOf returns how a resource lets go of a payee that is in its state.
func letGoOf(p providerdata.Party) string {
	block := func(typeName string) string {
		return "  removed {\n    from = " + typeName + ".NAME\n    lifecycle {\n      destroy = false\n    }\n  }"
	}
	switch {
	case !p.IsSet:
		return providerdata.Paragraphs("To let go of a single resource and keep its payee at Cashfree, put this block in its place, with its name:",
			block(singleTypeName))
	case p.Leaves:
		return providerdata.Paragraphs("To let go of a set and keep its payees at Cashfree, put this block in its place, with its name:", block(TypeName))
	default:
		return "A set cannot forget a part of its members. To let go of them and keep them at Cashfree, rename the set, write a removed block with " +
			"destroy = false for its former name, and import the payees that stay into the set under its new name."
	}
}
