package payouts

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxPause is the longest pause that is waited for when Cashfree asks for one. Documented pauses are shorter than a
// minute (https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json). A longer one is reported,
// and the user decides.
const maxPause = 2 * time.Minute

// throttle decides when an attempt may be sent. One throttle serves everything that shares a client.
type throttle struct {
	slots chan struct{}
	pace  *rate.Limiter // nil where there is no limit
	now   func() time.Time
	wait  func(context.Context, time.Duration) error

	lock   sync.Mutex
	closed map[gate]time.Time // until when nothing may be sent
}

// gate identifies what Cashfree throttles: its limits are per account and operation.
type gate struct{ method, path string }

func newThrottle(concurrency, perMinute int, now func() time.Time, wait func(context.Context, time.Duration) error) *throttle {
	return &throttle{
		slots:  make(chan struct{}, concurrency),
		pace:   newPace(perMinute),
		now:    now,
		wait:   wait,
		closed: map[gate]time.Time{},
	}
}

// newPace lets a third of the minute's requests go at once, since most plans are small and should not wait, and spreads
// the rest evenly. In any minute, a bucket can release what it holds and what flows in. The two together are the limit.
func newPace(perMinute int) *rate.Limiter {
	if perMinute == 0 {
		return nil
	}
	if perMinute < 3 {
		return rate.NewLimiter(rate.Limit(perMinute)/60, 1)
	}
	burst := perMinute / 3
	return rate.NewLimiter(rate.Limit(perMinute-burst)/60, burst)
}

// pauseError is a pause too long to wait for.
type pauseError struct{ pause time.Duration }

func (e pauseError) Error() string {
	return fmt.Sprintf("Cashfree asked to wait for %s, longer than the maximum of %s; run this again afterwards",
		roundPause(e.pause), maxPause)
}

// roundPause returns a pause in words. Of one that is absurd, the exact number helps nobody.
func roundPause(pause time.Duration) string {
	switch {
	case pause > 24*time.Hour:
		return "more than a day"
	case pause > 2*time.Hour:
		return fmt.Sprintf("more than %d hours", int(pause.Hours()-1e-9))
	default:
		return pause.Round(time.Second).String()
	}
}

// enter waits until an attempt may be sent and takes a slot, which leave returns. With an error, no slot is taken.
//
// The gate comes first, so that nobody holds a slot for an operation that must pause while another could be sent.
// The slot comes before the pace: requests that were paced and then had to queue would leave the queue together and
// exceed the limit. By then the gate may have closed, hence the loop.
func (t *throttle) enter(ctx context.Context, at gate) error {
	var waited time.Time // the end of the pause that was waited for: a clock that lags behind must not make it two
	for {
		until, err := t.waitForGate(ctx, at, waited)
		if err != nil {
			return err
		}
		waited = until
		if err := t.takeSlot(ctx); err != nil {
			return err
		}
		if pause, _ := t.pause(at, waited); pause <= 0 {
			return nil
		}
		t.leave()
	}
}

// waitForGate waits until the gate is open. It returns the end of the last pause that was waited for.
func (t *throttle) waitForGate(ctx context.Context, at gate, waited time.Time) (time.Time, error) {
	for {
		if err := ctx.Err(); err != nil {
			return waited, err
		}
		pause, until := t.pause(at, waited)
		switch {
		case pause > maxPause:
			return waited, pauseError{pause}
		case pause <= 0:
			return waited, nil
		}
		if err := t.wait(ctx, pause); err != nil {
			return waited, err
		}
		waited = until
	}
}

// takeSlot takes a slot and waits for the pace in it.
func (t *throttle) takeSlot(ctx context.Context) error {
	select {
	case t.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := t.keepPace(ctx); err != nil {
		t.leave()
		return err
	}
	return nil
}

func (t *throttle) leave() { <-t.slots }

// close keeps the gate shut for the pause. A shorter pause never opens it early.
func (t *throttle) close(at gate, pause time.Duration) {
	until := t.now().Add(pause)
	t.lock.Lock()
	defer t.lock.Unlock()
	if until.After(t.closed[at]) {
		t.closed[at] = until
	}
}

// pause returns how long the gate stays shut from now on, and until when. A pause that was waited for counts no more.
func (t *throttle) pause(at gate, waited time.Time) (time.Duration, time.Time) {
	t.lock.Lock()
	defer t.lock.Unlock()
	until, ok := t.closed[at]
	if !ok || !until.After(waited) {
		return 0, until
	}
	return until.Sub(t.now()), until
}

func (t *throttle) keepPace(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if t.pace == nil {
		return nil
	}
	now := t.now()
	place := t.pace.ReserveN(now, 1)
	delay := place.DelayFrom(now)
	if delay <= 0 {
		return nil
	}
	if err := t.wait(ctx, delay); err != nil {
		place.CancelAt(t.now())
		return err
	}
	return nil
}
