package payouts

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// Kinds of failure, for [errors.Is]. Every [*Error] has exactly one, or none where Cashfree's answer fits no kind.
var (
	// ErrNotFound means that the API answered that the requested object does not exist.
	ErrNotFound = errors.New("not found")
	// ErrIDExists means that a beneficiary with this id exists already.
	ErrIDExists = errors.New("the beneficiary id exists")
	// ErrInstrumentTaken means that the bank account or VPA belongs to another beneficiary.
	ErrInstrumentTaken = errors.New("the instrument belongs to another beneficiary")
	// ErrUnauthenticated means that the client id and secret were refused.
	ErrUnauthenticated = errors.New("the credentials were refused")
	// ErrIPRefused means that the caller's address is not on the whitelist. Error.CallerIP is the address that Cashfree
	// saw.
	ErrIPRefused = errors.New("the caller's IP address is not whitelisted")
	// ErrSignatureRefused means that the signature is missing, expired or made with another key.
	ErrSignatureRefused = errors.New("the signature was refused")
	// ErrNotEnabled means that Payouts API access is not activated for the account.
	ErrNotEnabled = errors.New("the API is not enabled for this account")
	// ErrInvalid means that Cashfree refused a value of the request.
	ErrInvalid = errors.New("the request was refused as invalid")
	// ErrThrottled means that there were too many calls, and that waiting for as long as allowed did not help.
	ErrThrottled = errors.New("too many requests")
	// ErrEdgeRefused means that something before the API, such as a firewall, answered 401 or 403 without JSON of
	// the API.
	ErrEdgeRefused = errors.New("refused before the API was reached")
	// ErrNetwork means that no connection to Cashfree was made, because of the network of this machine: its DNS, its
	// firewall, its proxy, or the certificates that it trusts. Error.Network describes it.
	ErrNetwork = errors.New("the network of this machine failed")
	// ErrNotAPI means that something other than the API answered, such as a web site, or that the API does not know the
	// path of a base URL that is none of Cashfree's own.
	ErrNotAPI = errors.New("something other than the API answered")
	// ErrUnavailable means that the service failed, gave no answer, or answered what cannot be an answer of the API.
	ErrUnavailable = errors.New("the service is unavailable")
	// ErrContentDiffers means that a create was carried out with another id, account or UPI address than was sent. Its
	// cause is a [*ContentError].
	ErrContentDiffers = errors.New("the beneficiary has other content than was sent")
	// ErrOutcomeUnknown means that a create was sent, and that neither its answer nor a look-up shows whether it was
	// carried out.
	ErrOutcomeUnknown = errors.New("the outcome is unknown")
)

// Error is a failed call. Its text, like its fields, holds no secret and no full account number.
type Error struct {
	Kind error // one of the kinds above, or nil

	Method string // "GET"
	Path   string // "/payout/beneficiary", without query

	HTTPStatus int    // 0 where no answer came
	Type       string // Cashfree's "type"; informative only
	Code       string // Cashfree's "code", or the subCode of version 1
	Message    string // Cashfree's message, account numbers masked
	RequestID  string // of the last attempt's answer, else as sent

	// BaseURL is the base URL of the call, where it is none of Cashfree's own. BaseURLField is the field of [Config]
	// that has it.
	BaseURL, BaseURLField string
	Network               *NetworkFault // of an ErrNetwork

	Signed   bool       // whether the request had a signature
	CallerIP netip.Addr // the address that Cashfree saw, where its message contains it

	ClientID    string // not secret: Cashfree's support asks for it
	Environment string
	Time        time.Time
	Attempts    int
	// AnyAmbiguous is whether any request of the call may have been carried out without a usable answer.
	AnyAmbiguous bool

	// Earlier is the call that Cashfree refused before for the same reason. This one was not sent any more, or was
	// under way at that time. It is nil for most errors.
	Earlier *Error

	Cause error // a network or decoding failure, masked; nil where Cashfree answered
}

// Error returns everything on one line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: ", e.Method, e.Path)
	switch {
	case e.HTTPStatus != 0 && e.Code != "":
		fmt.Fprintf(&b, "Cashfree answered %d %s", e.HTTPStatus, e.Code)
	case e.HTTPStatus != 0:
		fmt.Fprintf(&b, "HTTP %d", e.HTTPStatus)
	case e.Attempts == 0:
		b.WriteString("nothing was sent")
	default:
		b.WriteString("no answer")
	}
	if e.Message != "" {
		fmt.Fprintf(&b, " (%s)", e.Message)
	}
	if e.Cause != nil {
		b.WriteString(separator(e.Cause))
		b.WriteString(e.Cause.Error())
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, ", after %d attempts", e.Attempts)
	}
	return b.String()
}

// separator returns what stands before a cause, so that an unexpected body continues the sentence.
func separator(cause error) string {
	if body, ok := errors.AsType[bodyError](cause); ok && strings.HasPrefix(cause.Error(), string(body)) {
		return " with "
	}
	return ": "
}

// Is matches the kind.
func (e *Error) Is(target error) bool { return e.Kind != nil && target == e.Kind }

// Unwrap returns the cause, so that context errors can be distinguished from others.
func (e *Error) Unwrap() error { return e.Cause }

// Support returns the lines that Cashfree's support asks for, one fact a line. They contain no secrets.
func (e *Error) Support() string {
	lines := []string{
		"endpoint: " + e.Method + " " + e.Path,
		"time: " + e.Time.UTC().Format(time.RFC3339),
		"environment: " + e.Environment,
		"x-client-id: " + e.ClientID,
		"x-request-id: " + e.RequestID,
	}
	if e.HTTPStatus != 0 {
		lines = append(lines, fmt.Sprintf("status: %d", e.HTTPStatus))
	}
	if e.Code != "" {
		lines = append(lines, "code: "+e.Code)
	}
	if e.Message != "" {
		lines = append(lines, "message: "+e.Message)
	}
	return strings.Join(lines, "\n")
}
