package simulator_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// fields is a JSON object.
type fields = map[string]any

// account is a simulator behind real HTTP, with a caller.
type account struct {
	*simulator.Simulator
	t    *testing.T
	root string
	http *http.Client

	// headers replace those of a complete v2 call. An empty header is left out.
	headers map[string]string
}

func newAccount(t *testing.T, o simulator.Options) *account {
	t.Helper()
	sim := simulator.New(o)
	server, err := sim.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := server.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	client := &http.Client{
		Transport:     transport,
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &account{Simulator: sim, t: t, root: server.URL(), http: client}
}

// withHeaders returns the same caller with other headers.
func (a *account) withHeaders(headers map[string]string) *account {
	other := *a
	other.headers = map[string]string{}
	maps.Copy(other.headers, a.headers)
	maps.Copy(other.headers, headers)
	return &other
}

// withToken returns the same caller with a fresh v1 token.
func (a *account) withToken() *account {
	a.t.Helper()
	got := a.post("/payout/v1/authorize", nil)
	token, _ := got.at("data", "token").(string)
	if token == "" {
		a.t.Fatalf("authorize: %s", got.body)
	}
	return a.withHeaders(map[string]string{"Authorization": "Bearer " + token})
}

type reply struct {
	status int
	header http.Header
	body   []byte
	json   fields
}

// at walks into nested objects.
func (r reply) at(path ...string) any {
	var value any = r.json
	for _, name := range path {
		object, _ := value.(fields)
		value = object[name]
	}
	return value
}

func (r reply) code() string { code, _ := r.json["code"].(string); return code }

// subCode is the subCode and message of a v1 answer in one line.
func (r reply) subCode() string {
	code, _ := r.json["subCode"].(string)
	message, _ := r.json["message"].(string)
	return code + " " + message
}

func (a *account) try(method, path string, body any) (reply, error) {
	a.t.Helper()
	return a.tryWith(a.t.Context(), method, path, body)
}

// cancelAfter makes a call that is still without an answer when something has happened, and then cancels it. A time
// limit instead could end, on a busy machine, before the call arrives.
func (a *account) cancelAfter(happened func() bool, method, path string, body any) {
	a.t.Helper()
	ctx, leave := context.WithCancel(a.t.Context())
	defer leave()
	left := make(chan error, 1)
	go func() {
		_, err := a.tryWith(ctx, method, path, body)
		left <- err
	}()
	eventually(a.t, happened)
	select {
	case err := <-left:
		a.t.Fatalf("the call ended with %v while its caller was there", err)
	case <-time.After(100 * time.Millisecond): // an answer that is not held back would be there by now
	}
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		a.t.Fatalf("got %v", err)
	}
}

func (a *account) tryWith(ctx context.Context, method, path string, body any) (reply, error) {
	a.t.Helper()
	var payload io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		payload = strings.NewReader(body)
	default:
		data, err := json.Marshal(body)
		if err != nil {
			a.t.Fatal(err)
		}
		payload = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.root+path, payload)
	if err != nil {
		a.t.Fatal(err)
	}
	headers := map[string]string{
		"x-client-id":     simulator.DefaultClientID,
		"x-client-secret": simulator.DefaultClientSecret,
		"x-api-version":   "2024-01-01",
	}
	maps.Copy(headers, a.headers)
	for name, value := range headers {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	resp, err := a.http.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	out := reply{status: resp.StatusCode, header: resp.Header, body: data}
	_ = json.Unmarshal(data, &out.json)
	return out, err
}

func (a *account) call(method, path string, body any) reply {
	a.t.Helper()
	got, err := a.try(method, path, body)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

func (a *account) get(path string, query ...string) reply {
	a.t.Helper()
	return a.call("GET", path+params(query), nil)
}

func (a *account) post(path string, body any) reply {
	a.t.Helper()
	return a.call("POST", path, body)
}

func (a *account) create(body fields) reply {
	a.t.Helper()
	return a.post("/payout/beneficiary", body)
}

func (a *account) read(id string) reply {
	a.t.Helper()
	return a.get("/payout/beneficiary", "beneficiary_id", id)
}

func (a *account) remove(id string) reply {
	a.t.Helper()
	return a.call("DELETE", "/payout/beneficiary"+params([]string{"beneficiary_id", id}), nil)
}

func params(pairs []string) string {
	if len(pairs) == 0 {
		return ""
	}
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		query.Add(pairs[i], pairs[i+1])
	}
	return "?" + query.Encode()
}

// asha is the body of the documentation's example, with a bank account.
func asha() fields {
	return fields{
		"beneficiary_id":   "vendor_0042",
		"beneficiary_name": "Asha Rao",
		"beneficiary_instrument_details": fields{
			"bank_account_number": "00011020001772",
			"bank_ifsc":           "HDFC0000001",
		},
		"beneficiary_contact_details": fields{
			"beneficiary_email":        "asha@example.com",
			"beneficiary_phone":        "+919876543210",
			"beneficiary_country_code": "+91",
		},
	}
}

// payee is the body of a beneficiary with the required fields only.
func payee(id, accountNumber, ifsc string) fields {
	return fields{
		"beneficiary_id":                 id,
		"beneficiary_name":               "Asha Rao",
		"beneficiary_instrument_details": fields{"bank_account_number": accountNumber, "bank_ifsc": ifsc},
	}
}

func vpaPayee(id, vpa string) fields {
	return fields{
		"beneficiary_id":                 id,
		"beneficiary_name":               "Asha Rao",
		"beneficiary_instrument_details": fields{"vpa": vpa},
	}
}

// sign makes x-cf-signature as the Java sample of the documentation does.
func sign(t *testing.T, publicPEM, text string) string {
	t.Helper()
	block, _ := pem.Decode([]byte(publicPEM))
	if block == nil {
		t.Fatalf("not PEM: %q", publicPEM)
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, key.(*rsa.PublicKey), []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(sealed)
}

func stamp(at time.Time) string {
	return simulator.DefaultClientID + "." + strconv.FormatInt(at.Unix(), 10)
}

// clock is a clock that tests set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 10, 20, 30, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func wantStatus(t *testing.T, got reply, status int, code string) {
	t.Helper()
	if got.status != status || got.code() != code {
		t.Fatalf("got %d %q, want %d %q\n%s", got.status, got.code(), status, code, got.body)
	}
}

func wantSubCode(t *testing.T, got reply, want string) {
	t.Helper()
	if got.status != http.StatusOK || got.subCode() != want {
		t.Fatalf("got HTTP %d, %q, want HTTP 200, %q", got.status, got.subCode(), want)
	}
}

func wantEqual[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

// eventually waits for what another goroutine does, and fails the test after ten seconds.
func eventually(t *testing.T, happened func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for look := time.NewTicker(time.Millisecond); !happened(); {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatal("the condition was not met within ten seconds")
		}
	}
}
