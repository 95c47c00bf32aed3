package payouts_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// otherHost answers everything as Cashfree would, and keeps what it received.
type otherHost struct {
	lock  sync.Mutex
	heard []string
}

func (h *otherHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.lock.Lock()
	h.heard = append(h.heard, fmt.Sprint(r.Method, " ", r.URL, " ", r.Header))
	h.lock.Unlock()
	if strings.HasSuffix(r.URL.Path, "/authorize") {
		respond(200, `{"status":"SUCCESS","subCode":"200","data":{"token":"t0ken","expiry":1900000000}}`)(w, r)
		return
	}
	respond(200, ashaBody)(w, r)
}

func (h *otherHost) received() []string {
	h.lock.Lock()
	defer h.lock.Unlock()
	return slices.Clone(h.heard)
}

// trusting makes a client accept the certificates of test servers.
func trusting(c *payouts.Config) {
	c.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
}

func startServer(t *testing.T, secure bool, handler http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = silent
	if secure {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	return server.URL
}

// No operation follows a redirect, with whichever status and between whichever schemes.
func TestClient_Redirect_EveryCode(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	operations := map[string]func(*payouts.Client) error{
		"get": func(c *payouts.Client) error { _, err := c.Beneficiary(ctx, "vendor_0042"); return err },
		"by account": func(c *payouts.Client) error {
			_, err := c.BeneficiaryByAccount(ctx, "00011020001772", "HDFC0000001")
			return err
		},
		"create":   func(c *payouts.Client) error { _, err := c.CreateBeneficiary(ctx, asha()); return err },
		"remove":   func(c *payouts.Client) error { return c.RemoveBeneficiary(ctx, "vendor_0042") },
		"token":    func(c *payouts.Client) error { _, err := c.Token(ctx); return err },
		"transfer": func(c *payouts.Client) error { _, err := c.Transfer(ctx, payouts.TransferKey{ID: "t1"}); return err },
	}
	for _, secure := range []string{"http to http", "http to https", "https to http", "https to https"} {
		from, to, _ := strings.Cut(secure, " to ")
		t.Run(secure, func(t *testing.T) {
			t.Parallel()
			testRedirects(t, from, to, operations)
		})
	}
}

func testRedirects(t *testing.T, from, to string, operations map[string]func(*payouts.Client) error) {
	t.Helper()
	other := &otherHost{}
	elsewhere := startServer(t, to == "https", other)
	asked := 0
	for status := 300; status <= 308; status++ {
		base := startServer(t, from == "https", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked++
			w.Header().Set("Location", elsewhere+r.URL.RequestURI())
			w.Header().Set("Refresh", "0; url="+elsewhere)
			w.Header().Set("Content-Location", elsewhere)
			w.Header().Set("Alt-Svc", fmt.Sprintf("h2=%q; ma=3600", strings.TrimPrefix(elsewhere, to+"://")))
			w.WriteHeader(status)
		}))
		for name, operation := range operations {
			asked = 0
			wantKind(t, operation(newClient(t, base, newClock(), signed, trusting)), payouts.ErrNotAPI)
			if asked != 1 {
				t.Errorf("%d to %s: asked %d times, want once", status, name, asked)
			}
		}
	}
	if heard := other.received(); len(heard) > 0 {
		t.Errorf("the other host heard %q", heard)
	}
}

// A redirect never gets the token of version 1.
func TestToken_Redirect(t *testing.T) {
	t.Parallel()
	other := &otherHost{}
	elsewhere := startServer(t, false, other)
	server := newScript(t, respond(200, `{"status":"SUCCESS","subCode":"200","data":{"token":"t0ken","expiry":1900000000}}`),
		respond(307, `{"status":"SUCCESS","subCode":"200","data":{"balance":"1","availableBalance":"1"}}`, "Location", elsewhere))
	_, err := server.client(t).Balance(t.Context())
	wantKind(t, err, payouts.ErrNotAPI)
	if heard := other.received(); len(heard) > 0 || len(server.seen()) != 2 {
		t.Errorf("the other host heard %q, the first one %d requests", heard, len(server.seen()))
	}
}

// A redirect without a usable location is an error as well.
func TestClient_Redirect_BadLocation(t *testing.T) {
	t.Parallel()
	for name, location := range map[string]string{
		"in a circle":        "/payout/beneficiary?beneficiary_id=vendor_0042",
		"to where it is":     "",
		"to a file":          "file:///etc/passwd",
		"to a script":        "javascript:alert(1)",
		"to rubbish":         "http://[::1%zz]:99999999/%",
		"to a long place":    "http://" + strings.Repeat("x", 30_000) + ".example/",
		"with a password":    "https://user:hunter2canary@elsewhere.example/",
		"without a scheme":   "//elsewhere.example/payout",
		"to another account": "https://elsewhere.example/?bank_account_number=00011020001772",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newScript(t, respond(302, "", "Location", location))
			began := time.Now()
			_, err := server.client(t).Beneficiary(t.Context(), "vendor_0042")
			failed := wantKind(t, err, payouts.ErrNotAPI)
			if len(server.seen()) != 1 || time.Since(began) > 30*time.Second {
				t.Errorf("%d requests in %v, want 1", len(server.seen()), time.Since(began))
			}
			text := failed.Error()
			if !strings.Contains(text, "not followed") || len(text) > 1000 || strings.Contains(text, "hunter2canary") || strings.Contains(text, "00011020001772") {
				t.Errorf("error = %.1100q", text)
			}
		})
	}
}

// A page with a refresh, which a browser would follow, is an error and its target is not named.
func TestClient_Redirect_HTMLRefresh(t *testing.T) {
	t.Parallel()
	other := &otherHost{}
	elsewhere := startServer(t, false, other)
	page := `<html><head><title>Signing you in</title><meta http-equiv="refresh" content="0; url=` + elsewhere + `"></head></html>`
	for _, status := range []int{200, 201, 401, 403, 503} {
		server := newScript(t, respond(status, page, "Content-Type", "text/html", "Refresh", "0; url="+elsewhere))
		_, err := server.client(t, noRetries).Beneficiary(t.Context(), "vendor_0042")
		if failed := asError(t, err); !strings.Contains(failed.Error(), "Signing you in") {
			t.Errorf("%d: error = %v, want the title of the page", status, err)
		}
	}
	if heard := other.received(); len(heard) > 0 {
		t.Errorf("the other host heard %q", heard)
	}
}
