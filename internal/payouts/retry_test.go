package payouts_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Failures are repeated by class of call and kind of answer.
func TestRetry_WhichFailures(t *testing.T) {
	t.Parallel()
	const repeated = 5 // with four retries
	for _, row := range []struct {
		what              string
		step              http.HandlerFunc
		get, remove, post int
	}{
		{"400", respond(400, apiError("beneficiary_id_invalid", "")), 1, 1, 1},
		{"401", respond(401, apiError("authentication_failed", "Invalid clientId and clientSecret combination")), 1, 1, 1},
		{"403", respond(403, apiError("apis_not_enabled", "APIs not enabled.")), 1, 1, 1},
		{"403 of the edge", respond(403, "<html>"), 1, 1, 1},
		{"404", respond(404, notFoundBody), 1, 1, 1},
		{"404 of a proxy", respond(404, "no route"), 1, 1, 1},
		{"409", respond(409, apiError("beneficiary_id_already_exists", "")), 1, 1, 1},
		{"422", respond(422, apiError("vba_bene_not_allowed", "")), 1, 1, 1},
		{"307", respond(307, "", "Location", "https://elsewhere.example/"), 1, 1, 1},
		{"429", respond(429, "{}"), repeated, repeated, repeated},
		// A create is not repeated blindly: its look-up gets the same answer here, and that is the end of it.
		{"500", respond(500, "{}"), repeated, repeated, 1},
		{"502", respond(502, "<html>"), repeated, repeated, 1},
		{"503", respond(503, ""), repeated, repeated, 1},
		{"connection lost", abort, repeated, repeated, 1},
		{"200 without sense", respond(200, "OK"), repeated, repeated, 1},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			attempts := func(method string, call func(*payouts.Client) error) int {
				server := newScript(t, row.step)
				server.Config.ErrorLog = silent
				if err := call(server.client(t)); err == nil {
					t.Errorf("%s succeeded", method)
				}
				return server.count(method)
			}
			ctx := t.Context()
			get := attempts("GET", func(c *payouts.Client) error { _, err := c.Beneficiary(ctx, "vendor_0042"); return err })
			remove := attempts("DELETE", func(c *payouts.Client) error { return c.RemoveBeneficiary(ctx, "vendor_0042") })
			post := attempts("POST", func(c *payouts.Client) error { _, err := c.CreateBeneficiary(ctx, asha()); return err })
			if get != row.get || remove != row.remove || post != row.post {
				t.Errorf("GET %d, DELETE %d, POST %d times; want %d, %d, %d", get, remove, post, row.get, row.remove, row.post)
			}
		})
	}
}

var silent = log.New(io.Discard, "", 0)

// A create that found no connection is repeated without a look-up.
func TestCreateBeneficiary_NoConnection_Repeated(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	taken, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	// The near end of a connection. While that is open, nobody can listen there. Another test could at a released port.
	address := taken.LocalAddr().String()
	calls := map[string]int{}
	client := newClient(t, "http://"+address, newClock(), throughTransport(func(base http.RoundTripper) http.RoundTripper {
		return roundTripper{base, func(r *http.Request) (*http.Response, error) {
			calls[r.Method]++
			return base.RoundTrip(r)
		}}
	}))
	_, err = client.CreateBeneficiary(t.Context(), asha())
	failed := wantKind(t, err, payouts.ErrNetwork)
	if calls["POST"] != 5 || calls["GET"] != 0 {
		t.Errorf("calls = %v, want 5 POSTs and no look-up", calls)
	}
	if failed.HTTPStatus != 0 || failed.Attempts != 5 {
		t.Errorf("error = %+v", failed)
	}
}

// The transport never repeats a create by itself, as Go does with some requests when a kept connection is dead. The
// repetition would be answered with 409, and our own beneficiary taken for somebody else's.
func TestCreateBeneficiary_TransportRepeatsNothing(t *testing.T) {
	t.Parallel()
	var posts sync.Map
	n := 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		if r.Method != http.MethodPost {
			respond(404, notFoundBody)(w, r)
			return
		}
		n++
		posts.Store(n, r.Header.Get("X-Request-Id"))
		abort(w, r) // on a connection that has been used before
	}))
	server.Config.ErrorLog = silent
	server.Start()
	t.Cleanup(server.Close)
	client := newClient(t, server.URL, newClock(), noRetries)
	_, err := client.Beneficiary(t.Context(), "warm_up")
	wantKind(t, err, payouts.ErrNotFound)
	_, err = client.CreateBeneficiary(t.Context(), asha())
	wantKind(t, err, payouts.ErrUnavailable)
	if n != 1 {
		t.Errorf("the server saw %d POSTs, want 1", n)
	}
}

