package bulk

import (
	"errors"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// addition is the addition of a member. With a former payee, it is the second half of an exchange.
type addition struct {
	wanted payouts.Beneficiary
	former *payouts.Beneficiary // removed already; nil where there was none
}

// put makes Cashfree hold a member as it is wanted. A member that the state knows is read just before it is removed, so
// that it can be put back.
func (r *run) put(wanted payouts.Beneficiary) {
	if !r.changes.Known[wanted.ID] {
		r.add(addition{wanted: wanted}, true)
		return
	}
	former, err := r.api.Beneficiary(r.ctx, wanted.ID)
	switch {
	case errors.Is(err, payouts.ErrNotFound):
		r.setAbsent(wanted.ID)
		r.add(addition{wanted: wanted}, true)
		return
	case err != nil:
		r.fail(wanted.ID, err)
		return
	case len(former.Differences(wanted)) == 0: // somebody else made the change
		r.setPresent(wanted, former.Status)
		return
	case r.options.Coordinator.IsAdopted(wanted.ID):
		r.failWith(wanted.ID, &MemberError{Cause: ErrAdoptedElsewhere})
		return
	case r.skipIfStopped(wanted.ID):
		return
	}
	if !r.removeFormer(wanted.ID) {
		return
	}
	r.setAbsent(wanted.ID)
	r.add(addition{wanted: wanted, former: former}, true)
}

// removeFormer removes a payee that is to be replaced, and reports whether it is removed. After a failure it looks,
// because only the answer may be lost and the payee removed all the same. It does so even after a stop.
func (r *run) removeFormer(id string) bool {
	failed := r.api.RemoveBeneficiary(r.ctx, id)
	switch {
	case failed == nil, errors.Is(failed, payouts.ErrNotFound):
		return true
	case neverSent(failed):
		r.fail(id, failed)
		return false
	}
	_, err := r.api.Beneficiary(r.cleanup, id)
	switch {
	case errors.Is(err, payouts.ErrNotFound):
		return true
	case err == nil, wasRefused(failed):
		r.fail(id, failed)
	default:
		r.failWith(id, &MemberError{Cause: failed, Effect: EffectRemovalUnknown})
	}
	return false
}

// add adds a member. One that exists with exactly the wanted content can be adopted, so that a first create that failed
// half way can be repeated. If mayWait, a member whose account another one still has is added later.
func (r *run) add(a addition, mayWait bool) {
	ctx := r.ctx
	if a.former != nil {
		ctx = r.cleanup
	}
	created, err := r.api.CreateBeneficiary(ctx, a.wanted)
	if !isConflict(err) {
		r.added(a, created, err)
		return
	}
	existing, lookupErr := r.api.Beneficiary(ctx, a.wanted.ID)
	switch {
	case lookupErr == nil && r.options.Adopt && len(existing.Differences(a.wanted)) == 0:
		r.adopt(a.wanted, existing.Status)
	case lookupErr == nil:
		r.putBack(a, &ConflictError{Differing: existing.Differences(a.wanted), Cause: err})
	case mayWait && errors.Is(err, payouts.ErrInstrumentTaken):
		r.mu.Lock()
		r.waiting = append(r.waiting, a)
		r.mu.Unlock()
	default:
		r.putBack(a, err)
	}
}

func (r *run) added(a addition, created *payouts.Beneficiary, err error) {
	if err != nil {
		r.putBack(a, err)
		return
	}
	r.setPresent(a.wanted, created.Status)
}

func (r *run) adopt(wanted payouts.Beneficiary, status string) {
	r.options.Coordinator.Adopt(wanted.ID)
	r.setPresent(wanted, status)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.Adopted = append(r.outcome.Adopted, wanted.ID)
}

func isConflict(err error) bool {
	return errors.Is(err, payouts.ErrIDExists) || errors.Is(err, payouts.ErrInstrumentTaken)
}

// putBack puts back what was removed for a member that could not be added. It does so even after a stop.
func (r *run) putBack(a addition, err error) {
	if a.former == nil {
		r.fail(a.wanted.ID, err)
		return
	}
	if r.wasStopped(err) {
		err = r.ctx.Err()
	}
	putBack, putBackErr := (*payouts.Beneficiary)(nil), r.cleanup.Err()
	if putBackErr == nil {
		putBack, putBackErr = r.api.CreateBeneficiary(r.cleanup, *a.former)
	}
	if isConflict(putBackErr) && errors.Is(err, payouts.ErrOutcomeUnknown) && r.wasAdded(a.wanted) {
		return
	}
	if putBackErr != nil && !isConflict(putBackErr) {
		r.abort(ErrNotPutBack)
	}
	switch {
	case putBackErr == nil:
		r.setPresent(*a.former, putBack.Status)
		r.failWith(a.wanted.ID, &MemberError{Cause: err, Effect: EffectPutBack})
	case errors.Is(putBackErr, payouts.ErrOutcomeUnknown):
		r.failWith(a.wanted.ID, &MemberError{Cause: err, Effect: EffectUnknown, PutBack: putBackErr})
	default:
		r.failWith(a.wanted.ID, &MemberError{Cause: err, Effect: EffectLost, PutBack: putBackErr})
	}
}

// wasAdded looks whether an addition of unknown outcome was carried out, which is what a put-back then conflicts with.
func (r *run) wasAdded(wanted payouts.Beneficiary) bool {
	found, err := r.api.Beneficiary(r.cleanup, wanted.ID)
	if err != nil || len(found.Differences(wanted)) > 0 {
		return false
	}
	r.setPresent(wanted, found.Status)
	return true
}

// addWaiting adds the members that waited for an account of another member, as when two members swap theirs. It ends
// when a round adds nobody.
func (r *run) addWaiting() {
	for mayWait := true; len(r.waiting) > 0; {
		waiting := r.waiting
		r.waiting = nil
		for _, a := range waiting {
			if a.former == nil && r.skipIfStopped(a.wanted.ID) {
				continue
			}
			r.work.Go(func() error {
				unlock, err := r.options.Coordinator.Lock(r.cleanup, a.wanted.ID)
				if err != nil {
					r.putBack(a, err)
					return nil
				}
				defer unlock()
				r.add(a, mayWait)
				return nil
			})
		}
		r.wait()
		mayWait = len(r.waiting) < len(waiting)
	}
}
