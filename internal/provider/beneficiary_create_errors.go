package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// createBeforeDestroyNote is part of the error about an id that exists.
const createBeforeDestroyNote = "If this resource managed the beneficiary before the change, remove " +
	"create_before_destroy from its lifecycle block, and from those of the resources that depend on it, since Terraform " +
	"passes it on: the former beneficiary must be removed before its id can be used again."

// creationFailed returns the error about a beneficiary that was not created. What became of the payee comes first.
//
// An error about an account is not on the attribute: the CLI prints the source of an attribute that has an error, where
// the account number may be written out.
func creationFailed(
	ctx context.Context, data *providerdata.Data, wanted *payouts.Beneficiary, failure *bulk.CreateError,
) diag.Diagnostic {
	idPath, now := path.Root("beneficiary_id"), nowText(wanted.ID, failure)
	if exists, isID := errors.AsType[*bulk.ConflictError](failure.Cause); isID {
		return diag.NewAttributeErrorDiagnostic(idPath, "Beneficiary already exists",
			providerdata.Paragraphs(now, alreadyExists(wanted, exists), waitedText(failure.Waited)))
	}
	if holder, isHeld := errors.AsType[*bulk.HolderError](failure.Cause); isHeld {
		return diag.NewErrorDiagnostic("Bank account already in use",
			providerdata.Paragraphs(now, knownHolder(wanted, holder), waitedText(failure.Waited)))
	}
	if content, differs := errors.AsType[*payouts.ContentError](failure.Cause); differs {
		failed, _ := errors.AsType[*payouts.Error](failure.Cause)
		return withNow(now, createdOtherwise(wanted, failed, content))
	}
	unseen, isUnseen := errors.AsType[*bulk.UnseenError](failure.Cause)
	switch {
	case isUnseen && unseen.LookupErr != nil && errors.Is(unseen.Cause, payouts.ErrIDExists):
		return withNow(now, data.Failure(ctx, fmt.Sprintf("Cannot read existing beneficiary %q", wanted.ID),
			errors.Join(unseen.LookupErr, unseen.Cause), "Nothing was created, because a beneficiary with this id exists already."))
	case isUnseen && errors.Is(unseen.Cause, payouts.ErrIDExists):
		return diag.NewAttributeErrorDiagnostic(idPath, "Beneficiary id not available",
			providerdata.Paragraphs(now, idNotAvailable(wanted.ID, unseen.Cause)))
	case isUnseen:
		return diag.NewErrorDiagnostic(unknownHolderTitle(wanted),
			providerdata.Paragraphs(now, unknownHolder(wanted.ID, unseen), waitedText(failure.Waited)))
	case errors.Is(failure.Cause, payouts.ErrOutcomeUnknown):
		return withNow(now, outcomeUnknown(wanted.ID, failure.Cause))
	default:
		return withNow(now, data.Failure(ctx, fmt.Sprintf("Cannot create beneficiary %q", wanted.ID), failure.Cause))
	}
}

// nowText returns what is true now of a payee that this run has removed before it could not be created. It is empty
// where that did not happen.
func nowText(id string, failure *bulk.CreateError) string {
	_, exists := errors.AsType[*bulk.ConflictError](failure.Cause)
	isUnknown := errors.Is(failure.Cause, payouts.ErrOutcomeUnknown) || errors.Is(failure.PutBackErr, payouts.ErrOutcomeUnknown)
	content, differs := errors.AsType[*payouts.ContentError](failure.Cause)
	isThere := differs && content.Existing != nil // with other content
	switch former := failure.Former; {
	case former == nil, isThere && former.ID == id:
		return ""
	case isThere:
		return fmt.Sprintf("%q does not exist at Cashfree now and cannot be paid. This run removed it, and created %q with other content than "+
			"was sent.", former.ID, id)
	case failure.PutBack != nil:
		return fmt.Sprintf("This run removed %q, could not create it with its new content, and put it back as it was. The state records it "+
			"as tainted, so the next apply replaces it.", id)
	case isUnknown:
		return fmt.Sprintf("This run removed %q, and it is unknown whether that payee exists at Cashfree now.", former.ID)
	case exists && former.ID == id:
		return ""
	case exists:
		return fmt.Sprintf("%q does not exist at Cashfree now and cannot be paid. This run removed it, and could not create %q, which needs "+
			"the same bank account or UPI address. Apply again soon.", former.ID, id)
	case former.ID != id:
		return fmt.Sprintf("%q does not exist at Cashfree now and cannot be paid. This run removed %q, which had the same bank account or "+
			"UPI address. Apply again soon.", id, former.ID)
	case isPutBackOtherwise(failure):
		return fmt.Sprintf("%q exists at Cashfree now with another bank account or UPI address than before. Pay nothing to it, since the money "+
			"would go there. This run removed it, could not create it again, and Cashfree put it back with other content (%v).", id, failure.PutBackErr)
	case failure.PutBackErr != nil:
		return fmt.Sprintf("%q does not exist at Cashfree now and cannot be paid. This run removed it, could not create it again, and could "+
			"not put it back as it was (%v). Apply again soon.", id, failure.PutBackErr)
	default:
		return fmt.Sprintf("%q does not exist at Cashfree now and cannot be paid. This run removed it, and could not create it again. Apply "+
			"again soon.", id)
	}
}

// isPutBackOtherwise reports whether the former payee was added again with other content.
func isPutBackOtherwise(failure *bulk.CreateError) bool {
	content, differs := errors.AsType[*payouts.ContentError](failure.PutBackErr)
	return differs && content.Existing != nil
}