// The wait is the longest pause that the server asks for.
func TestRetry_LongestPause(t *testing.T) {
	t.Parallel()
	start := newClock().Now()
	for name, story := range map[string]struct {
		status  int
		headers []string
		wait    time.Duration
	}{
		"Retry-After in seconds":          {429, []string{"Retry-After", "7"}, 7 * time.Second},
		"Retry-After as a date":           {429, []string{"Retry-After", start.Add(9 * time.Second).Format(http.TimeFormat)}, 9 * time.Second},
		"x-ratelimit-retry":               {429, []string{"x-ratelimit-retry", "11"}, 11 * time.Second},
		"X-RateLimit-Reset in seconds":    {429, []string{"X-RateLimit-Reset", "13"}, 13 * time.Second},
		"X-RateLimit-Reset as Unix time":  {429, []string{"X-RateLimit-Reset", fmt.Sprint(start.Unix() + 17)}, 17 * time.Second},
		"all of them":                     {429, []string{"Retry-After", "3", "x-ratelimit-retry", "59", "X-RateLimit-Reset", "5"}, 59 * time.Second},
		"Retry-After of a failing server": {503, []string{"Retry-After", "4"}, 4 * time.Second},
		"exactly two minutes":             {429, []string{"Retry-After", "120"}, 2 * time.Minute},
		"a part of a second counts whole": {429, []string{"Retry-After", "0.2"}, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newScript(t, respond(story.status, "{}", story.headers...), respond(200, ashaBody))
			clock := newClock()
			if _, err := newClient(t, server.URL, clock).Beneficiary(t.Context(), "vendor_0042"); err != nil {
				t.Fatal(err)
			}
			if waits := clock.waited(); len(waits) != 1 || waits[0] != story.wait {
				t.Errorf("waited %v, want %v", waits, story.wait)
			}
		})
	}
}

type constant byte

func (c constant) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

// Without a pause of the server the backoff grows to a minute.
func TestRetry_Backoff(t *testing.T) {
	t.Parallel()
	const low, high = constant(0), constant(0xff) // the ends of every draw
	for name, story := range map[string]struct {
		status  int
		headers []string
		random  constant
		want    []float64 // seconds
	}{
		"failing":                        {500, nil, high, []float64{0.5, 1, 2, 4, 8, 16, 32, 60, 60}},
		"failing, drawn low":             {500, nil, low, []float64{0, 0, 0, 0, 0, 0, 0, 0, 0}},
		"failing, a limit in no trouble": {503, []string{"x-ratelimit-retry", "59"}, high, []float64{0.5, 1, 2, 4, 8, 16, 32, 60, 60}},
		"throttled":                      {429, nil, high, []float64{10, 20, 40, 60, 60, 60, 60, 60, 60}},
		"throttled, drawn low":           {429, nil, low, []float64{5, 10, 20, 30, 30, 30, 30, 30, 30}},
		"throttled, within the limit":    {429, []string{"x-ratelimit-retry", "0", "Retry-After", "0"}, low, []float64{5, 10, 20, 30, 30, 30, 30, 30, 30}},
		"throttled, nonsense": {429, []string{"Retry-After", "soon", "x-ratelimit-retry", "-5", "X-RateLimit-Reset", "NaN"}, low,
			[]float64{5, 10, 20, 30, 30, 30, 30, 30, 30}},
		"throttled until the past": {429, []string{"Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT", "X-RateLimit-Reset", "1700000000"}, low,
			[]float64{5, 10, 20, 30, 30, 30, 30, 30, 30}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			client := newClient(t, newScript(t, respond(story.status, "{}", story.headers...)).URL, clock, func(c *payouts.Config) {
				c.MaxRetries = len(story.want)
				c.Random = story.random
			})
			if _, err := client.Beneficiary(t.Context(), "vendor_0042"); err == nil {
				t.Fatal("no error")
			}
			wantWaits(t, clock.waited(), story.want)
		})
	}
}

// wantWaits compares waits with seconds, to a thousandth.
func wantWaits(t *testing.T, waits []time.Duration, want []float64) {
	t.Helper()
	if len(waits) != len(want) {
		t.Fatalf("waited %v, want %v", waits, want)
	}
	for i, wait := range waits {
		if math.Abs(wait.Seconds()-want[i]) > 0.001 {
			t.Errorf("wait %d = %v, want %vs", i, wait, want[i])
		}
	}
}

