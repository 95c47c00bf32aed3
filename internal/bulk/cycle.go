package bulk

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// carryOutCycle removes the opener of a cycle, makes the other changes, each into the place that the one before has
// left, and adds the opener in the last place. If a change fails, it undoes those before, because only that frees the
// account of the opener.
func (r *run) carryOutCycle(cycle []*change) {
	opener, others := cycle[0], cycle[1:]
	k := opener.kind()
	defer r.endRemovals(cycle[:1])
	if reason := r.stopReason(); reason != nil {
		r.endAllNotStarted(cycle, reason)
		return
	}
	if !r.readAgain(opener, cycle[:1]) {
		if opener.stage == stageFailed {
			r.endCycle(others, opener)
			return
		}
	} else if failure := r.removeOpener(opener); failure != nil {
		r.giveUp(opener, k, r.failRemoval(opener, opener, failure), nil)
		r.endCycle(others, opener)
		return
	}
	for i, x := range others {
		if r.step(x); x.stage != stageDone {
			r.undo(opener, k, others[:i], x)
			r.endCycle(others[i+1:], x)
			return
		}
	}
	if opener.stage == stageDone { // somebody else made the change
		r.announce(cycle)
		return
	}
	err := r.add(opener, true)
	isThere, mayBeThere := err == nil, false
	if errors.Is(err, payouts.ErrOutcomeUnknown) {
		isThere, mayBeThere = r.lookFor(*opener.after)
	}
	switch {
	case isThere:
		r.succeedWith(opener, k, nil)
		r.announce(cycle)
	case isPresentOtherwise(err): // it could not be put back either
		r.abort(ErrNotPutBack)
		r.fail(opener, &MemberError{Cause: err, Effect: EffectOtherContent})
	case mayBeThere: // to undo the others would take the place that it may have
		r.abort(ErrNotPutBack)
		r.fail(opener, &MemberError{Cause: err, Effect: EffectUnknown, PutBack: err})
	default:
		r.undoAll(opener, k, others, err, nil)
	}
}

// announce wakes those who wait for what the payees of a cycle no longer have. Nothing of it is undone any more.
func (r *run) announce(cycle []*change) {
	for _, x := range cycle {
		if x.stage == stageDone && !x.isHalf() {
			r.noteFreed(x.whole())
		}
	}
}

// removeOpener removes the opener of a cycle, unless it is absent already.
func (r *run) removeOpener(opener *change) *MemberError {
	if opener.before == nil {
		return nil
	}
	if failure := r.mayRemove(opener, opener); failure != nil {
		return failure
	}
	return r.removeUnlessStopped(opener)
}

// endCycle ends the changes of a cycle that were not begun, because of one that was not made.
func (r *run) endCycle(others []*change, x *change) {
	for _, other := range others {
		if reason := r.stopReason(); reason != nil && x.blockedBy == "" {
			r.endNotStarted(other, reason)
			continue
		}
		r.blockBy(other, x.blockedBy)
	}
}

// undo undoes the finished changes of a cycle because of one that was not made.
func (r *run) undo(opener *change, k exchangeKind, finished []*change, x *change) {
	cause := error(&DependencyError{ID: x.blockedBy})
	if x.blockedBy == "" {
		cause = r.stopReason()
	}
	r.undoAll(opener, k, finished, cause, r.awayAfter(x))
}

// awayAfter returns why a payee may not be at Cashfree after its change failed, or nil where it is there.
func (r *run) awayAfter(x *change) error {
	for _, id := range x.whole().ids() {
		if failure := r.failureOf(id); failure != nil && failure.leavesAway() {
			return failure
		}
	}
	return nil
}

// undoAll undoes the finished changes of a cycle, the last one first, and puts the opener back. While somebody else of
// the cycle is away, it undoes nothing, because whoever it removes would be away as well. After a stop it does so only
// if there is time for all of it.
func (r *run) undoAll(opener *change, k exchangeKind, finished []*change, cause, away error) {
	switch {
	case opener.stage == stageDone: // somebody else made the change
		return
	case opener.before == nil: // it was absent already
		r.fail(opener, &MemberError{Cause: cause})
		return
	}
	err := away
	if err == nil {
		err = r.checkTime(2 * len(finished)) // to put back the opener takes one call more, which is tried in any case
	}
	for _, x := range slices.Backward(finished) {
		if err == nil {
			err = r.undoOne(x, opener, cause)
		}
	}
	if err != nil && len(finished) > 0 {
		r.abort(ErrNotPutBack) // the opener is tried all the same: the undo may have ended after its account was free
	}
	r.giveUp(opener, k, &MemberError{Cause: cause}, []*change{opener})
}

// undoOne makes a payee what it was before its change. If that is refused, it makes the change again.
func (r *run) undoOne(x, opener *change, cause error) error {
	if err := r.checkTime(3); err != nil {
		return err
	}
	if failure := r.remove(r.cleanup, *x.after); failure != nil {
		if failure.isUnknown() || failure.Effect == EffectOtherContent {
			r.revert(x, failure)
		}
		return failure.Cause
	}
	if x.before == nil { // it was absent when its turn came
		r.revert(x, &MemberError{Cause: dependency(opener, cause)})
		return nil
	}
	err := r.putBack(*x.before)
	if err == nil {
		r.revert(x, &MemberError{Cause: dependency(opener, cause), Effect: EffectPutBack})
		return nil
	}
	if isPresentOtherwise(err) {
		r.revert(x, &MemberError{Cause: dependency(opener, cause), Effect: EffectOtherContent, PutBack: err})
		return err
	}
	if again := r.putBack(*x.after); again != nil {
		effect := effectOf(again)
		if effectOf(err) == EffectUnknown {
			effect = EffectUnknown
		}
		r.revert(x, &MemberError{Cause: dependency(opener, cause), Effect: effect, PutBack: again})
	}
	return err
}

// undoMargin is how much longer than the calls before them the calls of an undo may take.
const undoMargin = 2

// checkTime returns an error if the run was stopped and has no time left for a number of calls.
func (r *run) checkTime(calls int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped.IsZero() || calls == 0 {
		return nil
	}
	if r.freesLate { // what was let go may not be free again in time
		return context.DeadlineExceeded
	}
	if left := cleanupTime - time.Since(r.stopped); time.Duration(calls)*r.pace*undoMargin > left {
		return context.DeadlineExceeded
	}
	return nil
}

// timed makes a call and notes how long calls take.
func (r *run) timed(call func() error) error {
	began := time.Now()
	err := call()
	took := time.Since(began)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pace = max(took, r.pace-r.pace/8)
	return err
}
