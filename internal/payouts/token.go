package payouts

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"
)

// tokenMargin is how long before its end a token is given up: longer than any request that would carry it.
const tokenMargin = 60 * time.Second

// tokenStore keeps the token of version 1 and sees to it that one call at a time asks for a new one, however many wait
// for it.
type tokenStore struct {
	lock   sync.Mutex
	token  string
	good   time.Time // until when it is used
	flight *tokenFlight
}

// tokenFlight is a request for a token that is under way.
type tokenFlight struct {
	landed    chan struct{} // closed when the rest is set
	token     string
	err       error
	abandoned bool // the caller whose context it used went away; that says nothing to the others
}

// doWithToken makes a call of version 1. A token that Cashfree takes for invalid is replaced once.
func (c *Client) doWithToken(ctx context.Context, call *call) error {
	token, err := c.token(ctx)
	if err != nil {
		return err
	}
	call.bearer = token
	err = c.do(ctx, call)
	var failed *Error
	if !errors.As(err, &failed) || !failed.Is(ErrUnauthenticated) || !isTokenRefusal(failed.Message) {
		return err
	}
	c.tokens.discard(token)
	if call.bearer, err = c.token(ctx); err != nil {
		return err
	}
	return c.do(ctx, call)
}

// token gives a token that is good for a while.
func (c *Client) token(ctx context.Context) (string, error) {
	for {
		token, flight, own := c.tokens.take(c.now())
		if token != "" {
			return token, nil
		}
		if own {
			return c.fly(ctx, flight)
		}
		select {
		case <-flight.landed:
		case <-ctx.Done():
			waited := c.newError(&call{endpoint: authorize}, 0)
			waited.Cause = ctx.Err()
			return "", waited
		}
		if !flight.abandoned {
			return flight.token, flight.err
		}
	}
}

// fly asks for a token on behalf of everybody who waits for it.
func (c *Client) fly(ctx context.Context, flight *tokenFlight) (string, error) {
	token, expiry, err := c.authorize(ctx)
	flight.token, flight.err = token, err
	flight.abandoned = err != nil && ctx.Err() != nil
	c.tokens.land(flight, expiry.Add(-tokenMargin))
	return token, err
}

// authorize asks for a token, which lives some minutes
// (https://www.cashfree.com/docs/api-reference/payouts/v1/authorize.md).
func (c *Client) authorize(ctx context.Context) (token string, expiry time.Time, err error) {
	ask := &call{endpoint: authorize}
	ask.read = func(content answer) error {
		data := content.object("data")
		token = data.text("token")
		if checkHeaderValue("the token", token) != nil {
			return errors.New("the answer has no usable token")
		}
		// Without an expiry the token is used for the call at hand and not kept.
		expiry = time.Time{}
		if unix, err := strconv.ParseInt(data.text("expiry"), 10, 64); err == nil {
			expiry = time.Unix(unix, 0)
		}
		return nil
	}
	if err := c.do(ctx, ask); err != nil {
		return "", time.Time{}, err
	}
	return token, expiry, nil
}

// take gives the token that is kept, or the flight to wait for; own says that the caller is the one who must fly it.
func (s *tokenStore) take(now time.Time) (token string, flight *tokenFlight, own bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.token != "" && now.Before(s.good) {
		return s.token, nil, false
	}
	if s.flight != nil {
		return "", s.flight, false
	}
	s.flight = &tokenFlight{landed: make(chan struct{})}
	return "", s.flight, true
}

func (s *tokenStore) land(flight *tokenFlight, good time.Time) {
	s.lock.Lock()
	s.flight = nil
	if flight.err == nil {
		s.token, s.good = flight.token, good
	}
	s.lock.Unlock()
	close(flight.landed)
}

// discard forgets a token that was refused, unless it has been replaced already.
func (s *tokenStore) discard(token string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.token == token {
		s.token = ""
	}
}
