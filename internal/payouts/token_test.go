package payouts_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	authorizePath = "/payout/v1/authorize"
	balancePath   = "/payout/v1/getBalance"
)

// Balances are read exactly.
func TestBalance_Exact(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"string", "number"} {
		account := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{BalanceType: kind, V1Status: "mirror"}})
		if err := account.sim.SetBalance("90071992547409.93", "10000.50"); err != nil {
			t.Fatal(err)
		}
		got, err := account.Balance(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got.Ledger.StringFixed(2) != "90071992547409.93" || got.Available.StringFixed(2) != "10000.50" {
			t.Errorf("%s: got %v", kind, got)
		}
	}
}

// The balance of a fund source is read, and one that does not exist is invalid.
func TestFundSourceBalance(t *testing.T) {
	t.Parallel()
	server := newScript(t,
		respond(200, `{"status":"SUCCESS","subCode":"200","data":{"token":"t","expiry":"1900000000"}}`),
		respond(200, `{"status":"SUCCESS","subCode":"200","data":{"balance":"5","availableBalance":4.5}}`),
		respond(200, `{"status":"ERROR","subCode":"422","message":"Specified paymentInstrumentId not available"}`))
	client := server.client(t)
	got, err := client.FundSourceBalance(t.Context(), "CASHFREE_1")
	if err != nil || got.Available.String() != "4.5" {
		t.Fatalf("got %v, %v", got, err)
	}
	if sent := server.seen()[1]; sent.path != "/payout/v1.2/getBalance" || sent.query != "paymentInstrumentId=CASHFREE_1" {
		t.Errorf("sent %+v", sent)
	}
	_, err = client.FundSourceBalance(t.Context(), "CASHFREE_9")
	failed := wantKind(t, err, payouts.ErrInvalid)
	if failed.HTTPStatus != 200 || failed.Code != "422" {
		t.Errorf("error = %+v", failed)
	}
}

// A hundred balances at a time ask for one token.
func TestToken_Shared(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{})
	var group sync.WaitGroup
	for range 100 {
		group.Go(func() {
			if _, err := account.Balance(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if asked := account.sim.Count("POST", authorizePath); asked != 1 {
		t.Errorf("%d tokens, want 1", asked)
	}
}

// A token is replaced a minute before it expires.
func TestToken_ReplacedBeforeExpiry(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{TokenLifetimeSeconds: 360}})
	for _, step := range []struct {
		later  time.Duration
		tokens int
	}{{0, 1}, {299 * time.Second, 1}, {time.Second, 2}, {10 * time.Second, 2}} {
		_ = account.clock.Wait(t.Context(), step.later)
		if _, err := account.Balance(t.Context()); err != nil {
			t.Fatal(err)
		}
		if asked := account.sim.Count("POST", authorizePath); asked != step.tokens {
			t.Errorf("%v later: %d tokens, want %d", step.later, asked, step.tokens)
		}
	}
}

// The token that is returned is the one that calls use, with the end that Cashfree gave it.
func TestToken_ExpiresAt(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{TokenLifetimeSeconds: 360}})
	first, err := account.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := account.clock.Now().Add(360 * time.Second); !first.ExpiresAt.Equal(want) || first.ExpiresAt.Location() != time.UTC {
		t.Errorf("it ends at %v, want %v", first.ExpiresAt, want)
	}
	if _, err := account.Balance(t.Context()); err != nil {
		t.Fatal(err)
	}
	_ = account.clock.Wait(t.Context(), 299*time.Second)
	if again, err := account.Token(t.Context()); err != nil || again != first {
		t.Errorf("with more than a minute left: %v, and another token: %t", err, again != first)
	}
	_ = account.clock.Wait(t.Context(), time.Second)
	renewed, err := account.Token(t.Context())
	if err != nil || renewed.Value == first.Value || !renewed.ExpiresAt.After(first.ExpiresAt) {
		t.Errorf("with a minute left: %v, and the token until %v", err, renewed.ExpiresAt)
	}
	if asked := account.sim.Count("POST", authorizePath); asked != 2 {
		t.Errorf("%d requests for a token, want 2", asked)
	}
	for _, token := range []payouts.Token{first, renewed} {
		if strings.Contains(account.log.String(), token.Value) {
			t.Error("a token is in the log")
		}
	}
}

