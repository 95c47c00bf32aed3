package providerdata

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// kindNames are the kinds of failure by their names in package payouts.
var kindNames = map[string]error{
	"ErrNotFound": payouts.ErrNotFound, "ErrIDExists": payouts.ErrIDExists, "ErrInstrumentTaken": payouts.ErrInstrumentTaken,
	"ErrUnauthenticated": payouts.ErrUnauthenticated, "ErrIPRefused": payouts.ErrIPRefused,
	"ErrSignatureRefused": payouts.ErrSignatureRefused, "ErrNotEnabled": payouts.ErrNotEnabled, "ErrInvalid": payouts.ErrInvalid,
	"ErrThrottled": payouts.ErrThrottled, "ErrEdgeRefused": payouts.ErrEdgeRefused, "ErrUnavailable": payouts.ErrUnavailable,
	"ErrNetwork": payouts.ErrNetwork, "ErrNotAPI": payouts.ErrNotAPI,
	"ErrOutcomeUnknown": payouts.ErrOutcomeUnknown,
	"ErrContentDiffers": payouts.ErrContentDiffers,
}

// Each kind of failure has its section of the guide, with advice except where the section itself is the advice.
func TestAdvice(t *testing.T) {
	t.Parallel()
	for kind, want := range map[error]struct {
		anchor Anchor
		advice string
	}{
		payouts.ErrUnauthenticated:  {AnchorCredentials, "a pair made for Payouts in the production environment"},
		payouts.ErrIPRefused:        {AnchorIPRefused, WhitelistSteps},
		payouts.ErrSignatureRefused: {AnchorSignature, "public_key_path"},
		payouts.ErrNotEnabled:       {AnchorNotEnabled, "Cashfree activates it on request."},
		payouts.ErrEdgeRefused:      {AnchorEdge, "Check base_url"},
		payouts.ErrThrottled:        {AnchorThrottled, "Lower max_concurrent_requests"},
		payouts.ErrNetwork:          {AnchorNoConnection, "Check the network of this machine"},
		payouts.ErrNotAPI:           {AnchorNotAPI, "HTTPS_PROXY"},
		payouts.ErrUnavailable:      {AnchorUnavailable, "later"},
		payouts.ErrInvalid:          {AnchorInvalid, "Correct the value"},
		payouts.ErrNotFound:         {AnchorNotFound, "Check the id"},
		payouts.ErrOutcomeUnknown:   {AnchorOutcomeUnknown, ""},
		payouts.ErrContentDiffers:   {AnchorOtherContent, "Compare these payees with the dashboard"},
		payouts.ErrIDExists:         {AnchorIDExists, ""},
		payouts.ErrInstrumentTaken:  {AnchorAccountTaken, "Another beneficiary has the bank account, or perhaps the UPI address"},
		nil:                         {AnchorUnexpected, "does not recognize this response"},
	} {
		failed := &payouts.Error{Kind: kind, Method: "GET", Path: "/payout/beneficiary", RequestID: "r-1", Environment: "production"}
		advice, anchor := Advice(failed)
		if anchor != want.anchor || !slices.Contains(Anchors, anchor) || !strings.Contains(advice, want.advice) || (advice == "") != (want.advice == "") {
			t.Errorf("%v has the anchor %q and the advice %q", kind, anchor, advice)
		}
		detail := failureDiagnostic("Cannot do it", failed).Detail()
		if !strings.Contains(detail, "#"+string(want.anchor)+"\n") || !strings.Contains(detail, "r-1") {
			t.Errorf("%v has the detail %q", kind, detail)
		}
	}
}

// No kind of failure is left out of the table of advice.
func TestAdvice_EveryKind(t *testing.T) {
	t.Parallel()
	for _, name := range declaredKinds(t) {
		kind, listed := kindNames[name]
		if !listed {
			t.Errorf("payouts.%s is not in the list of this test", name)
			continue
		}
		if _, anchor := Advice(&payouts.Error{Kind: kind}); anchor == AnchorUnexpected {
			t.Errorf("payouts.%s has no advice", name)
		}
	}
}

// declaredKinds returns the names of the kinds in the source of package payouts.
func declaredKinds(t *testing.T) []string {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "payouts", "error.go"), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, declared := range source.Decls {
		group, ok := declared.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			if value, ok := spec.(*ast.ValueSpec); ok && strings.HasPrefix(value.Names[0].Name, "Err") {
				names = append(names, value.Names[0].Name)
			}
		}
	}
	if len(names) < 10 {
		t.Fatalf("found only the kinds %q", names)
	}
	return names
}

// A run that was stopped is told apart from every kind of failure, which the stop may have caused.
func TestAdvice_Stopped(t *testing.T) {
	t.Parallel()
	if advice, _ := Advice(&payouts.Error{Kind: payouts.ErrUnavailable, Cause: context.Canceled}); advice != "The run was stopped." {
		t.Error(advice)
	}
}

