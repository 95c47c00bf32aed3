package bulk

import (
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// conditions are what may be true of Cashfree in a search.
type conditions struct {
	name          string
	sharedVPAs    bool          // two payees may have one UPI address
	freedAfter    time.Duration // until what a removed payee had is free again; negative for never
	outsider      bool          // a payee of nobody here has an account that is wanted
	refusesFormer bool          // no payee is accepted as it was
	refusesNew    bool          // no payee is accepted that is not as it was
	latency       time.Duration // of every call
}

// disturbance is what goes wrong with one call.
type disturbance int

const (
	nothing      disturbance = iota
	refusal422               // Cashfree says no
	lostBefore               // no answer comes, and the call has no effect
	lostAfter                // no answer comes, and the call has its effect
	throttling               // a failure that everybody would meet
	unavailable              // the service fails, and the client knows that nothing was created
	stopBefore               // the run is stopped, and a call that ends with the run has no effect
	stopAfter                // the run is stopped, and a call that ends with the run has its effect
	otherContent             // Cashfree adds a payee with an account that nobody has asked for
)

// Calls that only read have fewer disturbances: all failures of a look-up are the same to the engine, but for one that
// everybody would meet.
var (
	readDisturbances  = []disturbance{unavailable, throttling, stopBefore}
	writeDisturbances = []disturbance{refusal422, lostBefore, lostAfter, throttling, unavailable, stopBefore, stopAfter, otherContent}
	stops             = []disturbance{stopBefore}
)

func (d disturbance) String() string {
	return []string{"nothing", "refused", "lost before", "lost after", "throttled", "unavailable", "stop before", "stop after", "other content"}[d]
}

// addOther adds a payee with an account of its own in place of what was sent, and returns the client's error.
func addOther(sent payouts.Beneficiary, add func(payouts.Beneficiary) error) error {
	other := payouts.Beneficiary{ID: sent.ID, Name: sent.Name, BankAccountNumber: "66611020" + sent.ID, BankIFSC: "SBIN0000001", Status: sent.Status}
	if err := add(other); err != nil {
		return err
	}
	return contentDiffers(&other, sent)
}

// contentDiffers is the client's error after a creation that was carried out with other content, or that left nobody.
func contentDiffers(existing *payouts.Beneficiary, sent payouts.Beneficiary) error {
	cause := &payouts.ContentError{Existing: existing}
	if existing != nil {
		cause.Differing = existing.Differences(sent)
	}
	return &payouts.Error{Kind: payouts.ErrContentDiffers, HTTPStatus: 201, Attempts: 1, AnyAmbiguous: true, Cause: cause}
}
