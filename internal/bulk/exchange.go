package bulk

import (
	"context"
	"errors"
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// carryOutUnit makes the changes of a unit, one after the other.
func (r *run) carryOutUnit(u *unit) {
	for _, p := range u.parts {
		if len(p.cycle) > 0 {
			r.carryOutCycle(p.cycle)
		}
		for _, x := range p.steps {
			r.step(x)
		}
	}
}

// step makes a change, unless the run is over or somebody for whom it waits still has what it needs.
func (r *run) step(x *change) {
	r.retryFreed()
	if reason := r.stopReason(); reason != nil {
		r.endNotStarted(x, reason)
		return
	}
	if i := slices.IndexFunc(x.waits, (*change).hasFailed); i >= 0 {
		r.blockBy(x, x.waits[i].blockedBy)
		return
	}
	r.carryOut(x)
}

// carryOut adds a payee, and removes before that whoever is in its way: one that leaves, and the payee itself as it
// was. If something fails, it puts back everybody whom it has removed.
func (r *run) carryOut(x *change) {
	k := x.kind()
	x.whole().mark = r.options.Coordinator.mark()
	inTheWay := slices.DeleteFunc(slices.Clone(x.waits), func(other *change) bool { return !other.leaves() || other.stage != stagePending })
	if x.before != nil {
		inTheWay = append(inTheWay, x)
	}
	if !r.readAgain(x, inTheWay) {
		return
	}
	var removed []*change
	defer r.endRemovals(inTheWay)
	for _, other := range inTheWay {
		if other.before == nil {
			continue
		}
		failure := r.mayRemove(x, other)
		if failure == nil {
			failure = r.removeUnlessStopped(other)
		}
		if failure == nil {
			removed = append(removed, other)
			continue
		}
		r.noteResult(k, failure, false)
		r.giveUp(x, k, r.failRemoval(x, other, failure), removed)
		return
	}
	if err := r.add(x, len(removed) > 0 || x.inCycle); err != nil {
		r.giveUp(x, k, &MemberError{Cause: err}, removed)
		return
	}
	r.succeedWith(x, k, removed)
}

// readAgain reads those who are in the way of a payee just before they are removed, so that they can be put back. It
// reports whether the change is still to be made and can be.
func (r *run) readAgain(x *change, inTheWay []*change) bool {
	for _, other := range inTheWay {
		if other.before == nil {
			continue
		}
		id := other.before.ID
		if r.operation.belongsToOther(id) {
			r.leaveToOthers(x, other)
			return false
		}
		found, err := r.lookUp(r.ctx, id)
		switch {
		case errors.Is(err, payouts.ErrNotFound):
			r.noteFreed(other)
			other.before = nil
			r.setAbsent(id)
			if other != x {
				r.succeed(other)
			}
			continue
		case err != nil && r.stopReason() != nil:
			r.endNotStarted(x, r.stopReason())
			return false
		case err != nil && other == x:
			r.fail(x, &MemberError{Cause: err})
			return false
		case err != nil:
			r.fail(other, &MemberError{Cause: err})
			r.blockBy(x, other.id)
			return false
		case other == x && len(found.Differences(*x.after)) == 0: // somebody else made the change
			other.before = found
			r.setPresent(*x.after, found.Status)
			r.succeed(x)
			return false
		}
		other.before = found
	}
	if reason := r.stopReason(); reason != nil && !r.mustFinish(x) {
		r.endNotStarted(x, reason)
		return false
	}
	return true
}

// leaveToOthers ends a change for which a payee would have to be removed that another resource of the run adopted.
func (r *run) leaveToOthers(x, adopted *change) {
	leaving := adopted
	if adopted == x {
		leaving = x.whole().leaver
	}
	if leaving == nil {
		r.fail(x, &MemberError{Cause: ErrAdoptedElsewhere})
		return
	}
	r.noteLeftToOthers(leaving)
	r.fail(x, &MemberError{Cause: &HolderError{ID: leaving.id, OfThisRun: true}})
}

func (r *run) removeUnlessStopped(x *change) *MemberError {
	if reason := r.stopReason(); reason != nil {
		return &MemberError{Cause: reason}
	}
	return r.remove(r.ctx, *x.before)
}

// remove removes a payee. After a failure it looks, because only the answer may be lost and the payee removed all the
// same. It does so even after a stop. Where nobody knows whether a payee is removed whose content is known, it puts it
// back.
func (r *run) remove(ctx context.Context, content payouts.Beneficiary) *MemberError {
	id := content.ID
	removal := r.timed(func() error { return r.api.RemoveBeneficiary(ctx, id) })
	if removal == nil || errors.Is(removal, payouts.ErrNotFound) {
		r.setAbsent(id)
		return nil
	}
	if neverSent(removal) {
		return &MemberError{Cause: removal}
	}
	_, err := r.lookUp(r.cleanup, id)
	switch {
	case errors.Is(err, payouts.ErrNotFound):
		r.setAbsent(id)
		return nil
	case err == nil && ctx.Err() != nil && !wasRefused(removal): // the request may still be on its way
		return &MemberError{Cause: removal, Effect: EffectRemovalUnknown}
	case err == nil, wasRefused(removal):
		return &MemberError{Cause: removal}
	case content.Name == "": // only the id is known
		return &MemberError{Cause: removal, Effect: EffectRemovalUnknown}
	}
	switch err := r.putBack(content); { // where it is there still, that shows it
	case isPresentOtherwise(err):
		return &MemberError{Cause: removal, Effect: EffectOtherContent, PutBack: err}
	case err != nil:
		return &MemberError{Cause: removal, Effect: EffectRemovalUnknown, PutBack: err}
	}
	return &MemberError{Cause: removal, Effect: EffectPutBack}
}

// failRemoval records that somebody could not be removed for a change, and returns the failure of the change.
func (r *run) failRemoval(x, other *change, failure *MemberError) *MemberError {
	if isStop(failure.Cause) || r.wasStopped(failure.Cause) {
		return failure
	}
	switch {
	case other != x:
		r.fail(other, failure)
	case x.isRename():
		other = x.whole().leaver
		r.failLeaver(x, failure)
	default:
		return failure
	}
	return &MemberError{Cause: &DependencyError{ID: other.id}}
}

// giveUp puts back everybody who was removed for a change that failed, the last one first.
func (r *run) giveUp(x *change, k exchangeKind, failure *MemberError, removed []*change) {
	arePutBack := len(removed) > 0
	if other, isOther := errors.AsType[*OtherContentError](failure.Cause); isOther {
		failure.Effect = other.effect()
	}
	for _, other := range slices.Backward(removed) {
		if failure.Effect == EffectOtherContent && other.before.ID == x.after.ID { // its id is not free
			arePutBack = false
			continue
		}
		err := r.putBack(*other.before)
		arePutBack = arePutBack && err == nil
		if isMade := r.notePutBack(x, other, failure, err); isMade {
			r.succeedWith(x, k, removed)
			return
		}
	}
	if r.wasStopped(failure.Cause) {
		failure.Cause = r.stopReason()
	}
	r.noteResult(k, failure, arePutBack)
	if len(removed) == 0 && isStop(failure.Cause) {
		r.endNotStarted(x, failure.Cause)
		return
	}
	r.fail(x, failure)
}

// notePutBack records what became of somebody who was put back, or could not be. It reports whether the change was made
// after all, where its answer was lost, and whoever was removed for it is gone.
func (r *run) notePutBack(x, other *change, failure *MemberError, err error) (isMade bool) {
	isThere, mayBeThere := false, false
	if errors.Is(failure.Cause, payouts.ErrOutcomeUnknown) && (err != nil || other.before.ID != x.after.ID) {
		isThere, mayBeThere = r.lookFor(*x.after)
	}
	switch {
	case isThere && r.removeAgain(x, other, err):
		return true
	case isThere: // and so is the other
	case other != x:
		r.keepLeaving(other, x, failure.Cause, err)
	case x.isRename():
		r.failLeaver(x, &MemberError{Cause: dependency(x, failure.Cause), Effect: effectOf(err), PutBack: err})
	case mayBeThere:
		failure.Effect, failure.PutBack = EffectUnknown, err
	default:
		failure.Effect, failure.PutBack = effectOf(err), err
	}
	return false
}

// removeAgain removes a payee that was put back, or may have been, although its successor is there as well: the two may
// have the same UPI address. It reports whether the payee is gone. If not, the next run has to find out who is there.
func (r *run) removeAgain(x, other *change, putBack error) bool {
	effect := effectOf(putBack)
	if effect == EffectLost || other.before.ID == x.after.ID { // the successor has the id
		return true
	}
	content := *other.before
	if effect != EffectPutBack { // then nobody wants it back as it is
		content = payouts.Beneficiary{ID: content.ID}
	}
	failure := r.remove(r.cleanup, content)
	if failure == nil {
		return true
	}
	if isOther := effect == EffectOtherContent && !failure.isUnknown(); isOther {
		failure.Effect, failure.PutBack = EffectOtherContent, putBack
	} else if failure.Effect != EffectOtherContent {
		failure.Effect = EffectRemovalUnknown
	}
	if x.isRename() {
		other = x.whole().leaver
	}
	r.fail(other, failure)
	return false
}

// keepLeaving records what became of a payee that leaves, after the one that was to take its account could not be
// added. Where it could not be put back, it is gone as the document wants it.
func (r *run) keepLeaving(leaving, x *change, cause, putBack error) {
	effect := effectOf(putBack)
	if effect == EffectLost {
		r.options.Coordinator.noteRemoved(*leaving.before)
		r.succeed(leaving)
		return
	}
	r.fail(leaving, &MemberError{Cause: dependency(x, cause), Effect: effect, PutBack: putBack})
}

// dependency is the failure of a payee that was not changed because of another one. After a stop that is the reason.
func dependency(x *change, cause error) error {
	if isStop(cause) {
		return cause
	}
	return &DependencyError{ID: x.whole().id}
}

// putBack adds a payee again as it was. A failure that is not a conflict is not taken for final at once. If it is
// final, nothing more begins.
func (r *run) putBack(b payouts.Beneficiary) error {
	found, err := r.addOrFind(b, puttingBack, always)
	if err != nil && !isConflict(err) && !errors.Is(err, payouts.ErrContentDiffers) { // which is never sent again
		firstErr := err
		found, err = r.addOrFind(b, puttingBack, always)
		if err != nil && !isConflict(err) && !isPresentOtherwise(err) && errors.Is(firstErr, payouts.ErrOutcomeUnknown) {
			err = firstErr // the second failure does not show what became of the first request
		}
	}
	switch {
	case err == nil:
		r.setPresent(b, found.Status)
	case !isConflict(err):
		r.abort(ErrNotPutBack)
	}
	return err
}

// always is true of every conflict of a payee that is put back: its id was removed just now.
func always(error) bool { return true }

func effectOf(putBack error) Effect {
	unseen, _ := errors.AsType[*UnseenError](putBack)
	switch {
	case putBack == nil:
		return EffectPutBack
	case isPresentOtherwise(putBack):
		return EffectOtherContent
	case errors.Is(putBack, payouts.ErrOutcomeUnknown), unseen != nil && unseen.mayBeThere:
		return EffectUnknown
	default:
		return EffectLost
	}
}
