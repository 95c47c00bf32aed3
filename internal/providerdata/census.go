package providerdata

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// census records whether the reads of a run found a beneficiary. Where they found none, the likely cause is not that
// somebody removed them all, but that the credentials are those of another account.
type census struct {
	wait func(context.Context, time.Duration) error

	mu       sync.Mutex
	found    bool
	reported bool
	reading  int
	changed  chan struct{} // closed and replaced whenever one of the above changes
}

// readStartWindow is how long a report waits for the reads that core starts at about the same moment. The wait takes
// place only where nothing has been found so far.
const readStartWindow = 250 * time.Millisecond

func newCensus(wait func(context.Context, time.Duration) error) *census {
	return &census{wait: wait, changed: make(chan struct{})}
}

// BeginRead counts a read as under way. The caller must call end once, after the read.
func (d *Data) BeginRead() (end func(found bool)) { return d.census.begin() }

// ReportFound records that a beneficiary was found while a read of many goes on. Others may wait to know whether any
// was found, and the last of thousands is read minutes later.
func (d *Data) ReportFound() { d.census.reportFound() }

// WarnNothingFound warns once in a run, after the reads under way have ended, that no beneficiary was found.
func (d *Data) WarnNothingFound(ctx context.Context, diags *diag.Diagnostics) {
	if !d.census.nothingFound(ctx) {
		return
	}
	diags.AddWarning("No beneficiary found", Paragraphs(
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

func (c *census) reportFound() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.found {
		c.update(true)
	}
}

// update must be called with the lock held.
func (c *census) update(found bool) {
	c.found = c.found || found
	close(c.changed)
	c.changed = make(chan struct{})
}

// nothingFound reports, once in a run and after the reads under way have ended, that no beneficiary was found.
func (c *census) nothingFound(ctx context.Context) bool {
	if done, _ := c.status(); done {
		return false
	}
	if c.wait(ctx, readStartWindow) != nil {
		return false
	}
	for {
		done, changed := c.status()
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

// status reports whether there is nothing to report any more: a beneficiary was found, or the report was made. If there
// is, changed is what to wait for, or nil where no read is under way.
func (c *census) status() (done bool, changed <-chan struct{}) {
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

// report records that the report is made, and reports whether the caller must make it.
func (c *census) report() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := !c.reported && !c.found
	c.reported = true
	return first
}
