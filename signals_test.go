package main

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A process whose parent is gone ends soon if no change runs, some time after the last one otherwise, and in any case.
func TestSignals_WaitForChanges(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		changes  []time.Duration // how long each runs, one after the other
		pause    time.Duration   // between them
		idleTime time.Duration
		min, max time.Duration
	}{
		"nothing runs":                  {nil, 0, minIdleTime, minIdleTime, time.Second},
		"nothing runs, core has waited": {nil, 0, 0, 0, 0},
		"a change ends":                 {[]time.Duration{3 * time.Second}, 0, minIdleTime, 3*time.Second + minIdleTime - pollTime, 4 * time.Second},
		"a change ends, core waits":     {[]time.Duration{3 * time.Second}, 0, 0, 3 * time.Second, 3*time.Second + pollTime},
		"another one begins soon":       {[]time.Duration{time.Second, time.Second}, 300 * time.Millisecond, minIdleTime, 2500 * time.Millisecond, 3500 * time.Millisecond},
		"a change hangs":                {[]time.Duration{time.Minute}, 0, minIdleTime, maxEndTime, maxEndTime + pollTime},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				running := new(atomic.Int64)
				if len(test.changes) > 0 {
					running.Add(1)
				}
				var changes sync.WaitGroup
				changes.Go(func() {
					for i, change := range test.changes {
						if i > 0 {
							<-time.After(test.pause)
							running.Add(1)
						}
						<-time.After(change)
						running.Add(-1)
					}
				})
				began := time.Now()
				waitForChanges(running, test.idleTime)
				if took := time.Since(began); took < test.min || took > test.max {
					t.Errorf("it waited %v, want %v to %v", took, test.min, test.max)
				}
				changes.Wait()
			})
		})
	}
}

// The wait for the parent ends soon after the parent is gone, and not before.
func TestSignals_WaitForParent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		const lifetime = 5 * time.Second
		waitForParent(func() bool { return time.Since(began) >= lifetime })
		if took := time.Since(began); took < lifetime || took > lifetime+pollTime {
			t.Errorf("it waited %v, want %v", took, lifetime)
		}
	})
}
