package beneficiaryset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

var membersPath = path.Root("members")

// report adds what could not be done, and which of the written members cannot be paid.
func (r *Resource) report(
	ctx context.Context, c *changeRequest, compared *comparison, outcome bulk.Outcome, state *model, diags *diag.Diagnostics,
) {
	warnLeftToOthers(outcome.LeftToOthers, diags)
	undone, total := compared.countUndone(outcome), compared.changes()
	done := max(0, total-undone-len(outcome.LeftToOthers))
	switch {
	case undone == 0:
	case c.isRemoval():
		diags.AddAttributeError(membersPath, fmt.Sprintf("%d of %d members not removed", undone, total),
			providerdata.Paragraphs(r.failures(ctx, outcome), ifAny(done, "The others are removed. ")+
				"Apply again to remove the rest."))
	case c.isCreate():
		diags.AddAttributeError(membersPath, fmt.Sprintf("%d of %d members not created", undone, total),
			r.firstCreateDetail(ctx, outcome))
		return
	default:
		diags.AddAttributeError(membersPath, fmt.Sprintf("%d of %d changes not made", undone, total),
			providerdata.Paragraphs(otherContentText(outcome), lostText(outcome.Lost), r.failures(ctx, outcome), "The plan was: "+compared.counts()+". "+
				ifAny(done, "The other changes are made and recorded. ")+"The next plan shows what is left."))
	}
	warnAdopted(outcome.Adopted, diags) // not after a first create that failed in part: it records nothing
	warnDiffering(outcome.Differing, diags)
	warnMembersNotPayable(state.membersIn(compared.put()), diags)
}

// ifAny returns a text if it is about anything.
func ifAny(count int, text string) string {
	if count == 0 {
		return ""
	}
	return text
}

// lostText returns the ids of the members that are not at Cashfree now, each on a line. It names all of them, since
// none of them can be paid.
func lostText(ids []string) string {
	switch len(ids) {
	case 0:
		return ""
	case 1:
		return "This member does not exist at Cashfree now and cannot be paid until the next apply:\n  " + ids[0]
	default:
		return fmt.Sprintf("These %d members do not exist at Cashfree now and cannot be paid until the next apply:\n  %s",
			len(ids), strings.Join(ids, "\n  "))
	}
}

// firstCreateDetail returns what a first create could not do, and what exists now although nothing is recorded.
func (r *Resource) firstCreateDetail(ctx context.Context, outcome bulk.Outcome) string {
	notCreated, created, next := "These were not created:", "None was created.", ""
	for _, failure := range outcome.Failed {
		if errors.Is(failure, payouts.ErrOutcomeUnknown) {
			notCreated = "These were not created, or it is unknown whether they were:"
			created = "No payee is known to have been created."
			break
		}
	}
	failures := r.failures(ctx, outcome)
	if ids := slices.Sorted(maps.Keys(outcome.Present)); len(ids) > 0 {
		created = fmt.Sprintf("These %d exist now:\n  %s", len(ids), idLines(ids))
		if len(ids) == 1 {
			created = "This one exists now:\n  " + ids[0]
		}
		next = "The next create would be refused because these exist. A destroy before that does not remove them."
		if command := r.data().AdoptionCommand(); !strings.Contains(failures, command) {
			next += " " + command
		}
	}
	return providerdata.Paragraphs(otherContentText(outcome), lostText(outcome.Lost), notCreated, failures, created,
		"Nothing was stored in the state. Otherwise Terraform would mark the set as tainted, and the next apply would remove every payee.", next)
}

// failedCall returns the call that failed. That is the put-back where the member failed for another reason than a call.
func failedCall(failure *bulk.MemberError) (*payouts.Error, bool) {
	if failed, ok := errors.AsType[*payouts.Error](failure.Cause); ok {
		return failed, true
	}
	return errors.AsType[*payouts.Error](failure.PutBack)
}

// stopText returns why a run began nothing more.
func stopText(reason error) string {
	switch {
	case errors.Is(reason, bulk.ErrAffectsAll):
		return "another member failed with an error that affects every member"
	case errors.Is(reason, bulk.ErrNotPutBack):
		return "a member that was removed could not be put back"
	case errors.Is(reason, bulk.ErrNotFreed):
		return "a member that was removed could not be put back at once"
	case errors.Is(reason, bulk.ErrRefusedAgain):
		return "Cashfree refused three exchanges in a row for the same reason"
	case errors.Is(reason, context.DeadlineExceeded):
		return "the time limit was reached"
	default:
		return "the run was stopped"
	}
}

