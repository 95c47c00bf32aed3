package providerdata

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// census counts what the reads of a run found. Where no beneficiary was found at all, the likely cause is not that
// somebody removed them all, but that the credentials are those of another account.
type census struct {
	wait func(context.Context, time.Duration) error

	mu       sync.Mutex
	found    bool
	reported bool
	reading  int
	changed  chan struct{} // closed and replaced whenever one of the above changes
}

// settleTime is how long a not-found waits for the reads that core starts at about the same moment. It is spent only
// where nothing has been found so far.
const settleTime = 250 * time.Millisecond

func newCensus(wait func(context.Context, time.Duration) error) *census {
	return &census{wait: wait, changed: make(chan struct{})}
}

// BeginRead counts a read as under way. Its result must be called once, after the read.
func (d *Data) BeginRead() (end func(found bool)) { return d.census.begin() }

// Saw counts a beneficiary that was found while a read of many goes on: others may wait for the verdict, and the last
// of thousands is read minutes later.
func (d *Data) Saw() { d.census.saw() }

// WarnNothingFound warns once in a run, after the reads under way have ended, that no beneficiary was found.
func (d *Data) WarnNothingFound(ctx context.Context, diags *diag.Diagnostics) {
	if !d.census.nothingFound(ctx) {
		return
	}
	diags.AddWarning("No beneficiary of the state was found", Paragraphs(
		"Cashfree knows none of the beneficiaries that this run has read. If nobody removed them, the credentials may be "+
			"those of another Cashfree account, and applying this plan would add every payee there.",
		"Check client_id against the account that the state was made with.",
		AnchorNothingFound.More()))
}

func (c *census) begin() (end func(found bool)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reading++
	return func(found bool) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.reading--
		c.update(found)
	}
}

func (c *census) saw() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.found {
		c.update(true)
	}
}

// update needs the lock.
func (c *census) update(found bool) {
	c.found = c.found || found
	close(c.changed)
	c.changed = make(chan struct{})
}

// nothingFound reports, once in a run and after the reads under way have ended, that no beneficiary was found.
func (c *census) nothingFound(ctx context.Context) bool {
	if done, _ := c.verdict(); done {
		return false
	}
	if c.wait(ctx, settleTime) != nil {
		return false
	}
	for {
		done, changed := c.verdict()
		if done {
			return false
		}
		if changed == nil {
			return c.report()
		}
		select {
		case <-ctx.Done():
			return false
		case <-changed:
		}
	}
}

// verdict is done where a beneficiary was found or the report was made. Otherwise it returns what to wait for, or nil.
func (c *census) verdict() (done bool, changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.found || c.reported {
		return true, nil
	}
	if c.reading > 0 {
		return false, c.changed
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
