package payouts

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
)

// apiRequest is the HTTP request of one attempt.
type apiRequest struct {
	attempt
	http      *http.Request
	sending   *onceBody // nil where it has no body
	signature string    // errors mask it

	connection connectionTrace
}

// newRequest builds the request of one attempt.
func (c *Client) newRequest(ctx context.Context, current attempt) (*apiRequest, error) {
	base := c.baseURL(current.apiCall)
	target := &url.URL{
		Scheme: base.Scheme, Host: base.Host, Path: c.path(current.apiCall), RawQuery: current.query.Encode(),
	}
	request := &apiRequest{attempt: current}
	plain, err := http.NewRequestWithContext(request.connection.watch(ctx), current.method, target.String(), http.NoBody)
	if err != nil {
		return nil, errors.New("no request can be made of the base URL") // the text of err would quote the query
	}

	header := plain.Header
	header.Set("Accept", "application/json")
	header.Set("X-Request-Id", current.requestID)
	if c.userAgent != "" {
		header.Set("User-Agent", c.userAgent)
	}
	signature, err := c.addCredentials(header, current.apiCall)
	if err != nil {
		return nil, err
	}

	c.recent.add(signature)
	c.recent.add(current.bearer)
	request.http, request.signature = plain, signature
	if current.body != nil {
		request.sending = &onceBody{content: bytes.NewReader(current.body)}
		plain.Body = request.sending
		plain.ContentLength = int64(len(current.body))
		// Without GetBody the transport cannot send a body a second time by itself. With it, HTTP/2 repeats a request
		// after some stream errors that do not prove that the first was ignored. The repetition of a create would then
		// be answered with 409, and our own beneficiary taken for somebody else's.
		plain.GetBody = nil
	}
	if current.body != nil || current.bearer != "" {
		header.Set("Content-Type", "application/json") // version 1 requires it on GET, too
	}
	return request, nil
}

// addCredentials adds the headers that prove who calls, and returns the signature among them. Version 2 requires all of
// them on each request. Version 1 requires them when the token is asked for, and later the token alone.
func (c *Client) addCredentials(header http.Header, call *apiCall) (signature string, err error) {
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
	signature, err = Sign(c.publicKey, c.clientID, c.now())
	if err != nil {
		return "", err
	}
	header.Set("X-Cf-Signature", signature)
	return signature, nil
}

// mayHaveArrived reports whether the server may have received the request, which ended with the error err. After it no
// more of a body is sent.
func (r *apiRequest) mayHaveArrived(err error) bool {
	if r.sending != nil {
		return r.sending.seal()
	}
	return !isDialError(err) && !r.connection.isMissing()
}

// onceBody is a request body that records whether sending it has begun. While nothing of it was read, the server cannot
// have carried out anything: so a create can be repeated without a look-up.
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

// seal reports whether sending has begun, and prevents that it begins later. The transport writes from a goroutine of
// its own, which may still be about to start when the call has already failed.
func (b *onceBody) seal() (begun bool) {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.sealed = true
	return b.begun
}
