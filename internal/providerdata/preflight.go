package providerdata

import (
	"context"
	"fmt"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// preflight finds out how Cashfree answers this run. It makes at most two calls in a run: one as the provider is
// configured, and one without a signature for comparison.
type preflight struct {
	client  *payouts.Client
	signs   bool
	regular sharedProbe
	control sharedProbe
}

func newPreflight(client *payouts.Client, signs bool) *preflight {
	return &preflight{client: client, signs: signs, regular: newSharedProbe(), control: newSharedProbe()}
}

// sharedProbe makes a probe once and keeps its result. Concurrent callers wait for it, each no longer than its context.
type sharedProbe struct {
	lock  chan struct{} // holds one element while a caller uses the rest
	done  bool
	probe payouts.Probe
}

func newSharedProbe() sharedProbe { return sharedProbe{lock: make(chan struct{}, 1)} }

// get returns the result of the probe. A result is not kept if the caller's context ended.
func (s *sharedProbe) get(ctx context.Context, client *payouts.Client, signed bool) payouts.Probe {
	select {
	case s.lock <- struct{}{}:
	case <-ctx.Done():
		return client.Probe(ctx, signed) // sends nothing, since the context has ended
	}
	defer func() { <-s.lock }()
	if s.done {
		return s.probe
	}
	probe := client.Probe(ctx, signed)
	if ctx.Err() != nil {
		return probe // shows the end of this caller's context, and not how Cashfree answers
	}
	s.done, s.probe = true, probe
	return probe
}

// Probe returns how Cashfree answers a call as the provider is configured. It makes one call in a run. The data must be
// ready.
func (d *Data) Probe(ctx context.Context) payouts.Probe { return d.preflight.configured(ctx) }

// ProbeUnsigned returns how Cashfree answers a call without a signature. The data must be ready.
func (d *Data) ProbeUnsigned(ctx context.Context) payouts.Probe { return d.preflight.unsigned(ctx) }

// Signs reports whether the provider signs its calls. It is false while the data is not ready.
func (d *Data) Signs() bool { return d.Ready() && d.preflight.signs }

func (p *preflight) configured(ctx context.Context) payouts.Probe {
	return p.regular.get(ctx, p.client, p.signs)
}

func (p *preflight) unsigned(ctx context.Context) payouts.Probe {
	if !p.signs {
		return p.configured(ctx)
	}
	return p.control.get(ctx, p.client, false)
}

// maxQuietSkew is how far a clock may be off before messages mention it.
const maxQuietSkew = time.Minute

// ClockIsOff reports whether this machine's clock is as likely a cause of a refused signature as the key. Integrators
// read Cashfree's documentation to mean that a signature may be ten minutes old ([payouts.SignatureLifetime]). No page
// says whether it may come from the future, so a clock that is ahead by more than a minute is off.
func ClockIsOff(probe payouts.Probe) bool {
	return probe.Dated && (probe.Skew > maxQuietSkew || -probe.Skew > payouts.SignatureLifetime)
}

// ClockNote returns the sentence that this machine's clock may be why a signature was refused, or "". It is the same
// from run to run, because it is stored in the state.
func ClockNote(probe payouts.Probe) string {
	if !probe.Dated || probe.Skew.Abs() <= maxQuietSkew {
		return ""
	}
	distance, side := "a minute", "ahead of"
	if probe.Skew.Abs() > payouts.SignatureLifetime {
		distance = "ten minutes"
	}
	if probe.Skew < 0 {
		side = "behind"
	}
	return fmt.Sprintf("This machine's clock is more than %s %s Cashfree's, which may be the cause: a signature contains the time.",
		distance, side)
}
