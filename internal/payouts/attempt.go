package payouts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"time"
)

// attempt is one of the requests that a call may take.
type attempt struct {
	*apiCall
	requestID string
	number    int // from 1
	start     time.Time
	// anyAmbiguous is whether an earlier request of the call may have been carried out.
	anyAmbiguous bool
}

// failure is an attempt without a usable response.
type failure struct {
	*Error
	ambiguous bool          // the request may have been carried out all the same
	retryable bool          // another attempt may succeed
	pause     time.Duration // how long nobody may call this operation; zero where nothing forbids it
	notSent   bool
}

// try makes one attempt as soon as the throttle allows it. The failure is nil where the call succeeded.
func (c *Client) try(ctx context.Context, current attempt) (reply, *failure) {
	if held := c.holdBack(ctx, current); held != nil {
		return reply{}, held
	}
	at := gate{current.method, c.path(current.apiCall)}
	if err := c.throttle.enter(ctx, at); err != nil {
		return reply{}, c.notSent(ctx, current, err)
	}
	defer c.throttle.leave()
	if held := c.holdBack(ctx, current); held != nil { // by a call that ended while this one waited
		return reply{}, held
	}

	got, failed := c.sendOnce(ctx, current)
	if failed == nil {
		_ = c.noteAccess(ctx, current, nil) // no success repeats a refusal
		return got, nil
	}
	failed.Earlier = c.noteAccess(ctx, current, failed.Error)
	if failed.Is(ErrThrottled) && failed.pause == 0 {
		failed.pause = c.throttleBackoff(current.number)
	}
	if failed.pause > 0 {
		c.throttle.close(at, failed.pause)
	}
	return got, failed
}

// notSent is the failure of an attempt that the throttle did not let pass.
func (c *Client) notSent(ctx context.Context, current attempt, err error) *failure {
	current.number-- // this one does not count
	failed := c.newError(current, err)
	if _, ok := errors.AsType[pauseError](err); ok {
		failed.Kind = ErrThrottled
	} else if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		failed.Kind = ErrUnavailable
	}
	return &failure{Error: failed, notSent: true}
}

// invalidCall is the error of a call that is not worth sending.
func (c *Client) invalidCall(call *apiCall, cause error) *Error {
	failed := c.newError(attempt{apiCall: call}, cause)
	failed.Kind = ErrInvalid
	return failed
}

// newError returns the error of an attempt, of no kind yet.
func (c *Client) newError(failed attempt, cause error) *Error {
	base, field := c.ownBaseURL(failed.apiCall)
	return &Error{
		Method:       failed.method,
		Path:         c.path(failed.apiCall),
		BaseURL:      base,
		BaseURLField: field,
		RequestID:    failed.requestID,
		ClientID:     c.clientID,
		Environment:  c.environment,
		Time:         c.now(),
		Attempts:     failed.number,
		Cause:        cause,

		AnyAmbiguous: failed.anyAmbiguous,
	}
}

func (c *Client) baseURL(call *apiCall) *url.URL {
	if call.version == version1 {
		return c.v1
	}
	return c.v2
}

// ownBaseURL returns the base URL of a call and the field of [Config] that has it, or nothing for one of Cashfree's.
func (c *Client) ownBaseURL(call *apiCall) (base, field string) {
	used := c.baseURL(call).String()
	switch {
	case slices.Contains(cashfreeBaseURLs, used):
		return "", ""
	case call.version == version1 && c.v1 != c.v2:
		return used, "V1BaseURL"
	default:
		return used, "BaseURL"
	}
}

func (c *Client) path(call *apiCall) string { return c.baseURL(call).Path + call.path }

// newRequestID returns a UUID of version 4.
func (c *Client) newRequestID() (string, error) {
	var id [16]byte
	c.randomLock.Lock()
	_, err := io.ReadFull(c.random, id[:])
	c.randomLock.Unlock()
	if err != nil {
		return "", fmt.Errorf("no random number for a request id: %w", err)
	}
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]), nil
}
