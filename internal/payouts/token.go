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

// Token is a bearer token of version 1 of the API, for the header "Authorization: Bearer". Whoever has it can make calls
// of version 1 for the account, from the address that it was made from, until it ends.
type Token struct {
	// Value goes into the header. It is secret.
	Value string
	// ExpiresAt is when Cashfree stops taking the token. It is zero where Cashfree's answer did not say.
	ExpiresAt time.Time
}

// tokenStore keeps the token of version 1 and sees to it that one call at a time asks for a new one, however many wait
// for it.
type tokenStore struct {
	lock   sync.Mutex
	token  Token
	flight *tokenFlight
}

// tokenFlight is a request for a token that is under way.
type tokenFlight struct {
	landed    chan struct{} // closed when the rest is set
	token     Token
	err       error
	abandoned bool // the caller whose context it used went away; that says nothing to the others
}

// doWithToken makes a call of version 1. A token that Cashfree takes for invalid is replaced once.
func (c *Client) doWithToken(ctx context.Context, call *call) error {
	token, err := c.Token(ctx)
	if err != nil {
		return err
	}
	call.bearer = token.Value
	err = c.do(ctx, call)
	var failed *Error
	if !errors.As(err, &failed) || !failed.Is(ErrUnauthenticated) || !isTokenRefusal(failed.Message) {
		return err
	}
	c.tokens.discard(token)
	if token, err = c.Token(ctx); err != nil {
		return err
	}
	call.bearer = token.Value
	return c.do(ctx, call)
}

// Token gives a token that is good for a minute at least: the one that is kept, or a new one of Cashfree's. However many
// ask at a time, one call is made. Making a token changes nothing at Cashfree and leaves earlier ones good
// (https://dev.cashfree.com/payouts-api).
func (c *Client) Token(ctx context.Context) (Token, error) {
	for {
		token, flight, own := c.tokens.take(c.now())
		if token.Value != "" {
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
			return Token{}, waited
		}
		if !flight.abandoned {
			return flight.token, flight.err
		}
	}
}

// fly asks for a token on behalf of everybody who waits for it.
func (c *Client) fly(ctx context.Context, flight *tokenFlight) (Token, error) {
	token, err := c.authorize(ctx)
	flight.token, flight.err = token, err
	flight.abandoned = err != nil && ctx.Err() != nil
	c.tokens.land(flight)
	return token, err
}

// authorize asks for a token, which lives some minutes
// (https://www.cashfree.com/docs/api-reference/payouts/v1/authorize.md).
func (c *Client) authorize(ctx context.Context) (Token, error) {
	var token Token
	ask := &call{endpoint: authorize}
	ask.read = func(content answer) error {
		data := content.object("data")
		token = Token{Value: data.text("token")}
		if CheckHeaderValue("the token", token.Value) != nil {
			return errors.New("the answer has no usable token")
		}
		// Without an end the token is used for the call at hand and not kept.
		if unix, err := strconv.ParseInt(data.text("expiry"), 10, 64); err == nil {
			token.ExpiresAt = time.Unix(unix, 0).UTC()
		}
		return nil
	}
	if err := c.do(ctx, ask); err != nil {
		return Token{}, err
	}
	return token, nil
}

// take gives the token that is kept, or the flight to wait for; own says that the caller is the one who must fly it.
func (s *tokenStore) take(now time.Time) (token Token, flight *tokenFlight, own bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.token.Value != "" && now.Before(s.token.ExpiresAt.Add(-tokenMargin)) {
		return s.token, nil, false
	}
	if s.flight != nil {
		return Token{}, s.flight, false
	}
	s.flight = &tokenFlight{landed: make(chan struct{})}
	return Token{}, s.flight, true
}

func (s *tokenStore) land(flight *tokenFlight) {
	s.lock.Lock()
	s.flight = nil
	if flight.err == nil {
		s.token = flight.token
	}
	s.lock.Unlock()
	close(flight.landed)
}

// discard forgets a token that was refused, unless it has been replaced already.
func (s *tokenStore) discard(token Token) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.token.Value == token.Value {
		s.token = Token{}
	}
}
