package payouts_test

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// signingKey takes longer to make than most tests.
var signingKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func signed(c *payouts.Config) { c.PublicKey = &signingKey().PublicKey }

// Each attempt has a new signature, made after its wait.
func TestClient_Signature_NewForEachAttempt(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(429, "{}", "Retry-After", "60"), respond(500, "{}"), respond(200, ashaBody))
	clock := newClock()
	client := newClient(t, server.URL, clock, signed, func(c *payouts.Config) { c.Random = constant(0xff) })
	start := clock.Now().Unix()
	if _, err := client.Beneficiary(t.Context(), "vendor_0042"); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, want := range []int64{start, start + 60, start + 60} {
		signature := server.seen()[i].header.Get("X-Cf-Signature")
		sealed, err := base64.StdEncoding.DecodeString(signature)
		if err != nil {
			t.Fatal(err)
		}
		text, err := rsa.DecryptOAEP(sha1.New(), nil, signingKey(), sealed, nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("%s.%d", simulator.DefaultClientID, want); string(text) != want {
			t.Errorf("attempt %d signs %q, want %q", i+1, text, want)
		}
		seen[signature] = true
	}
	if len(seen) != 3 {
		t.Errorf("%d different signatures, want 3", len(seen))
	}
}

// The simulator accepts our signatures.
func TestClient_Signature_Accepted(t *testing.T) {
	t.Parallel()
	options := simulator.Options{SecondFactor: simulator.SecondFactorSignature, PrivateKey: signingKey()}
	account := newAccount(t, options, signed)
	if _, err := account.CreateBeneficiary(t.Context(), asha()); err != nil {
		t.Fatal(err)
	}
	if _, err := account.Balance(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, request := range account.sim.Requests() {
		// Version 1 wants the signature where the token is made, and later the token alone.
		if want := !strings.Contains(request.Path, "getBalance"); request.Signed != want {
			t.Errorf("%s %s: signed = %v, want %v", request.Method, request.Path, request.Signed, want)
		}
	}

	unsigned := newAccount(t, options)
	_, err := unsigned.Beneficiary(t.Context(), "vendor_0042")
	wantKind(t, err, payouts.ErrSignatureRefused)
}

var uuid4 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// The headers of both versions of the API are those that they require.
func TestClient_Headers(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{})
	account.sim.Inject(simulator.Fault{Method: "GET", Path: "/payout/beneficiary", Times: 1, Action: simulator.FaultStatusBefore, Status: 503})
	_, _ = account.Beneficiary(t.Context(), "one")
	_, _ = account.Beneficiary(t.Context(), "two")
	requests := account.sim.Requests()
	if len(requests) != 3 {
		t.Fatalf("%d requests, want 3", len(requests))
	}
	for _, r := range requests {
		if !uuid4.MatchString(r.RequestID) || r.APIVersion != "2024-01-01" || r.UserAgent != "payouts-test" {
			t.Errorf("request = %+v", r)
		}
	}
	if requests[0].RequestID != requests[1].RequestID || requests[1].RequestID == requests[2].RequestID {
		t.Error("want one request id for a call and its retries, and another for the next call")
	}

	server := newScript(t,
		respond(200, `{"status":"SUCCESS","subCode":"200","data":{"token":"t0ken","expiry":1900000000}}`),
		respond(200, `{"status":"SUCCESS","subCode":"200","data":{"balance":"1","availableBalance":"1"}}`))
	if _, err := server.client(t).Balance(t.Context()); err != nil {
		t.Fatal(err)
	}
	authorize, balance := server.seen()[0], server.seen()[1]
	if authorize.method != "POST" || authorize.path != "/payout/v1/authorize" || authorize.body != "" ||
		authorize.header.Get("X-Client-Secret") != simulator.DefaultClientSecret {
		t.Errorf("authorize = %+v", authorize)
	}
	if balance.path != "/payout/v1/getBalance" || balance.header.Get("Authorization") != "Bearer t0ken" ||
		balance.header.Get("Content-Type") != "application/json" || balance.header.Get("X-Client-Secret") != "" {
		t.Errorf("balance = %+v", balance)
	}
}

