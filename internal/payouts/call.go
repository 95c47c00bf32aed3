package payouts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"
)

// call is one logical call: what somebody asked for, however many requests it takes.
type call struct {
	endpoint
	query url.Values
	body  []byte

	requestID string
	bearer    string   // of version 1
	hidden    []string // account numbers that this call knows; errors and log lines mask them

	// read takes what it needs from a success. Its error means that the answer cannot be one of the API.
	read func(answer) error
	// settle finds out what became of a request that may or may not have been carried out. Only operations that are
	// not repeatable have one.
	settle func(ctx context.Context, failed *Error) (settled bool, err error)

	// status is that of the last answer.
	status int
	// skew is how far this machine's clock was ahead of that answer's, if it was dated.
	skew  time.Duration
	dated bool
	// once forbids every repetition.
	once bool
	// unsigned leaves the signature away although there is a key.
	unsigned bool
	// doubted tells that at least one request of this call may have been carried out without a usable answer.
	doubted bool
}

// failure is an attempt that brought no usable answer.
type failure struct {
	*Error
	doubt  bool          // the request may have been carried out all the same
	repeat bool          // another attempt may go better
	closed time.Duration // for how long nobody is to ask again for this operation; zero where nothing speaks against it
	unsent bool          // nothing was sent
}

// do makes one logical call. It is a row of layers, in this order from the outside in:
//
//  1. The request id. One for all attempts, so that Cashfree's support finds them together.
//  2. The retries. Everything below happens anew for each attempt, so none can dodge a limit.
//  3. The throttle. Inside the retries because they count against the limits like any request; outside the exchange so
//     that waiting in line uses up no request's time-out.
//  4. The signature. After the last wait: Cashfree accepts one for a few minutes only.
//  5. The exchange with its time-out, up to the last byte of the answer.
//  6. The reading of the answer. Inside the retries, since an answer that cannot be read is as good as none.
//
// A create whose outcome is in doubt is settled between two attempts, and by calls of their own: it holds no slot then.
func (c *Client) do(ctx context.Context, call *call) error {
	if call.requestID == "" {
		id, err := c.newRequestID()
		if err != nil {
			unsent := c.newError(call, 0)
			unsent.Cause = err
			return unsent
		}
		call.requestID = id
	}

	var before *failure
	for attempt := 1; ; attempt++ {
		start := c.now()
		failed := c.attempt(ctx, call, attempt)
		if failed == nil {
			c.logAttempt(ctx, call, attempt, start, nil, 0)
			return nil
		}
		if failed.unsent && before != nil && ctx.Err() != nil {
			return interrupt(before.Error, ctx.Err())
		}
		pause, again := c.plan(call, failed, attempt)
		c.logAttempt(ctx, call, attempt, start, failed, pause)

		call.doubted = call.doubted || failed.doubt
		failed.Doubted = call.doubted
		if call.settle != nil && needsSettling(call, failed) {
			if settled, err := call.settle(ctx, failed.Error); settled {
				return err
			}
			if failed.doubt {
				failed.Cause = because(failed.Cause, "a look-up afterwards shows that nothing was created")
			}
		}
		if !again {
			return failed.Error
		}
		if ctx.Err() != nil {
			return interrupt(failed.Error, ctx.Err())
		}
		if err := c.wait(ctx, pause); err != nil {
			return interrupt(failed.Error, err)
		}
		before = failed
	}
}

// needsSettling: an unclear request does, and so does the refusal of a later one, which can be the echo of the earlier.
// Which of the two conflicts Cashfree reports when our own record is in the way in both respects is not documented.
func needsSettling(call *call, failed *failure) bool {
	if failed.doubt {
		return true
	}
	return call.doubted && (failed.Is(ErrIDExists) || failed.Is(ErrInstrumentTaken))
}

// attempt sends one request and reads the answer. It returns nil where the call succeeded.
func (c *Client) attempt(ctx context.Context, call *call, number int) *failure {
	at := gate{call.method, c.base(call).Path + call.path}
	if err := c.throttle.enter(ctx, at); err != nil {
		return c.held(ctx, call, number, err)
	}
	defer c.throttle.leave()

	failed := c.exchange(ctx, call, number)
	if failed == nil {
		return nil
	}
	if failed.Is(ErrThrottled) && failed.closed == 0 {
		failed.closed = c.untoldPause(number)
	}
	if failed.closed > 0 {
		c.throttle.close(at, failed.closed)
	}
	return failed
}

// held is an attempt that the throttle did not let pass.
func (c *Client) held(ctx context.Context, call *call, number int, err error) *failure {
	held := c.newError(call, number-1)
	held.Cause = err
	var pause pauseError
	switch {
	case errors.As(err, &pause):
		held.Kind = ErrThrottled
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		held.Kind = ErrUnavailable
	}
	return &failure{Error: held, unsent: true}
}

// refuse is a call that is not worth sending.
func (c *Client) refuse(call *call, cause error) *Error {
	refused := c.newError(call, 0)
	refused.Kind = ErrInvalid
	refused.Cause = cause
	return refused
}

func (c *Client) newError(call *call, attempts int) *Error {
	return &Error{
		Method:      call.method,
		Path:        c.base(call).Path + call.path,
		RequestID:   call.requestID,
		ClientID:    c.clientID,
		Environment: c.environment,
		Time:        c.now(),
		Attempts:    attempts,
	}
}

func (c *Client) base(call *call) *url.URL {
	if call.version == version1 {
		return c.v1
	}
	return c.v2
}

// newRequestID gives a UUID of version 4.
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

// because adds a fact to a cause and keeps the cause within reach of [errors.Is].
func because(cause error, fact string) error {
	if cause == nil {
		return errors.New(fact)
	}
	return fmt.Errorf("%w; %s", cause, fact)
}

// interrupt is the failure of the last attempt, together with what kept another one from being made.
func interrupt(last *Error, by error) *Error {
	interrupted := *last
	if last.Cause == nil {
		interrupted.Cause = fmt.Errorf("no other attempt was made: %w", by)
	} else {
		interrupted.Cause = fmt.Errorf("%w; no other attempt was made: %w", last.Cause, by)
	}
	return &interrupted
}