// A refused address is named only where Cashfree named it.
func TestAdvice_RefusedAddress(t *testing.T) {
	t.Parallel()
	if unnamed, _ := Advice(&payouts.Error{Kind: payouts.ErrIPRefused}); !strings.Contains(unnamed, "did not say which address") {
		t.Error(unnamed)
	}
	named, _ := Advice(&payouts.Error{Kind: payouts.ErrIPRefused, CallerIP: netip.MustParseAddr("203.0.113.7")})
	if !strings.Contains(named, "from 203.0.113.7.") {
		t.Error(named)
	}
}

// A refused signature has other advice than a missing one.
func TestAdvice_Signature(t *testing.T) {
	t.Parallel()
	missing, _ := Advice(&payouts.Error{Kind: payouts.ErrSignatureRefused})
	refused, _ := Advice(&payouts.Error{Kind: payouts.ErrSignatureRefused, Signed: true})
	if !strings.Contains(missing, "Cashfree requires a signature") || !strings.Contains(refused, "this machine's clock is right") {
		t.Errorf("missing: %s\nrefused: %s", missing, refused)
	}
}

// An error that is none of the client is passed on with the notes.
func TestFailure_OtherError(t *testing.T) {
	t.Parallel()
	if got := failureDiagnostic("x", errors.New("something else"), "", "a note."); got.Summary() != "x" || got.Detail() != "something else\n\na note." {
		t.Errorf("%q: %q", got.Summary(), got.Detail())
	}
}

// A refusal of an address comes with whether the configuration has a record of it, after the notes of the caller.
func TestData_Failure_WhitelistNote(t *testing.T) {
	t.Parallel()
	address := netip.MustParseAddr("203.0.113.7")
	refusal := payouts.Error{Kind: payouts.ErrIPRefused, CallerIP: address, Method: "GET", Path: "/payout/beneficiary", RequestID: "r-1"}
	refused, again := refusal, refusal
	data := New(Settings{Wait: withoutWaiting})
	const note = "A note of the caller. "
	without := data.Failure(t.Context(), "Cannot read", &refused, "A note of the caller.").Detail()
	if !strings.Contains(without, "\n\n"+note+"This run found no cashfree_payout_whitelisted_ip record of 203.0.113.7.\n\nMore: ") {
		t.Errorf("without a record: %s", without)
	}
	data.Whitelist().See(address)
	with := data.Failure(t.Context(), "Cannot read", &again, "A note of the caller.", "").Detail()
	if !strings.Contains(with, "\n\n"+note+"The configuration has a cashfree_payout_whitelisted_ip record of 203.0.113.7, but the address is not whitelisted.") {
		t.Errorf("with a record: %s", with)
	}
	if note := data.WhitelistNote(t.Context(), &payouts.Error{Kind: payouts.ErrIPRefused}); note != "" {
		t.Errorf("for an address that Cashfree did not name: %s", note)
	}
	if note := data.WhitelistNote(t.Context(), &payouts.Error{Kind: payouts.ErrThrottled, CallerIP: address}); note != "" {
		t.Errorf("for another failure: %s", note)
	}
}

// Failures that only Cashfree can remove end with the lines for its support, and others with the request id.
func TestNeedsSupport(t *testing.T) {
	t.Parallel()
	for kind, want := range map[error]bool{
		nil: true, payouts.ErrNotEnabled: true, payouts.ErrUnavailable: true, payouts.ErrOutcomeUnknown: true,
		payouts.ErrContentDiffers:  true,
		payouts.ErrUnauthenticated: false, payouts.ErrIPRefused: false, payouts.ErrSignatureRefused: false,
		payouts.ErrEdgeRefused: false, payouts.ErrThrottled: false, payouts.ErrInvalid: false, payouts.ErrNotFound: false,
		payouts.ErrIDExists: false, payouts.ErrInstrumentTaken: false, payouts.ErrNetwork: false, payouts.ErrNotAPI: false,
	} {
		failed := &payouts.Error{Kind: kind, RequestID: "r-1"}
		if got := NeedsSupport(failed); got != want {
			t.Errorf("%v: %v, want %v", kind, got, want)
		}
		if trace := Trace(failed); strings.Contains(trace, "send these lines to Cashfree support") != want || !strings.Contains(trace, "r-1") {
			t.Errorf("%v ends with %q", kind, trace)
		}
	}
	if NeedsSupport(&payouts.Error{Cause: context.Canceled}) {
		t.Error("a run that was stopped needs no support")
	}
	if trace := Trace(&payouts.Error{Kind: payouts.ErrThrottled}); trace != "" {
		t.Errorf("without a request id there is %q", trace)
	}
}
