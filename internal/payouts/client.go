// Package payouts is a client of the Cashfree Payouts API, versions 1 and 2, as far as payout configuration needs it.
// It knows HTTP and Cashfree, and nothing of Terraform. It cannot send money: no function of it posts a transfer.
package payouts

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Client makes calls of the Cashfree Payouts API. It is safe for concurrent use. Whatever it counts or remembers, such
// as a pause that Cashfree asked for, holds for everybody who shares it.
type Client struct {
	clientID, clientSecret string
	publicKey              *rsa.PublicKey
	v2, v1                 *url.URL
	apiVersion             string
	environment            string
	userAgent              string

	requestTimeout time.Duration
	maxRetries     int

	transport    http.RoundTripper
	routes       proxyRoutes
	throttle     *throttle
	tokens       tokenStore
	refusals     refusals
	answerMemory *semaphore.Weighted // see readBody
	logger       *slog.Logger

	masker  *grammar.Masker  // of the secret, and of the numbers below
	numbers *grammar.Numbers // account numbers of calls and answers, which errors mask
	recent  recentSecrets

	now  func() time.Time
	wait func(context.Context, time.Duration) error

	randomLock sync.Mutex // Config.Random need not be safe for concurrent use
	random     io.Reader
}

// New checks the configuration and returns a client. It makes no call. Its error is of the type [ConfigErrors].
func New(config Config) (*Client, error) {
	if config.Getenv == nil {
		config.Getenv = os.Getenv
	}
	v2, v1, problems := config.validate()
	routes, proxyProblems := findRoutes(config.Getenv, v2, v1)
	if problems = append(problems, proxyProblems...); len(problems) > 0 {
		return nil, problems
	}
	concurrency := cmp.Or(config.MaxConcurrentRequests, DefaultMaxConcurrentRequests)
	client := &Client{
		clientID:       config.ClientID,
		clientSecret:   config.ClientSecret,
		publicKey:      config.PublicKey,
		v2:             v2,
		v1:             v1,
		apiVersion:     cmp.Or(config.APIVersion, APIVersion),
		environment:    config.Environment,
		userAgent:      config.UserAgent,
		requestTimeout: cmp.Or(config.RequestTimeout, DefaultRequestTimeout),
		maxRetries:     config.MaxRetries,
		transport:      config.Transport,
		routes:         routes,
		answerMemory:   semaphore.NewWeighted(maxAnswerMemory),
		logger:         config.Logger,
		now:            config.Now,
		wait:           config.Wait,
		random:         config.Random,
		numbers:        &grammar.Numbers{},
	}
	client.masker = grammar.NewMasker([]string{client.clientSecret}, nil).Follow(client.numbers)
	if client.transport == nil {
		client.transport = newTransport(concurrency, client.requestTimeout, routes, newDialer(v2, v1))
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

// Origin identifies the API that a payee was added to. It is the base URL of version 2 as scheme://host[:port]/path, in
// one spelling whatever the letter case of the host, a default port or a slash at the end.
func (c *Client) Origin() string { return c.v2.String() }

// CloseIdleConnections closes the connections that are kept for reuse. Calls in flight go on.
func (c *Client) CloseIdleConnections() {
	if closer, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
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
