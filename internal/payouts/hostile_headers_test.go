package payouts_test

import (
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Nobody waits longer than two minutes for a pause that a server asks for, and nothing overflows.
func TestRetry_AbsurdPause(t *testing.T) {
	t.Parallel()
	absurd := []string{
		"", " ", "soon", "-1", "-99999999999999999999", "0", "-0", "NaN", "Inf", "+Inf", "-Inf", "Infinity", "1e3", "1e9", "1e300", "1e-300", "0x7fffffff",
		"99999999999999999999999999", "9223372036854775807", "9223372036854775808", "31536000", "120.0000001", "1,5", "5;6", "5, 6", "٣", "\x7f",
		strings.Repeat("9", 5000), "1767225600", "1", "Mon, 02 Jan 2006 15:04:05 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
		"Sun, 01 Mar 2026 10:20:31 GMT", "Sunday, 01-Mar-26 10:20:31 GMT", "Sun Mar  1 10:20:31 2026", "2026-03-01T10:20:31Z", "Sun, 31 Feb 2026 10:20:31 GMT",
	}
	for _, header := range []string{"Retry-After", "X-Ratelimit-Retry", "X-Ratelimit-Reset"} {
		for _, value := range absurd {
			for _, status := range []int{429, 503, 200, 404} {
				testPause(t, status, header, value)
			}
		}
	}
}

func testPause(t *testing.T, status int, header, value string) {
	t.Helper()
	what := fmt.Sprintf("%d with %s: %.40q", status, header, value)
	clock := newClock()
	client := newClient(t, "https://sandbox.cashfree.com/payout", clock, func(c *payouts.Config) {
		c.MaxRetries = 1
		c.Transport = roundTripper{nil, func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{header: {value}, "X-Ratelimit-Limit": {value}}, Body: http.NoBody}, nil
		}}
	})
	_, err := client.Beneficiary(t.Context(), "vendor_0042")
	asError(t, err)
	for _, wait := range clock.waited() {
		if wait < 0 || wait > 2*time.Minute {
			t.Errorf("%s: it waited %v", what, wait)
		}
	}
	// The next call waits no longer than that, or fails at once.
	_, err = client.Beneficiary(t.Context(), "vendor_0043")
	asError(t, err)
	if waited := clock.Now().Sub(newClock().Now()); waited > 8*time.Minute {
		t.Errorf("%s: two calls waited %v", what, waited)
	}
}

// A pause that fits no number is reported as a long one, and not ignored.
func TestRetry_EndlessPause(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"31536000", "9223372036", "9223372037", "9223372036854775808", "1e300", "Inf", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		server, clock := newScript(t, respond(429, "{}", "Retry-After", value)), newClock()
		_, err := newClient(t, server.URL, clock).Beneficiary(t.Context(), "vendor_0042")
		failed := wantKind(t, err, payouts.ErrThrottled)
		if len(server.seen()) != 1 || len(clock.waited()) > 0 || !strings.Contains(failed.Error(), "longer than the maximum of 2m0s") {
			t.Errorf("%s: %d requests, waits %v: %v", value, len(server.seen()), clock.waited(), err)
		}
	}
}

// A success that asks for a pause is used, and nobody waits.
func TestRetry_PauseOfSuccess(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(200, ashaBody, "Retry-After", "90", "x-ratelimit-retry", "90", "X-RateLimit-Reset", "90", "X-RateLimit-Remaining", "0"))
	clock := newClock()
	client := newClient(t, server.URL, clock)
	for range 3 {
		if _, err := client.Beneficiary(t.Context(), "vendor_0042"); err != nil {
			t.Fatal(err)
		}
	}
	if waits := clock.waited(); len(waits) > 0 {
		t.Errorf("it waited %v", waits)
	}
}

// A refusal that asks for a pause stops no other call: it may be the page of a firewall.
func TestRetry_PauseOfRefusal(t *testing.T) {
	t.Parallel()
	for status, body := range map[int]string{403: "<html><title>Blocked</title></html>", 404: notFoundBody, 302: "", 400: apiError("invalid", "no")} {
		clock := newClock()
		client := newClient(t, newScript(t, respond(status, body, "Retry-After", "3600")).URL, clock)
		_, first := client.Beneficiary(t.Context(), "vendor_0042")
		_, second := client.Beneficiary(t.Context(), "vendor_0043")
		if asError(t, second).HTTPStatus != status || asError(t, second).Kind != asError(t, first).Kind || len(clock.waited()) > 0 { //nolint:errorlint // the very kind
			t.Errorf("%d: %v after %v, with the waits %v", status, second, first, clock.waited())
		}
	}
}

