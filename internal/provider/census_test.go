package provider

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