// A long pause is reported and not waited for.
func TestRetry_LongPause(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(429, "{}", "Retry-After", "600"))
	clock := newClock()
	client := newClient(t, server.URL, clock)
	_, err := client.Beneficiary(t.Context(), "vendor_0042")
	failed := wantKind(t, err, payouts.ErrThrottled)
	if !strings.Contains(failed.Error(), "10m0s") {
		t.Errorf("%q does not say how long", failed)
	}
	// The next call fails with the same error, without another request.
	_, err = client.Beneficiary(t.Context(), "vendor_0043")
	failed = wantKind(t, err, payouts.ErrThrottled)
	if failed.Attempts != 0 || server.count("GET") != 1 || len(clock.waited()) != 0 {
		t.Errorf("%d attempts, %d requests, waits %v; want 0, 1, none", failed.Attempts, server.count("GET"), clock.waited())
	}
	// Other operations go on: limits are per operation.
	if err := client.RemoveBeneficiary(t.Context(), "vendor_0042"); server.count("DELETE") != 1 {
		t.Errorf("the removal was held back: %v", err)
	}
}

// A pause holds for everybody who shares the client.
func TestThrottle_Pause_Shared(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(429, "{}", "Retry-After", "30"), respond(404, notFoundBody))
	clock := newClock()
	client := newClient(t, server.URL, clock, noRetries)
	_, err := client.Beneficiary(t.Context(), "first")
	wantKind(t, err, payouts.ErrThrottled)

	_, err = client.Beneficiary(t.Context(), "second")
	wantKind(t, err, payouts.ErrNotFound)
	if waits := clock.waited(); len(waits) != 1 || waits[0] != 30*time.Second {
		t.Errorf("the second caller waited %v, want the 30s that the first was told", waits)
	}
}

// A limit is met with few requests, also without the wait headers, which Cashfree documents for transfers only.
func TestThrottle_FewRequests(t *testing.T) {
	t.Parallel()
	for _, headers := range []string{"on", "off"} {
		for _, atOnce := range []int{1, 100} {
			t.Run(fmt.Sprintf("headers %s, %d at once", headers, atOnce), func(t *testing.T) {
				t.Parallel()
				account := newAccount(t, simulator.Options{
					RequestsPerMinute: 30, Behaviour: simulator.Behaviour{ThrottleHeaders: headers},
				})
				account.readMany(t, 100, atOnce)
				// 100 calls at 30 a minute exceed the limit three times, each time with what was in flight, and without
				// the wait headers some more often.
				if calls := account.sim.Count("GET", ""); calls > 160 {
					t.Errorf("%d requests for 100 calls", calls)
				}
			})
		}
	}
}

// readMany reads beneficiaries that do not exist, some at a time.
func (a *account) readMany(t *testing.T, count, atOnce int) {
	t.Helper()
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i := range count {
		group.Go(func() error {
			if _, err := a.Beneficiary(t.Context(), fmt.Sprintf("vendor_%d", i)); !errors.Is(err, payouts.ErrNotFound) {
				t.Errorf("call %d: %v", i, err)
			}
			return nil
		})
	}
	_ = group.Wait()
}

// A request has a time limit of its own, which is not taken for the end of the caller's context.
func TestClient_RequestTimeout(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{}, noRetries, func(c *payouts.Config) { c.RequestTimeout = 3 * time.Second })
	account.sim.Inject(simulator.Fault{Method: "GET", Action: simulator.FaultHang})
	_, err := account.Beneficiary(t.Context(), "vendor_0042")
	failed := wantKind(t, err, payouts.ErrUnavailable)
	if errors.Is(err, context.DeadlineExceeded) {
		t.Error("callers would take it for the end of their own context")
	}
	if !strings.Contains(failed.Error(), "3s") {
		t.Errorf("%q does not say how long it waited", failed)
	}
}

// A bad certificate is not tried again.
func TestRetry_BadCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	server.Config.ErrorLog = silent
	t.Cleanup(server.Close)
	clock := newClock()
	_, err := newClient(t, server.URL, clock).Beneficiary(t.Context(), "vendor_0042")
	failed := wantKind(t, err, payouts.ErrNetwork)
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); failed.Attempts != 1 || !ok {
		t.Errorf("%d attempts: %v", failed.Attempts, err)
	}
}

type exhausted struct{}

func (exhausted) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// Without randomness nothing is sent.
func TestClient_NoRandomness(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(200, ashaBody))
	_, err := server.client(t, func(c *payouts.Config) { c.Random = exhausted{} }).Beneficiary(t.Context(), "vendor_0042")
	if failed := asError(t, err); failed.Attempts != 0 || !errors.Is(err, io.ErrUnexpectedEOF) || len(server.seen()) != 0 {
		t.Errorf("error = %+v after %d requests", failed, len(server.seen()))
	}
}
