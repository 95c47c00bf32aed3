package payouts

import (
	"context"
	"errors"
	"time"
)

// Probe is what one harmless call shows about the access to the API.
type Probe struct {
	// Failure is nil where the call passed every check: address or signature, credentials, access.
	Failure *Error
	// Skew is how far this machine's clock is ahead of Cashfree's, to about a second; negative where it is behind. It
	// comes from the Date header of the answer, so refused calls have it, too.
	Skew time.Duration
	// Dated is whether there was such a header.
	Dated bool
}

// probedID is a valid id that no beneficiary should have. If one has it, the probe passes as well.
const probedID = "terraform_provider_cashfree_probe"

// Probe looks up a beneficiary that does not exist, once and without retries. It passes if Cashfree answers that the
// beneficiary does not exist. A signature is sent only with signed, and if the client has a key. It is sent even if
// Cashfree has refused this caller before, and its failure holds no other call back.
func (c *Client) Probe(ctx context.Context, signed bool) Probe {
	look := byID(probedID)
	look.noRetry = true
	look.unsigned = !signed
	_, out, err := c.readOne(NeverHeldBack(ctx), look, probedID)

	probe := Probe{Skew: out.skew, Dated: out.dated}
	if failed, ok := errors.AsType[*Error](err); ok && !failed.Is(ErrNotFound) {
		probe.Failure = failed
	}
	return probe
}
