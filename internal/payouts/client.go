// Package payouts is a client of the Cashfree Payouts API, versions 1 and 2, as far as payout configuration needs it.
// It knows HTTP and Cashfree, and nothing of Terraform. It cannot send money: no function of it posts a transfer.
package payouts

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// APIVersion is the only value of x-api-version that Cashfree's documentation names.
const APIVersion = "2024-01-01"

// Config is what a [Client] is made of. Everything but the credentials and BaseURL has a usable zero value.
type Config struct {
	// ClientID and ClientSecret are the Payouts credentials, which differ from those of Cashfree's other products.
	ClientID, ClientSecret string
	// PublicKey turns on signatures; see [ParsePublicKey].
	PublicKey *rsa.PublicKey
	// BaseURL is where version 2 is served, such as "https://sandbox.cashfree.com/payout".
	BaseURL string
	// V1BaseURL is where version 1 is served, without "/v1". Empty means BaseURL.
	V1BaseURL string
	// APIVersion is sent as x-api-version. Empty means [APIVersion].
	APIVersion string
	// Environment is "sandbox" or "production": a word for error messages, which decides nothing.
	Environment string
	// RequestTimeout bounds one HTTP exchange, retries not included. Zero means 30 seconds.
	RequestTimeout time.Duration
	// MaxRetries is how often a call is sent again after its first attempt. Zero means never.
	MaxRetries int
	// MaxConcurrentRequests bounds the exchanges in flight and the connections kept. Zero means 10.
	MaxConcurrentRequests int
	// RequestsPerMinute is a hard cap on what is sent. Zero means none.
	RequestsPerMinute int
	// UserAgent is sent with every call.
	UserAgent string
	// Logger receives one line for each attempt: method, path without query, status, time, request id. Nil discards.
	Logger *slog.Logger
	// Transport replaces the connection layer in tests. Nil means one of the client's own.
	Transport http.RoundTripper

	// Now and Random are the clock and the source of request ids and jitter. Nil means the real ones. The padding of
	// signatures always comes from the system.
	Now    func() time.Time
	Random io.Reader
	// Wait waits between attempts, no longer than the context. Nil means a timer.
	Wait func(ctx context.Context, d time.Duration) error
}

// What zero values of [Config] stand for.
const (
	defaultRequestTimeout = 30 * time.Second
	defaultConcurrency    = 10
)

// Client makes calls of the Cashfree Payouts API. It is safe for concurrent use: whatever it counts or remembers, such
// as the pause that Cashfree asked for, holds for everybody who shares it.
type Client struct {
	clientID, clientSecret string
	publicKey              *rsa.PublicKey
	v2, v1                 *url.URL
	apiVersion             string
	environment            string
	userAgent              string

	requestTimeout time.Duration
	maxRetries     int

	transport http.RoundTripper
	throttle  *throttle
	tokens    tokenStore
	logger    *slog.Logger

	now  func() time.Time
	wait func(context.Context, time.Duration) error

	randomLock sync.Mutex // Config.Random need not be safe for concurrent use
	random     io.Reader
}

// New checks the configuration and gives a client. It calls nothing. Its errors name every fault at once and quote no
// credential.
func New(config Config) (*Client, error) {
	v2, v2Fault := parseBaseURL("the base URL", config.BaseURL)
	v1, v1Fault := parseBaseURL("the base URL of version 1", cmp.Or(config.V1BaseURL, config.BaseURL))
	if config.V1BaseURL == "" {
		v1Fault = nil // already told
	}
	apiVersion := cmp.Or(config.APIVersion, APIVersion)
	faults := []error{
		CheckHeaderValue("the client id", config.ClientID),
		CheckHeaderValue("the client secret", config.ClientSecret),
		CheckHeaderValue("the API version", apiVersion),
		checkUserAgent(config.UserAgent),
		checkNotNegative("the request timeout", config.RequestTimeout),
		checkNotNegative("the number of retries", config.MaxRetries),
		checkNotNegative("the number of concurrent requests", config.MaxConcurrentRequests),
		checkNotNegative("the number of requests per minute", config.RequestsPerMinute),
		CheckSigning(config.PublicKey, config.ClientID),
		v2Fault,
		v1Fault,
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}

	concurrency := cmp.Or(config.MaxConcurrentRequests, defaultConcurrency)
	client := &Client{
		clientID:       config.ClientID,
		clientSecret:   config.ClientSecret,
		publicKey:      config.PublicKey,
		v2:             v2,
		v1:             v1,
		apiVersion:     apiVersion,
		environment:    config.Environment,
		userAgent:      config.UserAgent,
		requestTimeout: cmp.Or(config.RequestTimeout, defaultRequestTimeout),
		maxRetries:     config.MaxRetries,
		transport:      config.Transport,
		logger:         config.Logger,
		now:            config.Now,
		wait:           config.Wait,
		random:         config.Random,
	}
	if client.transport == nil {
		client.transport = newTransport(concurrency)
	}
	if client.logger == nil {
		client.logger = slog.New(slog.DiscardHandler)
	}
	if client.now == nil {
		client.now = time.Now
	}
	if client.wait == nil {
		client.wait = Wait
	}
	if client.random == nil {
		client.random = rand.Reader
	}
	client.throttle = newThrottle(concurrency, config.RequestsPerMinute, client.now, client.wait)
	return client, nil
}

// Origin identifies the API that a record was written to: the base URL of version 2 as scheme://host[:port]/path, in
// one spelling whatever the letter case of the host, a default port or a slash at the end.
func (c *Client) Origin() string { return c.v2.String() }

// CloseIdleConnections closes the connections that are kept for reuse. Calls in flight go on.
func (c *Client) CloseIdleConnections() {
	if closer, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// CheckHeaderValue says why [New] would refuse a credential or an API version, or returns nil. It keeps back what net/http
// would refuse or silently trim: a secret read from a file with its line break is the usual case. The value is not quoted.
func CheckHeaderValue(what, value string) error {
	if value == "" {
		return fmt.Errorf("%s is empty", what)
	}
	for _, r := range value {
		if r <= ' ' || r > '~' {
			return fmt.Errorf("%s contains white space, a line break or another character that cannot be sent; "+
				"copy it again, without anything around it", what)
		}
	}
	return nil
}

func checkUserAgent(value string) error {
	if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
		return errors.New("the user agent contains a line break or another character that cannot be sent")
	}
	return nil
}

func checkNotNegative[N int | time.Duration](what string, value N) error {
	if value < 0 {
		return fmt.Errorf("%s is %v, less than 0", what, value)
	}
	return nil
}

// Wait waits for a time, no longer than the context.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
