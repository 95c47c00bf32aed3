package payouts

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"
)

// tokenMargin is how long before its end a token is replaced: longer than any request that would carry it.
const tokenMargin = 60 * time.Second

// Token is a bearer token of version 1 of the API, for the header "Authorization: Bearer". Whoever has it can make
// calls of version 1 for the account, from the address that it was made from, until it expires.
type Token struct {
	// Value is that of the header, after "Bearer". It is secret.
	Value string
	// ExpiresAt is when Cashfree stops accepting the token. It is zero if Cashfree's answer did not contain it.
	ExpiresAt time.Time
}

// tokenStore keeps the token of version 1, and lets one call at a time ask for a new one, however many wait for it.
//
// It does not use golang.org/x/sync/singleflight, which takes no context. A function that runs with the context of its
// first caller fails all the others when that one is cancelled, and one with a context of its own goes on when all have
// left. Here, when the caller that asks is cancelled, the next one asks; and each stops waiting with its own context.
type tokenStore struct {
	lock  sync.Mutex
	token Token
	call  *tokenCall // nil where none is under way
}

// tokenCall is a request for a token that is under way.
type tokenCall struct {
	done      chan struct{} // closed when the rest is set
	token     Token
	err       error
	abandoned bool // the caller whose context it used was cancelled; for the others it proves nothing
}

// doWithToken makes a call of version 1. A token that Cashfree refuses as invalid is replaced once. Version 2 has no
// tokens: use [Client.do] for its calls.
func (c *Client) doWithToken(ctx context.Context, call *apiCall) error {
	if call.version != version1 {
		return c.invalidCall(call, errors.New("only calls of version 1 carry a token"))
	}
	token, err := c.Token(ctx)
	if err != nil {
		return err
	}
	first := *call
	first.bearer = token.Value
	out, err := c.do(ctx, &first)
	failed, ok := errors.AsType[*Error](err)
	if !ok || !failed.Is(ErrUnauthenticated) || !isTokenRefusal(failed.Message) {
		return err
	}

	c.tokens.discard(token)
	if token, err = c.Token(ctx); err != nil {
		return err
	}
	second := *call
	second.requestID = out.requestID
	second.bearer = token.Value
	_, err = c.do(ctx, &second)
	return err
}

// Token returns a token that is valid for at least a minute: the one that is kept, or a new one of Cashfree's. However
// many callers ask at a time, one call is made. A new token leaves earlier ones valid
// (https://dev.cashfree.com/payouts-api).
func (c *Client) Token(ctx context.Context) (Token, error) {
	for {
		token, call, first := c.tokens.find(c.now())
		if token.Value != "" {
			return token, nil
		}
		if first {
			return c.fetch(ctx, call)
		}
		select {
		case <-call.done:
		case <-ctx.Done():
			return Token{}, c.newError(attempt{apiCall: &apiCall{endpoint: authorize}}, ctx.Err())
		}
		if !call.abandoned {
			return call.token, call.err
		}
	}
}

// fetch asks for a token on behalf of everybody who waits for it.
func (c *Client) fetch(ctx context.Context, call *tokenCall) (Token, error) {
	call.token, call.err = c.authorize(ctx)
	call.abandoned = call.err != nil && ctx.Err() != nil
	c.tokens.finish(call)
	return call.token, call.err
}

// authorize asks for a token, which is valid for some minutes
// (https://www.cashfree.com/docs/api-reference/payouts/v1/authorize.md).
func (c *Client) authorize(ctx context.Context) (Token, error) {
	var token Token
	ask := &apiCall{endpoint: authorize}
	ask.decode = func(content answer) error {
		data := content.object("data")
		token = Token{Value: data.word("token")}
		if checkHeaderValue(token.Value) != nil {
			return errors.New("the answer has no usable token")
		}
		// Without an end the token is used for the call at hand and not kept.
		if unix, err := strconv.ParseInt(data.word("expiry"), 10, 64); err == nil {
			token.ExpiresAt = time.Unix(unix, 0).UTC()
		}
		return nil
	}
	if _, err := c.do(ctx, ask); err != nil {
		return Token{}, err
	}
	return token, nil
}

// find returns the token that is kept, or else the call to wait for. For the first caller, which must make that call,
// first is true.
func (s *tokenStore) find(now time.Time) (token Token, call *tokenCall, first bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.token.Value != "" && now.Before(s.token.ExpiresAt.Add(-tokenMargin)) {
		return s.token, nil, false
	}
	if s.call != nil {
		return Token{}, s.call, false
	}
	s.call = &tokenCall{done: make(chan struct{})}
	return Token{}, s.call, true
}

// finish keeps the token of a call that succeeded, and wakes everybody who waits for it.
func (s *tokenStore) finish(call *tokenCall) {
	s.lock.Lock()
	s.call = nil
	if call.err == nil {
		s.token = call.token
	}
	s.lock.Unlock()
	close(call.done)
}

// discard forgets a token that was refused, unless it has been replaced already.
func (s *tokenStore) discard(token Token) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.token.Value == token.Value {
		s.token = Token{}
	}
}
