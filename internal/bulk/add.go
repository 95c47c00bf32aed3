package bulk

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// purpose is why a payee is added. It decides how long the addition may go on.
type purpose int

const (
	addingNew   purpose = iota // nobody was removed for it: it ends with the run
	takingFreed                // the same, but an id, account or UPI address that it needs was freed just now
	replacing                  // somebody was removed for it: it may go on after a stop
	puttingBack                // as it was: it may even wait after a stop
)

// latePauses are the pauses after which an addition is tried again that Cashfree has refused because of an account, a
// UPI address or an id that was freed just now. No page says that they are free at once. Together they are ten seconds.
var latePauses = []time.Duration{
	250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second, 3250 * time.Millisecond,
}

// add adds the wanted payee of a change.
func (r *run) add(x *change, replaces bool) error {
	why := addingNew
	_, wasRemoved := r.options.Coordinator.removedAs(*x.after)
	switch {
	case replaces, wasRemoved:
		why = replacing
	case len(x.waits) > 0, r.options.Coordinator.mayBeFreedLate(*x.after):
		why = takingFreed
	}
	mayBeLate := func(conflict error) bool {
		return errors.Is(conflict, payouts.ErrIDExists) || x.takesFreed() || r.options.Coordinator.mayBeFreedLate(*x.after)
	}
	found, err := r.addOrFind(*x.after, why, mayBeLate)
	switch {
	case err != nil:
		return err
	case found.existed && !x.known:
		return r.adopt(x, found)
	}
	r.operation.noteCreated(*x.after)
	r.setPresent(*x.after, found.Status)
	return nil
}

// adopt takes over a payee that exists with exactly the wanted content, so that a first create that failed half way can
// be repeated. What this run has created or taken over belongs to another resource.
func (r *run) adopt(x *change, found added) error {
	if !r.options.Adopt || !r.options.Coordinator.Adopt(x.id) {
		return &ConflictError{OfThisRun: r.operation.staysWithOther(x.id), Cause: found.conflict}
	}
	r.setPresent(*x.after, found.Status)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.Adopted = append(r.outcome.Adopted, x.id)
	return nil
}

// added is a payee that exists after an addition.
type added struct {
	payouts.Beneficiary
	existed  bool  // and not only since the addition
	conflict error // Cashfree's answer where it existed
}

// takesFreed reports whether the payee needs an account or a UPI address that it had itself, or another one of the set.
func (x *change) takesFreed() bool {
	has := func(other *change) bool { return other.before != nil && sharesInstrument(*other.before, *x.after) }
	return has(x) || slices.ContainsFunc(x.waits, has)
}

// addOrFind adds a payee. Where it exists already, that counts as added. Where what was freed just now may be in the
// way, it asks again for a while.
func (r *run) addOrFind(wanted payouts.Beneficiary, why purpose, mayBeLate func(conflict error) bool) (added, error) {
	ctx, patience := r.contexts(why)
	for attempt := 0; ; attempt++ {
		var created *payouts.Beneficiary
		err := r.timed(func() (err error) {
			created, err = r.api.CreateBeneficiary(ctx, wanted)
			return err
		})
		switch {
		case err == nil:
			r.noteDiffering(wanted, *created)
			return added{Beneficiary: *created}, nil
		case errors.Is(err, payouts.ErrContentDiffers):
			return added{}, r.endOtherContent(why, err)
		case !isConflict(err):
			return r.lookAfter(wanted, why, err)
		}
		existing, conflict := r.whatIsInTheWay(ctx, wanted, err)
		if conflict == nil {
			return added{Beneficiary: *existing, existed: true, conflict: err}, nil
		}
		isLate := why != addingNew && isUnseen(conflict) && mayBeLate(conflict) && (why != puttingBack || !isAdded(conflict))
		if isLate {
			r.noteFreedLate(why)
		}
		if !isLate || attempt == len(latePauses) || pause(patience, latePauses[attempt]) != nil {
			return added{}, conflict
		}
	}
}

// noteFreedLate notes that what was let go is not free at once. Where that keeps somebody from being put back, nothing
// more begins.
func (r *run) noteFreedLate(why purpose) {
	r.mu.Lock()
	r.freesLate = true
	r.mu.Unlock()
	if why == puttingBack {
		r.abort(ErrNotFreed)
	}
}

// contexts returns the context of the calls of an addition, and that of the pauses between them.
func (r *run) contexts(why purpose) (calls, pauses context.Context) {
	switch why {
	case replacing:
		return r.finishing, r.ctx
	case puttingBack:
		return r.cleanup, r.cleanup
	default:
		return r.ctx, r.ctx
	}
}

