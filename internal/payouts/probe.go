package payouts

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Probe is what one harmless call tells of the way to the API.
type Probe struct {
	// Failure is nil where the call passed every check on the way: address or signature, credentials, access.
	Failure *Error
	// Skew is how far this machine's clock is ahead of Cashfree's, to about a second; negative where it is behind. It
	// comes from the Date header of the answer, so it holds for refused calls, too.
	Skew time.Duration
	// Dated tells whether there was such a header.
	Dated bool
}

// probedID is a valid id under which nobody has a beneficiary. Should somebody have one after all, the call passes as
// well.
const probedID = "terraform_provider_cashfree_probe"

// Probe looks up a beneficiary that does not exist, once and without retries. Whoever is told that it does not exist
// has passed. Without signed no signature is sent, whether or not the client has a key.
func (c *Client) Probe(ctx context.Context, signed bool) Probe {
	look := c.byID(Beneficiary{ID: probedID})
	look.once = true
	look.unsigned = !signed
	_, err := c.readOne(ctx, look, probedID)

	probe := Probe{Skew: look.skew, Dated: look.dated}
	if failed, ok := errors.AsType[*Error](err); ok && !failed.Is(ErrNotFound) {
		probe.Failure = failed
	}
	return probe
}

// clockSkew compares the clocks at the middle of an exchange. Date has whole seconds, so half a second is its middle.
func clockSkew(header http.Header, sent, got time.Time) (skew time.Duration, dated bool) {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0, false
	}
	middle := sent.Add(got.Sub(sent) / 2)
	return middle.Sub(date.Add(time.Second / 2)).Round(time.Second), true
}
