package payouts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// apiResponse is an answer with its body. The zero value stands for no answer.
type apiResponse struct {
	reply
	header http.Header
	body   []byte
}

// sendOnce sends one request, and reads and parses its answer, within the time limit of a request. The failure is nil
// where the answer is a success that the call could use.
func (c *Client) sendOnce(ctx context.Context, current attempt) (reply, *failure) {
	limited, cancel := c.limitRequest(ctx, current)
	defer cancel()
	limited, endWatch := c.endIfSilent(limited, current)
	defer endWatch()

	request, err := c.newRequest(limited, current)
	if err != nil {
		current.number-- // this one does not count
		return reply{}, &failure{Error: c.newError(current, err), notSent: true}
	}
	response, release, err := c.roundTrip(request)
	defer release()
	arrived := request.mayHaveArrived(err)
	if err != nil {
		return response.reply, c.transportError(ctx, limited, request, response, err, arrived)
	}
	return response.reply, c.parseResponse(request, response)
}

// maxAnswerTime is how long a creation or a removal still waits for its answer after its context has ended.
const maxAnswerTime = 500 * time.Millisecond

// limitRequest returns the context of one request. It ends with that of the call, but not at once for a creation or a
// removal: Cashfree may carry it out even if nobody waits for the answer, and a look-up may come before that.
func (c *Client) limitRequest(ctx context.Context, current attempt) (context.Context, context.CancelFunc) {
	if current.idempotent && current.method != http.MethodDelete {
		return context.WithTimeout(ctx, c.requestTimeout)
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.requestTimeout)
	timer := time.AfterFunc(maxAnswerTime, cancel)
	timer.Stop()
	release := context.AfterFunc(ctx, func() { timer.Reset(maxAnswerTime) })
	return limited, func() {
		release()
		timer.Stop()
		cancel()
	}
}

// roundTrip uses the transport itself and not an http.Client. A client would follow redirects, and Go sends headers
// that were set by hand, x-client-secret among them, to whatever host a 3xx names. A transport follows nothing.
//
// The caller calls release when it needs the body no more. With an error, the response is what came before it.
func (c *Client) roundTrip(request *apiRequest) (response apiResponse, release func(), err error) {
	sent := c.now()
	plain, err := c.transport.RoundTrip(request.http)
	if err != nil {
		return apiResponse{}, func() {}, err
	}
	defer plain.Body.Close()

	response.header, release = plain.Header, func() {}
	// After a switch of protocols, the body is the connection itself, and no time limit ends the reading of it.
	if plain.StatusCode >= http.StatusOK {
		response.body, release, err = c.readBody(request.http.Context(), plain, cmp.Or(request.maxBytes, maxAnswer))
	}
	response.reply = newReply(plain, sent, c.now())
	return response, release, err
}

// newReply compares the clocks in the middle between request and answer. The header Date has whole seconds, so half a
// second is added to it.
func newReply(response *http.Response, sent, received time.Time) reply {
	got := reply{status: response.StatusCode}
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		middle := sent.Add(received.Sub(sent) / 2)
		got.skew = middle.Sub(date.Add(time.Second / 2)).Round(time.Second)
		got.dated = true
	}
	return got
}

// transportError is the failure of a request that ended without a whole answer.
func (c *Client) transportError(
	ctx, limited context.Context, request *apiRequest, response apiResponse, err error, arrived bool,
) *failure {
	failed := &failure{Error: c.responseError(request, response), ambiguous: arrived, retryable: true}
	failed.Kind = ErrUnavailable
	unreached := c.networkFailure(request, err)
	if ctx.Err() != nil {
		failed.Cause = ctx.Err()
		failed.retryable = false
		switch {
		case !errors.Is(ctx.Err(), context.DeadlineExceeded):
			failed.Kind = nil // a cancelled call proves nothing about the service
		case unreached != nil:
			failed.setNetwork(unreached, ctx.Err())
		}
		return failed
	}
	if unreached != nil {
		failed.retryable = !unreached.permanent
		cause := withoutDeadline(c.errorMasker(request).cause(err))
		if limited.Err() != nil { // not wrapped, as below
			cause = fmt.Errorf("none was made within %s", c.requestTimeout)
		}
		failed.setNetwork(unreached, cause)
		return failed
	}
	if isSilent(limited) {
		c.CloseIdleConnections() // whatever made this one silent has probably met the others, too
		failed.Cause = fmt.Errorf("no answer came within %s on a connection that was used before", firstByteTime(c.requestTimeout))
		return failed
	}
	if limited.Err() != nil {
		// It is not wrapped: callers would take it for the end of their own context.
		failed.Cause = fmt.Errorf("no complete answer came within %s", c.requestTimeout)
		return failed
	}
	failed.Cause = withoutDeadline(c.errorMasker(request).cause(err))
	return failed
}

// withoutDeadline returns an error that callers do not take for the end of their own context: a time-out of Go's
// network matches [context.DeadlineExceeded].
func withoutDeadline(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New(err.Error())
	}
	return err
}

