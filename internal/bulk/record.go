package bulk

import (
	"errors"
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// succeed records that a change was made.
func (r *run) succeed(x *change) {
	x.stage = stageDone
	if x.isHalf() {
		return
	}
	whole := x.whole()
	r.end(whole, stageDone)
	if whole.leaver != nil {
		r.end(whole.leaver, stageDone)
		// The payee goes on, but another resource may want the id for its own.
		r.options.Coordinator.noteRemoved(payouts.Beneficiary{ID: whole.leaver.id})
	}
	if !x.inCycle { // else it may be undone
		r.noteFreed(whole)
	}
}

// noteFreed wakes those who wait for what a payee no longer has.
func (r *run) noteFreed(x *change) {
	if former := x.before; former != nil {
		r.operation.noteFreed(former.ID, instrumentsOf(*former))
	}
}

// succeedWith records that an exchange was made, and that those who leave for it are removed.
func (r *run) succeedWith(x *change, k exchangeKind, removed []*change) {
	for _, other := range removed {
		if other != x {
			r.options.Coordinator.noteRemoved(*other.before)
			r.succeed(other)
		}
	}
	r.noteResult(k, nil, false)
	r.succeed(x)
}

// fail records that a change was not made. Of two halves the first failure counts. Of a rename it records as well that
// the former id is still there.
func (r *run) fail(x *change, failure *MemberError) {
	if affectsAll(failure.Cause) {
		r.abort(ErrAffectsAll)
	}
	if failure.Effect == EffectLost {
		r.abort(ErrNotPutBack)
	}
	whole := x.whole()
	if x.blockedBy == "" {
		x.blockedBy = whole.id
	}
	recorded := whole.stage == stageFailed
	x.stage = stageFailed
	if recorded {
		return
	}
	whole.blockedBy = x.blockedBy
	switch leaver := whole.leaver; {
	case leaver == nil:
		x.noteHalf(failure)
	case leaver.stage == stagePending:
		r.failLeaver(x, &MemberError{Cause: dependency(whole, failure.Cause)})
	}
	r.end(whole, stageFailed)
	if _, depends := errors.AsType[*DependencyError](failure.Cause); whole.after == nil && !depends {
		r.options.Coordinator.noteKept(whole.id) // one that depends on another member may still be removed
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.Failed[whole.id] = failure
	r.noteWants(whole, failure)
	if failure.isUnknown() {
		r.outcome.Unknown = append(r.outcome.Unknown, whole.id)
		delete(r.outcome.Present, whole.id)
	}
}

// failLeaver records what became of the former id of a payee that could not be renamed.
func (r *run) failLeaver(x *change, failure *MemberError) {
	x.noteHalf(failure)
	r.fail(x.whole().leaver, failure)
}

// noteHalf corrects the effect of a failure after the first half was made.
func (x *change) noteHalf(failure *MemberError) {
	if x.hasNewAccount() && (failure.Effect == NoEffect || failure.Effect == EffectPutBack) {
		failure.Effect = EffectWithoutVPA
	}
}

// failureOf returns why a change failed, or nil.
func (r *run) failureOf(id string) *MemberError {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.outcome.Failed[id]
}

// revert records that a change was undone, or that its payee was lost during the undo.
func (r *run) revert(x *change, failure *MemberError) {
	whole := x.whole()
	whole.stage = stagePending
	if whole.leaver != nil {
		whole.leaver.stage = stagePending
	}
	r.failFormer(x, failure)
}

// failFormer records a failure that says what became of a payee under its former id.
func (r *run) failFormer(x *change, failure *MemberError) {
	if x.isRename() {
		r.failLeaver(x, failure)
		failure = &MemberError{Cause: failure.Cause}
	}
	r.fail(x, failure)
}

// blockBy records that a change was not made, because that of another payee failed.
func (r *run) blockBy(x *change, id string) {
	x.blockedBy = id
	r.fail(x, &MemberError{Cause: &DependencyError{ID: id}})
}

func (r *run) failAll(changes []*change, cause error) {
	for _, x := range changes {
		r.fail(x, &MemberError{Cause: cause})
	}
}

// endNotStarted records that a change was not begun, or that only its first half was made, because the run is over.
func (r *run) endNotStarted(x *change, reason error) {
	if x.hasNewAccount() {
		r.fail(x, &MemberError{Cause: reason})
		return
	}
	r.notStarted(x.whole())
	x.stage = stageFailed
}

func (r *run) endAllNotStarted(changes []*change, reason error) {
	for _, x := range changes {
		r.endNotStarted(x, reason)
	}
}

// notStarted records that a change was not begun.
func (r *run) notStarted(x *change) {
	if x.stage != stagePending {
		return
	}
	if x.after == nil && r.operation.belongsToOther(x.id) {
		r.noteLeftToOthers(x)
		return
	}
	x.stage = stageFailed
	if x.leaver != nil {
		r.notStarted(x.leaver)
	}
	if x.after == nil {
		r.options.Coordinator.noteKept(x.id)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.NotStarted = append(r.outcome.NotStarted, x.id)
}

func (x *change) hasFailed() bool { return x.stage == stageFailed }

// hasNewAccount reports whether the first half of a change was made.
func (x *change) hasNewAccount() bool { return x.first != nil && x.first.stage == stageDone }

// end counts a change that has come to an end.
func (r *run) end(x *change, how stage) {
	x.stage = how
	r.mu.Lock()
	r.ended++
	ended := r.ended
	if how == stageDone && r.ctx.Err() != nil {
		r.outcome.Finished = append(r.outcome.Finished, x.id)
	}
	r.mu.Unlock()
	r.options.Progress.report(ended, int64(len(r.changes)))
}

func (r *run) setPresent(b payouts.Beneficiary, status string) {
	b.Status = status
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.Present[b.ID] = b
	delete(r.absent, b.ID)
	delete(r.otherwise, b.ID)
}

func (r *run) setAbsent(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.absent[id] = true
	delete(r.outcome.Present, id)
	delete(r.outcome.Differing, id)
	delete(r.otherwise, id)
}

func (r *run) isAbsent(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.absent[id]
}

func (r *run) noteLeftToOthers(x *change) {
	r.end(x, stageDone)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.LeftToOthers = append(r.outcome.LeftToOthers, x.id)
}

// maxRefusals is how many exchanges in a row Cashfree may refuse for the same reason.
const maxRefusals = 3

// refusals counts the last exchanges that were refused for the same reason.
type refusals struct {
	reason refusal
	count  int
}

type refusal struct {
	status int
	code   string
}

// noteResult draws conclusions from how an exchange ended, about its kind and about the run.
func (r *run) noteResult(k exchangeKind, failure *MemberError, wasPutBack bool) {
	if k == noExchange {
		return
	}
	again := false
	r.mu.Lock()
	switch reason, repeats := reasonOf(failure); {
	case failure == nil:
		r.proven[k] = true
		r.refusals = refusals{}
	case repeats && reason == r.refusals.reason:
		r.refusals.count++
		again = r.refusals.count == maxRefusals
	case repeats:
		r.refusals = refusals{reason, 1}
	case wasPutBack && isConflict(failure.Cause):
		r.proven[k] = true
	}
	r.mu.Unlock()
	if again {
		r.abort(ErrRefusedAgain)
	}
}

// reasonOf returns why a call of an exchange failed, and whether others may fail for the same reason. That of a
// conflict is one payee.
func reasonOf(failure *MemberError) (reason refusal, repeats bool) {
	if failure == nil {
		return refusal{}, false
	}
	call, isCall := errors.AsType[*payouts.Error](failure.Cause)
	if !isCall || isConflict(call) || call.Attempts == 0 {
		return refusal{}, false
	}
	return refusal{call.HTTPStatus, call.Code}, true
}

// finish completes the outcome, its lists in order.
func (r *run) finish() Outcome {
	r.keepRest()
	r.outcome.OtherContent = r.otherContent()
	outcome := r.outcome
	outcome.StopReason = r.stopReason()
	for _, id := range outcome.Unknown {
		delete(r.absent, id)
	}
	for _, x := range r.changes {
		switch {
		case r.absent[x.id] && x.after == nil && x.stage == stageDone:
			outcome.Removed = append(outcome.Removed, x.id)
		case r.absent[x.id] && x.known, r.wasRemovedByOthers(x):
			outcome.Lost = append(outcome.Lost, x.id)
		}
	}
	for _, ids := range [][]string{
		outcome.Removed, outcome.Lost, outcome.Unknown, outcome.Adopted, outcome.LeftToOthers, outcome.Finished, outcome.NotStarted,
		outcome.OtherContent,
	} {
		slices.Sort(ids)
	}
	return outcome
}

// wasRemovedByOthers reports whether another resource of the run removed the payee of an addition that failed.
func (r *run) wasRemovedByOthers(x *change) bool {
	if x.known || x.after == nil || !x.hasFailed() {
		return false
	}
	if failure := r.outcome.Failed[x.id]; failure != nil && (failure.isUnknown() || failure.Effect == EffectOtherContent) {
		return false
	}
	former, wasRemoved := r.options.Coordinator.removedAs(*x.after)
	return wasRemoved && (former.ID == x.id || !r.conflictsOverID(x))
}

// conflictsOverID reports whether an addition failed because of a payee with the same id.
func (r *run) conflictsOverID(x *change) bool {
	failure := r.outcome.Failed[x.id]
	if failure == nil {
		return false
	}
	_, overID := errors.AsType[*ConflictError](failure.Cause)
	return overID
}

// wasStopped reports whether a call waited for its turn when the run was stopped, and was not sent.
func (r *run) wasStopped(err error) bool { return neverSent(err) && r.ctx.Err() != nil }
