package bulk

import (
	"cmp"
	"context"
	"errors"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Created is the payee of a single resource.
type Created struct {
	payouts.Beneficiary
	Adopted bool // it existed with exactly the wanted content
}

// CreateError is why a payee was not created, and what is true now.
type CreateError struct {
	Cause error // a [ConflictError], a [HolderError], or the error of a call

	// Waited is why nothing was waited for any more: [ErrNoRemoval] or the error of the context. It is nil where
	// there was nothing to wait for.
	Waited error

	// Former is the payee as this run has removed it, under this id or another one. It is nil where that did not
	// happen. Only its id is sure to be set.
	Former *payouts.Beneficiary
	// PutBack is the former payee where it was added again, because what was wanted in its place was not free.
	// PutBackErr is why that failed.
	PutBack    *payouts.Beneficiary
	PutBackErr error
}

// ErrNoRemoval is why a creation waits no longer for what another payee has: nothing else of the run goes on.
var ErrNoRemoval = errors.New("nothing else of this run goes on")

func (e *CreateError) Error() string { return e.Cause.Error() }

func (e *CreateError) Unwrap() error { return e.Cause }

// Create adds the payee of a single resource, as part of an operation. Where somebody else has its id, its account or
// its UPI address, it waits until a removal of the same run has ended, and tries again. With adopt it takes over a
// payee that has exactly the wanted content.
func Create(ctx context.Context, api API, o *Operation, wanted payouts.Beneficiary, adopt bool) (*Created, *CreateError) {
	s := &creation{api: api, o: o, wanted: wanted, adopt: adopt}
	for {
		since := o.c.mark()
		created, failure, conflict := s.try(ctx)
		switch {
		case created != nil || failure != nil:
			return created, failure
		case isOfThisRun(conflict): // no removal will end it
			return nil, s.giveUp(ctx, conflict, nil)
		case s.mayBeFreedLate(ctx, conflict):
			continue
		}
		former, wasRemoved := o.c.removedAs(wanted)
		isReplace := wasRemoved && former.ID == wanted.ID
		if !o.wait(ctx, since, []want{wantOf(s.wanted, conflict)}, isReplace) {
			return nil, s.giveUp(ctx, conflict, waitEnd(ctx))
		}
	}
}

// waitEnd returns why a creation waits no longer.
func waitEnd(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return ErrNoRemoval
}

// creation is the creation of one payee.
type creation struct {
	api    API
	o      *Operation
	wanted payouts.Beneficiary
	adopt  bool
	pauses int // that were made because what was removed may be freed late
}

// try sends the payee once. It returns a conflict that a removal of the run may end.
func (s *creation) try(ctx context.Context) (created *Created, failure *CreateError, conflict error) {
	c, keys := s.o.c, keysOf(s.wanted.ID, instrumentsOf(s.wanted))
	unlock, err := c.lock(ctx, keys)
	if err != nil { // a removal under way may be what it waited for, and none begins any more
		c.noteFailed(want{payee: s.wanted})
		s.o.awaitRemovals([]want{{payee: s.wanted}})
	}
	if _, wasRemoved := c.removedAs(s.wanted); wasRemoved { // then it may go on after a stop
		var release func()
		ctx, release = afterStop(ctx, finishTime)
		defer release()
		if err != nil {
			unlock, err = c.lock(ctx, keys)
		}
	}
	if err != nil {
		return nil, s.fail(err, nil), nil
	}
	defer unlock()
	b, err := s.api.CreateBeneficiary(ctx, s.wanted)
	if err == nil {
		s.o.noteCreated(s.wanted)
		return &Created{Beneficiary: *b}, nil, nil
	}
	if content, isContent := errors.AsType[*payouts.ContentError](err); isContent && content.Existing != nil {
		failure = s.fail(err, nil)
		s.o.noteCreated(*content.Existing) // nobody else may take it for its own
		return nil, failure, nil
	}
	if !isConflict(err) {
		return nil, s.fail(err, nil), nil
	}
	conflict = s.findConflict(ctx, err)
	exists, isID := errors.AsType[*ConflictError](conflict)
	if isID && s.adopt && len(exists.Differing) == 0 && c.Adopt(s.wanted.ID) {
		return &Created{Beneficiary: *exists.Existing, Adopted: true}, nil, nil
	}
	return nil, nil, conflict
}

// findConflict finds out who is in the way.
func (s *creation) findConflict(ctx context.Context, cause error) error {
	existing, err := s.api.Beneficiary(ctx, s.wanted.ID)
	former, wasRemoved := s.o.c.removedAs(s.wanted)
	switch {
	case err == nil && wasRemoved && former.ID == s.wanted.ID: // shown although it was removed
		return &UnseenError{Cause: cause}
	case err == nil:
		return &ConflictError{Existing: existing, Differing: s.wanted.Differences(*existing), OfThisRun: s.o.staysWithOther(s.wanted.ID),
			Cause: cause}
	case !errors.Is(err, payouts.ErrNotFound):
		return &UnseenError{Cause: cause, LookupErr: err}
	case s.wanted.BankAccountNumber == "" || errors.Is(cause, payouts.ErrIDExists):
		return &UnseenError{Cause: cause}
	}
	holder, err := s.api.BeneficiaryByAccount(ctx, s.wanted.BankAccountNumber, s.wanted.BankIFSC)
	switch {
	case errors.Is(err, payouts.ErrNotFound):
		return &UnseenError{Cause: cause}
	case err != nil:
		return &UnseenError{Cause: cause, LookupErr: err}
	}
	return &HolderError{ID: holder.ID, OfThisRun: s.o.staysWithOther(holder.ID), Cause: cause}
}

// isOfThisRun reports whether another resource keeps the payee that is in the way.
func isOfThisRun(conflict error) bool {
	if exists, isID := errors.AsType[*ConflictError](conflict); isID {
		return exists.OfThisRun
	}
	holder, isHeld := errors.AsType[*HolderError](conflict)
	return isHeld && holder.OfThisRun
}

// mayBeFreedLate waits for a moment, and reports whether to try again: nobody is seen to be in the way, and this run
// has freed what the payee needs.
func (s *creation) mayBeFreedLate(ctx context.Context, conflict error) bool {
	unseen, ok := errors.AsType[*UnseenError](conflict)
	if !ok || unseen.LookupErr != nil || s.pauses == len(latePauses) || !s.o.c.mayBeFreedLate(s.wanted) {
		return false
	}
	s.pauses++
	return pause(ctx, latePauses[s.pauses-1]) == nil
}

// fail returns the failure of the creation. From now on this run removes nobody whom the payee needed.
func (s *creation) fail(cause, waited error) *CreateError {
	if waited == nil {
		s.o.c.noteFailed(wantOf(s.wanted, cause))
	}
	failure := &CreateError{Cause: cause, Waited: waited}
	if former, wasRemoved := s.o.c.removedAs(s.wanted); wasRemoved {
		failure.Former = &former
	}
	return failure
}

// giveUp ends a creation because of a conflict. The payee that was removed for it is put back.
func (s *creation) giveUp(ctx context.Context, conflict, waited error) *CreateError {
	failure := s.fail(conflict, waited)
	former := failure.Former
	if former == nil || former.ID != s.wanted.ID || former.Name == "" {
		return failure
	}
	ctx, release := afterStop(ctx, cleanupTime)
	defer release()
	unlock, err := s.o.c.lock(ctx, keysOf(former.ID, instrumentsOf(*former)))
	if err != nil {
		return failure
	}
	defer unlock()
	failure.PutBack, failure.PutBackErr = s.putBack(ctx, *former)
	return failure
}

// putBack adds the former payee again. What was removed may be freed late, and a failure may be a lost answer: so it
// tries for up to ten seconds, as far as the context allows.
func (s *creation) putBack(ctx context.Context, former payouts.Beneficiary) (*payouts.Beneficiary, error) {
	var unclear error // of an attempt that may have been carried out
	for attempt := 0; ; attempt++ {
		answer, err := s.addFormer(ctx, former, unclear != nil)
		if err == nil {
			former.Status, former.AddedOn = answer.Status, answer.AddedOn
			return &former, nil
		}
		if errors.Is(err, payouts.ErrOutcomeUnknown) {
			unclear = err
		}
		isFinal := attempt == len(latePauses) || errors.Is(err, payouts.ErrContentDiffers) || attempt > 0 && !isConflict(err) || s.isHeld(ctx, former, err)
		if isFinal || pause(ctx, latePauses[attempt]) != nil {
			return nil, cmp.Or(unclear, err)
		}
	}
}

// addFormer adds the former payee once. Where an earlier attempt may have been carried out, it may be there already.
func (s *creation) addFormer(ctx context.Context, former payouts.Beneficiary, mayBeThere bool) (*payouts.Beneficiary, error) {
	answer, err := s.api.CreateBeneficiary(ctx, former)
	if mayBeThere && isConflict(err) {
		found, lookupErr := s.api.Beneficiary(ctx, former.ID)
		if lookupErr == nil && len(found.Differences(former)) == 0 {
			answer, err = found, nil
		}
	}
	if err == nil {
		s.o.noteCreated(former)
	}
	return answer, err
}

// isHeld reports whether the former account belongs to another payee by now, so that no waiting helps.
func (s *creation) isHeld(ctx context.Context, former payouts.Beneficiary, err error) bool {
	if !errors.Is(err, payouts.ErrInstrumentTaken) || former.BankAccountNumber == "" {
		return false
	}
	holder, lookupErr := s.api.BeneficiaryByAccount(ctx, former.BankAccountNumber, former.BankIFSC)
	return lookupErr == nil && holder.ID != former.ID
}
