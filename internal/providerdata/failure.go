package providerdata

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Failure returns the diagnostic of a call that failed in this run: what could not be done, Cashfree's reason, what to
// do, the notes of the caller, what the run knows of the cause, and where to read on. The request id ends it, alone or
// in the lines for Cashfree's support. Where Cashfree refuses the caller, one error of the run says so at length, and
// the others refer to it.
func (d *Data) Failure(ctx context.Context, summary string, err error, notes ...string) diag.Diagnostic {
	failure, _ := d.failure(ctx, summary, err, notes...)
	return failure
}

// failure returns the diagnostic, and whether it says something that no error of this run says.
func (d *Data) failure(ctx context.Context, summary string, err error, notes ...string) (failure diag.Diagnostic, isNews bool) {
	failed, ok := errors.AsType[*payouts.Error](err)
	if !ok {
		return failureDiagnostic(summary, err, notes...), true
	}
	if !d.isNews(failed) {
		return diag.NewErrorDiagnostic(summary, joinNonEmpty(append([]string{repeatedDetail(failed)}, notes...), " ")), false
	}
	if failed.Attempts == 0 && failed.Earlier != nil { // whoever made the earlier call has not reported it yet
		failed, err = failed.Earlier, failed.Earlier
	}
	return failureDiagnostic(summary, err, append(notes, d.WhitelistNote(ctx, failed))...), true
}

// WhitelistNote returns whether the configuration has a record of the address that Cashfree refused, as a sentence. It
// is empty for any other failure.
func (d *Data) WhitelistNote(ctx context.Context, failed *payouts.Error) string {
	address := failed.CallerIP
	if !failed.Is(payouts.ErrIPRefused) || !address.Is4() { // no record can be of an IPv6 address
		return ""
	}
	if !d.whitelist.Has(address) {
		_ = d.Wait(ctx, readStartWindow) // core reads records at about the same moment
	}
	if d.whitelist.Has(address) {
		return fmt.Sprintf("The configuration has a cashfree_payout_whitelisted_ip record of %s, but the address is not whitelisted. "+
			"Somebody removed it, or it was never added.", address)
	}
	return fmt.Sprintf("This run found no cashfree_payout_whitelisted_ip record of %s.", address)
}

func failureDiagnostic(summary string, err error, notes ...string) diag.Diagnostic {
	note := joinNonEmpty(notes, " ")
	failed, ok := errors.AsType[*payouts.Error](err)
	if !ok {
		return diag.NewErrorDiagnostic(summary, Paragraphs(cmp.Or(ContextText(err), err.Error()), note))
	}
	advice, anchor := Advice(failed)
	return diag.NewErrorDiagnostic(summary, Paragraphs(err.Error()+".", advice, note, anchor.More(), Trace(failed)))
}

// ContextText returns a sentence for the error of a context, and "" for any other error. A call that a context has
// ended has an error of its own.
func ContextText(err error) string {
	_, isCall := errors.AsType[*payouts.Error](err)
	switch {
	case isCall:
		return ""
	case errors.Is(err, context.DeadlineExceeded):
		return "The time limit was reached."
	case errors.Is(err, context.Canceled):
		return "The run was stopped."
	default:
		return ""
	}
}

// Trace returns what identifies the call afterwards: the lines for Cashfree's support where only Cashfree can help,
// else the request id.
func Trace(failed *payouts.Error) string {
	if NeedsSupport(failed) {
		return "If the problem persists, send these lines to Cashfree support. They contain no secrets.\n" + failed.Support()
	}
	if failed.RequestID == "" {
		return ""
	}
	return "Request id: " + failed.RequestID
}

// NeedsSupport reports whether only Cashfree can remove the cause of a failure.
func NeedsSupport(failed *payouts.Error) bool {
	if errors.Is(failed, context.Canceled) {
		return false
	}
	return failed.Kind == nil || errors.Is(failed, payouts.ErrNotEnabled) ||
		errors.Is(failed, payouts.ErrUnavailable) || errors.Is(failed, payouts.ErrOutcomeUnknown) ||
		errors.Is(failed, payouts.ErrContentDiffers)
}

