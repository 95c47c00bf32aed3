package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

const (
	maxCalls       = 60
	pace           = time.Second // between the beginnings of two calls
	requestTimeout = 30 * time.Second
	maxAnswer      = 1 << 20 // bytes
)

// errNoCallsLeft ends a probe that would make more than maxCalls.
var errNoCallsLeft = fmt.Errorf("the limit of %d calls is reached", maxCalls)

// variant is what differs from an ordinary call. The zero value is an ordinary one.
type variant struct {
	query      url.Values
	body       any
	bearer     string
	unsigned   bool
	apiVersion *string       // in place of the usual one; empty for none
	signedAt   time.Duration // how far from now the signature was made
	secret     string        // in place of the right one
	signature  string        // in place of a right one
}

// caller makes the calls, one at a time and slowly.
type caller struct {
	account
	transport http.RoundTripper
	now       func() time.Time
	wait      func(context.Context, time.Duration) error
	began     time.Time // the last call
	made      int
	tokens    []string // which no output may hold
}

// notSentError is why a call was not sent, so that it certainly has no effect.
type notSentError struct{ cause error }

func (e notSentError) Error() string { return e.cause.Error() }
func (e notSentError) Unwrap() error { return e.cause }

func isNotSent(err error) bool {
	_, notSent := errors.AsType[notSentError](err)
	return notSent
}

// call makes one call. An error means that it was not sent if it is a notSentError, and otherwise that no whole answer
// came, so that nobody knows whether the call was carried out.
func (c *caller) call(ctx context.Context, op operation, v variant) (answer, error) {
	request, err := c.prepare(ctx, op, v)
	if err != nil {
		return answer{}, notSentError{err}
	}
	c.made++
	c.began = c.now()
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	// The transport and not a client: a client follows redirects, and sends the credentials to wherever they lead.
	response, err := c.transport.RoundTrip(request.WithContext(ctx))
	if err != nil {
		return answer{}, fmt.Errorf("no answer came from %s: %s", request.URL.Host, networkCause(err))
	}
	defer response.Body.Close()
	if response.StatusCode < http.StatusOK {
		// The server switched to another protocol. The body is the connection itself, which may never end and which no
		// context closes.
		return newAnswer(op, response, nil), nil
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return answer{}, fmt.Errorf("no whole answer came from %s: %s", request.URL.Host, networkCause(err))
	case len(body) > maxAnswer:
		return answer{}, fmt.Errorf("the answer of %s is longer than %d bytes", request.URL.Host, maxAnswer)
	}
	return newAnswer(op, response, body), nil
}

// prepare waits until a call may be made, and returns its request.
func (c *caller) prepare(ctx context.Context, op operation, v variant) (*http.Request, error) {
	if c.made >= maxCalls {
		return nil, errNoCallsLeft
	}
	if c.made > 0 {
		if err := c.wait(ctx, pace-c.now().Sub(c.began)); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err // a wait can end at the moment of an interrupt, and the first call has none
	}
	return c.newRequest(ctx, op, v)
}

func (c *caller) newRequest(ctx context.Context, op operation, v variant) (*http.Request, error) {
	base := c.v2
	if op.version == 1 {
		base = c.v1
	}
	var body io.Reader = http.NoBody
	if v.body != nil {
		text, err := json.Marshal(v.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	target := *base
	target.Path += op.path
	target.RawQuery = v.query.Encode()
	request, err := http.NewRequestWithContext(ctx, op.method, target.String(), body)
	if err != nil {
		return nil, errors.New("no request can be made of the base URL")
	}
	request.GetBody = nil // so that nothing is sent twice
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "payouts-probe/"+version)
	request.Header.Set("X-Request-Id", requestID())
	return request, c.addCredentials(request.Header, op, v)
}

func (c *caller) addCredentials(header http.Header, op operation, v variant) error {
	if v.bearer != "" {
		header.Set("Authorization", "Bearer "+v.bearer)
		return nil
	}
	secret := c.clientSecret
	if v.secret != "" {
		secret = v.secret
	}
	header.Set("X-Client-Id", c.clientID)
	header.Set("X-Client-Secret", secret)
	switch {
	case op.version == 1:
	case v.apiVersion == nil:
		header.Set("X-Api-Version", payouts.APIVersion)
	case *v.apiVersion != "":
		header.Set("X-Api-Version", *v.apiVersion)
	}
	switch {
	case v.signature != "":
		header.Set("X-Cf-Signature", v.signature)
	case c.publicKey != nil && !v.unsigned:
		signature, err := payouts.Sign(c.publicKey, c.clientID, c.now().Add(v.signedAt))
		if err != nil {
			return err
		}
		header.Set("X-Cf-Signature", signature)
	}
	return nil
}

// requestID returns what Cashfree's support finds a call by.
func requestID() string { return "probe-" + rand.Text() }