// The date of an answer decides neither how long is waited nor which time a signature contains.
func TestClient_WrongDate(t *testing.T) {
	t.Parallel()
	for name, date := range map[string]string{
		"years ago":       "Mon, 02 Jan 2006 15:04:05 GMT",
		"years ahead":     "Fri, 31 Dec 9999 23:59:59 GMT",
		"before all time": "Mon, 01 Jan 0001 00:00:00 GMT",
		"rubbish":         "yesterday",
		"a number":        "99999999999999999999",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newScript(t,
				respond(429, "{}", "Date", date, "Retry-After", "7"),
				respond(429, "{}", "Date", date, "X-RateLimit-Reset", strconv.FormatInt(newClock().Now().Unix()+7+11, 10)),
				respond(503, "{}", "Date", date, "Retry-After", newClock().Now().Add(7*time.Second+11*time.Second+13*time.Second).Format(http.TimeFormat)),
				respond(200, ashaBody, "Date", date))
			clock := newClock()
			client := newClient(t, server.URL, clock, signed)
			if _, err := client.Beneficiary(t.Context(), "vendor_0042"); err != nil {
				t.Fatal(err)
			}
			if waits := fmt.Sprint(clock.waited()); waits != "[7s 11s 13s]" {
				t.Errorf("it waited %s, want what the server named", waits)
			}
			wantSignature(t, server.seen()[3].header.Get("X-Cf-Signature"),
				fmt.Sprintf("%s.%d", simulator.DefaultClientID, clock.Now().Unix()))
		})
	}
}

// wantSignature checks what a signature contains.
func wantSignature(t *testing.T, signature, want string) {
	t.Helper()
	sealed, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	text, err := rsa.DecryptOAEP(sha1.New(), nil, signingKey(), sealed, nil)
	if err != nil || string(text) != want {
		t.Errorf("the signature contains %q, want %q, %v", text, want, err)
	}
}

// A clock skew of years is measured like any other.
func TestProbe_ClockSkewOfYears(t *testing.T) {
	t.Parallel()
	for date, far := range map[string]time.Duration{
		"Mon, 02 Jan 2006 15:04:05 GMT": 20 * 365 * 24 * time.Hour,
		"Fri, 31 Dec 9999 23:59:59 GMT": -290 * 365 * 24 * time.Hour, // the most that a duration holds
		"Mon, 01 Jan 0001 00:00:00 GMT": 290 * 365 * 24 * time.Hour,
	} {
		probe := newScript(t, respond(404, notFoundBody, "Date", date)).client(t).Probe(t.Context(), false)
		if !probe.Dated || probe.Failure != nil || (far > 0) != (probe.Skew > 0) || probe.Skew.Abs() < far.Abs() {
			t.Errorf("%s: the skew is %v, %v", date, probe.Skew, probe.Failure)
		}
	}
}

// The request id and the other headers of an answer are masked like its body.
func TestClient_UntrustedHeaders(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(400, apiError("beneficiary_id_invalid", "no"),
		"X-Request-Id", "00011020001772 \u202e"+strings.Repeat("x", 3000), "Set-Cookie", "session=1", "Strict-Transport-Security", "max-age=1"))
	client := server.client(t)
	_, err := client.BeneficiaryByAccount(t.Context(), "00011020001772", "HDFC0000001")
	failed := wantKind(t, err, payouts.ErrInvalid)
	if id := failed.RequestID; len(id) > 120 || strings.ContainsAny(id, "\u202e") || strings.Contains(failed.Support(), "00011020001772") {
		t.Errorf("the request id is %q", id)
	}
	_, _ = client.Beneficiary(t.Context(), "vendor_0042")
	if second := server.seen()[1].header; second.Get("Cookie") != "" || strings.Contains(second.Get("X-Request-Id"), "xxx") {
		t.Errorf("the next request has %v", second)
	}
}
