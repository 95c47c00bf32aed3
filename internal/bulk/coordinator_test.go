package bulk

import (
	"context"
	"errors"
	"testing"
)

// A wait for an id ends with the run that waits.
func TestCoordinator_Lock_Stopped(t *testing.T) {
	t.Parallel()
	coordinator := NewCoordinator()
	unlock, err := coordinator.Lock(t.Context(), "a")
	mustSucceed(t, err)
	defer unlock()
	stopped, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { _, err := coordinator.Lock(stopped, "a"); done <- err }()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

// An id that is unlocked goes to whoever waits for it, and another id is free all the time.
func TestCoordinator_Lock_InTurn(t *testing.T) {
	t.Parallel()
	coordinator := NewCoordinator()
	unlock, err := coordinator.Lock(t.Context(), "a")
	mustSucceed(t, err)
	other, err := coordinator.Lock(t.Context(), "b")
	mustSucceed(t, err)
	other()
	done := make(chan error, 1)
	go func() {
		unlock, err := coordinator.Lock(t.Context(), "a")
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