// lookAfter looks once more whether an addition of unknown outcome was carried out, where somebody was removed for it.
func (r *run) lookAfter(wanted payouts.Beneficiary, why purpose, err error) (added, error) {
	if !errors.Is(err, payouts.ErrOutcomeUnknown) {
		return added{}, err
	}
	r.noteUnclear(wanted.ID)
	if why < replacing {
		return added{}, err
	}
	found, lookupErr := r.lookUp(r.cleanup, wanted.ID)
	if lookupErr != nil || len(found.Differences(wanted)) > 0 {
		return added{}, err
	}
	return added{Beneficiary: *found}, nil
}

// lookFor looks whether Cashfree holds a payee as it is wanted. If so, it is recorded. If the look-up fails twice, or
// shows something else, the payee may be there.
func (r *run) lookFor(wanted payouts.Beneficiary) (isThere, mayBeThere bool) {
	found, err := r.lookUp(r.cleanup, wanted.ID)
	if err != nil && !errors.Is(err, payouts.ErrNotFound) {
		found, err = r.lookUp(r.cleanup, wanted.ID)
	}
	switch {
	case errors.Is(err, payouts.ErrNotFound):
		return false, false
	case err != nil || len(found.Differences(wanted)) > 0:
		return false, true
	}
	r.operation.noteCreated(wanted)
	r.setPresent(wanted, found.Status)
	return true, true
}

// whatIsInTheWay finds out what an addition conflicts with. It returns the payee itself where it exists as it is
// wanted, else an error that says who is in the way, as far as a look-up shows it.
func (r *run) whatIsInTheWay(ctx context.Context, wanted payouts.Beneficiary, conflict error) (*payouts.Beneficiary, error) {
	existing, err := r.lookUp(ctx, wanted.ID)
	switch {
	case err == nil && len(existing.Differences(wanted)) == 0 && !r.isStale(wanted.ID):
		return existing, nil
	case err == nil && r.isAbsent(wanted.ID): // shown although it was removed, or added by a call whose answer was lost
		return nil, &UnseenError{Cause: conflict, mayBeThere: true, isAdded: r.isUnclear(wanted.ID)}
	case err == nil:
		return nil, &ConflictError{Existing: existing, Differing: existing.Differences(wanted),
			OfThisRun: r.operation.staysWithOther(wanted.ID), Cause: conflict}
	case !errors.Is(err, payouts.ErrNotFound):
		return nil, &UnseenError{LookupErr: err, Cause: conflict, mayBeThere: true}
	case wanted.BankAccountNumber == "" || errors.Is(conflict, payouts.ErrIDExists):
		return nil, &UnseenError{Cause: conflict}
	}
	var holder *payouts.Beneficiary
	err = r.timed(func() (err error) {
		holder, err = r.api.BeneficiaryByAccount(ctx, wanted.BankAccountNumber, wanted.BankIFSC)
		return err
	})
	switch {
	case errors.Is(err, payouts.ErrNotFound), err == nil && r.isAbsent(holder.ID):
		return nil, &UnseenError{Cause: conflict}
	case err != nil:
		return nil, &UnseenError{LookupErr: err, Cause: conflict}
	}
	return nil, &HolderError{ID: holder.ID, OfThisRun: r.operation.staysWithOther(holder.ID), Cause: conflict}
}

func (r *run) noteUnclear(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unclear[id] = true
}

func (r *run) isUnclear(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.unclear[id]
}

// isStale reports whether a look-up that shows a payee cannot be true: it was removed, and not added since.
func (r *run) isStale(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.absent[id] && !r.unclear[id]
}

func (r *run) lookUp(ctx context.Context, id string) (found *payouts.Beneficiary, err error) {
	err = r.timed(func() error {
		found, err = r.api.Beneficiary(ctx, id)
		return err
	})
	return found, err
}

// pause waits, unless the context has ended or ends before.
func pause(ctx context.Context, length time.Duration) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func isConflict(err error) bool {
	return errors.Is(err, payouts.ErrIDExists) || errors.Is(err, payouts.ErrInstrumentTaken)
}

// isAdded reports whether what is in the way of a payee is what this run has made of it. To wait for that to be freed
// takes time from those who are still to be put back.
func isAdded(conflict error) bool {
	unseen, ok := errors.AsType[*UnseenError](conflict)
	return ok && unseen.isAdded
}

func isUnseen(err error) bool {
	_, unseen := errors.AsType[*UnseenError](err)
	return unseen
}
