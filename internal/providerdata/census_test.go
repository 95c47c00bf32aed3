package providerdata

import (
	"context"
	"sync"
	"testing"
	"time"
)

func at0(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func TestTheCensusWaitsForReadsUnderWay(t *testing.T) {
	t.Parallel()
	c := newCensus(at0)
	slow := c.begin()
	c.begin()(false)
	verdict := make(chan bool)
	go func() { verdict <- c.nothingFound(t.Context()) }()
	slow(true) // the slow one is found after all
	if <-verdict {
		t.Error("it reported that nothing was found")
	}
}

func TestTheCensusReportsOnce(t *testing.T) {
	t.Parallel()
	c := newCensus(at0)
	var reports sync.Map
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			c.begin()(false)
			if c.nothingFound(t.Context()) {
				reports.Store(i, true)
			}
		})
	}
	all.Wait()
	count := 0
	reports.Range(func(any, any) bool { count++; return true })
	if count != 1 {
		t.Errorf("%d reports", count)
	}
}

func TestTheCensusHeedsTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c := newCensus(at0)
	c.begin() // never ends
	cancel()
	if c.nothingFound(ctx) {
		t.Error("a cancelled run reports nothing")
	}
}

// A read that begins a moment later, while a not-found waits, counts too.
func TestTheCensusWaitsForReadsThatAreAboutToBegin(t *testing.T) {
	t.Parallel()
	var c *census
	c = newCensus(func(context.Context, time.Duration) error { c.begin()(true); return nil })
	c.begin()(false)
	if c.nothingFound(t.Context()) {
		t.Error("it did not wait")
	}
}

func TestTheCensusGivesNoVerdictWhileAReadIsUnderWay(t *testing.T) {
	t.Parallel()
	waited := make(chan struct{})
	c := newCensus(func(context.Context, time.Duration) error { close(waited); return nil })
	slow := c.begin()
	c.begin()(false)
	verdict := make(chan bool, 1)
	go func() { verdict <- c.nothingFound(t.Context()) }()
	<-waited
	select {
	case said := <-verdict:
		t.Fatalf("the verdict %v came before the last read ended", said)
	case <-time.After(50 * time.Millisecond):
	}
	slow(true)
	if <-verdict {
		t.Error("it reported that nothing was found")
	}
}