// A refused token call returns its reason and no token.
func TestToken_Refused(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{ClientSecret: "another"})
	token, err := account.Token(t.Context())
	wantKind(t, err, payouts.ErrUnauthenticated)
	if token != (payouts.Token{}) {
		t.Error("there is a token beside the error")
	}
}

// A token that Cashfree refuses is replaced once.
func TestToken_Invalid_ReplacedOnce(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"always_200", "mirror"} {
		account := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{V1Status: status}})
		if _, err := account.Balance(t.Context()); err != nil {
			t.Fatal(err)
		}
		account.sim.RevokeTokens()
		if _, err := account.Balance(t.Context()); err != nil {
			t.Fatal(err)
		}
		if asked := account.sim.Count("POST", authorizePath); asked != 2 {
			t.Errorf("%s: %d tokens, want 2", status, asked)
		}
	}

	always := newAccount(t, simulator.Options{})
	always.sim.Inject(simulator.Fault{
		Path: balancePath, Action: simulator.FaultStatusBefore, Status: 200,
		Body: `{"status":"ERROR","subCode":"403","message":"Token is not valid"}`,
	})
	_, err := always.Balance(t.Context())
	wantKind(t, err, payouts.ErrUnauthenticated)
	if asked, read := always.sim.Count("POST", authorizePath), always.sim.Count("GET", balancePath); asked != 2 || read != 2 {
		t.Errorf("%d tokens and %d reads, want 2 and 2", asked, read)
	}
}

// Another refusal with the same code replaces no token.
func TestToken_OtherRefusal_NotReplaced(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{})
	account.sim.Inject(simulator.Fault{
		Path: balancePath, Action: simulator.FaultStatusBefore, Status: 200,
		Body: `{"status":"ERROR","subCode":"403","message":"IP not whitelisted, your IP is 203.0.113.7."}`,
	})
	_, err := account.Balance(t.Context())
	failed := wantKind(t, err, payouts.ErrIPRefused)
	if failed.CallerIP.String() != "203.0.113.7" || account.sim.Count("POST", authorizePath) != 1 {
		t.Errorf("error = %+v after %d tokens", failed, account.sim.Count("POST", authorizePath))
	}
}

// All who wait for a token learn that it was refused.
func TestToken_Refused_ForAllWaiting(t *testing.T) {
	t.Parallel()
	const callers = 20
	var waiting sync.WaitGroup
	waiting.Add(callers)
	account := newAccount(t, simulator.Options{ClientSecret: "another"}, func(c *payouts.Config) { c.MaxConcurrentRequests = callers },
		throughTransport(func(base http.RoundTripper) http.RoundTripper {
			return roundTripper{base, func(r *http.Request) (*http.Response, error) {
				waiting.Wait() // until all callers are on their way
				return base.RoundTrip(r)
			}}
		}))
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			waiting.Done()
			_, err := account.Balance(t.Context())
			if !errors.Is(err, payouts.ErrUnauthenticated) {
				t.Errorf("error = %v", err)
			}
		})
	}
	group.Wait()
	// A caller may come to the door just after the others were served.
	if asked := account.sim.Count("POST", authorizePath); asked > callers/2 {
		t.Errorf("%d requests for a token, want few", asked)
	}
}

