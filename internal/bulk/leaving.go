package bulk

import (
	"errors"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// removeLeaving removes a member for which nobody waits any more. One that is absent already counts as removed. One
// that has what a failed creation of this run needed stays, so that the next run can move it.
func (r *run) removeLeaving(x *change) {
	coordinator := r.options.Coordinator
	if r.operation.belongsToOther(x.id) {
		r.noteLeftToOthers(x)
		return
	}
	begun, err := r.operation.beginRemoval(leavingPayee{x.id, r.known[x.id], x.before}, func() (*payouts.Beneficiary, error) {
		return r.lookUp(r.ctx, x.id)
	})
	if err != nil {
		r.failRefused(x, err)
		return
	}
	failure := r.remove(r.ctx, payouts.Beneficiary{ID: x.id})
	defer coordinator.endRemoval(begun, failure == nil || failure.isUnknown())
	switch {
	case failure == nil:
		if begun.content != nil {
			coordinator.noteRemoved(*begun.content)
		} else {
			coordinator.noteRemoved(payouts.Beneficiary{ID: x.id})
		}
		r.succeed(x)
	case r.wasStopped(failure.Cause):
		r.notStarted(x)
	default:
		r.fail(x, failure)
	}
}

// endRemovals ends the removals of those who were removed for a change.
func (r *run) endRemovals(leaving []*change) {
	for _, other := range leaving {
		if other.removal != nil {
			r.options.Coordinator.endRemoval(other.removal, false) // who is gone in the end is noted as freed
			other.removal = nil
		}
	}
}

// failRefused records that a member was not removed because of a creation that failed. One that turned out to be absent
// counts as removed.
func (r *run) failRefused(x *change, err error) {
	refused, _ := errors.AsType[*WantedError](err)
	switch {
	case errors.Is(refused.ReadErr, payouts.ErrNotFound):
		r.setAbsent(x.id)
		r.operation.noteFreed(x.id, r.known[x.id])
		r.succeed(x)
	case refused.ReadErr != nil && r.ctx.Err() != nil:
		r.notStarted(x)
	case r.failureOf(refused.By) != nil:
		r.blockBy(x, refused.By)
	default:
		r.fail(x, &MemberError{Cause: refused})
	}
}

// mayRemove returns why an id must not be removed for a change that leaves, or nil: a creation of this run that failed
// needed it.
func (r *run) mayRemove(x, other *change) *MemberError {
	if other == x && x.before.ID == x.after.ID {
		return nil
	}
	begun, err := r.operation.beginRemoval(leavingPayee{other.before.ID, r.known[other.before.ID], other.before}, nil)
	if err != nil {
		return &MemberError{Cause: err}
	}
	other.removal = begun
	return nil
}

// keepRest notes which members stay that were to leave. One that another resource has adopted meanwhile is left to it.
func (r *run) keepRest() {
	for _, x := range r.changes {
		if x.after != nil || !x.hasFailed() || r.options.Coordinator.noteKept(x.id) {
			continue
		}
		delete(r.outcome.Failed, x.id)
		r.noteLeftToOthers(x)
	}
}