// describe returns why a member failed and what is true of it now, as sentences.
func describe(failure *bulk.MemberError) string {
	cause := describeCause(failure.Cause)
	if content, differs := errors.AsType[*payouts.ContentError](failure.Cause); differs {
		cause = describeContent(content, failure)
	}
	switch failure.Effect {
	case bulk.EffectPutBack:
		return cause + " The payee was put back as it was."
	case bulk.EffectLost:
		return fmt.Sprintf("%s The payee was removed and could not be put back (%s). It cannot be paid until the next "+
			"apply.", cause, putBackText(failure.PutBack))
	case bulk.EffectUnknown:
		return fmt.Sprintf("%s The payee was removed, and whether it exists now is unknown (%s). The next plan shows it.",
			cause, putBackText(failure.PutBack))
	case bulk.EffectRemovalUnknown:
		return cause + " Whether it was removed is unknown. The next plan shows it."
	case bulk.EffectOtherContent:
		return cause + otherContentEffect(failure)
	case bulk.EffectWithoutVPA:
		return cause + " The payee has its account, and no UPI address until the next apply."
	}
	if errors.Is(failure.Cause, payouts.ErrOutcomeUnknown) {
		return cause + " Whether it was created is unknown."
	}
	return cause
}

// describeCause returns why a member failed, as sentences.
func describeCause(cause error) string {
	if conflict, isConflict := errors.AsType[*bulk.ConflictError](cause); isConflict {
		return describeConflict(conflict)
	}
	if holder, isHeld := errors.AsType[*bulk.HolderError](cause); isHeld {
		if holder.OfThisRun {
			return fmt.Sprintf("Its bank account belongs to %q. Another resource created that payee in this run, took it over, or could not "+
				"remove it.", holder.ID)
		}
		return fmt.Sprintf("Its bank account belongs to %q at Cashfree.", holder.ID)
	}
	if refused, isRefused := errors.AsType[*bulk.WantedError](cause); isRefused {
		if refused.ReadErr != nil {
			return fmt.Sprintf("It was not removed: %v.", refused)
		}
		return fmt.Sprintf("It was not removed: %q, which needs its id, bank account or UPI address, could not be created in this run. "+
			"If both were missing, nobody could be paid.", refused.By)
	}
	if other, depends := errors.AsType[*bulk.DependencyError](cause); depends {
		return fmt.Sprintf("It could not be changed without %s, which failed.", other.ID)
	}
	return cmp.Or(providerdata.ContextText(cause), firstUpper(strings.TrimSuffix(cause.Error(), "."))+".")
}

// putBackText returns why a member was not put back. Where that is the end of a context, the run has used up the time
// that it has after a stop.
func putBackText(err error) string {
	if providerdata.ContextText(err) != "" {
		return "no time was left"
	}
	return err.Error()
}

func describeConflict(conflict *bulk.ConflictError) string {
	switch {
	case conflict.OfThisRun:
		return "It belongs to another resource, which created it in this run, took it over, or could not remove it."
	case len(conflict.Differing) == 0:
		return "It exists already, with exactly the content of its row."
	}
	return fmt.Sprintf("It exists, and differs in %s. Choose another id. Or change the row to match Cashfree, and apply "+
		"once with CASHFREE_PAYOUT_ADOPT_EXISTING=true.", strings.Join(payouts.FieldNames(conflict.Differing), ", "))
}

// warnAdopted warns which payees the set has taken over.
func warnAdopted(ids []string, diags *diag.Diagnostics) {
	if len(ids) == 0 {
		return
	}
	diags.AddAttributeWarning(membersPath, fmt.Sprintf("Existing payees taken over: %d", len(ids)), providerdata.Paragraphs(
		"These existed already with exactly the content of their rows, and adopt_existing is set. The set manages them from now on. Nothing "+
			"at Cashfree was changed: "+firstOf(ids, maxNamed), providerdata.AnchorIDExists.More()))
}

// warnLeftToOthers warns which members left the state and are still at Cashfree.
func warnLeftToOthers(ids []string, diags *diag.Diagnostics) {
	if len(ids) == 0 {
		return
	}
	diags.AddAttributeWarning(membersPath, fmt.Sprintf("Not removed: %s", countOf(len(ids), "member")), providerdata.Paragraphs(
		"Another resource, or the replacement of this one, took them over earlier in this run. Nothing was sent to Cashfree for these: "+
			firstOf(ids, maxNamed), providerdata.AnchorIDExists.More()))
}
