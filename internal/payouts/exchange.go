package payouts

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// received is an answer with its body read.
type received struct {
	status int
	header http.Header
	body   []byte
}

// exchange sends one request and reads its answer, within the request time-out.
func (c *Client) exchange(ctx context.Context, call *call, number int) *failure {
	within, cancel := context.WithTimeout(ctx, c.requestTimeout)
	defer cancel()

	request, body, signature, err := c.newRequest(within, call)
	if err != nil {
		unsent := c.newError(call, number-1)
		unsent.Cause = err
		return &failure{Error: unsent, unsent: true}
	}
	sent := c.now()
	got, err := c.roundTrip(request, call.endpoint)
	failed := c.newError(call, number)
	failed.Signed = signature != ""
	masker := c.masker(call, signature)
	if got != nil {
		call.status = got.status
		call.skew, call.dated = clockSkew(got.header, sent, c.now())
		failed.HTTPStatus = got.status
		if id := got.header.Get("X-Request-Id"); id != "" {
			failed.RequestID = masker.short(id)
		}
	}
	begun := !isDialError(err)
	if body != nil {
		begun = body.seal()
	}
	if err != nil {
		return c.brokenOff(ctx, within, failed, masker, err, begun)
	}
	return c.judge(call, failed, masker, got)
}

// brokenOff is an exchange that ended without a whole answer.
func (c *Client) brokenOff(
	ctx, within context.Context, failed *Error, masker masker, err error, begun bool,
) *failure {
	broken := &failure{Error: failed, doubt: begun, repeat: true}
	var certificate *tls.CertificateVerificationError
	switch {
	case ctx.Err() != nil:
		failed.Cause = ctx.Err()
		broken.repeat = false
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			failed.Kind = ErrUnavailable
		}
		return broken
	case within.Err() != nil:
		// Not wrapped: callers would take it for the end of their own context.
		failed.Cause = fmt.Errorf("no whole answer came within %s", c.requestTimeout)
	case errors.As(err, &certificate):
		broken.repeat = false // no repetition mends a certificate
		failed.Cause = masker.cause(err)
	default:
		failed.Cause = masker.cause(err)
	}
	failed.Kind = ErrUnavailable
	return broken
}

// roundTrip uses the transport itself, not an http.Client. A client would follow redirects, and Go sends headers of
// one's own making, x-client-secret among them, along to whatever host a 3xx names. A transport follows nothing.
func (c *Client) roundTrip(request *http.Request, to endpoint) (*received, error) {
	response, err := c.transport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()

	got := &received{status: response.StatusCode, header: response.Header}
	limit := cmp.Or(to.limit, answerLimit)
	// The limit holds for what comes out of decompression, which is the transport's work. One byte more tells a body
	// of exactly the limit from one that goes on. Reading to the end is what lets the connection be used again.
	got.body, err = io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return got, fmt.Errorf("the answer broke off: %w", err)
	}
	if int64(len(got.body)) > limit {
		return got, fmt.Errorf("the answer is longer than %d KiB", limit>>10) // of bytes, a masker would hide the digits
	}
	return got, nil
}

// isDialError tells whether there was never a connection that a request could have travelled on.
func isDialError(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "dial"
}

// newRequest makes the request of one attempt. The signature is returned too, so that it can be masked.
func (c *Client) newRequest(ctx context.Context, call *call) (*http.Request, *onceBody, string, error) {
	base := c.base(call)
	target := &url.URL{Scheme: base.Scheme, Host: base.Host, Path: base.Path + call.path, RawQuery: call.query.Encode()}
	request, err := http.NewRequestWithContext(ctx, call.method, target.String(), http.NoBody)
	if err != nil {
		return nil, nil, "", errors.New("no request can be made of the base URL") // the text would quote the query
	}

	header := request.Header
	header.Set("Accept", "application/json")
	header.Set("X-Request-Id", call.requestID)
	if c.userAgent != "" {
		header.Set("User-Agent", c.userAgent)
	}
	signature, err := c.identify(header, call)
	if err != nil {
		return nil, nil, "", err
	}

	var body *onceBody
	if call.body != nil {
		body = &onceBody{content: bytes.NewReader(call.body)}
		request.Body = body
		request.ContentLength = int64(len(call.body))
		// Without GetBody the transport cannot send a body a second time behind our back. With it, HTTP/2 repeats a
		// request after some stream errors that do not prove that the first was ignored: the repetition of a create
		// would then be answered with 409, and our own record taken for somebody else's.
		request.GetBody = nil
	}
	if call.body != nil || call.bearer != "" {
		header.Set("Content-Type", "application/json") // version 1 asks for it on GET, too
	}
	return request, body, signature, nil
}

// identify adds what proves who calls. Version 2 wants everything on each request; version 1 wants it when the token is
// asked for, and later the token alone.
func (c *Client) identify(header http.Header, call *call) (signature string, err error) {
	if call.bearer != "" {
		header.Set("Authorization", "Bearer "+call.bearer)
		return "", nil
	}
	header.Set("X-Client-Id", c.clientID)
	header.Set("X-Client-Secret", c.clientSecret)
	if call.version == version2 {
		header.Set("X-Api-Version", c.apiVersion)
	}
	if c.publicKey == nil || call.unsigned {
		return "", nil
	}
	signature, err = sign(c.publicKey, c.clientID, c.now())
	if err != nil {
		return "", err
	}
	header.Set("X-Cf-Signature", signature)
	return signature, nil
}

// onceBody is a request body that knows whether sending it has begun. As long as nobody has read any of it, the server
// cannot have carried out anything: that is the proof behind repeating a create without a look-up.
type onceBody struct {
	lock    sync.Mutex
	content io.Reader
	begun   bool
	sealed  bool
}

var errSealed = errors.New("the request was given up")

func (b *onceBody) Read(p []byte) (int, error) {
	b.lock.Lock()
	defer b.lock.Unlock()
	if b.sealed {
		return 0, errSealed
	}
	b.begun = true
	return b.content.Read(p)
}

// Close does nothing: there is nothing to free.
func (b *onceBody) Close() error { return nil }

// seal reports whether sending has begun, and makes sure that it does not begin later: the transport writes from a
// goroutine of its own, which may still be about to start when the call has already failed.
func (b *onceBody) seal() (begun bool) {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.sealed = true
	return b.begun
}

// redirectHost names the host that a redirect points to, and nothing else of it.
func redirectHost(location string) string {
	target, err := url.Parse(location)
	if err != nil || target.Hostname() == "" {
		return ""
	}
	return strings.ToLower(target.Hostname())
}