// adviceTable holds what to do about each kind of failure. The first row that matches counts.
var adviceTable = []struct {
	matches func(*payouts.Error) bool
	advice  func(*payouts.Error) string
	anchor  Anchor
}{
	{isKind(context.Canceled), fixedAdvice("The run was stopped."), AnchorUnavailable},
	{isKind(payouts.ErrUnauthenticated), credentialsAdvice, AnchorCredentials},
	{isKind(payouts.ErrIPRefused), addressAdvice, AnchorIPRefused},
	{isKind(payouts.ErrSignatureRefused), signatureAdvice, AnchorSignature},
	{isKind(payouts.ErrNotEnabled), fixedAdvice("The credentials seem to be right, but this API is not activated for the account. Cashfree " +
		"activates it on request."), AnchorNotEnabled},
	{isKind(payouts.ErrEdgeRefused), fixedAdvice("The answer did not come from the API but from something in front of it, such as a firewall or a " +
		"proxy. Check base_url, the proxy settings of this machine, and whether calls leave from an address in a country that " +
		"Cashfree serves."), AnchorEdge},
	{isKind(payouts.ErrThrottled), fixedAdvice("Lower max_concurrent_requests, set requests_per_minute, or run fewer pipelines at a time with the " +
		"same client id: the limit is counted for the account."), AnchorThrottled},
	{isNetwork(proxyReasons...), proxyAdvice, AnchorProxy},
	{isNetwork(certificateReasons...), certificateAdvice, AnchorCertificate},
	{isKind(payouts.ErrNetwork), connectionAdvice, AnchorNoConnection},
	{isKind(payouts.ErrNotAPI), notAPIAdvice, AnchorNotAPI},
	{isKind(payouts.ErrUnavailable), fixedAdvice("Run the same command again later."), AnchorUnavailable},
	{isKind(payouts.ErrInvalid), fixedAdvice("Correct the value that the message names."), AnchorInvalid},
	{isKind(payouts.ErrNotFound), fixedAdvice("Check the id, and that client_id is that of the account in which it exists."), AnchorNotFound},
	{isKind(payouts.ErrOutcomeUnknown), fixedAdvice(""), AnchorOutcomeUnknown},
	{isKind(payouts.ErrContentDiffers), fixedAdvice("Cashfree, or something in front of it, stores other content than was sent. Compare these " +
		"payees with the dashboard before anything is paid to them."), AnchorOtherContent},
	{isKind(payouts.ErrIDExists), fixedAdvice(""), AnchorIDExists},
	{isKind(payouts.ErrInstrumentTaken), fixedAdvice("Another beneficiary has the bank account, or perhaps the UPI address. Look in the dashboard " +
		"for it."), AnchorAccountTaken},
}

// Advice returns what to do about a failure, and where the errors guide explains it.
func Advice(failed *payouts.Error) (string, Anchor) {
	for _, row := range adviceTable {
		if row.matches(failed) {
			return row.advice(failed), row.anchor
		}
	}
	return "The provider does not recognize this response.", AnchorUnexpected
}

func isKind(kind error) func(*payouts.Error) bool {
	return func(failed *payouts.Error) bool { return errors.Is(failed, kind) }
}

func fixedAdvice(advice string) func(*payouts.Error) string {
	return func(*payouts.Error) string { return advice }
}

func credentialsAdvice(failed *payouts.Error) string {
	return fmt.Sprintf("Check that client_id and client_secret are a pair made for Payouts in the %s environment. Version 2 of "+
		"the API can refuse a pair that version 1 accepts, until Cashfree activates version 2 for the account.", failed.Environment)
}

func addressAdvice(failed *payouts.Error) string {
	seen := "Cashfree did not say which address it saw."
	switch {
	case failed.CallerIP.Is6():
		return fmt.Sprintf("Cashfree saw this call come from %s, an IPv6 address. Only IPv4 addresses can be whitelisted. Make the "+
			"calls leave from an IPv4 address, for example through a NAT gateway or by turning IPv6 off for this machine, and add that "+
			"address in Cashfree's dashboard: %s Or choose the method Public Key there and set public_key_pem or public_key_path "+
			"instead.", failed.CallerIP, WhitelistSteps)
	case failed.CallerIP.IsValid():
		seen = fmt.Sprintf("Cashfree saw this call come from %s.", failed.CallerIP)
	}
	return seen + " Add the address in Cashfree's dashboard: " + WhitelistSteps + " If the address changes from run to run, as on " +
		"hosted CI runners, choose the method Public Key there and set public_key_pem or public_key_path instead."
}

func signatureAdvice(failed *payouts.Error) string {
	if !failed.Signed {
		return "Cashfree requires a signature, and this provider block does not sign. Download the key in Cashfree's dashboard: " +
			KeySteps + " Then set public_key_path or public_key_pem. Or choose the method IP Whitelist in the dashboard."
	}
	return "Check that public_key_pem or public_key_path is the key that Cashfree's dashboard shows now under Payouts, " +
		"Developers, Two-Factor Authentication (a newly generated key replaces the former one), that it belongs to the " +
		"same account as the client id, and that this machine's clock is right: a signature contains the time."
}

// readTimeoutNote returns the note for a refresh that used up its time limit, and "" for any other. Core does not send
// the configuration to a refresh, so a higher limit there changes nothing before an apply has recorded it.
func readTimeoutNote(ctx context.Context) string {
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ""
	}
	return "The refresh reached its time limit, timeouts.read. A refresh uses the value of the last apply. To raise it, change it in the " +
		"code and apply once with -refresh=false."
}
