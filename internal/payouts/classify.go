package payouts

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// judge reads an answer: it returns nil for a success that the call could use.
func (c *Client) judge(call *call, failed *Error, masker masker, got *received) *failure {
	content, parseErr := parseWithin(got.body, cmp.Or(call.values, answerValues))
	said := statement{status: got.status}
	if parseErr == nil {
		said = stateOf(call.version, got.status, content)
	}
	if said.success() {
		return c.accept(call, failed, masker, content, parseErr, got)
	}

	failed.Kind = said.kind(call.notFound)
	failed.Type = masker.short(said.typ)
	failed.Code = masker.short(said.code)
	failed.Message = masker.text(said.message)
	if failed.Is(ErrIPRefused) {
		failed.CallerIP = findIPv4(said.message)
	}
	if !said.ofAPI() || isRedirect(got.status) {
		failed.Cause = masker.describe(got)
	}
	throttled, broken := said.status == http.StatusTooManyRequests, said.status >= 500
	return &failure{
		Error:  failed,
		doubt:  broken,
		repeat: throttled || broken,
		closed: toldPause(said.status, got.header, c.now()),
	}
}

// accept hands a success to the call. One that cannot be read proves nothing: a proxy can answer 200 as well.
func (c *Client) accept(
	call *call, failed *Error, masker masker, content answer, parseErr error, got *received,
) *failure {
	unreadable := &failure{Error: failed, doubt: true, repeat: true}
	if parseErr != nil {
		failed.Kind = ErrUnavailable
		failed.Cause = fmt.Errorf("the answer cannot be one of Cashfree's: %w", parseErr)
		if title := masker.title(got.body); title != "" {
			failed.Cause = because(failed.Cause, fmt.Sprintf("it is a page with the title %q", title))
		}
		return unreadable
	}
	err := call.read(content)
	if err == nil {
		err = content.fault()
	}
	var foreign foreignError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errDeleted):
		failed.Kind, failed.Cause = ErrNotFound, err
		return &failure{Error: failed}
	case errors.As(err, &foreign):
		// A second question would get the same answer. For a create the doubt stays, and a look-up tells.
		unreadable.repeat = !call.repeatable
	}
	failed.Kind = ErrUnavailable
	failed.Cause = err
	return unreadable
}

// errDeleted: Cashfree keeps some removed records and marks them, which callers treat like records that are gone.
var errDeleted = errors.New("the record still exists at Cashfree, marked " + StatusDeleted)

// foreignError is an answer about something else than what was asked for.
type foreignError string

func (e foreignError) Error() string { return string(e) }

// statement is what an answer says of itself.
type statement struct {
	status             int // of HTTP, or of version 1's subCode, which goes before it
	typ, code, message string
	failedV1           bool // version 1 says so by its own status, whatever the codes say
}

// stateOf reads the two forms of failure: {type, code, message} with an HTTP status that tells the truth in version 2,
// and {status, subCode, message} in version 1, mostly with HTTP 200 (https://dev.cashfree.com/payouts-api).
func stateOf(version version, status int, content answer) statement {
	said := statement{
		status:  status,
		typ:     content.lenient("type"),
		code:    content.lenient("code"),
		message: content.lenient("message"),
	}
	if version == version2 || isRedirect(status) {
		return said
	}
	said.typ = ""
	said.code = content.lenient("subCode")
	if subCode, err := strconv.Atoi(said.code); err == nil && subCode >= 200 && subCode <= 599 {
		said.status = subCode
	}
	word := strings.ToUpper(content.lenient("status"))
	said.failedV1 = word == "ERROR" || word == "FAILED"
	return said
}

func (s statement) success() bool { return s.status >= 200 && s.status < 300 && !s.failedV1 }

// ofAPI tells whether the answer has anything of the API's form.
func (s statement) ofAPI() bool { return s.typ != "" || s.code != "" || s.message != "" }

// kind sorts a failure. The status goes first; within 401 and 403, which Cashfree uses for several things, the code
// decides, and where it is the general one, the words of the message.
func (s statement) kind(notFound []string) error {
	switch {
	case s.status == http.StatusTooManyRequests:
		return ErrThrottled
	case s.status >= 500, s.status < 400:
		return ErrUnavailable
	case !s.ofAPI() && s.isAccess():
		return ErrEdgeRefused
	case !s.ofAPI():
		return ErrUnavailable
	case s.isAccess():
		return s.accessKind()
	}
	switch s.status {
	case http.StatusNotFound:
		if slices.Contains(notFound, s.code) {
			return ErrNotFound
		}
	case http.StatusConflict:
		switch s.code {
		case "beneficiary_id_already_exists":
			return ErrIDExists
		case "beneficiary_already_exists", "conflict_with_existing_beneficiary":
			return ErrInstrumentTaken
		}
	case http.StatusBadRequest, http.StatusPreconditionFailed, http.StatusUnprocessableEntity:
		if strings.HasPrefix(s.code, "x-client-") {
			return ErrUnauthenticated // such as a sandbox secret in production
		}
		return ErrInvalid
	}
	return nil
}

func (s statement) isAccess() bool {
	return s.status == http.StatusUnauthorized || s.status == http.StatusForbidden
}

func (s statement) accessKind() error {
	switch s.code {
	case "ip_validation_failed":
		return ErrIPRefused
	case "apis_not_enabled":
		return ErrNotEnabled
	}
	message := strings.ToLower(s.message)
	switch {
	case strings.Contains(message, "not whitelisted"):
		return ErrIPRefused
	case strings.Contains(message, "signature"):
		return ErrSignatureRefused
	case strings.Contains(message, "not enabled"):
		return ErrNotEnabled
	case s.status == http.StatusUnauthorized, s.code == "authentication_failed", isTokenRefusal(s.message):
		return ErrUnauthenticated
	case s.code == "" && s.typ == "":
		return ErrEdgeRefused // gateways answer {"message": "Forbidden"} in JSON, too
	default:
		return nil
	}
}

// isTokenRefusal tells an outlived token from the other things that version 1 answers with subCode 403.
func isTokenRefusal(message string) bool {
	return strings.Contains(strings.ToLower(message), "token is not valid")
}

func isRedirect(status int) bool { return status >= 300 && status < 400 }

var dottedRun = regexp.MustCompile(`[0-9.]+`)

// findIPv4 gives the first IPv4 address in a text, or the zero address.
func findIPv4(text string) netip.Addr {
	for _, run := range dottedRun.FindAllString(text, -1) {
		address, err := netip.ParseAddr(strings.Trim(run, "."))
		if err == nil && address.Is4() {
			return address
		}
	}
	return netip.Addr{}
}
