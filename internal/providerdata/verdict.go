package providerdata

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Verdict is what a run knows of an address or a key that only Cashfree's dashboard can change.
type Verdict struct {
	Verification string // one of the constants below
	Reason       string // why it is that and no other
	Lifted       bool   // the verification is Unverified, but an earlier refusal no longer holds
}

// The verifications of a record.
const (
	Accepted   = "accepted"
	Refused    = "refused"
	Unverified = "unverified"
)

// RefusedBefore begins the reason for a record that was refused before and that this run cannot verify.
const RefusedBefore = "Cashfree refused it before, and this run cannot tell whether it still does. "

// After returns the verdict that a refresh records where the state has a former verification: a refusal stays until a
// run finds that it no longer holds.
func (v Verdict) After(former string) Verdict {
	if former != Refused || v.Verification != Unverified || v.Lifted {
		return v
	}
	return Verdict{Verification: Refused, Reason: RefusedBefore + v.Reason}
}

func unverified(reason string) Verdict { return Verdict{Verification: Unverified, Reason: reason} }

// AddressVerdict returns whether Cashfree accepts calls from an address, as far as this run can tell.
func (d *Data) AddressVerdict(ctx context.Context, address netip.Addr) Verdict {
	if !d.Ready() {
		return unverified("The provider's arguments are not known yet.")
	}
	probe := d.Probe(ctx)
	if failed := probe.Failure; failed != nil && errors.Is(failed, payouts.ErrIPRefused) && failed.CallerIP == address {
		return Verdict{Verification: Refused,
			Reason: fmt.Sprintf("Cashfree refused a call from %s: the address is not on its whitelist.", address)}
	}
	egress := d.settings.Egress
	switch {
	case isFromIPv6(probe.Failure):
		return unverified("Cashfree saw this run call from an IPv6 address, and only IPv4 addresses can be whitelisted.")
	case !d.Production():
		return Verdict{
			Verification: Unverified,
			Reason:       "The sandbox accepts calls from every address, according to Cashfree's older documentation.",
			Lifted:       egress == address && d.passesUnsigned(ctx),
		}
	case d.Signs():
		return unverified("The provider signs its calls. With the method Public Key, signed calls are accepted from every address.")
	case !egress.IsValid():
		return unverified("The address of this run is unknown, because egress_ip is not set.")
	case egress != address:
		return unverified(fmt.Sprintf("This run calls from %s.", egress))
	case probe.Failure != nil:
		return unverified("A call from this address failed for another reason: " + summaryOf(probe.Failure))
	default:
		return Verdict{Verification: Accepted, Reason: "A call from this address was accepted without a signature."}
	}
}

// isFromIPv6 reports whether Cashfree refused a call because it came from an IPv6 address.
func isFromIPv6(failed *payouts.Error) bool {
	return failed != nil && failed.Is(payouts.ErrIPRefused) && failed.CallerIP.Is6()
}

// PassesFromUnknownAddress reports whether an unsigned call of this run was accepted, and the run does not know from
// which address.
func (d *Data) PassesFromUnknownAddress(ctx context.Context) bool {
	return !d.settings.Egress.IsValid() && d.passesUnsigned(ctx)
}

// passesUnsigned reports whether the provider signs nothing and a call of this run was accepted.
func (d *Data) passesUnsigned(ctx context.Context) bool {
	return d.Ready() && !d.Signs() && d.Probe(ctx).Failure == nil
}

// KeyVerdict returns whether Cashfree accepts signatures made with the key of this fingerprint, as far as this run can
// tell.
func (d *Data) KeyVerdict(ctx context.Context, fingerprint string) Verdict {
	switch {
	case !d.Ready():
		return unverified("The provider's arguments are not known yet.")
	case d.PublicKey() == nil:
		return unverified("The provider signs no calls: neither public_key_pem nor public_key_path is set.")
	}
	if own, err := payouts.KeyFingerprint(d.PublicKey()); err != nil || own != fingerprint {
		return unverified("The provider signs with another key.")
	}
	const keyRefused = "Cashfree refused a signature made with this key. "
	probe := d.Probe(ctx)
	switch {
	case probe.Failure == nil:
		return d.compareUnsigned(ctx)
	case !errors.Is(probe.Failure, payouts.ErrSignatureRefused):
		return unverified("A signed call failed for another reason: " + summaryOf(probe.Failure))
	case ClockIsOff(probe):
		return unverified(keyRefused + ClockNote(probe))
	default:
		return Verdict{Verification: Refused, Reason: strings.TrimSpace(keyRefused + ClockNote(probe))}
	}
}

// compareUnsigned returns the verdict on a signature that was accepted. A call without one shows whether Cashfree
// checked it.
func (d *Data) compareUnsigned(ctx context.Context) Verdict {
	failed := d.ProbeUnsigned(ctx).Failure
	switch {
	case failed == nil:
		return unverified("A call without a signature is accepted as well, so Cashfree does not check signatures now.")
	case errors.Is(failed, payouts.ErrSignatureRefused), errors.Is(failed, payouts.ErrIPRefused):
		return Verdict{Verification: Accepted, Reason: "A signed call was accepted, and a call without a signature was refused."}
	default:
		return unverified("The call without a signature failed for another reason: " + summaryOf(failed))
	}
}

// summaryOf returns a failure in a few words. They are the same from run to run, because they are stored in the state.
func summaryOf(failed *payouts.Error) string {
	switch {
	case failed.Kind == nil && failed.HTTPStatus == 0:
		return "the run ended before an answer came."
	case failed.Kind == nil:
		return "Cashfree answered " + strings.TrimSpace(fmt.Sprintf("%d %s", failed.HTTPStatus, failed.Code)) + "."
	}
	return failed.Kind.Error() + "."
}
