package providerdata

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Each kind of failure leads to a section of the guide, and none to a section that is not listed.
func TestEachKindOfFailureHasItsAnchor(t *testing.T) {
	t.Parallel()
	for kind, want := range map[error]Anchor{
		payouts.ErrUnauthenticated:  AnchorCredentials,
		payouts.ErrIPRefused:        AnchorIPRefused,
		payouts.ErrSignatureRefused: AnchorSignature,
		payouts.ErrNotEnabled:       AnchorNotEnabled,
		payouts.ErrEdgeRefused:      AnchorEdge,
		payouts.ErrThrottled:        AnchorThrottled,
		payouts.ErrUnavailable:      AnchorUnavailable,
		payouts.ErrInvalid:          AnchorInvalid,
		payouts.ErrOutcomeUnknown:   AnchorOutcomeUnknown,
		payouts.ErrNotFound:         AnchorNotFound,
	} {
		failed := failureDiagnostic("Cannot do it", &payouts.Error{Kind: kind, Method: "GET", Path: "/payout/beneficiary", RequestID: "r-1"})
		if !strings.Contains(failed.Detail(), "#"+string(want)+"\n") || !slices.Contains(Anchors, want) {
			t.Errorf("%v leads to: %s", kind, failed.Detail())
		}
		if !strings.Contains(failed.Detail(), "r-1") {
			t.Errorf("%v lacks the request id: %s", kind, failed.Detail())
		}
	}
}

func TestARefusedAddressThatCashfreeDoesNotNameIsNotInvented(t *testing.T) {
	t.Parallel()
	silent := failureDiagnostic("x", &payouts.Error{Kind: payouts.ErrIPRefused})
	if !strings.Contains(silent.Detail(), "did not say which address") {
		t.Error(silent.Detail())
	}
	named := failureDiagnostic("x", &payouts.Error{Kind: payouts.ErrIPRefused, CallerIP: netip.MustParseAddr("203.0.113.7")})
	if !strings.Contains(named.Detail(), "from 203.0.113.7.") {
		t.Error(named.Detail())
	}
}

func TestAnErrorOfAnotherKindIsPassedOn(t *testing.T) {
	t.Parallel()
	if got := failureDiagnostic("x", errors.New("something else")); got.Detail() != "something else" {
		t.Error(got.Detail())
	}
}

// Which failures end with the lines for Cashfree's support: those that the user cannot mend alone.
func TestWhichFailuresNeedSupport(t *testing.T) {
	t.Parallel()
	for kind, want := range map[error]bool{
		nil: true, payouts.ErrNotEnabled: true, payouts.ErrUnavailable: true, payouts.ErrOutcomeUnknown: true,
		payouts.ErrUnauthenticated: false, payouts.ErrIPRefused: false, payouts.ErrSignatureRefused: false,
		payouts.ErrEdgeRefused: false, payouts.ErrThrottled: false, payouts.ErrInvalid: false, payouts.ErrNotFound: false,
	} {
		if got := NeedsSupport(&payouts.Error{Kind: kind}); got != want {
			t.Errorf("%v: %v, want %v", kind, got, want)
		}
	}
	if NeedsSupport(&payouts.Error{Cause: context.Canceled}) {
		t.Error("who stops a run needs no support")
	}
}
