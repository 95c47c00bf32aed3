package beneficiaryset

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// AddConflicts adds an error or a warning for payees that two resources declare, or that one declares and the other one
// removes.
func AddConflicts(conflicts []providerdata.Conflict, diags *diag.Diagnostics) {
	for _, c := range conflicts {
		detail := providerdata.Paragraphs(conflictText(c), conflictAdvice(c), letGo(c), providerdata.AnchorDeclaredTwice.More())
		switch {
		case !c.IsError:
			diags.AddWarning(conflictTitle(c), detail)
		case c.Problem == providerdata.DeclaredTwice && !c.By.IsSet:
			diags.AddAttributeError(path.Root("beneficiary_id"), conflictTitle(c), detail)
		default:
			// Not on an attribute: the CLI prints its source, where an account number may be written out.
			diags.AddError(conflictTitle(c), detail)
		}
	}
}

func conflictTitle(c providerdata.Conflict) string {
	switch c.Problem {
	case providerdata.DeclaredTwice:
		if !c.IsError {
			return "Payee may be declared twice"
		}
		return "Payee declared twice"
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
		text := fmt.Sprintf("Another resource has %s as well: %s. ", these, others)
		if !c.IsError {
			return text + "It was planned before with this configuration of the provider. If both belong to one run, the apply succeeds for one " +
				"of the two, and fails for the other one."
		}
		return text + fmt.Sprintf("When one of the two no longer declares %s, %s removed at Cashfree, and the other one loses %[1]s.", them, payee)
	case providerdata.RemovedElsewhere:
		return fmt.Sprintf("This resource declares %s, and would lose %s: another resource no longer declares %[2]s, so this plan removes %[2]s "+
			"at Cashfree. It is %s.", these, them, others)
	case providerdata.KeptElsewhere:
		return fmt.Sprintf("This resource no longer declares %s, so this plan removes %s at Cashfree. Another resource, or a newer object of this "+
			"one, still declares %[2]s, and would lose %[2]s: %[3]s.", these, them, others)
	case providerdata.SameVPA:
		return fmt.Sprintf("Another resource has a payee with the same UPI address: %s. %s. Cashfree does not say whether two beneficiaries can "+
			"have one UPI address.", others, pairsText(c))
	case providerdata.BothExist:
		return fmt.Sprintf("Another resource has a payee with the same bank account: %s. %s. Cashfree holds both, although a bank account "+
			"should belong to one beneficiary only.", others, pairsText(c))
	default:
		consequence := "so Cashfree would refuse to create the second one"
		if !isNewHere(c) && !isNewThere(c) {
			consequence = "so if the state is right and Cashfree holds both, a change removes one of them that Cashfree may not accept again"
		}
		return fmt.Sprintf("Another resource has a payee with the same bank account: %s. %s. A bank account can belong to one beneficiary "+
			"only, %s.", others, pairsText(c), consequence)
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
	return fmt.Sprintf("%d beneficiaries (%s)", len(ids), firstOf(ids, maxNamed))
}

// pairsText returns the ids of payees that share something, first the one of this resource.
func pairsText(c providerdata.Conflict) string {
	pairs := make([]string, 0, len(c.Payees))
	for _, payee := range c.Payees {
		shared := "it"
		if c.Problem != providerdata.SameVPA {
			shared = payee.Account
		}
		pairs = append(pairs, fmt.Sprintf("%s here and %s there share %s", idText(payee.ID), idText(payee.OtherID), shared))
	}
	return firstUpper(firstOf(pairs, maxNamed))
}

func idText(id string) string {
	if id == "" {
		return "an id that is not known yet"
	}
	return fmt.Sprintf("%q", id)
}

// partyText returns which resource is on the other side, as far as the provider can know: core does not tell it the
// address of a resource.
func partyText(c providerdata.Conflict) string {
	switch {
	case c.With.IsSet:
		return fmt.Sprintf("a %s of this provider block, the one with %s (%s)", TypeName, countOf(c.With.Members, "member"), firstMembers(c.With))
	case len(c.Payees) > 1:
		return "a " + SingleTypeName + " of this provider block for each of them"
	default:
		return "a " + SingleTypeName + " of this provider block"
	}
}

// SingleTypeName is the name of the resource type that has one payee.
const SingleTypeName = "cashfree_payout_beneficiary"

func firstMembers(p providerdata.Party) string {
	quoted := make([]string, 0, len(p.First))
	for _, id := range p.First {
		quoted = append(quoted, fmt.Sprintf("%q", id))
	}
	names := strings.Join(quoted, ", ")
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
	switch {
	case c.Problem == providerdata.DeclaredTwice && c.IsError:
		return firstUpper(keepOne) + whereNew(c)
	case c.Problem == providerdata.DeclaredTwice:
		return firstUpper(keepOne)
	case c.Problem == providerdata.RemovedElsewhere, c.Problem == providerdata.KeptElsewhere:
		return "If the payee is to be removed, take it out of both resources."
	case c.Problem == providerdata.SameAccount:
		return "If one of the accounts is wrong, correct it. If both are the same payee, " + keepOne + " If Cashfree holds both already, import both."
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
		return " It is in the state of neither resource, so it can simply be taken out of one of them."
	case here:
		return " It is not in the state of this resource, so here it can simply be taken out. The other one has it already."
	case there:
		return " It is not in the state of the other resource, so there it can simply be taken out. This one has it already."
	default:
		return " Both have it already, so neither can simply drop it: that would remove the payee at Cashfree."
	}
}

// letGo returns how resources that have a payee in their state let go of it without removing it at Cashfree. It is
// empty where that has been said, or where none has to let go.
func letGo(c providerdata.Conflict) string {
	var parties []providerdata.Party // of whom one has to
	if c.Problem != providerdata.RemovedElsewhere && !isNewHere(c) {
		parties = append(parties, c.By)
	}
	if c.Problem != providerdata.KeptElsewhere && !isNewThere(c) {
		parties = append(parties, c.With)
	}
	if c.Explained || !c.IsError || c.Problem == providerdata.SameAccount {
		return ""
	}
	var paragraphs []string
	for _, party := range parties {
		paragraphs = append(paragraphs, letGoOf(party))
	}
	slices.Sort(paragraphs)
	return providerdata.Paragraphs(slices.Compact(paragraphs)...)
}

// letGoOf returns how a resource stops managing a payee that is in its state.
func letGoOf(p providerdata.Party) string {
	switch {
	case !p.IsSet:
		return providerdata.Paragraphs("To stop managing a payee with a single resource and keep it at Cashfree, put this block in its place, with its name. Under "+
			"for_each or count it is for all instances:",
			providerdata.RemovedBlock(SingleTypeName+".NAME"))
	case p.Leaves:
		return providerdata.Paragraphs("To stop managing the payees of a set and keep them at Cashfree, put this block in its place, with its name:", providerdata.RemovedBlock(TypeName+".NAME"))
	default:
		return "A set cannot forget a part of its members. To stop managing them and keep them at Cashfree, rename the set, write a removed block with " +
			"destroy = false for its former name, and import the payees that stay into the set under its new name."
	}
}