// withNow returns an error that begins with what is true now, if there is anything to say.
func withNow(now string, d diag.Diagnostic) diag.Diagnostic {
	if now == "" {
		return d
	}
	return diag.NewErrorDiagnostic(d.Summary(), providerdata.Paragraphs(now, d.Detail()))
}

// waitedText returns until when a creation waited for the removal of the beneficiary that is in the way.
func waitedText(waited error) string {
	until := "the run was doing nothing else"
	switch {
	case waited == nil:
		return ""
	case errors.Is(waited, context.DeadlineExceeded):
		until = "the time limit of this resource was reached, timeouts.create"
	case errors.Is(waited, context.Canceled):
		until = "the run was stopped"
	}
	return "This run has not removed that beneficiary, and no longer will. The creation waited for that until " + until + ". If your " +
		"code removes it, apply again."
}

// alreadyExists returns the detail of the error about an id that exists.
func alreadyExists(wanted *payouts.Beneficiary, conflict *bulk.ConflictError) string {
	if conflict.OfThisRun {
		return ofAnotherResource(wanted.ID)
	}
	if len(conflict.Differing) == 0 {
		return providerdata.Paragraphs(
			fmt.Sprintf("Beneficiary %q exists already and has exactly the planned content. It was not changed. To manage it, add this "+
				"block with the address of your resource, and apply again. Or apply once with CASHFREE_PAYOUT_ADOPT_EXISTING=true.", wanted.ID),
			importBlockFor(wanted.ID), createBeforeDestroyNote, providerdata.AnchorIDExists.More())
	}
	return providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q exists already and has other content. It was not changed or overwritten. The differences:", wanted.ID),
		differences(conflict.Differing, conflict.Existing, wanted),
		"If it is another payee, choose another beneficiary_id. If it is the same payee, import it with this block. The next plan then "+
			"shows the replacement that gives it the configured content.",
		importBlockFor(wanted.ID), createBeforeDestroyNote, providerdata.AnchorIDExists.More())
}

// ofAnotherResource returns the error about a beneficiary that belongs to another resource of this run.
func ofAnotherResource(id string) string {
	return providerdata.Paragraphs(
		fmt.Sprintf("Another resource has beneficiary %q: it created it in this run, took it over, or could not remove it. It was "+
			"not changed.", id),
		"Two resources cannot manage one beneficiary: if one of them is removed, the other loses its payee. Keep one of the two blocks.")
}

// differences returns a line for each fact in which an existing payee differs from the wanted one.
func differences(differing []payouts.Fact, existing, wanted *payouts.Beneficiary) string {
	lines := make([]string, 0, len(differing))
	for _, fact := range differing {
		lines = append(lines, fmt.Sprintf("  %s: %s exists, %s is configured",
			factPath(fact.Field), displayValue(fact, existing, wanted), displayValue(fact, wanted, existing)))
	}
	return strings.Join(lines, "\n")
}

// displayValue returns a fact as people may see it: without the account numbers of the beneficiary and of the one that
// it is compared with, which can be short or have letters only.
func displayValue(fact payouts.Fact, b, other *payouts.Beneficiary) string {
	value := *fact.Of(b)
	switch {
	case value == "":
		return "(nothing)"
	case fact.Field.Secret:
		return grammar.Mask(value)
	default:
		return grammar.Quote(value, b.BankAccountNumber, other.BankAccountNumber)
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

func unknownHolderTitle(wanted *payouts.Beneficiary) string {
	if wanted.BankAccountNumber == "" {
		return "UPI address already in use"
	}
	return "Account or UPI address in use"
}

// unknownHolder returns the detail of the error about an account of a beneficiary that no look-up showed.
func unknownHolder(id string, unseen *bulk.UnseenError) string {
	lookup := ""
	if unseen.LookupErr != nil {
		lookup = "Looking it up failed: " + unseen.LookupErr.Error() + "."
	}
	return providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q was not created. Another beneficiary has its bank account or UPI address, and Cashfree does not say "+
			"which beneficiary has it.", id),
		unseen.Cause.Error()+".", lookup,
		"Look for the other beneficiary in the dashboard, and remove or import it.",
		providerdata.AnchorAccountTaken.More())
}

// knownHolder returns the detail of the error about a bank account that another beneficiary has.
func knownHolder(wanted *payouts.Beneficiary, holder *bulk.HolderError) string {
	inUse := fmt.Sprintf("Beneficiary %q was not created. Bank account %s with IFSC %s already belongs to beneficiary %q. A bank account can "+
		"belong to one beneficiary only.", wanted.ID, grammar.Mask(wanted.BankAccountNumber), wanted.BankIFSC, holder.ID)
	if holder.OfThisRun {
		return providerdata.Paragraphs(inUse, fmt.Sprintf("Another resource has %q: it created it in this run, took it over, or could not "+
			"remove it. Correct the account of one of them.", holder.ID), providerdata.AnchorAccountTaken.More())
	}
	return providerdata.Paragraphs(
		inUse, holder.Cause.Error()+".",
		"To manage that beneficiary, give your resource its id and add this block with the address of your resource:",
		importBlockFor(holder.ID),
		"If both are one resource whose id changes, remove create_before_destroy from its lifecycle block, and add this block. Then the "+
			"former beneficiary is removed before the account is used again:",
		movedBlockFor(holder.ID, wanted.ID), providerdata.AnchorAccountTaken.More())
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
		importBlockFor(id), providerdata.AnchorOutcomeUnknown.More(), trace))
}

// importBlockFor returns a block that imports a beneficiary.
func importBlockFor(id string) string {
	return providerdata.ImportBlock(beneficiaryset.SingleTypeName+".NAME", providerdata.QuoteHCL(id))
}