// networkFailure returns why a request got no connection, or nil where it may have been sent.
func (c *Client) networkFailure(request *apiRequest, err error) *networkFailure {
	target := request.http.URL
	return findNetworkFailure(err, target.Host, c.routes.of(target), request.connection.isMissing())
}

// setNetwork makes the error one of the network.
func (f *failure) setNetwork(unreached *networkFailure, cause error) {
	f.Kind = ErrNetwork
	f.Network = &unreached.NetworkFault
	f.Cause = fmt.Errorf("%s: %w", unreached.text, cause)
}

// responseError returns the error of a request, with the status and the request id of its answer.
func (c *Client) responseError(request *apiRequest, response apiResponse) *Error {
	failed := c.newError(request.attempt, nil)
	failed.Signed = request.signature != ""
	failed.HTTPStatus = response.status
	// An id that would have to be masked helps nobody. Cashfree repeats the one that was sent.
	if id := response.header.Get("X-Request-Id"); requestIDShape().MatchString(id) && c.errorMasker(request).Known(id) == id {
		failed.RequestID = id
	}
	return failed
}

// parseResponse returns nil for a success that the call could use.
func (c *Client) parseResponse(request *apiRequest, response apiResponse) *failure {
	content, parseErr := parseWithin(response.body, cmp.Or(request.maxValues, maxValues))
	status := apiStatus{status: response.status}
	if parseErr == nil {
		status = readStatus(request.version, response.status, content)
	}
	if status.isSuccess() {
		return c.decodeSuccess(request, response, content, parseErr)
	}

	failed := c.responseError(request, response)
	masker := c.errorMasker(request)
	failed.Kind = c.answerKind(request, status)
	if failed.Is(ErrNetwork) {
		failed.Network = c.proxyFault(request)
	}
	failed.Type = masker.Known(failureWord(status.typ))
	failed.Code = masker.Known(failureWord(status.code))
	failed.Message = masker.text(status.message)
	if failed.Is(ErrIPRefused) {
		failed.CallerIP = findAddress(status.message)
	}
	if !status.hasAPIForm() || isRedirect(response.status) {
		failed.Cause = masker.describe(response)
	}
	throttled, serverFailed := status.status == http.StatusTooManyRequests, status.status >= 500
	answered := &failure{Error: failed, ambiguous: serverFailed, retryable: throttled || serverFailed}
	if answered.retryable { // a firewall's page can ask for a pause as well, and would stop all other calls
		answered.pause = retryAfter(status.status, response.header, serverTime(response.header, c.now()))
	}
	return answered
}

// answerKind returns the kind of a failure that was answered. A path that the API does not know is that of a wrong base
// URL, unless that is one of Cashfree's own.
func (c *Client) answerKind(request *apiRequest, status apiStatus) error {
	kind := status.kind(request.notFound)
	if kind != nil || status.status != http.StatusNotFound && status.status != http.StatusMethodNotAllowed {
		return kind
	}
	if base, _ := c.ownBaseURL(request.apiCall); base != "" {
		return ErrNotAPI
	}
	return nil
}

// proxyFault is the fault of a proxy that answered 407 in place of the API.
func (c *Client) proxyFault(request *apiRequest) *NetworkFault {
	fault := &NetworkFault{Reason: ProxyAuthentication, Host: request.http.URL.Host}
	if route := c.routes.of(request.http.URL); route != nil {
		fault.Proxy = &route.Proxy
	}
	return fault
}

// decodeSuccess passes a success to the call. One that cannot be read proves nothing: a proxy can answer 200 as well.
func (c *Client) decodeSuccess(request *apiRequest, response apiResponse, content answer, parseErr error) *failure {
	if parseErr != nil {
		failed := c.responseError(request, response)
		failed.Kind = ErrUnavailable
		if isPage(response) {
			failed.Kind = ErrNotAPI
		}
		failed.Cause = fmt.Errorf("the body is not the API's JSON: %w", parseErr)
		if title := c.errorMasker(request).title(response.body); title != "" {
			failed.Cause = withNote(failed.Cause, fmt.Sprintf("it is a page titled %q", title))
		}
		return &failure{Error: failed, ambiguous: true, retryable: true}
	}

	content.masker = c.maskerFor(request)
	err := request.decode(content)
	if _, isMissing := errors.AsType[missingError](err); err == nil || isMissing {
		err = cmp.Or(content.fault(), err)
	}
	if err == nil {
		return nil
	}
	failed := c.responseError(request, response)
	failed.Cause = err
	if errors.Is(err, errDeleted) {
		failed.Kind = ErrNotFound
		return &failure{Error: failed}
	}
	failed.Kind = ErrUnavailable
	// A second request would get the same answer about something else. A create stays ambiguous and is looked up.
	_, mismatched := errors.AsType[mismatchError](err)
	return &failure{Error: failed, ambiguous: true, retryable: !mismatched || !request.idempotent}
}

// errDeleted means that Cashfree keeps a removed beneficiary and marks it. Callers treat it like one that is absent.
var errDeleted = errors.New("the beneficiary is still stored at Cashfree, marked " + StatusDeleted)

// mismatchError is an answer about something else than what was asked for.
type mismatchError string

func (e mismatchError) Error() string { return string(e) }
