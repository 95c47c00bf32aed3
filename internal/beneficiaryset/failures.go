package beneficiaryset

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// otherOwnerNote is when to take nobody over.
const otherOwnerNote = "If another resource or another state manages them, remove them there first. Otherwise it removes them later, " +
	"although this set has them."

// failureList collects what a report says of the members that failed.
type failureList struct {
	lines      []string            // one for each member, or for each group of them
	calls      []*payouts.Error    // that failed
	existing   []string            // members that exist already, as they are wanted
	dependents map[string][]string // members that were not touched, by the one that failed
}

// failures returns a list of every failure by its id, and what to do about each kind. Where only Cashfree can help, it
// ends with what Cashfree's support needs: the lines of one call are enough.
func (r *Resource) failures(ctx context.Context, outcome bulk.Outcome) string {
	list := failureList{dependents: make(map[string][]string)}
	for _, id := range slices.Sorted(maps.Keys(outcome.Failed)) {
		list.add(id, outcome.Failed[id])
	}
	list.addGroups(outcome)
	paragraphs := slices.Concat([]string{strings.Join(list.lines, "\n")}, list.advice())
	if len(list.existing) > 0 {
		paragraphs = append(paragraphs, otherOwnerNote, r.data().AdoptionCommand(), providerdata.AnchorIDExists.More())
	}
	for _, failed := range list.calls {
		if note := r.data().WhitelistNote(ctx, failed); note != "" {
			paragraphs = append(paragraphs, note)
			break
		}
	}
	if i := slices.IndexFunc(list.calls, providerdata.NeedsSupport); i >= 0 {
		paragraphs = append(paragraphs, providerdata.Trace(list.calls[i]))
	}
	return providerdata.Paragraphs(paragraphs...)
}

// add adds a member that failed.
func (l *failureList) add(id string, failure *bulk.MemberError) {
	if other, depends := errors.AsType[*bulk.DependencyError](failure.Cause); depends && failure.Effect == bulk.NoEffect {
		l.dependents[other.ID] = append(l.dependents[other.ID], id)
		return
	}
	if existsAsWanted(failure) {
		l.existing = append(l.existing, id)
		return
	}
	line := fmt.Sprintf("  %s: %s", id, describe(failure))
	if failed, isCall := failedCall(failure); isCall {
		l.calls = append(l.calls, failed)
		if failed.RequestID != "" {
			line += " Request id: " + failed.RequestID
		}
	}
	l.lines = append(l.lines, line)
}

// addGroups adds a line for each group of members that have a cause in common.
func (l *failureList) addGroups(outcome bulk.Outcome) {
	if len(l.existing) > 0 {
		line := "  These exist already, with exactly the content of their rows: " + firstOf(l.existing, maxListed, ", ") + "."
		if conflict, isCall := failedCall(outcome.Failed[l.existing[0]]); isCall && conflict.RequestID != "" {
			line += " Request id of the first: " + conflict.RequestID
		}
		l.lines = append(l.lines, line)
	}
	for _, id := range slices.Sorted(maps.Keys(l.dependents)) {
		l.lines = append(l.lines, fmt.Sprintf("  Not changed, because of the failure of %s: %s",
			id, firstOf(l.dependents[id], maxListed, ", ")))
	}
	if len(outcome.NotStarted) > 0 {
		l.lines = append(l.lines, fmt.Sprintf("  Not started, because %s: %s",
			stopText(outcome.StopReason), firstOf(outcome.NotStarted, maxListed, ", ")))
	}
}

// advice returns what to do about each kind of failed call, once for each.
func (l *failureList) advice() []string {
	var advice []string
	for _, failed := range l.calls {
		whatToDo, anchor := providerdata.Advice(failed)
		advice = append(advice, strings.TrimSpace(whatToDo+" "+anchor.More()))
	}
	slices.Sort(advice)
	return slices.Compact(advice)
}

// existsAsWanted reports whether a member was not added because it exists already, as it is wanted.
func existsAsWanted(failure *bulk.MemberError) bool {
	conflict, isConflict := errors.AsType[*bulk.ConflictError](failure.Cause)
	return isConflict && failure.Effect == bulk.NoEffect && !conflict.OfThisRun && len(conflict.Differing) == 0
}
