package payouts

import (
	"context"
	"testing"
	"time"
)

// In no minute, wherever it begins, more is sent than the limit.
func TestThrottle_Pace_EveryMinute(t *testing.T) {
	t.Parallel()
	for _, perMinute := range []int{1, 2, 3, 7, 60, 100, 3000} {
		now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		throttle := newThrottle(1, perMinute,
			func() time.Time { return now },
			func(_ context.Context, d time.Duration) error { now = now.Add(d); return nil })
		var sent []time.Time
		for range 4 * perMinute {
			if err := throttle.enter(t.Context(), gate{}); err != nil {
				t.Fatal(err)
			}
			sent = append(sent, now)
			throttle.leave()
		}
		if n := maxInAMinute(sent); n > perMinute {
			t.Fatalf("limit %d: %d in a minute", perMinute, n)
		}
		if took := now.Sub(sent[0]); took > 6*time.Minute {
			t.Errorf("limit %d: four times as many took %v", perMinute, took)
		}
	}
}

// maxInAMinute returns how many requests were sent in the fullest minute, wherever it begins.
func maxInAMinute(sent []time.Time) int {
	most, last := 0, 0
	for first := range sent {
		for last < len(sent) && sent[last].Sub(sent[first]) < time.Minute-time.Microsecond {
			last++
		}
		most = max(most, last-first)
	}
	return most
}

// A small plan does not wait for the pace.
func TestThrottle_Pace_SmallPlan(t *testing.T) {
	t.Parallel()
	throttle := newThrottle(1, 60, time.Now, func(context.Context, time.Duration) error {
		t.Error("waited")
		return nil
	})
	for range 20 {
		if err := throttle.enter(t.Context(), gate{}); err != nil {
			t.Fatal(err)
		}
		throttle.leave()
	}
}

// A shorter pause does not open the gate early.
func TestThrottle_Close_ShorterPause(t *testing.T) {
	t.Parallel()
	now := time.Now()
	throttle := newThrottle(1, 0, func() time.Time { return now }, nil)
	throttle.close(gate{"GET", "/a"}, 50*time.Second)
	throttle.close(gate{"GET", "/a"}, 5*time.Second)
	if pause, _ := throttle.pause(gate{"GET", "/a"}, time.Time{}); pause != 50*time.Second {
		t.Errorf("pause = %v, want 50s", pause)
	}
	if pause, _ := throttle.pause(gate{"GET", "/b"}, time.Time{}); pause != 0 {
		t.Errorf("pause of another operation = %v, want none", pause)
	}
}

// A pause that was waited for is over, even if the clock stands still, as it does in tests of others.
func TestThrottle_Enter_FrozenClock(t *testing.T) {
	t.Parallel()
	now, waits := time.Now(), 0
	throttle := newThrottle(1, 0, func() time.Time { return now }, func(context.Context, time.Duration) error { waits++; return nil })
	throttle.close(gate{}, time.Minute)
	if err := throttle.enter(t.Context(), gate{}); err != nil || waits != 1 {
		t.Errorf("error %v after %d waits, want one", err, waits)
	}
}
