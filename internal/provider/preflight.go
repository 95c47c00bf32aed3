package provider

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// preflight finds out how this run stands with Cashfree. It makes two calls at most, whoever asks and however often:
// one as the provider is set, and one without signature as a control.
type preflight struct {
	client  *payouts.Client
	signs   bool
	regular oneProbe
	control oneProbe
}

func newPreflight(client *payouts.Client, signs bool) *preflight {
	return &preflight{client: client, signs: signs, regular: newOneProbe(), control: newOneProbe()}
}

// oneProbe makes a probe once. Others who ask meanwhile wait for it, each as long as its context.
type oneProbe struct {
	turn  chan struct{} // whoever has put something in may use the rest
	done  bool
	probe payouts.Probe
}

func newOneProbe() oneProbe { return oneProbe{turn: make(chan struct{}, 1)} }

func (o *oneProbe) ask(ctx context.Context, client *payouts.Client, signed bool) payouts.Probe {
	select {
	case o.turn <- struct{}{}:
	case <-ctx.Done():
		return client.Probe(ctx, signed) // which sends nothing any more
	}
	defer func() { <-o.turn }()
	if o.done {
		return o.probe
	}
	probe := client.Probe(ctx, signed)
	if ctx.Err() != nil {
		return probe // which says something of this caller and nothing of Cashfree
	}
	o.done, o.probe = true, probe
	return probe
}

// asSet probes the way that every other call of the run takes.
func (p *preflight) asSet(ctx context.Context) payouts.Probe {
	return p.regular.ask(ctx, p.client, p.signs)
}

// unsigned probes without a signature.
func (p *preflight) unsigned(ctx context.Context) payouts.Probe {
	if !p.signs {
		return p.asSet(ctx)
	}
	return p.control.ask(ctx, p.client, false)
}

// verdict is what is known of a record, and why it is not more.
type verdict struct {
	verification string
	reason       string
	mended       bool // nothing is proven, but a refusal of before no longer holds
}

// The verifications of a record.
const (
	accepted   = "accepted"
	refused    = "refused"
	unverified = "unverified"
)

// after is what a refresh makes of a verdict: a refusal stands until a run can tell that it no longer holds.
func (v verdict) after(former types.String) verdict {
	if former.ValueString() != refused || v.verification != unverified || v.mended {
		return v
	}
	return verdict{verification: refused, reason: refusedBefore + v.reason}
}

const refusedBefore = "Cashfree refused it before, and this run cannot tell whether it still does. "

// addressVerdict says whether Cashfree takes calls from an address, as far as this run can tell.
func (c *connection) addressVerdict(ctx context.Context, address netip.Addr) verdict {
	if !c.ready() {
		return verdict{verification: unverified, reason: "The provider's arguments are not known yet."}
	}
	probe := c.preflight.asSet(ctx)
	if failed := probe.Failure; failed != nil && errors.Is(failed, payouts.ErrIPRefused) && failed.CallerIP == address {
		return verdict{verification: refused, reason: fmt.Sprintf("Cashfree refused a call from %s: the address is not on its whitelist.", address)}
	}
	switch {
	case !c.production:
		return verdict{
			verification: unverified,
			reason:       "The sandbox takes calls from every address, according to Cashfree's older documentation.",
			mended:       c.egress == address && c.letIn(ctx),
		}
	case c.preflight.signs:
		return verdict{verification: unverified, reason: "The provider signs its calls, and where the method Public Key is chosen those are taken from every address."}
	case !c.egress.IsValid():
		return verdict{verification: unverified, reason: "Which address this run calls from is not known: egress_ip is not set."}
	case c.egress != address:
		return verdict{verification: unverified, reason: fmt.Sprintf("This run calls from %s.", c.egress)}
	case probe.Failure != nil:
		return verdict{verification: unverified, reason: "A call from this address did not get far enough: " + shortly(probe.Failure)}
	default:
		return verdict{verification: accepted, reason: "A call from this address was let in without a signature."}
	}
}

// letIn reports whether a call of this run passed that no signature spoke for.
func (c *connection) letIn(ctx context.Context) bool {
	return c.ready() && !c.preflight.signs && c.preflight.asSet(ctx).Failure == nil
}

// keyVerdict says whether Cashfree takes signatures made with the key, as far as this run can tell.
func (c *connection) keyVerdict(ctx context.Context, fingerprint string) verdict {
	switch {
	case !c.ready():
		return verdict{verification: unverified, reason: "The provider's arguments are not known yet."}
	case c.publicKey == nil:
		return verdict{verification: unverified, reason: "The provider signs no calls: neither public_key_pem nor public_key_path is set."}
	}
	if own, err := payouts.KeyFingerprint(c.publicKey); err != nil || own != fingerprint {
		return verdict{verification: unverified, reason: "The provider signs with another key."}
	}
	probe := c.preflight.asSet(ctx)
	switch {
	case probe.Failure == nil:
		return c.controlled(ctx)
	case !errors.Is(probe.Failure, payouts.ErrSignatureRefused):
		return verdict{verification: unverified, reason: "A signed call did not get far enough: " + shortly(probe.Failure)}
	case clockIsOff(probe):
		return verdict{verification: unverified, reason: keyRefused + clockDoubt(probe)}
	default:
		return verdict{verification: refused, reason: strings.TrimSpace(keyRefused + clockDoubt(probe))}
	}
}

const keyRefused = "Cashfree refused a signature made with this key. "

// controlled tells a signature that was taken from one that nobody looked at.
func (c *connection) controlled(ctx context.Context) verdict {
	control := c.preflight.unsigned(ctx)
	switch {
	case control.Failure == nil:
		return verdict{verification: unverified, reason: "A call without a signature is let in as well, so Cashfree does not look at signatures now."}
	case errors.Is(control.Failure, payouts.ErrSignatureRefused), errors.Is(control.Failure, payouts.ErrIPRefused):
		return verdict{verification: accepted, reason: "A signed call was let in, and one without a signature was not."}
	default:
		return verdict{verification: unverified, reason: "The control without a signature did not get far enough: " + shortly(control.Failure)}
	}
}

// shortly is the kind of a failure in a few words, the same from run to run, since it is kept in the state.
func shortly(failed *payouts.Error) string {
	switch {
	case failed.Kind == nil && failed.HTTPStatus == 0:
		return "no answer was waited for."
	case failed.Kind == nil:
		return "Cashfree answered " + strings.TrimSpace(fmt.Sprintf("%d %s", failed.HTTPStatus, failed.Code)) + "."
	}
	return failed.Kind.Error() + "."
}

// slightSkew is how far a clock may be off without a word. That a signature may be ten minutes old is how integrators read
// Cashfree's documentation, [payouts.SignatureLifetime]; no page says how far off a clock may be. So a clock that is off by less
// must not speak for a key that was replaced, and one that is off by more speaks against neither.
const slightSkew = time.Minute

// clockIsOff reports whether this machine's clock is as likely a cause of a refused signature as the key.
func clockIsOff(probe payouts.Probe) bool {
	return probe.Dated && probe.Skew.Abs() > payouts.SignatureLifetime
}

// clockDoubt says that this machine's clock may be why a signature was refused, in the same words from run to run.
func clockDoubt(probe payouts.Probe) string {
	if !probe.Dated || probe.Skew.Abs() <= slightSkew {
		return ""
	}
	by, side := "a minute", "ahead of"
	if clockIsOff(probe) {
		by = "ten minutes"
	}
	if probe.Skew < 0 {
		side = "behind"
	}
	return fmt.Sprintf("This machine's clock is more than %s %s Cashfree's, which may be why: a signature holds the time.", by, side)
}
