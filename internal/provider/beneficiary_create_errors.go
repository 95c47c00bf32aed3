package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// replacementNote is part of every failure of a creation that sent a request. Core does not tell a provider whether a
// creation is the second half of a replacement.
const replacementNote = "If this was the second half of a replacement, the former beneficiary was removed already: apply again soon."

// createBeforeDestroyNote is part of the error about an id that exists.
const createBeforeDestroyNote = "If this resource managed the beneficiary before the change, remove " +
	"create_before_destroy from its lifecycle block: the former beneficiary must be removed before its id can be " +
	"used again."

// alreadyExists returns the detail of the error about an id that exists.
func alreadyExists(wanted, existing *payouts.Beneficiary, differing []payouts.Fact) string {
	if len(differing) == 0 {
		return providerdata.Paragraphs(
			fmt.Sprintf("Beneficiary %q exists already and has exactly the planned content. Nothing was changed. To manage it, add this "+
				"block with the address of your resource, and apply again. Or set adopt_existing = true in the provider block.", wanted.ID),
			importBlockFor(wanted.ID), createBeforeDestroyNote, providerdata.AnchorIDExists.More())
	}
	lines := make([]string, 0, len(differing))
	for _, fact := range differing {
		lines = append(lines, fmt.Sprintf("  %s: %s exists, %s is configured",
			factPath(fact.Field), displayValue(fact, existing), displayValue(fact, wanted)))
	}
	return providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q exists already and has other content. Nothing was changed or overwritten. The differences:", wanted.ID),
		strings.Join(lines, "\n"),
		"If it is another payee, choose another beneficiary_id. If it is the same payee, import it with this block. The next plan then "+
			"shows the replacement that gives it the configured content.",
		importBlockFor(wanted.ID), createBeforeDestroyNote, providerdata.AnchorIDExists.More())
}

// ofAnotherResource returns the error about a beneficiary that another resource has created or taken over in this run.
func ofAnotherResource(id string) string {
	return providerdata.Paragraphs(
		fmt.Sprintf("Another resource created beneficiary %q, or took it over, earlier in this run. Nothing was changed.", id),
		"Two resources cannot manage one beneficiary: if one of them is removed, the other loses its payee. Keep one of the two blocks.")
}

// displayValue returns a fact as people may see it.
func displayValue(fact payouts.Fact, b *payouts.Beneficiary) string {
	value := *fact.Of(b)
	switch {
	case value == "":
		return "(nothing)"
	case fact.Field.Secret:
		return grammar.Mask(value)
	default:
		return fmt.Sprintf("%q", value)
	}
}

// idNotAvailable returns the detail of the error about an id that Cashfree refuses as taken and does not find.
func idNotAvailable(id string, cause error) string {
	return providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q was not created. Cashfree refused the id as taken, and also answered that no such beneficiary exists. "+
			"It seems to keep the ids of removed beneficiaries.", id),
		cause.Error()+".",
		"If this beneficiary was removed a moment ago, apply again. Otherwise choose another beneficiary_id.",
		providerdata.AnchorIDExists.More())
}

// unknownHolder returns the detail of the error about an account of a beneficiary that cannot be looked up.
func unknownHolder(id string, cause error) string {
	return providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q was not created. Another beneficiary has its bank account or UPI address, and Cashfree does not say "+
			"which beneficiary has it. A bank account or UPI address can belong to one beneficiary only.", id),
		cause.Error()+".",
		"Look for the other beneficiary in the dashboard, and remove or import it.",
		replacementNote, providerdata.AnchorAccountTaken.More())
}

// knownHolder returns the detail of the error about a bank account that another beneficiary has.
func knownHolder(wanted *payouts.Beneficiary, holder string, cause error) string {
	return providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q was not created. Bank account %s with IFSC %s already belongs to beneficiary %q. A bank account can "+
			"belong to one beneficiary only.", wanted.ID, grammar.Mask(wanted.BankAccountNumber), wanted.BankIFSC, holder),
		cause.Error()+".",
		"To manage that beneficiary, give your resource its id and add this block with the address of your resource:",
		importBlockFor(holder),
		"If both are one resource whose id changes, remove create_before_destroy from its lifecycle block: the former beneficiary must "+
			"be removed before the account can be used again.",
		replacementNote, providerdata.AnchorAccountTaken.More())
}

// outcomeUnknown returns the error about a creation whose answer was lost and that could not be looked up.
func outcomeUnknown(id string, err error) diag.Diagnostic {
	trace := ""
	if failed, ok := errors.AsType[*payouts.Error](err); ok {
		trace = providerdata.Trace(failed)
	}
	return diag.NewErrorDiagnostic("Outcome of creation unknown", providerdata.Paragraphs(
		fmt.Sprintf("It is unknown whether beneficiary %q was created. Nothing was recorded in the state.", id),
		err.Error()+".",
		"Run the same command again. If the beneficiary exists by then, the error has this block to import it. With adopt_existing set, "+
			"it is taken over instead.",
		importBlockFor(id), replacementNote, providerdata.AnchorOutcomeUnknown.More(), trace))
}

// importBlockFor returns an import block that can be copied. Its address is a placeholder, because core does not tell a
// provider the address of a resource.
func importBlockFor(id string) string {
	return fmt.Sprintf("  import {\n    to = cashfree_payout_beneficiary.NAME\n    id = %q\n  }", id)
}
