package main

import (
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	pollTime = 200 * time.Millisecond
	// minIdleTime is how long no change has run when the process ends. The answer of the last one is sent by then.
	minIdleTime = 600 * time.Millisecond
	// maxEndTime is more than a set needs to put back what it has removed, which is five seconds and one look-up.
	maxEndTime = 8 * time.Second
)

// ignoreSignals keeps the process alive while a change is under way. Core ends a provider by a call, and never by one
// of these signals.
//
//   - SIGTERM often goes to all processes of a run. Core then winds down as after Ctrl-C, and waits for the provider.
//   - SIGHUP goes to all of them when a terminal is closed, and ends core.
//   - SIGPIPE would end the process on the first line of its log after core is gone.
func ignoreSignals() { signal.Ignore(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE) }

// waitForParent returns when the parent is gone.
func waitForParent(isGone func() bool) {
	ticker := time.NewTicker(pollTime)
	defer ticker.Stop()
	for !isGone() {
		<-ticker.C
	}
}

// waitForChanges returns when no change has run for a while, or when the changes have had enough time to end.
func waitForChanges(running *atomic.Int64, idleTime time.Duration) {
	ticker := time.NewTicker(pollTime)
	defer ticker.Stop()
	began := time.Now()
	for busy := began; time.Since(began) < maxEndTime; <-ticker.C {
		if running.Load() > 0 {
			busy = time.Now()
		} else if time.Since(busy) >= idleTime {
			return
		}
	}
}
