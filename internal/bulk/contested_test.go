package bulk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

func (s *stagedRun) apply(changes Changes) Outcome {
	s.Helper()
	return Apply(s.Context(), s, changes, Options{Concurrency: 2, Coordinator: s.c, Owner: "the set"})
}

// Single resources become members of a set, with another name. Each addition meets the payee that is still there. It
// waits for its removal, and is tried again at once, while the set adds others.
func TestApply_Contested_Additions(t *testing.T) {
	t.Parallel()
	var singles, members []payouts.Beneficiary
	for i := range 20 {
		b := payee(fmt.Sprint("p", i), "Asha", i)
		singles = append(singles, b)
		b.Name = "Asha Rao"
		members = append(members, b)
	}
	for i := range 400 {
		members = append(members, payee(fmt.Sprint("new", i), "Ravi", 1000+i))
	}
	story(t, func(s *stagedRun) {
		done := make(chan Outcome)
		go func() { done <- s.apply(Changes{Put: members}) }()
		for _, b := range singles {
			if err := s.remove(s.Context(), b); err != nil {
				s.Error(err)
			}
		}
		<-time.After(100 * time.Millisecond) // the set is still adding the others
		s.mu.Lock()
		for _, b := range singles {
			if _, exists := s.payees[b.ID]; !exists {
				s.Errorf("%s is still away", b.ID)
			}
		}
		s.mu.Unlock()
		wantOutcome(s.T, <-done, Outcome{}, idsOf(members)...)
	}, singles...)
}

func idsOf(payees []payouts.Beneficiary) []string {
	var ids []string
	for _, b := range payees {
		ids = append(ids, b.ID)
	}
	slices.Sort(ids)
	return ids
}

// A member gets the account of a single resource that is removed in the same run. It is put back first, and changed
// once the account is free, with the member that waits for its own account.
func TestApply_Contested_Exchange(t *testing.T) {
	t.Parallel()
	first, second := payee("m1", "Mina", 11), payee("m2", "Nina", 12)
	before := []payouts.Beneficiary{first, second}
	first.BankAccountNumber, second.BankAccountNumber = ravi.BankAccountNumber, first.BankAccountNumber
	story(t, func(s *stagedRun) {
		go func() {
			other := s.c.Begin("other")
			defer other.End()
			<-time.After(time.Minute)
			if err := s.remove(s.Context(), ravi); err != nil {
				s.Error(err)
			}
		}()
		wantOutcome(s.T, s.apply(between(before, []payouts.Beneficiary{first, second})), Outcome{}, "m1", "m2")
		s.wantAfter(time.Minute, time.Minute+2*time.Second)
	}, before[0], before[1], ravi)
}

// A single resource gets the account that a member gives up in the same run.
func TestApply_Frees(t *testing.T) {
	t.Parallel()
	member := payee("m1", "Mina", 11)
	changed := payee("m1", "Mina", 12)
	story(t, func(s *stagedRun) {
		created := make(chan *CreateError)
		go func() {
			created <- s.create(s.Context(), payee("single", "Asha", 11))
		}()
		<-time.After(time.Second)
		wantOutcome(s.T, s.apply(put(changed)), Outcome{}, "m1")
		if failure := <-created; failure != nil {
			s.Error(failure)
		}
		s.wantPayees("m1", "single")
	}, member)
}

// A single resource was removed for a member that could not be added. The outcome tells that the payee is lost.
func TestApply_Contested_Lost(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		renamed := ravi
		renamed.Name = "Ravi Iyer"
		done := make(chan Outcome)
		go func() { done <- s.apply(Changes{Put: []payouts.Beneficiary{renamed}}) }()
		<-time.After(time.Second)
		s.before = failing(map[string]error{"create ravi": failed(payouts.ErrInvalid)})
		if err := s.remove(s.Context(), ravi); err != nil {
			s.Error(err)
		}
		outcome := <-done
		if !slices.Equal(outcome.Lost, []string{"ravi"}) || !errors.Is(outcome.Failed["ravi"], payouts.ErrInvalid) {
			s.Errorf("the set ended with %+v", outcome)
		}
	}, ravi)
}

// limitCalls ends the calls of a story that goes on for ever.
func (s *stagedRun) limitCalls(limit int, before func(call string) error) {
	s.before = func(_ context.Context, call string) error {
		if s.callCount() > limit {
			s.Errorf("there were more than %d calls", limit)
			return failed(payouts.ErrThrottled)
		}
		return before(call)
	}
}

// Two sets swap a member, whose accounts stay where they are. Each needs an id that the other one has, and lets go of
// its own only when it has that. They do not wake each other for ever, and nobody is lost.
func TestApply_Contested_Swap(t *testing.T) {
	t.Parallel()
	b, c := payee("b", "Asha", 2), payee("c", "Ravi", 3)
	story(t, func(s *stagedRun) {
		s.limitCalls(100, func(string) error { return nil })
		var both sync.WaitGroup
		for _, changes := range []Changes{
			between([]payouts.Beneficiary{b}, []payouts.Beneficiary{payee("c", "Asha", 2)}),
			between([]payouts.Beneficiary{c}, []payouts.Beneficiary{payee("b", "Ravi", 3)}),
		} {
			both.Go(func() {
				if outcome := s.apply(changes); len(outcome.Failed) != 2 || len(outcome.Lost) > 0 {
					s.Errorf("a set ended with %+v", outcome)
				}
			})
		}
		both.Wait()
		s.wantPayees("b", "c")
	}, b, c)
}

// Two members swap their accounts, and Cashfree keeps one of them taken. What the set itself frees and takes again does
// not make it try for ever.
func TestApply_Contested_OwnAccounts(t *testing.T) {
	t.Parallel()
	before := []payouts.Beneficiary{payee("a", "Asha", 1), payee("b", "Ravi", 2)}
	after := []payouts.Beneficiary{payee("a", "Asha", 2), payee("b", "Ravi", 1)}
	story(t, func(s *stagedRun) {
		s.limitCalls(100, func(call string) error {
			if _, isTaken := s.payees["b"]; call == "create a" && isTaken && s.payees["b"].BankAccountNumber == after[1].BankAccountNumber {
				return failed(payouts.ErrInstrumentTaken)
			}
			return nil
		})
		outcome := s.apply(between(before, after))
		if len(outcome.Failed) != 2 || len(outcome.Lost) > 0 {
			s.Errorf("the set ended with %+v", outcome)
		}
		s.wantPayees("a", "b")
	}, before...)
}

// Somebody changed the account of a member by hand, so the state shows another one. Where a creation failed because of
// that member, it is not removed all the same.
func TestApply_KeepsHolder_ChangedByHand(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(s *stagedRun){
		"for a single resource": func(s *stagedRun) { _ = s.create(s.Context(), newAsha) },
		"for a set":             func(s *stagedRun) { _ = s.apply(Changes{Put: []payouts.Beneficiary{newAsha}}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story(t, func(s *stagedRun) {
				fail(s)
				outcome := s.apply(Changes{Remove: []string{"old_asha"}, Known: map[string]Instruments{"old_asha": instrumentsOf(ravi)}})
				s.wantRefused(outcome.Failed["old_asha"], "new_asha")
				s.wantPayees("old_asha")
			}, oldAsha)
		})
	}
}
