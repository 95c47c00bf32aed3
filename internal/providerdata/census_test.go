package providerdata

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// withoutWaiting takes no time to wait.
func withoutWaiting(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// No report is made while a read is under way, nor after it has found a beneficiary.
func TestCensus_ReadUnderWay(t *testing.T) {
	t.Parallel()
	for name, found := range map[string]bool{"found": true, "not found": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newCensus(withoutWaiting)
				slow := c.begin()
				c.begin()(false)
				report := make(chan bool, 1)
				go func() { report <- c.nothingFound(t.Context()) }()
				synctest.Wait()
				select {
				case got := <-report:
					t.Fatalf("the answer %v came before the last read ended", got)
				default:
				}
				slow(found)
				if got := <-report; got == found {
					t.Errorf("nothing found: %v", got)
				}
			})
		})
	}
}

// A beneficiary that a read of many has found ends all waiting, although the read goes on.
func TestCensus_ReportFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCensus(withoutWaiting)
		c.begin() // goes on
		report := make(chan bool, 1)
		go func() { report <- c.nothingFound(t.Context()) }()
		synctest.Wait()
		c.reportFound()
		c.reportFound()
		if <-report {
			t.Error("it reported that nothing was found")
		}
	})
}

// The report is made once in a run, however many reads find nothing.
func TestCensus_ReportsOnce(t *testing.T) {
	t.Parallel()
	c := newCensus(withoutWaiting)
	var reports atomic.Int64
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			c.begin()(false)
			if c.nothingFound(t.Context()) {
				reports.Add(1)
			}
		})
	}
	all.Wait()
	if count := reports.Load(); count != 1 {
		t.Errorf("there are %d reports", count)
	}
}

// A run that is stopped reports nothing.
func TestCensus_Stopped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := newCensus(withoutWaiting)
		c.begin() // never ends
		waiting := make(chan bool, 1)
		go func() { waiting <- c.nothingFound(ctx) }()
		synctest.Wait()
		cancel()
		if <-waiting {
			t.Error("a caller that waited reports that nothing was found")
		}
		if c.nothingFound(ctx) {
			t.Error("a caller that comes later reports that nothing was found")
		}
	})
}

// A read that begins a moment later counts: a report waits for the reads that core starts at about the same moment.
func TestCensus_ReadAboutToBegin(t *testing.T) {
	t.Parallel()
	var c *census
	var waited time.Duration
	c = newCensus(func(_ context.Context, pause time.Duration) error {
		waited = pause
		c.begin()(true)
		return nil
	})
	c.begin()(false)
	if c.nothingFound(t.Context()) || waited != readStartWindow {
		t.Errorf("it waited for %v", waited)
	}
}

// The warning about it is added once, and not where a beneficiary was found.
func TestData_WarnNothingFound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		found bool
		want  int
	}{"found": {true, 0}, "not found": {false, 1}} {
		data := New(Settings{Wait: withoutWaiting})
		data.BeginRead()(test.found)
		var first, second diag.Diagnostics
		data.WarnNothingFound(t.Context(), &first)
		data.WarnNothingFound(t.Context(), &second)
		if len(first) != test.want || len(second) != 0 || first.HasError() {
			t.Errorf("%s: the warnings are %v and %v", name, first, second)
		}
	}
}
