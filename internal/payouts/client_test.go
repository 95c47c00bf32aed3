package payouts_test

import (
	"crypto/rsa"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Base URLs are accepted with https or on a loopback address, in one spelling, and without anything but host and path.
func TestNew_BaseURL(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://sandbox.cashfree.com/payout":          "https://sandbox.cashfree.com/payout",
		"https://api.cashfree.com/payout/":             "https://api.cashfree.com/payout",
		"https://API.Cashfree.com:443/payout":          "https://api.cashfree.com/payout",
		"HTTPS://api.cashfree.com":                     "https://api.cashfree.com",
		"https://proxy.example:8443/cashfree/payout":   "https://proxy.example:8443/cashfree/payout",
		"http://127.0.0.1:8080/payout":                 "http://127.0.0.1:8080/payout",
		"http://127.9.9.9/payout":                      "http://127.9.9.9/payout",
		"http://localhost:80/payout":                   "http://localhost/payout",
		"http://[::1]:8080/payout":                     "http://[::1]:8080/payout",
		"http://[::1]/payout":                          "http://[::1]/payout",
		"":                                             "",
		"sandbox.cashfree.com/payout":                  "",
		"/payout":                                      "",
		"https:///payout":                              "",
		"https:sandbox.cashfree.com":                   "",
		"http://sandbox.cashfree.com/payout":           "",
		"http://localhost.example/payout":              "",
		"http://10.0.0.1/payout":                       "",
		"http://[::ffff:10.0.0.1]/payout":              "",
		"ftp://sandbox.cashfree.com/payout":            "",
		"https://user:hunter2@api.cashfree.com":        "",
		"https://api.cashfree.com/payout?x=1":          "",
		"https://api.cashfree.com/payout?":             "",
		"https://api.cashfree.com/payout#x":            "",
		"https://api.cashfree.com/payout/../elsewhere": "",
		"https://user:hunter2@api cashfree.com":        "",
		"https://api.cashfree.com:port/":               "",
	} {
		for _, both := range []bool{false, true} {
			testBaseURL(t, base, want, both)
		}
	}
}

// testBaseURL checks that a base URL becomes the origin, or is refused where want is empty.
func testBaseURL(t *testing.T, base, want string, both bool) {
	t.Helper()
	config := payouts.Config{ClientID: "id", ClientSecret: "secret", BaseURL: base}
	if both {
		config.V1BaseURL = base
	}
	client, err := payouts.New(config)
	switch {
	case want == "" && err == nil:
		t.Errorf("%q: accepted", base)
	case want == "" && strings.Contains(err.Error(), "hunter2"):
		t.Errorf("%q: %v quotes a password", base, err)
	case want != "" && err != nil:
		t.Errorf("%q: %v", base, err)
	case want != "" && client.Origin() != want:
		t.Errorf("%q: origin %q, want %q", base, client.Origin(), want)
	}
}

// All problems of a configuration are reported at once, each with its field, and no secret is quoted.
func TestNew_AllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	_, err := payouts.New(payouts.Config{
		ClientID: "", ClientSecret: "cfsk_canary\n", BaseURL: "http://api.cashfree.com/payout", V1BaseURL: "nowhere",
		RequestTimeout: -time.Second, MaxRetries: -1, MaxConcurrentRequests: -1, RequestsPerMinute: -1,
		UserAgent: "a\r\nX-Evil: 1", APIVersion: "2024 01 01", PublicKey: &rsa.PublicKey{},
	})
	if err == nil {
		t.Fatal("accepted")
	}
	problems, _ := errors.AsType[payouts.ConfigErrors](err)
	var fields []string
	for _, one := range problems {
		fields = append(fields, one.Field)
		if !strings.Contains(err.Error(), one.Error()) {
			t.Errorf("%v\ndoes not contain %q", err, one)
		}
	}
	if want := []string{
		"ClientID", "ClientSecret", "PublicKey", "BaseURL", "V1BaseURL", "APIVersion", "RequestTimeout", "MaxRetries",
		"MaxConcurrentRequests", "RequestsPerMinute", "UserAgent",
	}; !slices.Equal(fields, want) {
		t.Errorf("the problems are in %q, want %q", fields, want)
	}
	if strings.Contains(err.Error(), "canary") {
		t.Errorf("%v quotes the secret", err)
	}
}

// A key that is too small for the client id is refused at the start.
func TestNew_KeyTooSmallForClientID(t *testing.T) {
	t.Parallel()
	config := payouts.Config{ClientSecret: "secret", BaseURL: "https://api.cashfree.com/payout", PublicKey: ofBits(1024)}
	config.ClientID = strings.Repeat("x", 75) // with the dot and the time, what 1024 bits hold
	if _, err := payouts.New(config); err != nil {
		t.Error(err)
	}
	config.ClientID += "x"
	if _, err := payouts.New(config); err == nil || !strings.Contains(err.Error(), "too small") {
		t.Errorf("error = %v", err)
	}
}

// A new client makes no call.
func TestNew_MakesNoCall(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(http.StatusOK, "{}"))
	server.client(t)
	if len(server.seen()) != 0 {
		t.Error("it called")
	}
}

// Version 1 can have a base URL of its own.
func TestNew_V1BaseURL(t *testing.T) {
	t.Parallel()
	old := newScript(t,
		respond(200, `{"status":"SUCCESS","subCode":"200","data":{"token":"t","expiry":1900000000}}`),
		respond(200, `{"status":"SUCCESS","subCode":"200","data":{"balance":"1","availableBalance":"1"}}`))
	server := newScript(t, respond(200, ashaBody))
	client := server.client(t, func(c *payouts.Config) { c.V1BaseURL = old.URL + "/payout" })
	if _, err := client.Balance(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Beneficiary(t.Context(), "vendor_0042"); err != nil {
		t.Fatal(err)
	}
	if len(old.seen()) != 2 || len(server.seen()) != 1 {
		t.Errorf("%d and %d requests, want 2 and 1", len(old.seen()), len(server.seen()))
	}
}
