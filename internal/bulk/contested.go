package bulk

import (
	"errors"
	"slices"
)

// A change is contested if it failed because of a payee that belongs to nobody here, and nobody is away because of it.
// Another resource of the run may still remove that payee. Then the change is tried again, and whatever failed because
// of it.

type contestedChange struct {
	*change
	keys []string // of what it needs
}

// noteWants notes what the payee of a change that failed needs. Unless the change may be tried again, nobody is removed
// from now on who has that. The caller holds the lock.
func (r *run) noteWants(x *change, failure *MemberError) {
	switch {
	case x.after == nil, r.dependsOnContested(failure):
	case r.isContested(x, failure):
		r.contested[x.id] = &contestedChange{x, wantOf(*x.after, failure.Cause).keys()}
		r.freedMark = min(r.freedMark, x.mark)
	default:
		r.options.Coordinator.noteFailed(wantOf(*x.after, failure.Cause))
	}
}

func (r *run) isContested(x *change, failure *MemberError) bool {
	if r.abortReason != nil || r.ctx.Err() != nil || !failure.leavesAsItWas() {
		return false
	}
	if _, isID := errors.AsType[*ConflictError](failure.Cause); isID {
		return !x.known && !r.operation.staysWithOther(x.id)
	}
	if holder, isHeld := errors.AsType[*HolderError](failure.Cause); isHeld {
		_, isOurs := r.known[holder.ID]
		return !isOurs && !r.operation.staysWithOther(holder.ID)
	}
	return isUnseen(failure.Cause)
}

// dependsOnContested reports whether a change failed because of a contested one.
func (r *run) dependsOnContested(failure *MemberError) bool {
	other, depends := errors.AsType[*DependencyError](failure.Cause)
	return depends && failure.leavesAsItWas() && r.contested[other.ID] != nil
}

// retryFreed tries the additions again for which another resource has freed what they need, beside everything else:
// their payees are away.
func (r *run) retryFreed() {
	for _, x := range r.takeFreed() {
		r.aside.Go(func() { r.carryOutLocked([]*change{x}, func() { r.carryOut(x) }) })
	}
}

// takeFreed reopens the contested additions for which another resource has freed what they need.
func (r *run) takeFreed() []*change {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.contested) == 0 {
		return nil
	}
	freed, mark := r.operation.freedSince(r.freedMark)
	r.freedMark = mark
	if len(freed) == 0 {
		return nil
	}
	var again []*change
	for _, x := range r.contested {
		if x.before == nil && len(x.waits)+len(x.followers) == 0 && x.isAmong(freed) {
			r.reopen(x.change)
			again = append(again, x.change)
		}
	}
	return again
}

func (x *contestedChange) isAmong(freed map[string]bool) bool {
	return slices.ContainsFunc(x.keys, func(key string) bool { return freed[key] })
}

// mustFinish reports whether another resource has removed the payee of an addition. It is made even after a stop, as
// long as an exchange would be.
func (r *run) mustFinish(x *change) bool {
	if x.after == nil || x.before != nil || r.finishing.Err() != nil || r.isAborted() {
		return false
	}
	_, wasRemoved := r.options.Coordinator.removedAs(*x.after)
	return wasRemoved
}

// waitForOthers waits until the other resources of the run have freed something for which a change is contested, and
// reports whether there is something to try again. If not, nobody is removed any more who has what these changes need.
func (r *run) waitForOthers() bool {
	since := r.operation.c.mark()
	var wants []want
	for id, x := range r.contested {
		wants = append(wants, wantOf(*x.after, r.outcome.Failed[id].Cause))
		since = min(since, x.mark)
	}
	if len(wants) > 0 && !r.isAborted() && r.operation.wait(r.ctx, since, wants, false) {
		r.reopenFreed(since)
		return true
	}
	r.endAdditions()
	return r.reopenRemoved()
}

// reopenRemoved makes the additions pending again that a stop has kept from being tried, although another resource has
// removed their payees. It reports whether there are any.
func (r *run) reopenRemoved() bool {
	notStarted := make(map[string]bool)
	for _, id := range r.outcome.NotStarted {
		notStarted[id] = true
	}
	again := false
	for _, x := range r.changes {
		if notStarted[x.id] && r.mustFinish(x) {
			r.reopen(x)
			delete(notStarted, x.id)
			again = true
		}
	}
	r.outcome.NotStarted = slices.DeleteFunc(r.outcome.NotStarted, func(id string) bool { return !notStarted[id] })
	return again
}

// endAdditions notes what the payees need that will not be added. The outcome must tell whether others have removed
// these payees, so it waits for removals under way.
func (r *run) endAdditions() {
	var wants []want
	for _, x := range r.changes {
		if x.after != nil && x.hasFailed() {
			var cause error // nil where it was not tried
			if failure := r.outcome.Failed[x.id]; failure != nil {
				cause = failure.Cause
			}
			wants = append(wants, wantOf(*x.after, cause))
		}
	}
	if len(wants) == 0 {
		return
	}
	r.operation.c.noteFailed(wants...)
	r.operation.awaitRemovals(wants)
	for _, x := range r.changes {
		if r.wasRemovedByOthers(x) && r.conflictsOverID(x) { // which is gone by now
			r.outcome.Failed[x.id].Cause = ErrRemovedByOther
		}
	}
}

// reopenFreed makes the changes pending again for which another resource has freed something since a mark, and those
// that failed because of them.
func (r *run) reopenFreed(since int) {
	freed, mark := r.operation.freedSince(since)
	again := make(map[string]bool)
	for id, x := range r.contested {
		if x.isAmong(freed) {
			again[id] = true
			r.reopen(x.change)
		}
		x.mark = mark
	}
	for more := true; more; { // who depends on one, and who depends on those
		more = false
		for _, x := range r.changes {
			failure := r.outcome.Failed[x.id]
			if failure == nil || !failure.leavesAsItWas() {
				continue
			}
			if other, depends := errors.AsType[*DependencyError](failure.Cause); depends && again[other.ID] {
				again[x.id], more = true, true
				r.reopen(x)
			}
		}
	}
}

// reopen makes a change pending again.
func (r *run) reopen(x *change) {
	delete(r.contested, x.id)
	delete(r.outcome.Failed, x.id)
	if x.after != nil {
		r.options.Coordinator.forgetFailed(*x.after)
	}
	x.stage, x.blockedBy, x.inCycle = stagePending, "", false
	r.ended--
}
