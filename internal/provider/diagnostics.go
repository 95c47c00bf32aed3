package provider

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// errorsGuide is the page that explains each kind of error at length. Its anchors are part of the provider's surface:
// people bookmark them and pipelines quote them.
const errorsGuide = "https://registry.terraform.io/providers/" + Address + "/latest/docs/guides/errors"

// anchor is a section of the errors guide.
type anchor string

const (
	anchorCredentials      anchor = "credentials-refused"
	anchorIPRefused        anchor = "ip-not-whitelisted"
	anchorSignature        anchor = "signature-refused"
	anchorNotEnabled       anchor = "api-not-enabled"
	anchorEdge             anchor = "refused-before-the-api"
	anchorThrottled        anchor = "throttled"
	anchorUnavailable      anchor = "unavailable"
	anchorInvalid          anchor = "value-refused"
	anchorUnexpected       anchor = "unexpected-answer"
	anchorNotFound         anchor = "not-found"
	anchorIDExists         anchor = "beneficiary-id-exists"
	anchorInstrumentTaken  anchor = "instrument-taken"
	anchorOutcomeUnknown   anchor = "outcome-unknown"
	anchorOtherEnvironment anchor = "record-of-another-environment"
	anchorNothingFound     anchor = "no-record-found"
	anchorNotPayable       anchor = "beneficiary-not-payable"
	anchorUnknownArguments anchor = "provider-arguments-unknown"
	anchorNumbersInState   anchor = "account-numbers-in-state"
)

// anchors lists every section that the guide must have.
var anchors = []anchor{
	anchorCredentials, anchorIPRefused, anchorSignature, anchorNotEnabled, anchorEdge, anchorThrottled,
	anchorUnavailable, anchorInvalid, anchorUnexpected, anchorNotFound, anchorIDExists, anchorInstrumentTaken, anchorOutcomeUnknown,
	anchorOtherEnvironment, anchorNothingFound, anchorNotPayable, anchorUnknownArguments, anchorNumbersInState,
}

// more ends a message with where to read on.
func (a anchor) more() string { return "More: " + errorsGuide + "#" + string(a) }

// What to click in Cashfree's dashboard
// (https://www.cashfree.com/docs/payouts/payouts/integrations/payouts-2fa).
const (
	whitelistSteps = "Payouts, Developers, Two-Factor Authentication, IP Whitelist."
	keySteps       = "Payouts, Developers, Two-Factor Authentication, Public Key."
)

// paragraphs joins the parts of a message that are not empty.
func paragraphs(parts ...string) string {
	kept := parts[:0:0]
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "\n\n")
}

// failure is the diagnostic of a call that failed in this run, with what the run knows of the cause.
func (c *connection) failure(ctx context.Context, summary string, err error, notes ...string) diag.Diagnostic {
	failed, ok := errors.AsType[*payouts.Error](err)
	if ok && failed.Is(payouts.ErrIPRefused) && failed.CallerIP.IsValid() {
		notes = append(notes, c.recordOf(ctx, failed.CallerIP))
	}
	return failure(summary, err, notes...)
}

// recordOf says whether the configuration counts on an address that Cashfree refused.
func (c *connection) recordOf(ctx context.Context, address netip.Addr) string {
	if !c.whitelist.has(address) {
		_ = c.options.Wait(ctx, settling) // records are read at about the same moment
	}
	if c.whitelist.has(address) {
		return fmt.Sprintf("There is a cashfree_payout_whitelisted_ip record of %s: the configuration counts on it, and somebody "+
			"has taken it off the whitelist, or never put it there.", address)
	}
	return fmt.Sprintf("This run has met no cashfree_payout_whitelisted_ip record of %s.", address)
}

// failure turns an error of the client into a diagnostic: what could not be done, why in Cashfree's words, what to do
// next and where to read on. The request id ends it, alone or in the lines for Cashfree's support.
func failure(summary string, err error, notes ...string) diag.Diagnostic {
	failed, ok := errors.AsType[*payouts.Error](err)
	note := strings.Join(notes, " ")
	if !ok {
		return diag.NewErrorDiagnostic(summary, paragraphs(err.Error(), note))
	}
	advice, at := adviceFor(failed)
	return diag.NewErrorDiagnostic(summary, paragraphs(err.Error()+".", advice, note, at.more(), trace(failed)))
}

