package provider

import (
	"context"
	"errors"
	"testing"
	"time"
)

// create_before_destroy, or a resource renamed without a moved block: the create takes the existing one over, and the
// removal of the former object comes after it.
func TestWhatWasTakenOverIsNotRemovedInTheSameRun(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, object{"adopt_existing": true}))
	former := c.create(asha())
	_, diags := c.apply(c.plan(nil, asha()))
	wantNoErrors(t, diags)
	diags = c.destroy(former)
	wantNoErrors(t, diags)
	wantWarning(t, diags, `"vendor_0042" was not removed`)
	if _, there := sim.Get("vendor_0042"); !there {
		t.Error("the beneficiary that the state holds was removed")
	}
}

// Who is stopped while waiting for another to be done with an id does not wait on.
func TestAWaitForAnIDEndsWithTheRun(t *testing.T) {
	t.Parallel()
	busy := newTakeovers()
	leave, err := busy.enter(t.Context(), "a")
	must(t, err)
	defer leave()
	stopped, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { _, err := busy.enter(stopped, "a"); done <- err }()
	cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it waits on")
	}
}
