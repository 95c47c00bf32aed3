package provider

import (
	"context"
	"sync"
	"time"
)

// census counts what the reads of one run found. Where not one record was found, the likely cause is not that somebody
// removed them all but that the credentials are those of another account, and the user should be told so once.
type census struct {
	wait func(context.Context, time.Duration) error

	mu       sync.Mutex
	found    bool
	reported bool
	reading  int
	settled  chan struct{} // closed and renewed whenever there is news
}

// settling is how long a not-found waits for the reads that core starts at about the same moment. It is paid only
// where nothing has been found so far.
const settling = 250 * time.Millisecond

func newCensus(wait func(context.Context, time.Duration) error) *census {
	return &census{wait: wait, settled: make(chan struct{})}
}

// begin is called before a read, and the function that it returns once after it.
func (c *census) begin() (end func(found bool)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reading++
	return func(found bool) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.reading--
		c.settle(found)
	}
}

// saw tells of a record that was found while a read of many goes on.
func (c *census) saw() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.found {
		c.settle(true)
	}
}

func (c *census) settle(found bool) {
	c.found = c.found || found
	close(c.settled)
	c.settled = make(chan struct{})
}

// nothingFound reports, once in a run and after the reads under way have ended, that not one record was found.
func (c *census) nothingFound(ctx context.Context) bool {
	if done, _ := c.verdict(); done {
		return false
	}
	if c.wait(ctx, settling) != nil {
		return false
	}
	for {
		done, settled := c.verdict()
		if done {
			return false
		}
		if settled == nil {
			return c.report()
		}
		select {
		case <-ctx.Done():
			return false
		case <-settled:
		}
	}
}

func nothingFoundMessage() (summary, detail string) {
	return "No beneficiary of the state was found", paragraphs(
		"Cashfree knows none of the beneficiaries that this run has read. If nobody removed them, the credentials may be "+
			"those of another Cashfree account, and applying this plan would add every payee there.",
		"Check client_id against the account that the state was made with.",
		anchorNothingFound.more())
}

// verdict is done where a record was found or the report was made; else it gives what to wait for, if anything.
func (c *census) verdict() (done bool, settled <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.found || c.reported {
		return true, nil
	}
	if c.reading > 0 {
		return false, c.settled
	}
	return false, nil
}

func (c *census) report() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := !c.reported && !c.found
	c.reported = true
	return first
}
