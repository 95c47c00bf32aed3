package payouts_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// What the server of the next test repeats, and no error may show.
const (
	echoedSecret  = "cfsk_canary/secret+7f3e"
	echoedAccount = "00011020001772"
	echoedShort   = "Q7Z4" // with letters that no time, address or request id has: four digits turn up there by chance
	echoedToken   = "eyJ0b2tlbiI6ImNhbmFyeSJ9.c2lnbmF0dXJl"
)

// echo is a server that repeats everything that it is sent, and more.
func echo(status int, contentType, form string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/authorize") {
			respond(200, `{"status":"SUCCESS","subCode":"200","data":{"token":"`+echoedToken+`","expiry":1900000000}}`)(w, r)
			return
		}
		everything := strings.Join([]string{
			r.Header.Get("X-Client-Secret"), r.Header.Get("X-Cf-Signature"), r.Header.Get("Authorization"),
			r.URL.String(), echoedAccount, "0001-1020 0017 72", echoedShort, "value received: " + echoedAccount,
		}, " ")
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("X-Request-Id", everything)
		w.Header().Set("Location", "https://"+echoedSecret+"@elsewhere.example/?"+everything)
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, form, everything)
	}
}

// No error and no log line contains a secret or a full account number.
func TestClient_Secrets_NotShown(t *testing.T) {
	t.Parallel()
	steps := map[string]http.HandlerFunc{
		"cut":             echo(200, "application/json", `{"beneficiary_id":"vendor_0042","x":"%s`),
		"other id":        echo(200, "application/json", `{"beneficiary_id":"%s"}`),
		"title":           echo(403, "text/html", "<title>%s</title>"),
		"title in a 200":  echo(200, "text/html", "<title>%s</title>"),
		"text":            echo(502, "text/plain", "upstream said %s"),
		"redirect":        echo(302, "text/plain", "%s"),
		"connection lost": abort,
	}
	for _, status := range []int{400, 401, 403, 404, 409, 410, 422, 429, 500} {
		steps[fmt.Sprint(status)] = echo(status, "application/json", `{"type":"%[1]s","code":"%[1]s","message":"%[1]s","subCode":"%[1]s","status":"ERROR"}`)
	}
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantNothingEchoed(t, step)
		})
	}
}

func wantNothingEchoed(t *testing.T, step http.HandlerFunc) {
	t.Helper()
	server := newScript(t, step)
	server.Config.ErrorLog = silent
	log := &lockedBuffer{}
	ctx := t.Context()
	shortAsha := asha()
	shortAsha.BankAccountNumber = echoedShort
	calls := []struct {
		call     func(client *payouts.Client) error
		canaries []string // besides those of all
	}{
		{func(client *payouts.Client) error { _, err := client.CreateBeneficiary(ctx, asha()); return err }, nil},
		{func(client *payouts.Client) error { _, err := client.CreateBeneficiary(ctx, shortAsha); return err }, []string{echoedShort}},
		{func(client *payouts.Client) error {
			_, err := client.BeneficiaryByAccount(ctx, echoedAccount, "HDFC0000001")
			return err
		}, nil},
		{func(client *payouts.Client) error {
			_, err := client.BeneficiaryByAccount(ctx, echoedShort, "HDFC0000001")
			return err
		}, []string{echoedShort}},
		{func(client *payouts.Client) error { _, err := client.Balance(ctx); return err }, nil},
		{func(client *payouts.Client) error { return client.RemoveBeneficiary(ctx, "vendor_0042") }, nil},
	}
	for i, one := range calls {
		// A new client, since a refusal holds later calls back.
		err := one.call(server.client(t, signed, func(c *payouts.Config) {
			c.MaxRetries = 1
			c.ClientSecret = echoedSecret
			c.Logger = log.logger()
		}))
		failed := asError(t, err)
		shown := fmt.Sprintf("%v\n%+v\n%#v\n%s\n%s", err, *failed, *failed, failed.Support(), log.String())
		canaries := slices.Concat([]string{echoedSecret, "canary", echoedAccount, "1102000", "0001-1020"}, one.canaries, server.signatures())
		for _, canary := range canaries {
			if strings.Contains(shown, canary) {
				t.Errorf("call %d shows %q:\n%s", i, canary, shown)
			}
		}
	}
	if log.String() == "" {
		t.Error("nothing was logged")
	}
}

