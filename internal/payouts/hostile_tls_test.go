package payouts

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/authority"
)

// A server that cannot prove its identity receives no HTTP, so no secret reaches it. Each has one thing wrong.
func TestClient_TLS_UnprovenServer(t *testing.T) {
	t.Parallel()
	trusted, unknown := authority.New(t), authority.New(t)
	proper := trusted.Issue(func(*x509.Certificate) {})
	for name, story := range map[string]tlsStory{
		"a good one": {&tls.Config{Certificates: []tls.Certificate{proper}}, ""},
		"of an unknown authority": {
			&tls.Config{Certificates: []tls.Certificate{unknown.Issue(func(*x509.Certificate) {})}}, "signed by unknown authority"},
		"of another name": {&tls.Config{Certificates: []tls.Certificate{trusted.Issue(func(c *x509.Certificate) {
			c.IPAddresses, c.DNSNames = nil, []string{"sandbox.cashfree.example"}
		})}}, "127.0.0.1"},
		"expired": {&tls.Config{Certificates: []tls.Certificate{trusted.Issue(func(c *x509.Certificate) {
			c.NotAfter = time.Now().Add(-time.Minute)
		})}}, "expired"},
		"not yet valid": {&tls.Config{Certificates: []tls.Certificate{trusted.Issue(func(c *x509.Certificate) {
			c.NotBefore = time.Now().Add(30 * time.Minute) // the test may wait for its turn on a busy machine
		})}}, "not yet valid"},
		"meant for clients": {&tls.Config{Certificates: []tls.Certificate{trusted.Issue(func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		})}}, "key usage"},
		"of an old protocol": {&tls.Config{Certificates: []tls.Certificate{proper}, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}, "protocol version"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story.test(t, trusted)
		})
	}
}

// tlsStory is a server with TLS, and what the client's error contains.
type tlsStory struct {
	settings *tls.Config
	says     string // empty where it is a good server
}

func (s tlsStory) test(t *testing.T, trusted *authority.Authority) {
	t.Helper()
	var heard, connections atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		heard.Add(1)
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"code":"beneficiary_not_found"}`)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.TLS = s.settings
	server.StartTLS()
	t.Cleanup(server.Close)

	_, err := trusting(t, trusted, server.URL).Beneficiary(t.Context(), "vendor_0042")
	if s.says == "" {
		if !errors.Is(err, ErrNotFound) {
			t.Fatal(err)
		}
		return
	}
	failed, ok := errors.AsType[*Error](err)
	if !ok || failed.Kind != ErrNetwork || !strings.Contains(err.Error(), s.says) { //nolint:errorlint // the very kind
		t.Errorf("error = %v, want %q", err, s.says)
	}
	if heard.Load() != 0 {
		t.Error("it was sent a request")
	}
	_, badCertificate := errors.AsType[*tls.CertificateVerificationError](err)
	if badCertificate && connections.Load() != 1 {
		t.Errorf("%d connections, want 1: a certificate is the same the next time", connections.Load())
	}
}

// trusting returns a client with the connection layer of its own, which trusts one more authority.
func trusting(t *testing.T, trusted *authority.Authority, base string) *Client {
	t.Helper()
	transport := newTransport(1, DefaultRequestTimeout, nil, dialer{})
	transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	transport.TLSClientConfig.RootCAs.AddCert(trusted.Certificate)
	t.Cleanup(transport.CloseIdleConnections)
	client, err := New(Config{
		ClientID: "id", ClientSecret: "cfsk_secret_canary", BaseURL: base, MaxRetries: 2, Transport: transport, Wait: atOnce,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A server that speaks plain HTTP where TLS is required receives no secret, since the handshake comes first.
func TestClient_TLS_PlainServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan string, 10)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			first := make([]byte, 4<<10)
			n, _ := conn.Read(first)
			heard <- string(first[:n])
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-gone })

	_, err = trusting(t, authority.New(t), "https://"+listener.Addr().String()).Beneficiary(t.Context(), "vendor_0042")
	if failed, ok := errors.AsType[*Error](err); !ok || failed.Kind != ErrNetwork || !strings.Contains(err.Error(), "does not look like a TLS handshake") { //nolint:errorlint // the very kind
		t.Errorf("error = %v", err)
	}
	for first := range len(heard) {
		if text := <-heard; strings.Contains(text, "canary") || strings.Contains(text, "vendor_0042") {
			t.Errorf("connection %d heard %q", first, text)
		}
	}
}

// A server that speaks TLS where plain HTTP is expected ends in an error.
func TestClient_PlainHTTP_TLSServer(t *testing.T) {
	t.Parallel()
	trusted := authority.New(t)
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{trusted.Issue(func(*x509.Certificate) {})}}
	server.StartTLS()
	t.Cleanup(server.Close)
	_, err := trusting(t, trusted, strings.Replace(server.URL, "https:", "http:", 1)).Beneficiary(t.Context(), "vendor_0042")
	failed, ok := errors.AsType[*Error](err)
	if !ok || failed.Kind != ErrNotAPI || failed.HTTPStatus != http.StatusBadRequest { //nolint:errorlint // the very kind
		t.Errorf("error = %v", err)
	}
}

// A handshake without end ends with the time limit of the request.
func TestClient_TLS_EndlessHandshake(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0") // which takes connections and never answers
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	client := trusting(t, authority.New(t), "https://"+listener.Addr().String())
	client.requestTimeout, client.maxRetries = 200*time.Millisecond, 0
	_, err = client.Beneficiary(t.Context(), "vendor_0042")
	if !errors.Is(err, ErrNetwork) || !strings.Contains(err.Error(), "within 200ms") {
		t.Errorf("error = %v", err)
	}
}

func atOnce(ctx context.Context, _ time.Duration) error { return ctx.Err() }
