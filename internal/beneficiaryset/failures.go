package beneficiaryset

import (
	"cmp"
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
const otherOwnerNote = "If another resource or another state manages them, let it forget them first, with a removed block that has destroy = false. " +
	"Otherwise it removes them later, although this set has them."

// failureList collects what a report says of the members that failed.
type failureList struct {
	lines      bulk.Lines          // one for each member that failed by itself
	calls      []*payouts.Error    // that failed
	existing   []string            // members that exist already, as they are wanted
	dependents map[string][]string // members that were not touched, by the one that failed
	isHeld     bool                // whether a line names who has the account of a member
}

// failures returns a list of every failure by its id, and what to do about each kind. Where only Cashfree can help, it
// ends with what Cashfree's support needs: the lines of one call are enough.
func (r *Resource) failures(ctx context.Context, outcome bulk.Outcome) string {
	list := failureList{dependents: make(map[string][]string)}
	for _, id := range inOrder(outcome.Failed) {
		list.add(id, outcome.Failed[id])
	}
	paragraphs := slices.Concat([]string{list.text(outcome)}, list.advice())
	if len(list.existing) > 0 {
		paragraphs = append(paragraphs, otherOwnerNote, r.data().AdoptionCommand(), providerdata.AnchorIDExists.More())
	}
	for _, failed := range list.calls {
		r.data().NoteReported(failed)
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

// inOrder returns the ids of members that failed. First come those that exist with another account than was sent, then
// those that are lost, then those of which more is to be known than that nothing was done: a report may not show all.
func inOrder(failed map[string]*bulk.MemberError) []string {
	return slices.SortedFunc(maps.Keys(failed), func(a, b string) int {
		return cmp.Or(cmp.Compare(urgency(failed[a]), urgency(failed[b])), cmp.Compare(a, b))
	})
}

func urgency(failure *bulk.MemberError) int {
	switch {
	case failure.Effect == bulk.EffectOtherContent:
		return 0
	case failure.Effect == bulk.EffectLost:
		return 1
	case failure.Effect != bulk.NoEffect, errors.Is(failure.Cause, payouts.ErrOutcomeUnknown):
		return 2
	default:
		return 3
	}
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
	failed, isCall := failedCall(failure)
	switch _, isHeld := errors.AsType[*bulk.HolderError](failure.Cause); {
	case isHeld: // the line says more than the advice about such a conflict
		l.isHeld = true
	case isCall:
		l.calls = append(l.calls, failed)
	}
	l.lines.Add(func() string {
		line := fmt.Sprintf("  %s: %s", id, describe(failure))
		if isCall && failed.RequestID != "" {
			line += " Request id: " + failed.RequestID
		}
		return line
	})
}

// text returns the lines of the members, and one for each group of members that have a cause in common.
func (l *failureList) text(outcome bulk.Outcome) string {
	parts := []string{l.lines.String()}
	if len(l.existing) > 0 {
		line := "  These exist already, with exactly the content of their rows: " + allOf(l.existing) + "."
		if conflict, isCall := failedCall(outcome.Failed[l.existing[0]]); isCall && conflict.RequestID != "" {
			line += " Request id of the first: " + conflict.RequestID
		}
		parts = append(parts, line)
	}
	var groups bulk.Lines
	for _, id := range slices.Sorted(maps.Keys(l.dependents)) {
		groups.Add(func() string {
			return fmt.Sprintf("  Not changed, because of the failure of %s: %s", id, allOf(l.dependents[id]))
		})
	}
	parts = append(parts, groups.String())
	if len(outcome.NotStarted) > 0 {
		parts = append(parts, fmt.Sprintf("  Not started, because %s: %s", stopText(outcome.StopReason), allOf(outcome.NotStarted)))
	}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), "\n")
}

// maxAdvice bounds how many kinds of failures a report has advice about. There are more only where answers differ in
// what they say of the caller.
const maxAdvice = 10

// advice returns what to do about each kind of failed call, once for each.
func (l *failureList) advice() []string {
	advice := make(map[string]bool)
	for _, failed := range l.calls {
		whatToDo, anchor := providerdata.Advice(failed)
		advice[strings.TrimSpace(whatToDo+" "+anchor.More())] = true
	}
	if l.isHeld {
		advice[providerdata.AnchorAccountTaken.More()] = true
	}
	sorted := slices.Sorted(maps.Keys(advice))
	return sorted[:min(len(sorted), maxAdvice)]
}

// existsAsWanted reports whether a member was not added because it exists already, as it is wanted.
func existsAsWanted(failure *bulk.MemberError) bool {
	conflict, isConflict := errors.AsType[*bulk.ConflictError](failure.Cause)
	return isConflict && failure.Effect == bulk.NoEffect && !conflict.OfThisRun && len(conflict.Differing) == 0
}
