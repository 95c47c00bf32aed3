package bulk

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

func (s *contest) complain(format string, arguments ...any) {
	s.wrong = append(s.wrong, fmt.Sprintf(format, arguments...))
}

// check checks what an apply has left.
func (s *contest) check(before map[string]payouts.Beneficiary) {
	after := s.after.all()
	for id, former := range before {
		if _, isThere := s.api.held[id]; isThere {
			continue
		}
		ids := []string{id}
		_, stays := after[id]
		for newID, wanted := range after {
			if _, existed := before[newID]; !existed && !stays && takesFrom(wanted, former) {
				ids = append(ids, newID)
			}
		}
		if stays || len(ids) > 1 {
			s.checkPresent(ids)
		}
	}
	for id := range s.api.held {
		s.checkOwned(id)
	}
	for by, known := range s.state {
		for id, recorded := range known {
			s.checkRecorded(by, id, recorded)
		}
	}
}

// checkPresent checks that a payee is there under one of its ids, or that an error says at once that it is not.
func (s *contest) checkPresent(ids []string) {
	for _, id := range ids {
		if _, isThere := s.api.held[id]; isThere || s.isToldLost(id) {
			return
		}
	}
	if s.wasStopped() && !s.started["create "+ids[len(ids)-1]] { // core began nothing more
		return
	}
	s.complain("nobody is there as %q, and no error says so", ids)
}

// isToldLost reports whether an error says that a payee is not there. If nothing went wrong, that must not happen,
// unless its former account is taken, or the payee goes to another resource and gets another account in the same apply:
// nobody could put it back then.
func (s *contest) isToldLost(id string) bool {
	isLost := false
	if failure := s.failures[id]; failure != nil {
		isLost = (failure.Former != nil || s.isNew(id)) && failure.PutBack == nil
	}
	for _, o := range s.outcomes {
		isLost = isLost || slices.Contains(o.Lost, id) || slices.Contains(o.Unknown, id)
		isLost = isLost || s.isNew(id) && (o.Failed[id] != nil || slices.Contains(o.NotStarted, id))
	}
	if isLost && (len(s.disturbed) == 0 || s.wasStopped() && s.freedAfter == 0) && !s.refusesNew && !s.movesWithNewAccount(id) && s.api.refuses(s.api.former[id]) == nil {
		s.complain("%s is lost although nothing went wrong", id)
	}
	return isLost
}

// isNew reports whether the id did not exist before. Whoever had its account may have left a set, which reads nobody
// whom it removes.
func (s *contest) isNew(id string) bool {
	by, _ := s.before.find(id)
	return by == nobody || id == s.byHand
}

func (s *contest) movesWithNewAccount(id string) bool {
	byBefore, before := s.before.find(id)
	byAfter, after := s.after.find(id)
	return byBefore != byAfter && before.BankAccountNumber != after.BankAccountNumber
}

func (s *contest) wasStopped() bool {
	for _, d := range s.disturbed {
		if d == stopBefore || d == stopAfter {
			return true
		}
	}
	return false
}

// checkOwned checks that one resource has a payee that exists. After a first create that failed no set records what it
// has created, and the next run adopts it.
func (s *contest) checkOwned(id string) {
	if id == s.outsider {
		return
	}
	owners := 0
	for _, known := range s.state {
		if _, isKnown := known[id]; isKnown {
			owners++
		}
	}
	_, mayExist := errors.AsType[*payouts.Error](s.failureOf(id))
	for by, o := range s.outcomes {
		if _, isPresent := o.Present[id]; isPresent && len(s.state[by]) == 0 {
			mayExist = true
		}
		mayExist = mayExist || slices.Contains(o.Unknown, id)
	}
	if owners == 2 && (s.isAdoptedBeforeStop(id) || id == s.byHand) {
		s.isOver = true
		return
	}
	if owners > 1 || owners == 0 && !mayExist {
		s.complain("%s exists and belongs to %d resources", id, owners)
	}
}

// isAdoptedBeforeStop reports whether a resource adopted a payee, and the run was stopped before the other one left it
// to it. Then both have it.
func (s *contest) isAdoptedBeforeStop(id string) bool {
	return s.wasStopped() && s.coordinator.adopted[id] && !s.started["remove "+id]
}

func (s *contest) failureOf(id string) error {
	failure := s.failures[id]
	switch {
	case failure == nil:
		return nil
	case errors.Is(failure.Cause, payouts.ErrOutcomeUnknown), errors.Is(failure.Cause, payouts.ErrContentDiffers):
		return failure.Cause
	default:
		return failure.PutBackErr
	}
}

// checkRecorded checks that a resource records what is there.
func (s *contest) checkRecorded(by owner, id string, recorded payouts.Beneficiary) {
	present, isThere := s.api.held[id]
	isUnclear := id == s.byHand || by == single && s.kept[id] != nil || by != single && slices.Contains(s.outcomes[by].Unknown, id)
	switch {
	case isThere && len(recorded.Differences(present)) == 0, !isThere && isUnclear:
	default:
		s.complain("%s is recorded as %+v, and is %+v (there: %v)", id, recorded, present, isThere)
	}
}

// isDone reports whether everything is as the configuration wants it.
func (s *contest) isDone() bool {
	wanted := s.after.all()
	if len(wanted) != len(s.api.held) {
		return false
	}
	for by, wanted := range s.after {
		if len(s.state[by]) != len(wanted) {
			return false
		}
	}
	for id, b := range wanted {
		if present, isThere := s.api.held[id]; !isThere || len(present.Differences(b)) > 0 {
			return false
		}
	}
	return true
}
