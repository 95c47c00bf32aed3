package payouts

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// neverAnswer is a server that takes a request and never answers.
func neverAnswer(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.ReadAll(r.Body)
	}
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// alwaysStatus is a server that refuses everything alike.
func alwaysStatus(status int, headers ...string) tripFunc {
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_, _ = io.ReadAll(r.Body)
		}
		header := http.Header{}
		for i := 0; i+1 < len(headers); i += 2 {
			header.Set(headers[i], headers[i+1])
		}
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader("{}"))}, r.Context().Err()
	}
}

// stuck is a body without content. Like net/http's it ends with the context of its request.
type stuck struct{ ctx context.Context }

func (s stuck) Read([]byte) (int, error) { <-s.ctx.Done(); return 0, s.ctx.Err() }

func (stuck) Close() error { return nil }

// highRandom is a source of random numbers that are as high as possible, so that each wait is as long as possible.
type highRandom struct{}

func (highRandom) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 0xff
	}
	return len(p), nil
}

// A cancelled context ends every wait of a call at once, except for the last look-up of a create.
func TestClient_Cancelled_EveryPlace(t *testing.T) {
	t.Parallel()
	get := func(ctx context.Context, c *Client) error { _, err := c.Beneficiary(ctx, "vendor_0042"); return err }
	create := func(ctx context.Context, c *Client) error {
		_, err := c.CreateBeneficiary(ctx, Beneficiary{ID: "vendor_0042", Name: "Asha Rao"})
		return err
	}
	balance := func(ctx context.Context, c *Client) error { _, err := c.Balance(ctx); return err }
	background := func(call func(context.Context, *Client) error) func(context.Context, *Client) {
		return func(ctx context.Context, c *Client) { go func() { _ = call(ctx, c) }() }
	}
	once := func(call func(context.Context, *Client) error) func(context.Context, *Client) {
		return func(ctx context.Context, c *Client) { _ = call(ctx, c) }
	}
	var refusedPosts tripFunc = func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost {
			return alwaysStatus(500)(r)
		}
		return neverAnswer(r)
	}
	for name, story := range map[string]cancelStory{
		"a request": {server: neverAnswer, call: get},
		"the body of an answer": {server: func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: stuck{r.Context()}}, nil
		}, call: get},
		"a removal": {server: neverAnswer, maximum: maxAnswerTime, call: func(ctx context.Context, c *Client) error {
			return c.RemoveBeneficiary(ctx, "vendor_0042")
		}},
		"a look-up by account": {server: neverAnswer, call: func(ctx context.Context, c *Client) error {
			_, err := c.BeneficiaryByAccount(ctx, "00011020001772", "HDFC0000001")
			return err
		}},
		"a transfer": {server: neverAnswer, call: func(ctx context.Context, c *Client) error {
			_, err := c.Transfer(ctx, TransferKey{ID: "t"})
			return err
		}},
		"a batch":                               {server: neverAnswer, call: func(ctx context.Context, c *Client) error { _, err := c.Batch(ctx, TransferKey{ID: "b"}); return err }},
		"a probe":                               {server: neverAnswer, call: func(ctx context.Context, c *Client) error { return c.Probe(ctx, false).Failure }},
		"a token":                               {server: neverAnswer, call: balance},
		"somebody else's token":                 {server: neverAnswer, before: background(balance), call: balance},
		"a slot":                                {server: neverAnswer, config: Config{MaxConcurrentRequests: 1}, before: background(get), call: get},
		"a pause that the server named":         {server: alwaysStatus(429, "Retry-After", "100"), call: get},
		"a pause of a failing server":           {server: alwaysStatus(503, "Retry-After", "100"), call: get},
		"a pause that another was told":         {server: alwaysStatus(429, "Retry-After", "100"), config: Config{MaxRetries: -1}, before: once(get), call: get},
		"the back-off":                          {server: alwaysStatus(500), config: Config{MaxRetries: 50}, call: get},
		"the cap of requests per minute":        {server: alwaysStatus(404), config: Config{RequestsPerMinute: 1}, before: once(get), call: get},
		"a create":                              {server: neverAnswer, call: create, maximum: maxAnswerTime + maxLookupTime},
		"the look-up after an ambiguous create": {server: refusedPosts, call: create, maximum: maxLookupTime},
		"a create that is throttled":            {server: alwaysStatus(429, "Retry-After", "100"), call: create},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, story.test)
		})
	}
}

// cancelStory is a call that waits for something, and is cancelled.
type cancelStory struct {
	server  tripFunc
	config  Config
	before  func(context.Context, *Client) // what others do meanwhile
	call    func(context.Context, *Client) error
	maximum time.Duration
}

func (s cancelStory) client(t *testing.T) *Client {
	t.Helper()
	config := s.config
	config.ClientID, config.ClientSecret, config.BaseURL = "id", "secret", "https://sandbox.cashfree.com/payout"
	config.Transport, config.RequestTimeout, config.Random = s.server, time.Hour, highRandom{}
	switch config.MaxRetries {
	case 0:
		config.MaxRetries = 4
	case -1:
		config.MaxRetries = 0
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func (s cancelStory) test(t *testing.T) {
	t.Helper()
	client := s.client(t)
	if s.before != nil {
		others, leave := context.WithCancel(t.Context())
		defer leave()
		s.before(others, client)
		synctest.Wait()
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.call(ctx, client) }()
	synctest.Wait()
	select {
	case err := <-ended:
		t.Fatalf("it did not wait: %v", err)
	default:
	}
	start := time.Now()
	cancel()
	err := <-ended
	if took := time.Since(start); took > s.maximum || took > time.Second {
		t.Errorf("it took %v, want %v at most", took, s.maximum)
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want the cancellation", err)
	}
}

// A call does not wait for a dial without an answer. Go lets the dial go on for other calls, up to its time limit.
func TestClient_Cancelled_WhileDialling(t *testing.T) {
	t.Parallel()
	transport := newTransport(1, DefaultRequestTimeout, nil, dialer{})
	dialling := make(chan struct{}, 1)
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		dialling <- struct{}{}
		<-over
		return nil, net.ErrClosed
	}
	client, err := New(Config{ClientID: "id", ClientSecret: "secret", BaseURL: "https://sandbox.cashfree.com/payout", Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-dialling; cancel() }()
	start := time.Now()
	if _, err := client.Beneficiary(ctx, "vendor_0042"); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
	if took := time.Since(start); took > 10*time.Second { // of the 30 seconds of the request
		t.Errorf("it took %v", took)
	}
}
