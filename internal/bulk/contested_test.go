package bulk

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

func (s *stagedRun) apply(changes Changes) Outcome {
	s.Helper()
	return Apply(s.Context(), s, changes, Options{Concurrency: 2, Coordinator: s.c})
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
		for _, b := range singles {
			if _, exists := s.payees[b.ID]; !exists {
				s.Errorf("%s is still away", b.ID)
			}
		}
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
			other := s.c.Begin()
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
