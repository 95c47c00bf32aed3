package provider

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
	for kind, want := range map[error]anchor{
		payouts.ErrUnauthenticated:  anchorCredentials,
		payouts.ErrIPRefused:        anchorIPRefused,
		payouts.ErrSignatureRefused: anchorSignature,
		payouts.ErrNotEnabled:       anchorNotEnabled,
		payouts.ErrEdgeRefused:      anchorEdge,
		payouts.ErrThrottled:        anchorThrottled,
		payouts.ErrUnavailable:      anchorUnavailable,
		payouts.ErrInvalid:          anchorInvalid,
		payouts.ErrOutcomeUnknown:   anchorOutcomeUnknown,
		payouts.ErrNotFound:         anchorNotFound,
	} {
		failed := failure("Cannot do it", &payouts.Error{Kind: kind, Method: "GET", Path: "/payout/beneficiary", RequestID: "r-1"})
		if !strings.Contains(failed.Detail(), "#"+string(want)+"\n") || !slices.Contains(anchors, want) {
			t.Errorf("%v leads to: %s", kind, failed.Detail())
		}
		if !strings.Contains(failed.Detail(), "r-1") {
			t.Errorf("%v lacks the request id: %s", kind, failed.Detail())
		}
	}
}

func TestARefusedAddressThatCashfreeDoesNotNameIsNotInvented(t *testing.T) {
	t.Parallel()
	silent := failure("x", &payouts.Error{Kind: payouts.ErrIPRefused})
	if !strings.Contains(silent.Detail(), "did not say which address") {
		t.Error(silent.Detail())
	}
	named := failure("x", &payouts.Error{Kind: payouts.ErrIPRefused, CallerIP: netip.MustParseAddr("203.0.113.7")})
	if !strings.Contains(named.Detail(), "from 203.0.113.7.") {
		t.Error(named.Detail())
	}
}

func TestAnErrorOfAnotherKindIsPassedOn(t *testing.T) {
	t.Parallel()
	if got := failure("x", errors.New("something else")); got.Detail() != "something else" {
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
		if got := needsSupport(&payouts.Error{Kind: kind}); got != want {
			t.Errorf("%v: %v, want %v", kind, got, want)
		}
	}
	if needsSupport(&payouts.Error{Cause: context.Canceled}) {
		t.Error("who stops a run needs no support")
	}
}

// Without any key, the advice is to set one and not to compare the one that there is not.
func TestAMissingSignatureIsAdvisedFor(t *testing.T) {
	t.Parallel()
	_, base, _ := signedAccount(t)
	state, diags := readData(t, providerFor(base, nil), accessType, object{})
	wantNoErrors(t, diags)
	detail, _ := plain(at(state, "detail")).(string)
	if !strings.Contains(detail, "Set public_key_path or public_key_pem") || strings.Contains(detail, "this machine's clock") {
		t.Errorf("the detail is %q", detail)
	}
}
