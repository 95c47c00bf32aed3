package provider

import (
	"fmt"
	"testing"
)

// A duplicate is found among many, whichever the registry looks at last.
func TestADuplicateIsFoundAmongMany(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
	for i := range 24 {
		wantNoErrors(t, c.plan(nil, record(fmt.Sprintf("52.66.1.%d", i))).diags)
	}
	wantError(t, c.plan(nil, record("52.66.1.7")).diags, "ip_address", "52.66.1.7 is recorded twice")
}

// A record that is only planned counts as one that the configuration counts on.
func TestAPlannedRecordIsMet(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	payee := newCore(t, providerFor(base, nil)).create(asha())
	sim.SetWhitelist(nil)
	c := newCore(t, providerFor(base, nil))
	wantNoErrors(t, c.of(whitelistedIPType).plan(nil, record(ourAddress)).diags)
	_, diags := c.refresh(payee)
	wantError(t, diags, "", "There is a cashfree_payout_whitelisted_ip record of "+ourAddress)
}