// trace is what identifies the call afterwards. Where the user can mend the cause alone the request id is enough.
func trace(failed *payouts.Error) string {
	if needsSupport(failed) {
		return "If it stays so, these lines are what Cashfree's support asks for; there is nothing secret in them:\n" +
			failed.Support()
	}
	if failed.RequestID == "" {
		return ""
	}
	return "Request id: " + failed.RequestID
}

// needsSupport tells the failures that only Cashfree can mend.
func needsSupport(failed *payouts.Error) bool {
	if errors.Is(failed, context.Canceled) {
		return false
	}
	return failed.Kind == nil || errors.Is(failed, payouts.ErrNotEnabled) ||
		errors.Is(failed, payouts.ErrUnavailable) || errors.Is(failed, payouts.ErrOutcomeUnknown)
}

// adviceFor says what to do about a kind of failure.
func adviceFor(failed *payouts.Error) (string, anchor) {
	switch {
	case errors.Is(failed, context.Canceled):
		return "The run was stopped.", anchorUnavailable
	case errors.Is(failed, payouts.ErrUnauthenticated):
		return fmt.Sprintf("Check that client_id and client_secret are a pair made for Payouts in the %s environment. "+
			"A pair that version 1 of the API takes can be refused by version 2 until Cashfree activates that for the "+
			"account.", failed.Environment), anchorCredentials
	case errors.Is(failed, payouts.ErrIPRefused):
		return ipAdvice(failed), anchorIPRefused
	case errors.Is(failed, payouts.ErrSignatureRefused) && !failed.Signed:
		return "Cashfree asks for a signature, and this provider block makes none. Set public_key_path or public_key_pem to the " +
			"key of Cashfree's dashboard, " + keySteps + " Or choose the method IP Whitelist there.", anchorSignature
	case errors.Is(failed, payouts.ErrSignatureRefused):
		return "Check that public_key_pem or public_key_path is the key that Cashfree's dashboard shows now under Payouts, " +
			"Developers, Two-Factor Authentication (a newly generated key replaces the former one), that it belongs to the " +
			"same account as the client id, and that this machine's clock is right: a signature holds the time.", anchorSignature
	case errors.Is(failed, payouts.ErrNotEnabled):
		return "The credentials seem to be right, but this API is not activated for the account. Cashfree does that on request.", anchorNotEnabled
	case errors.Is(failed, payouts.ErrEdgeRefused):
		return "The answer did not come from the API but from something before it, such as a firewall or a proxy. " +
			"Check base_url, the proxy settings of this machine, and whether calls leave from an address in a country " +
			"that Cashfree serves.", anchorEdge
	case errors.Is(failed, payouts.ErrThrottled):
		return "Lower max_concurrent_requests, set requests_per_minute, or run fewer pipelines at a time with the same " +
			"client id: the limit is counted for the account.", anchorThrottled
	case errors.Is(failed, payouts.ErrUnavailable):
		return "Run the same command again later.", anchorUnavailable
	case errors.Is(failed, payouts.ErrInvalid):
		return "Correct the value that the message names.", anchorInvalid
	case errors.Is(failed, payouts.ErrNotFound):
		return "Check the id, and that client_id is that of the account in which it exists.", anchorNotFound
	case errors.Is(failed, payouts.ErrOutcomeUnknown):
		return "", anchorOutcomeUnknown
	default:
		return "This provider does not know that answer.", anchorUnexpected
	}
}

// afterReplacement goes with every failure of a creation, which can be the second half of a replacement: the provider is
// not told.
const afterReplacement = "If this was the second half of a replacement, the former beneficiary is removed already: apply again soon."

// outOfTime tells of a refresh that used up its time limit. Core does not show it the configuration, so that a higher limit
// there changes nothing before an apply has recorded it.
func outOfTime(ctx context.Context) string {
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ""
	}
	return "The time limit of the refresh is used up. It is timeouts.read as the last apply recorded it: to raise it, change it in the " +
		"code and apply once with -refresh=false."
}

func ipAdvice(failed *payouts.Error) string {
	seen := "Cashfree did not say which address it saw."
	if failed.CallerIP.IsValid() {
		seen = fmt.Sprintf("Cashfree saw this call come from %s.", failed.CallerIP)
	}
	return seen + " Add the address in Cashfree's dashboard: " + whitelistSteps + " Where the address changes from run to run, " +
		"as it does on hosted CI runners, choose the method Public Key there and set public_key_pem or public_key_path instead."
}
