package bulk

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// A wait for an id ends with the run that waits.
func TestCoordinator_Lock_Stopped(t *testing.T) {
	t.Parallel()
	coordinator := NewCoordinator()
	unlock, err := coordinator.lock(t.Context(), []string{"a"})
	mustSucceed(t, err)
	defer unlock()
	stopped, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { _, err := coordinator.lock(stopped, []string{"a"}); done <- err }()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

// An id that is unlocked goes to whoever waits for it, and another id is free all the time.
func TestCoordinator_Lock_InTurn(t *testing.T) {
	t.Parallel()
	coordinator := NewCoordinator()
	unlock, err := coordinator.lock(t.Context(), []string{"a"})
	mustSucceed(t, err)
	other, err := coordinator.lock(t.Context(), []string{"b"})
	mustSucceed(t, err)
	other()
	done := make(chan error, 1)
	go func() {
		unlock, err := coordinator.lock(t.Context(), []string{"a"})
		if err == nil {
			unlock()
		}
		done <- err
	}()
	unlock()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// What a run created or adopted is adopted by nobody else in it, whoever created it.
func TestCoordinator_Adopt(t *testing.T) {
	t.Parallel()
	coordinator := NewCoordinator()
	other := coordinator.Begin("other")
	other.noteCreated(payouts.Beneficiary{ID: "created"})
	other.End()
	for id, may := range map[string]bool{"created": false, "existing": true} {
		if coordinator.Adopt(id) != may || coordinator.Adopt(id) || coordinator.adopted[id] != may {
			t.Errorf("%s: may be adopted: %v, is adopted: %v", id, !may, coordinator.adopted[id])
		}
	}
	fake := newFakeAPI()
	for _, wanted := range []Outcome{{}, {Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrIDExists}}}} {
		outcome := Apply(t.Context(), fake, Changes{Put: []payouts.Beneficiary{payee("v1", "Asha", 1)}},
			Options{Concurrency: 1, Adopt: true, Coordinator: coordinator})
		var present []string
		if wanted.Failed == nil {
			present = []string{"v1"}
		}
		wantOutcome(t, outcome, wanted, present...)
	}
}

// Ids are locked in one order, so that two units with the same ids do not wait for each other.
func TestCoordinator_Lock_Several(t *testing.T) {
	t.Parallel()
	coordinator := NewCoordinator()
	for range 100 {
		var both sync.WaitGroup
		for _, ids := range [][]string{{"a", "b", "c"}, {"c", "b", "a"}} {
			both.Go(func() {
				unlock, err := coordinator.lock(t.Context(), ids)
				if err != nil {
					t.Error(err)
					return
				}
				unlock()
			})
		}
		both.Wait()
	}
}