// A redirect is refused, and its target receives nothing.
func TestClient_Redirect_Refused(t *testing.T) {
	t.Parallel()
	otherHost := newScript(t, respond(200, ashaBody))
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := newScript(t, respond(status, "", "Location", otherHost.URL+"/payout/beneficiary?bank_account_number=00011020001772"))
		client := server.client(t)
		_, err := client.Beneficiary(t.Context(), "vendor_0042")
		failed := wantKind(t, err, payouts.ErrNotAPI)
		if !strings.Contains(failed.Error(), `"127.0.0.1"`) || strings.Contains(failed.Error(), "bank_account_number") {
			t.Errorf("%d: %q, want the host and nothing else of the location", status, failed)
		}
		_, err = client.CreateBeneficiary(t.Context(), asha())
		wantKind(t, err, payouts.ErrNotAPI)
		if server.count("POST") != 1 {
			t.Errorf("%d: %d POSTs, want 1", status, server.count("POST"))
		}
	}
	if seen := otherHost.seen(); len(seen) != 0 {
		t.Errorf("the other host saw %v", seen)
	}
}

// As many connections as requests may be in flight are kept from one burst to the next. Some more are no fault:
// net/http gives one up whose writing end lags behind its reading end, as happens on a busy machine.
func TestClient_Connections_Kept(t *testing.T) {
	t.Parallel()
	const concurrency, bursts = 8, 25
	var burst atomic.Pointer[sync.WaitGroup]
	var connections sync.Map
	server := newScript(t, func(w http.ResponseWriter, r *http.Request) {
		connections.Store(r.RemoteAddr, true)
		together := burst.Load()
		together.Done()
		together.Wait() // until each has a connection of its own
		respond(200, ashaBody)(w, r)
	})
	client := server.client(t, func(c *payouts.Config) { c.MaxConcurrentRequests = concurrency })
	for range bursts {
		together := &sync.WaitGroup{}
		together.Add(concurrency)
		burst.Store(together)
		var group sync.WaitGroup
		for range concurrency {
			group.Go(func() {
				if _, err := client.Beneficiary(t.Context(), "vendor_0042"); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	}
	total := 0
	connections.Range(func(any, any) bool { total++; return true })
	if total > 2*concurrency {
		t.Errorf("%d connections for %d bursts of %d calls, want about %d", total, bursts, concurrency, concurrency)
	}
	if calls := server.count("GET"); calls != bursts*concurrency {
		t.Errorf("%d requests, want %d", calls, bursts*concurrency)
	}
}

// No more requests are in flight than allowed.
func TestClient_MaxConcurrentRequests(t *testing.T) {
	t.Parallel()
	const concurrency = 8
	var inFlight, tooMany atomic.Int64
	server := newScript(t, func(w http.ResponseWriter, r *http.Request) {
		if inFlight.Add(1) > concurrency {
			tooMany.Add(1)
		}
		<-time.After(5 * time.Millisecond)
		inFlight.Add(-1)
		respond(200, ashaBody)(w, r)
	})
	client := server.client(t, func(c *payouts.Config) { c.MaxConcurrentRequests = concurrency })
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if _, err := client.Beneficiary(t.Context(), "vendor_0042"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if tooMany.Load() > 0 {
		t.Errorf("%d calls were sent while %d were in flight", tooMany.Load(), concurrency)
	}
}

// Failures cost no connections either: their bodies are read to the end, too.
func TestClient_Connections_KeptAfterFailures(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{}, func(c *payouts.Config) { c.MaxConcurrentRequests = 1 })
	account.sim.Inject(simulator.Fault{Method: "GET", Skip: 1, Times: 60, Action: simulator.FaultStatusBefore, Status: 500, ContentType: "text/html"})
	for range 20 {
		_, _ = account.Beneficiary(t.Context(), "vendor_0042")
	}
	if total, _ := account.sim.Connections(); total > 5 { // of one for each failure, were they not kept
		t.Errorf("%d connections, want one or little more", total)
	}
}

// An answer that is longer than its limit is refused.
func TestClient_AnswerTooLong(t *testing.T) {
	t.Parallel()
	long := `{"beneficiary_id":"vendor_0042","padding":"` + strings.Repeat("x", 2<<20) + `"}`
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	zeros := make([]byte, 1<<20)
	for range 8 {
		_, _ = writer.Write(zeros)
	}
	_ = writer.Close()
	for name, step := range map[string]http.HandlerFunc{
		"2 MiB":                              respond(200, long),
		"8 MiB out of a thousandth":          respond(200, packed.String(), "Content-Encoding", "gzip"),
		"2 MiB with a failing status":        respond(404, long),
		"damaged compression":                respond(200, "no gzip at all", "Content-Encoding", "gzip"),
		"more headers than anybody may send": respond(200, ashaBody, "X-Padding", strings.Repeat("x", 1<<20)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newScript(t, step)
			server.Config.ErrorLog = silent
			_, err := server.client(t, noRetries).Beneficiary(t.Context(), "vendor_0042")
			wantKind(t, err, payouts.ErrUnavailable)
		})
	}

	body := ashaBody[:len(ashaBody)-1] + `,"padding":"`
	body += strings.Repeat("x", 1<<20-len(body)-2) + `"}`
	for name, story := range map[string]struct {
		body string
		kind error
	}{
		"exactly 1 MiB":    {body, nil},
		"one byte over it": {body + " ", payouts.ErrUnavailable},
	} {
		_, err := newScript(t, respond(200, story.body)).client(t, noRetries).Beneficiary(t.Context(), "vendor_0042")
		if story.kind == nil && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if story.kind != nil {
			wantKind(t, err, story.kind)
		}
	}
}

// The answer about a batch may be longer than others.
func TestBatch_LongAnswer(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	body.WriteString(`{"batch_transfer_id":"b1","status":"PROCESSED","transfers":[`)
	for i := range 5000 {
		if i > 0 {
			body.WriteString(",")
		}
		fmt.Fprintf(&body, `{"transfer_id":"t%d","status":"SUCCESS","transfer_amount":1.10,"padding":%q}`, i, strings.Repeat("x", 300))
	}
	body.WriteString("]}")
	batch, err := newScript(t, respond(200, body.String())).client(t).Batch(t.Context(), payouts.TransferKey{ID: "b1"})
	if err != nil {
		t.Fatal(err)
	}
	if len(batch.Transfers) != 5000 || batch.Transfers[4999].Amount.Decimal.String() != "1.1" {
		t.Errorf("%d transfers", len(batch.Transfers))
	}
}

type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) { e.read += len(p); return len(p), nil }

func (*endless) Close() error { return nil }

// An answer without end is not read much further than its limit.
func TestClient_EndlessAnswer(t *testing.T) {
	t.Parallel()
	body := &endless{}
	client := newClient(t, "https://sandbox.cashfree.com/payout", newClock(), noRetries, func(c *payouts.Config) {
		c.Transport = roundTripper{nil, func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: &bounded{body, 8 << 20}}, nil
		}}
	})
	_, err := client.Beneficiary(t.Context(), "vendor_0042")
	wantKind(t, err, payouts.ErrUnavailable)
	if body.read > 2<<20 {
		t.Errorf("%d bytes were read", body.read)
	}
}

// bounded ends the endless for a client that would read on, so that the test fails and does not hang.
type bounded struct {
	*endless
	maxBytes int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.read > b.maxBytes {
		return 0, io.EOF
	}
	return b.endless.Read(p)
}
