package payouts_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// account is a Cashfree account in memory with a client of it, and a clock that moves only when somebody waits.
type account struct {
	*payouts.Client
	sim   *simulator.Simulator
	clock *clock
	log   *lockedBuffer
}

func newAccount(t testing.TB, options simulator.Options, changes ...func(*payouts.Config)) *account {
	t.Helper()
	clock := newClock()
	if options.Now == nil {
		options.Now = clock.Now
	}
	sim := simulator.New(options)
	server, err := sim.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	log := &lockedBuffer{}
	client := newClient(t, server.BaseURL(), clock, append([]func(*payouts.Config){func(c *payouts.Config) {
		c.Logger = log.logger()
	}}, changes...)...)
	t.Cleanup(func() { _ = server.Close() })
	t.Cleanup(client.CloseIdleConnections)
	return &account{client, sim, clock, log}
}

// newClient returns a client with four retries, as the provider has by default.
func newClient(t testing.TB, baseURL string, clock *clock, changes ...func(*payouts.Config)) *payouts.Client {
	t.Helper()
	config := payouts.Config{
		ClientID:     simulator.DefaultClientID,
		ClientSecret: simulator.DefaultClientSecret,
		BaseURL:      baseURL,
		Environment:  "sandbox",
		MaxRetries:   4,
		UserAgent:    "payouts-test",
		Now:          clock.Now,
		Wait:         clock.Wait,
		Getenv:       func(string) string { return "" }, // no proxy of this machine
	}
	for _, change := range changes {
		change(&config)
	}
	client, err := payouts.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func noRetries(c *payouts.Config) { c.MaxRetries = 0 }

// created returns how often a beneficiary was created, which its presence at the end does not show.
func (a *account) created(id string) int {
	times := 0
	for _, event := range a.sim.Journal() {
		if event.ID == id && event.Kind == simulator.EventCreated && event.By == simulator.ByAPI {
			times++
		}
	}
	return times
}

// clock is a clock that waiting sets forward, so that no test sleeps.
type clock struct {
	lock  sync.Mutex
	now   time.Time
	waits []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 10, 20, 30, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.now
}

func (c *clock) Wait(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	c.now = c.now.Add(d)
	c.waits = append(c.waits, d)
	return nil
}

func (c *clock) waited() []time.Duration {
	c.lock.Lock()
	defer c.lock.Unlock()
	return append([]time.Duration(nil), c.waits...)
}

type lockedBuffer struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.text.String()
}

func (b *lockedBuffer) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug - 4}))
}

// script is a server that answers with one step after the other; the last one stays.
type script struct {
	*httptest.Server
	lock     sync.Mutex
	steps    []http.HandlerFunc
	requests []request
}

type request struct {
	method, path, query, body string
	header                    http.Header
}

func newScript(t testing.TB, steps ...http.HandlerFunc) *script {
	t.Helper()
	s := &script{steps: steps}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.lock.Lock()
	s.requests = append(s.requests, request{r.Method, r.URL.Path, r.URL.RawQuery, string(body), r.Header.Clone()})
	step := s.steps[0]
	if len(s.steps) > 1 {
		s.steps = s.steps[1:]
	}
	s.lock.Unlock()
	step(w, r)
}

func (s *script) seen() []request {
	s.lock.Lock()
	defer s.lock.Unlock()
	return append([]request(nil), s.requests...)
}

func (s *script) count(method string) int {
	n := 0
	for _, r := range s.seen() {
		if r.method == method {
			n++
		}
	}
	return n
}

// client returns a client of the scripted server.
func (s *script) client(t testing.TB, changes ...func(*payouts.Config)) *payouts.Client {
	t.Helper()
	return newClient(t, s.URL+"/payout", newClock(), changes...)
}

// respond is a step that answers with a status, a body, and headers in pairs.
func respond(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if strings.HasPrefix(body, "{") {
			w.Header().Set("Content-Type", "application/json")
		}
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// abort is a step that ends the connection without an answer.
func abort(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func apiError(code, message string) string {
	return fmt.Sprintf(`{"type":"invalid_request_error","code":%q,"message":%q}`, code, message)
}

var notFoundBody = apiError("beneficiary_not_found", "Beneficiary does not exist")

// asha is a beneficiary whose fields are all in normal form.
func asha() payouts.Beneficiary {
	return payouts.Beneficiary{
		ID:                "vendor_0042",
		Name:              "Asha Rao",
		BankAccountNumber: "00011020001772",
		BankIFSC:          "HDFC0000001",
		Email:             "asha@example.com",
		Phone:             "9876543210",
		City:              "Pune",
		PostalCode:        "411001",
	}
}

const ashaBody = `{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao",
	"beneficiary_instrument_details":{"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"},
	"beneficiary_contact_details":{"beneficiary_email":"asha@example.com","beneficiary_phone":"9876543210",
	"beneficiary_city":"Pune","beneficiary_postal_code":"411001"},
	"beneficiary_status":"VERIFIED","added_on":"2024-03-01T10:20:30Z"}`

// asError returns the typed error.
func asError(t testing.TB, err error) *payouts.Error {
	t.Helper()
	failed, ok := errors.AsType[*payouts.Error](err)
	if !ok {
		t.Fatalf("error = %v (%T), want a *payouts.Error", err, err)
	}
	return failed
}

func wantKind(t testing.TB, err, kind error) *payouts.Error {
	t.Helper()
	failed := asError(t, err)
	if failed.Kind != kind { //nolint:errorlint // the very kind, not one that contains it
		t.Fatalf("kind = %v, want %v; error: %v", failed.Kind, kind, err)
	}
	return failed
}

// throughTransport puts something between the client and the connection layer.
func throughTransport(wrap func(http.RoundTripper) http.RoundTripper) func(*payouts.Config) {
	return func(c *payouts.Config) { c.Transport = wrap(&http.Transport{}) }
}

type roundTripper struct {
	base http.RoundTripper
	trip func(*http.Request) (*http.Response, error)
}

func (r roundTripper) RoundTrip(request *http.Request) (*http.Response, error) {
	return r.trip(request)
}

func (r roundTripper) CloseIdleConnections() {
	if closer, ok := r.base.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}
