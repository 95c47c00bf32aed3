package payouts

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/authority"
)

// silentTimeout is the time limit of a request in these tests. The calls take about half of it, or all of it. Several
// handshakes have the rest, which is much on an idle machine and not on a busy one.
const silentTimeout = 12 * time.Second

// protocols are those that a server may speak with the client.
var protocols = []string{"HTTP/1.1", "HTTP/2.0"}

// silentServer is a server behind a proxy. What arrives on the proxy's first connection vanishes from a moment on,
// without an end of the connection, as behind a firewall that has forgotten it.
type silentServer struct {
	client      *Client
	connections atomic.Int64
	silent      atomic.Bool // the first connection, in both directions
	answerless  atomic.Bool // the first connection, from the server to the client
	lock        sync.Mutex
	counts      map[string]int // of the requests that arrived, by method
}

// ServeHTTP answers for every payee but "new", which must be created first.
func (s *silentServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.counts[r.Method]++
	id := r.URL.Query().Get("beneficiary_id")
	if r.Method == http.MethodPost {
		id = "new"
	}
	if id == "new" && s.counts[http.MethodPost] == 0 {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"code":"beneficiary_not_found"}`)
		return
	}
	_, _ = fmt.Fprintf(w, `{"beneficiary_id":%q,"beneficiary_name":"Asha Rao","beneficiary_status":"VERIFIED",
		"beneficiary_instrument_details":{"vpa":"asha@bank"}}`, id)
}

// newSilentServer starts a server for one of the protocols.
func newSilentServer(t *testing.T, protocol string) *silentServer {
	t.Helper()
	s := &silentServer{counts: make(map[string]int)}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Proto != protocol {
			t.Errorf("a request came over %s", r.Proto)
		}
		s.ServeHTTP(w, r)
	}))
	trusted := authority.New(t)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableHTTP2 = protocol == "HTTP/2.0"
	server.TLS = &tls.Config{Certificates: []tls.Certificate{trusted.Issue(func(*x509.Certificate) {})}}
	server.StartTLS()
	t.Cleanup(server.Close)
	base := s.proxy(t, server.Listener.Addr().String())

	transport := newTransport(2, silentTimeout, nil, dialer{})
	transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	transport.TLSClientConfig.RootCAs.AddCert(trusted.Certificate)
	client, err := New(Config{
		ClientID: "id", ClientSecret: "secret", BaseURL: base, RequestTimeout: silentTimeout, MaxRetries: 4, Transport: transport, Wait: atOnce,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	s.client = client
	return s
}

// proxy forwards connections to an address, and returns the base URL of the proxy.
func (s *silentServer) proxy(t *testing.T, address string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var copies sync.WaitGroup
	var open []net.Conn
	accepted := make(chan struct{})
	go func() {
		defer close(accepted)
		for {
			front, err := listener.Accept()
			if err != nil {
				return
			}
			back, err := net.Dial("tcp", address)
			if err != nil {
				t.Error(err)
				_ = front.Close()
				return
			}
			isFirst := s.connections.Add(1) == 1
			open = append(open, front, back)
			copies.Go(func() { forward(back, front, func() bool { return isFirst && s.silent.Load() }) })
			copies.Go(func() {
				forward(front, back, func() bool { return isFirst && (s.silent.Load() || s.answerless.Load()) })
			})
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-accepted
		for _, conn := range open {
			_ = conn.Close()
		}
		copies.Wait()
	})
	return "https://" + listener.Addr().String() + "/payout"
}

// forward copies what arrives. While isSilent returns true, it drops that.
func forward(to, from net.Conn, isSilent func() bool) {
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			if !isSilent() {
				_ = to.Close()
			}
			return
		}
		if !isSilent() {
			_, _ = to.Write(buffer[:n])
		}
	}
}

// A call succeeds on a second connection, within the time limit of one request, where the first one goes silent:
// before its TLS handshake, or between two calls.
func TestConnection_Silent_Read(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		for name, isUsed := range map[string]bool{"new": false, "used before": true} {
			t.Run(protocol+", "+name, func(t *testing.T) {
				t.Parallel()
				s := newSilentServer(t, protocol)
				if isUsed {
					if _, err := s.client.Beneficiary(t.Context(), "vendor_0042"); err != nil {
						t.Fatal(err)
					}
				}
				s.silent.Store(true)
				ctx, cancel := context.WithTimeout(t.Context(), silentTimeout)
				defer cancel()
				if _, err := s.client.Beneficiary(ctx, "vendor_0042"); err != nil {
					t.Error(err)
				}
				if got := s.connections.Load(); got != 2 {
					t.Errorf("%d connections, want 2", got)
				}
			})
		}
	}
}

// A create whose answer never comes, because the connection went silent, is looked up on another connection and not
// sent again.
func TestConnection_Silent_Create(t *testing.T) {
	t.Parallel()
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			s := newSilentServer(t, protocol)
			if _, err := s.client.Beneficiary(t.Context(), "vendor_0042"); err != nil {
				t.Fatal(err)
			}
			s.answerless.Store(true)
			if _, err := s.client.CreateBeneficiary(t.Context(), Beneficiary{ID: "new", Name: "Asha Rao", VPA: "asha@bank"}); err != nil {
				t.Error(err)
			}
			s.lock.Lock()
			defer s.lock.Unlock()
			if got := s.counts[http.MethodPost]; got != 1 {
				t.Errorf("%d creates were sent, want 1", got)
			}
		})
	}
}

// Only the first attempt of a read is given up early, and only on a connection that was used before and stays silent. A
// slow server has the whole time for everything else.
func TestConnection_Silent_SlowServer(t *testing.T) {
	t.Parallel()
	read := func(c *Client) error { _, err := c.Beneficiary(context.Background(), "vendor_0042"); return err }
	const early, late = silentTimeout / 4, silentTimeout * 3 / 4
	for name, test := range map[string]struct {
		call      func(*Client) error
		retries   int
		isUsed    bool
		firstByte time.Duration
		attempts  int
	}{
		"a used connection":                {read, 4, true, late, 2},
		"a used connection that begins":    {read, 4, true, early, 1},
		"a new connection":                 {read, 4, false, late, 1},
		"a read that is not tried again":   {read, 0, true, late, 1},
		"a removal, whose effect may come": {func(c *Client) error { return c.RemoveBeneficiary(context.Background(), "vendor_0042") }, 4, true, late, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				attempts := 0
				client, err := New(Config{
					ClientID: "id", ClientSecret: "secret", BaseURL: "https://sandbox.cashfree.com/payout", RequestTimeout: silentTimeout,
					MaxRetries: test.retries, Wait: atOnce,
					Transport: tripFunc(func(r *http.Request) (*http.Response, error) {
						attempts++
						trace := httptrace.ContextClientTrace(r.Context())
						if trace != nil {
							trace.GotConn(httptrace.GotConnInfo{Reused: test.isUsed})
						}
						if err := Wait(r.Context(), test.firstByte); err != nil {
							return nil, err
						}
						if trace != nil && trace.GotFirstResponseByte != nil {
							trace.GotFirstResponseByte()
						}
						if err := Wait(r.Context(), late-test.firstByte); err != nil {
							return nil, err
						}
						return alwaysAnswers{status: http.StatusOK, body: `{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_instrument_details":{"vpa":"asha@bank"},"beneficiary_status":"VERIFIED"}`}.RoundTrip(r)
					}),
				})
				if err != nil {
					t.Fatal(err)
				}
				if err := test.call(client); err != nil {
					t.Error(err)
				}
				if attempts != test.attempts {
					t.Errorf("%d attempts, want %d", attempts, test.attempts)
				}
			})
		})
	}
}
