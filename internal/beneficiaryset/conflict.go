package beneficiaryset

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// ConflictDiagnostic returns the error or warning about payees that two resources declare, or that one declares and the
// other one removes.
func ConflictDiagnostic(c providerdata.Conflict) diag.Diagnostic {
	detail := conflictText(c)
	if c.Explained {
		detail = providerdata.Paragraphs(detail, "An earlier message of this run with such a title says how to let go of a payee.")
	} else {
		detail = providerdata.Paragraphs(detail, conflictAdvice(c), providerdata.AnchorDeclaredTwice.More())
	}
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
	these, has, them := beneficiariesText(c), "has", "it"
	if len(c.Payees) > 1 {
		has, them = "have", "them"
	}
	others := partyText(c)
	switch c.Problem {
	case providerdata.DeclaredTwice:
		return fmt.Sprintf("Another resource has %s as well: %s. Whoever of the two lets go of %s later removes %[3]s at Cashfree, and the "+
			"other one loses %[3]s.", these, others, them)
	case providerdata.PerhapsTwice:
		return fmt.Sprintf("This plan creates %s with exactly the same content in another resource as well: %s. If the two are different "+
			"blocks, the apply succeeds for one of them and fails for the other one.", these, others)
	case providerdata.RemovedElsewhere:
		return fmt.Sprintf("This plan removes %s at Cashfree, because another resource lets go of %s: %s. This resource still %s %[2]s, and "+
			"would lose %[2]s.", these, them, others, has)
	case providerdata.KeptElsewhere:
		return fmt.Sprintf("This plan removes %s at Cashfree, because this resource lets go of %s. Another resource still has %[2]s, and would "+
			"lose %[2]s: %[3]s.", these, them, others)
	case providerdata.SameVPA:
		return fmt.Sprintf("Another resource has a payee with the same UPI address: %s. %s. Cashfree does not say whether two beneficiaries can "+
			"have one UPI address.", others, pairsText(c))
	case providerdata.BothExist:
		return fmt.Sprintf("Another resource has a payee with the same bank account: %s. %s. Cashfree holds both, although a bank account "+
			"should belong to one beneficiary only.", others, pairsText(c))
	default:
		return fmt.Sprintf("Another resource has a payee with the same bank account: %s. %s. A bank account can belong to one beneficiary "+
			"only, so Cashfree would refuse one of them.", others, pairsText(c))
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

// conflictAdvice returns how one of the two resources can let go.
func conflictAdvice(c providerdata.Conflict) string {
	keepOne := "Keep the payee in one of the two."
	if !c.By.IsSet && !c.With.IsSet {
		keepOne = "Keep one of the two blocks."
	}
	switch c.Problem {
	case providerdata.DeclaredTwice:
		return providerdata.Paragraphs(keepOne, letGo(c))
	case providerdata.PerhapsTwice:
		return keepOne
	case providerdata.RemovedElsewhere, providerdata.KeptElsewhere:
		return providerdata.Paragraphs("If the payee is to be removed, take it out of both resources.", letGo(c))
	case providerdata.SameAccount:
		return providerdata.Paragraphs("If one of the accounts is wrong, correct it. If both are one payee: "+firstLower(keepOne), letGo(c))
	default:
		return "If it is wrong in one of them, correct it. If both are one payee: " + firstLower(keepOne)
	}
}

func firstLower(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// letGo returns how to take a payee out of a resource without removing it at Cashfree.
func letGo(c providerdata.Conflict) string {
	paragraphs := []string{"A resource or row that is not in the state yet can simply be taken out. For one that exists already, that would " +
		"remove the payee at Cashfree."}
	if !c.By.IsSet || !c.With.IsSet {
		paragraphs = append(paragraphs, "To let go of the payee of a single resource, put this block in its place, with its name:",
			"  removed {\n    from = "+singleTypeName+".NAME\n    lifecycle {\n      destroy = false\n    }\n  }")
	}
	if c.By.IsSet || c.With.IsSet {
		paragraphs = append(paragraphs, "A set cannot forget a part of its members. Rename the set, write a removed block with destroy = false for "+
			"its former name, and import the payees that stay into the set under its new name.")
	}
	return providerdata.Paragraphs(append(paragraphs, "More: "+providerdata.MigrationGuide)...)
}
