package payouts

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// apiCall is one logical call, which may take several requests. Nothing in it changes once it has begun.
type apiCall struct {
	endpoint
	query url.Values
	body  []byte

	requestID string // where it continues an earlier call; empty means a new one
	bearer    string // the token, for version 1
	noRetry   bool   // allows one attempt only
	unsigned  bool   // leaves the signature out although there is a key

	// decode takes what it needs from a success. An error means that the answer cannot be one of the API.
	decode func(answer) error
	// resolve finds out what became of a request that may or may not have been carried out. Only operations that are
	// not idempotent have one.
	resolve func(ctx context.Context, failed *Error) (resolved bool, err error)
}

// outcome holds what a call reports besides its result or error.
type outcome struct {
	reply               // of the last attempt that had an answer
	requestID    string // of all requests of the call
	anyAmbiguous bool   // whether any request may have been carried out without a usable answer
}

// reply holds the parts of a response that are kept.
type reply struct {
	status int           // of HTTP; 0 where no answer came
	skew   time.Duration // how far this machine's clock was ahead of the answer's, if that was dated
	dated  bool
}

// do makes one logical call. It is a row of layers, in this order from the outside in:
//
//  1. The request id. All attempts have the same, so that Cashfree's support finds them together.
//  2. The retries. Everything below happens anew for each attempt, so no attempt bypasses a limit.
//  3. The throttle. It is inside the retries because they count against the limits like any request. It is outside the
//     request's time limit, so that waiting for a turn does not use that up.
//  4. The signature. It is made after the last wait, because Cashfree accepts one for a few minutes only.
//  5. One HTTP request with its time limit, up to the last byte of the answer.
//  6. The parsing of the answer. It is inside the retries, since an answer that cannot be read is worth none.
//
// A create with an unknown outcome is looked up between two attempts, by calls of their own: it holds no slot then.
func (c *Client) do(ctx context.Context, call *apiCall) (outcome, error) {
	out := outcome{requestID: call.requestID}
	if out.requestID == "" {
		id, err := c.newRequestID()
		if err != nil {
			return out, c.newError(attempt{apiCall: call}, err)
		}
		out.requestID = id
	}
	var previous *failure
	for number := 1; ; number++ {
		current := attempt{apiCall: call, requestID: out.requestID, number: number, start: c.now(), anyAmbiguous: out.anyAmbiguous}
		got, failed := c.try(ctx, current)
		if got.status != 0 {
			out.reply = got
		}
		if failed == nil {
			c.logAttempt(ctx, current, got, nil, 0)
			return out, nil
		}
		if failed.ambiguous {
			out.anyAmbiguous, failed.AnyAmbiguous = true, true
		}
		if again, err := c.afterFailure(ctx, current, failed, previous); !again {
			return out, err
		}
		previous = failed
	}
}

// afterFailure decides what follows a failed attempt. It returns true after the pause before another attempt, or else
// the end of the call.
func (c *Client) afterFailure(ctx context.Context, current attempt, failed, previous *failure) (again bool, err error) {
	if failed.notSent && previous != nil {
		c.logAttempt(ctx, current, reply{}, failed, 0)
		return false, unsentError(previous.Error, failed.Error, ctx.Err())
	}
	pause, again := c.retryPause(current, failed)
	c.logAttempt(ctx, current, reply{status: failed.HTTPStatus}, failed, pause)
	if resolved, err := resolveFailure(ctx, current.apiCall, failed); resolved {
		return false, err
	}
	if !again {
		return false, failed.Error
	}
	if ctx.Err() != nil {
		return false, interruptedError(failed.Error, ctx.Err())
	}
	if err := c.wait(ctx, pause); err != nil {
		return false, interruptedError(failed.Error, err)
	}
	return true, nil
}

// resolveFailure looks up what became of an ambiguous request. It reports whether the call is decided, and how it
// ended: with no error where the request was carried out.
func resolveFailure(ctx context.Context, call *apiCall, failed *failure) (resolved bool, err error) {
	if call.resolve == nil || !needsResolving(failed) {
		return false, nil
	}
	if resolved, err := call.resolve(NeverHeldBack(ctx), failed.Error); resolved {
		return true, err
	}
	if failed.ambiguous {
		failed.Cause = withNote(failed.Cause, "a look-up afterwards shows that nothing was created")
	}
	return false, nil
}

// needsResolving reports whether only a look-up can decide what became of the call. An ambiguous request needs one, and
// so does the refusal of a later request, which may meet the beneficiary that an earlier one created. Cashfree does not
// document which of the two conflicts it reports when our own beneficiary is in the way by id and by account.
func needsResolving(failed *failure) bool {
	if failed.ambiguous {
		return true
	}
	return failed.AnyAmbiguous && (failed.Is(ErrIDExists) || failed.Is(ErrInstrumentTaken))
}

// withNote adds a note to a cause, which [errors.Is] still finds.
func withNote(cause error, note string) error {
	if cause == nil {
		return errors.New(note)
	}
	return fmt.Errorf("%w; %s", cause, note)
}

// unsentError is the failure of the last attempt, after which another one was not sent. Its kind is why, unless the
// caller's context has ended.
func unsentError(last, unsent *Error, ended error) *Error {
	if ended != nil {
		return interruptedError(last, ended)
	}
	failed := interruptedError(last, unsent.Cause)
	failed.Kind, failed.Earlier = unsent.Kind, unsent.Earlier
	return failed
}

// interruptedError is the failure of the last attempt, together with what kept another one from being made.
func interruptedError(last *Error, by error) *Error {
	interrupted := *last
	if last.Cause == nil {
		interrupted.Cause = fmt.Errorf("no other attempt was made: %w", by)
	} else {
		interrupted.Cause = fmt.Errorf("%w; no other attempt was made: %w", last.Cause, by)
	}
	return &interrupted
}
