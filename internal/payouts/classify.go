package payouts

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// apiStatus holds the parts of an answer that decide between success and failure.
type apiStatus struct {
	status             int // of HTTP, or the subCode of version 1, which takes precedence
	typ, code, message string
	failedV1           bool // whether the status of version 1 is one of failure, whatever the codes are
}

// readStatus reads the two forms of failure. Version 2 has {type, code, message} with the HTTP status that belongs to
// it. Version 1 has {status, subCode, message}, mostly with HTTP 200 (https://dev.cashfree.com/payouts-api). Its body
// can turn a success of HTTP into a failure, and not the other way round.
func readStatus(version generation, httpStatus int, content answer) apiStatus {
	status := apiStatus{
		status:  httpStatus,
		typ:     content.lenientText("type"),
		code:    content.lenientText("code"),
		message: content.lenientText("message"),
	}
	if version == version2 || isRedirect(httpStatus) {
		return status
	}
	status.typ = ""
	status.code = content.lenientText("subCode")
	switch subCode, err := strconv.Atoi(status.code); {
	case err != nil || subCode < 200 || subCode > 599:
	case isSuccessful(subCode) && !isSuccessful(httpStatus):
		status.code = "" // the status is a failure of something before the API, and the body is not about it
	default:
		status.status = subCode
	}
	word := strings.ToUpper(content.lenientText("status"))
	status.failedV1 = word == "ERROR" || word == "FAILED"
	return status
}

func (s apiStatus) isSuccess() bool { return isSuccessful(s.status) && !s.failedV1 }

func isSuccessful(status int) bool { return status >= 200 && status < 300 }

// hasAPIForm reports whether the answer has any part of the API's form of a failure.
func (s apiStatus) hasAPIForm() bool { return s.typ != "" || s.code != "" || s.message != "" }

// kind returns the kind of a failure. The status decides first. Within 401 and 403, which Cashfree uses for several
// things, the code decides, and where that is the general one, the words of the message.
func (s apiStatus) kind(notFound []string) error {
	switch {
	case s.status == http.StatusTooManyRequests:
		return ErrThrottled
	case s.status == http.StatusProxyAuthRequired:
		return ErrNetwork // only a proxy answers this
	case isRedirect(s.status):
		return ErrNotAPI
	case s.status >= 500, s.status < 400:
		return ErrUnavailable
	case !s.hasAPIForm() && s.isAccess():
		return ErrEdgeRefused
	case !s.hasAPIForm():
		return ErrNotAPI
	case s.isAccess():
		return s.accessKind()
	default:
		return s.requestKind(notFound)
	}
}

// requestKind is the kind of a refusal that is about the request and not about the caller.
func (s apiStatus) requestKind(notFound []string) error {
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

func (s apiStatus) isAccess() bool {
	return s.status == http.StatusUnauthorized || s.status == http.StatusForbidden
}

func (s apiStatus) accessKind() error {
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

// isTokenRefusal reports whether a message is about an expired token, and not about one of the other refusals with the
// subCode 403 of version 1.
func isTokenRefusal(message string) bool {
	return strings.Contains(strings.ToLower(message), "token is not valid")
}

func isRedirect(status int) bool { return status >= 300 && status < 400 }

// redirectHost returns the host that a redirect points to, and nothing else of it.
func redirectHost(location string) string {
	target, err := url.Parse(location)
	if err != nil || target.Hostname() == "" {
		return ""
	}
	return strings.ToLower(target.Hostname())
}
