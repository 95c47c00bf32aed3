package payouts

import (
	"cmp"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// APIVersion is the only value of x-api-version that is known to work.
const APIVersion = "2024-01-01"

// What zero values of [Config] stand for.
const (
	DefaultRequestTimeout        = 30 * time.Second
	DefaultMaxConcurrentRequests = 10
)

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
	// RequestTimeout is the time limit of one HTTP request and its answer, retries not included. Zero means
	// [DefaultRequestTimeout].
	RequestTimeout time.Duration
	// MaxRetries is how often a call is sent again after its first attempt. Zero means never.
	MaxRetries int
	// MaxConcurrentRequests limits the requests in flight and the connections kept. Zero means
	// [DefaultMaxConcurrentRequests].
	MaxConcurrentRequests int
	// RequestsPerMinute is a hard limit on the requests sent in a minute. Zero means none.
	RequestsPerMinute int
	// UserAgent is sent with every request.
	UserAgent string
	// Logger receives one line for each attempt: method, path without query, status, time, request id. Nil discards.
	Logger *slog.Logger
	// Transport replaces the connection layer in tests. Nil means one of the client's own.
	Transport http.RoundTripper
	// Getenv reads the environment variables that name a proxy. [New] calls it, and nothing afterwards. Nil means
	// os.Getenv.
	Getenv func(string) string

	// Now and Random are the clock and the source of request ids and jitter. Nil means the real ones. The padding of
	// signatures always comes from the system.
	Now    func() time.Time
	Random io.Reader
	// Wait waits between attempts, no longer than the context. Nil means a timer.
	Wait func(ctx context.Context, d time.Duration) error
}

// ConfigError is a problem with one field of a [Config]. It never quotes a credential.
type ConfigError struct {
	// Field is the name of the field, such as "BaseURL".
	Field string
	// Problem is the rest of a sentence about the value, such as "is empty".
	Problem string
}

// Error returns the problem with the field's name before it.
func (e *ConfigError) Error() string { return e.Field + " " + e.Problem }

// ConfigErrors are all problems of a [Config], in the order of its fields. It is what [New] returns as its error.
type ConfigErrors []*ConfigError

// Error returns one line for each problem.
func (e ConfigErrors) Error() string {
	lines := make([]string, 0, len(e))
	for _, one := range e {
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}

// validate returns the base URLs of versions 2 and 1 in their normal form, and every problem of the configuration.
func (c Config) validate() (v2, v1 *url.URL, problems ConfigErrors) {
	check := func(field string, err error) {
		if err != nil {
			problems = append(problems, &ConfigError{Field: field, Problem: err.Error()})
		}
	}
	check("ClientID", checkCredential(c.ClientID))
	check("ClientSecret", checkCredential(c.ClientSecret))
	check("PublicKey", checkSigning(c.PublicKey, c.ClientID))
	v2, err := parseBaseURL(c.BaseURL)
	check("BaseURL", err)
	v1 = v2
	if c.V1BaseURL != "" {
		v1, err = parseBaseURL(c.V1BaseURL)
		check("V1BaseURL", err)
	}
	check("APIVersion", checkHeaderValue(cmp.Or(c.APIVersion, APIVersion)))
	check("RequestTimeout", checkNotNegative(c.RequestTimeout))
	check("MaxRetries", checkNotNegative(c.MaxRetries))
	check("MaxConcurrentRequests", checkNotNegative(c.MaxConcurrentRequests))
	check("RequestsPerMinute", checkNotNegative(c.RequestsPerMinute))
	check("UserAgent", checkUserAgent(c.UserAgent))
	return v2, v1, problems
}

// checkCredential finds the quotation marks of a .env file, which some programs take for a part of the value.
func checkCredential(value string) error {
	if len(value) > 1 && value[0] == value[len(value)-1] && strings.ContainsRune("\"'`", rune(value[0])) {
		return errors.New("begins and ends with a quotation mark; remove both. Some programs " +
			"keep the quotation marks of a .env file")
	}
	return checkHeaderValue(value)
}

// checkHeaderValue checks a value that is sent in a header. It finds what net/http would refuse or
// silently trim: a secret read from a file with its line break is the usual case.
func checkHeaderValue(value string) error {
	if value == "" {
		return errors.New("is empty")
	}
	for _, r := range value {
		if r <= ' ' || r > '~' {
			return errors.New("contains white space, a line break or another character that cannot be sent; " +
				"copy it again, without anything around it")
		}
	}
	return nil
}

func checkUserAgent(value string) error {
	if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
		return errors.New("contains a line break or another character that cannot be sent")
	}
	return nil
}

func checkNotNegative[N int | time.Duration](value N) error {
	if value < 0 {
		return fmt.Errorf("must not be less than 0, got %v", value)
	}
	return nil
}