// The caller that asks for the token can be cancelled without harm to those who wait for it.
func TestToken_Cancelled_FirstCaller(t *testing.T) {
	t.Parallel()
	asked, leave := make(chan struct{}, 2), make(chan struct{})
	first := true
	var lock sync.Mutex
	account := newAccount(t, simulator.Options{}, throughTransport(func(base http.RoundTripper) http.RoundTripper {
		return roundTripper{base, func(r *http.Request) (*http.Response, error) {
			lock.Lock()
			holdBack := first
			first = false
			lock.Unlock()
			if holdBack {
				asked <- struct{}{}
				<-leave
				return nil, r.Context().Err()
			}
			return base.RoundTrip(r)
		}}
	}))
	ctx, cancel := context.WithCancel(t.Context())
	results := make(chan error, 2)
	go func() { _, err := account.Balance(ctx); results <- err }()
	<-asked
	// A third one does not want to wait so long.
	impatient, giveUp := context.WithCancel(t.Context())
	giveUp()
	if _, err := account.Balance(impatient); !errors.Is(err, context.Canceled) {
		t.Errorf("the one who did not wait: %v", err)
	}
	others := make(chan error, 1)
	go func() { _, err := account.Balance(t.Context()); others <- err }()
	cancel()
	close(leave)
	if err := <-results; !errors.Is(err, context.Canceled) {
		t.Errorf("the one who left: %v", err)
	}
	if err := <-others; err != nil {
		t.Errorf("the one who stayed: %v", err)
	}
}

// What is not a token is not used.
func TestToken_Unusable(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		// As on https://www.cashfree.com/docs/api-reference/payouts/v1/authorize.md.
		"none":                `{"status":"SUCCESS","subCode":"200","message":"Token is valid"}`,
		"not text":            `{"status":"SUCCESS","subCode":"200","data":{"token":{}}}`,
		"a line break in it":  `{"status":"SUCCESS","subCode":"200","data":{"token":"a\nX-Evil: 1"}}`,
		"data that is a list": `{"status":"SUCCESS","subCode":"200","data":[]}`,
	} {
		server := newScript(t, respond(200, body))
		_, err := server.client(t, noRetries).Balance(t.Context())
		failed := wantKind(t, err, payouts.ErrUnavailable)
		if server.count("GET") != 0 || !strings.Contains(failed.Path, "authorize") {
			t.Errorf("%s: %v", name, failed)
		}
	}
}

// A token without an end is used for one call and not kept.
func TestToken_WithoutExpiry(t *testing.T) {
	t.Parallel()
	authorized := respond(200, `{"status":"SUCCESS","subCode":"200","data":{"token":"t"}}`)
	balance := respond(200, `{"status":"SUCCESS","subCode":"200","data":{"balance":"1","availableBalance":"1"}}`)
	server := newScript(t, authorized, balance, authorized, balance)
	client := server.client(t)
	for range 2 {
		if _, err := client.Balance(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if server.count("POST") != 2 {
		t.Errorf("%d tokens, want 2", server.count("POST"))
	}

	alone := newScript(t, authorized)
	if token, err := alone.client(t).Token(t.Context()); err != nil || !token.ExpiresAt.IsZero() {
		t.Errorf("the token ends at %v, %v", token.ExpiresAt, err)
	}
}

// A balance without amounts is an error.
func TestBalance_WithoutAmounts(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		`{}`, `{"balance":"1"}`, `{"balance":"","availableBalance":"1"}`, `{"balance":null,"availableBalance":"1"}`,
		`{"balance":"NaN","availableBalance":"1"}`, `{"balance":"1,000.00","availableBalance":"1"}`,
		`{"balance":"1e999999999","availableBalance":"1"}`, `{"balance":true,"availableBalance":"1"}`, `{"balance":"Infinity","availableBalance":"1"}`,
	} {
		server := newScript(t,
			respond(200, `{"status":"SUCCESS","subCode":"200","data":{"token":"t","expiry":1900000000}}`),
			respond(200, `{"status":"SUCCESS","subCode":"200","data":`+data+`}`))
		_, err := server.client(t, noRetries).Balance(t.Context())
		wantKind(t, err, payouts.ErrUnavailable)
	}
}