// signatures returns the beginnings of all signatures that the server has seen.
func (s *script) signatures() []string {
	var begins []string
	for _, request := range s.seen() {
		if signature := request.header.Get("X-Cf-Signature"); signature != "" {
			begins = append(begins, signature[:24])
		}
	}
	return begins
}

// Network errors quote neither the query nor a proxy's password.
func TestClient_NetworkError_Masked(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		transport http.RoundTripper
		kind      error
	}{
		"a proxy that is none": {&http.Transport{Proxy: func(*http.Request) (*url.URL, error) {
			return url.Parse("http://user:hunter2canary@127.0.0.1:1")
		}}, payouts.ErrNetwork},
		"an error that quotes the URL": {roundTripper{nil, func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Get", URL: r.URL.String(), Err: fmt.Errorf("bad proxy http://user:hunter2canary@host for account %s", r.URL.Query().Get("bank_account_number"))}
		}}, payouts.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, "https://sandbox.cashfree.com/payout", newClock(), noRetries, func(c *payouts.Config) { c.Transport = story.transport })
			_, err := client.BeneficiaryByAccount(t.Context(), "00011020001772", "HDFC0000001")
			failed := wantKind(t, err, story.kind)
			if shown := fmt.Sprintf("%v %+v", err, failed.Cause); strings.Contains(shown, "1102000") || strings.Contains(shown, "hunter2canary") {
				t.Errorf("shows too much: %s", shown)
			}
		})
	}
}

// Each attempt is one log line.
func TestClient_Log_OneLinePerAttempt(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{})
	account.sim.Inject(simulator.Fault{Method: "GET", Times: 1, Action: simulator.FaultThrottle, RetryAfter: 3})
	_, _ = account.BeneficiaryByAccount(t.Context(), "00011020001772", "HDFC0000001")
	lines := strings.Split(strings.TrimSpace(account.log.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines:\n%s", len(lines), account.log)
	}
	for i, wants := range [][]string{
		{"method=GET", "path=/payout/beneficiary", "attempt=1", "status=429", "wait=3s", "duration=", "request_id="},
		{"method=GET", "path=/payout/beneficiary", "attempt=2", "status=404", "duration=", "request_id="},
	} {
		for _, want := range wants {
			if !strings.Contains(lines[i], want) {
				t.Errorf("line %d lacks %s: %s", i+1, want, lines[i])
			}
		}
	}
	if strings.Contains(account.log.String(), "bank_account_number") {
		t.Error("the query is in the log")
	}
}

// An error has the lines that Cashfree's support asks for.
func TestError_Support(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(403, apiError("apis_not_enabled", "APIs not enabled.\nPlease fill the form"), "X-Request-Id", "echoed-id"))
	_, err := server.client(t).Beneficiary(t.Context(), "vendor_0042")
	failed := wantKind(t, err, payouts.ErrNotEnabled)
	want := strings.Join([]string{
		"endpoint: GET /payout/beneficiary",
		"time: " + newClock().Now().Format(time.RFC3339),
		"environment: sandbox",
		"x-client-id: " + simulator.DefaultClientID,
		"x-request-id: echoed-id",
		"status: 403",
		"code: apis_not_enabled",
		"message: APIs not enabled. Please fill the form",
	}, "\n")
	if got := failed.Support(); got != want {
		t.Errorf("support lines:\n%s\nwant:\n%s", got, want)
	}
	if got, want := failed.Error(), "GET /payout/beneficiary: Cashfree answered 403 apis_not_enabled (APIs not enabled. Please fill the form)"; got != want {
		t.Errorf("error = %q, want %q", got, want)
	}
}

// A long message is cut, and a long code is left out.
func TestError_LongMessage(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(400, apiError(strings.Repeat("c", 5000), strings.Repeat("é\t\t", 5000))))
	_, err := server.client(t).Beneficiary(t.Context(), "vendor_0042")
	failed := wantKind(t, err, payouts.ErrInvalid)
	if n := len([]rune(failed.Message)); n != 500 || strings.ContainsRune(failed.Message, 9) {
		t.Errorf("message of %d characters: %q", n, failed.Message)
	}
	if failed.Code != "" {
		t.Errorf("code of %d characters", len(failed.Code))
	}
}
