package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Plain http goes to this machine only, whatever a name stands for.
func TestTransport_Plain(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]error{
		"127.0.0.1:80": nil, "127.9.9.9:80": nil, "[::1]:80": nil,
		"192.0.2.1:80": errNotLoopback, "[2001:db8::1]:80": errNotLoopback, "0.0.0.0:80": errNotLoopback, "localhost:80": errNotLoopback,
	} {
		if err := requireLoopback(t.Context(), "tcp", address, nil); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://192.0.2.1/payout/beneficiary", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := newTransport().RoundTrip(request)
	if err == nil {
		response.Body.Close()
	}
	if !errors.Is(err, errNotLoopback) {
		t.Errorf("a connection to another machine ended with %v", err)
	}
	if cause := networkCause(err); cause != errNotLoopback.Error() {
		t.Errorf("the cause is given as %s", cause)
	}
}

// The name localhost is good for a simulator.
func TestProbe_Localhost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Options{})
	w.env[variablePrefix+"BASE_URL"] = strings.Replace(w.env[variablePrefix+"BASE_URL"], "127.0.0.1", "localhost", 1)
	w.wantEnd(w.probe(t.Context()))
}

// The proxy of a call is the one that the client checks: where a variable is set twice, that in small letters. Plain
// http uses none. The text with which a proxy refuses is not shown.
func TestTransport_Proxy(t *testing.T) {
	var asked []string
	proxy := func(name string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, name+" "+r.Method+" "+r.Host)
			w.WriteHeader(http.StatusProxyAuthRequired)
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	for _, variable := range []string{"http_proxy", "HTTP_PROXY", "HTTPS_PROXY", "https_proxy"} {
		t.Setenv(variable, proxy(variable))
	}
	t.Setenv("no_proxy", "")
	t.Setenv("NO_PROXY", "")
	for target, want := range map[string]string{
		"https://sandbox.cashfree.com/payout": "the proxy answered 407",
		"http://192.0.2.1/payout":             errNotLoopback.Error(),
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := newTransport().RoundTrip(request)
		if err == nil {
			response.Body.Close()
			t.Fatalf("%s was answered", target)
		}
		if got := networkCause(err); got != want {
			t.Errorf("%s: the cause is given as %q, want %q: %v", target, got, want, err)
		}
	}
	if got := fmt.Sprint(asked); got != "[https_proxy CONNECT sandbox.cashfree.com:443]" {
		t.Errorf("the proxies were asked for %s", got)
	}
}

// Without any answer, the probe names the host and the cause. It repeats no text of the network, which can hold a
// query, a secret or the address of a proxy.
func TestProbe_NoAnswer(t *testing.T) {
	t.Parallel()
	dial := func(cause error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: cause} }
	secret := errors.New(`malformed MIME header initial line: Asha Rao ` + clientSecret)
	for name, test := range map[string]struct {
		err   error
		cause string
	}{
		"refused":        {dial(syscall.ECONNREFUSED), syscall.ECONNREFUSED.Error()},
		"unreachable":    {dial(syscall.ENETUNREACH), syscall.ENETUNREACH.Error()},
		"no name":        {dial(&net.DNSError{Err: "no such host", Name: clientSecret, Server: "10.1.2.3:53", IsNotFound: true}), "no such host"},
		"no name server": {dial(&net.DNSError{Err: "timeout", Server: "10.1.2.3:53", IsTimeout: true}), "the name of the host could not be looked up"},
		"time limit":     {context.DeadlineExceeded, "the time limit was exceeded"},
		"certificate":    {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, "its certificate is not trusted"},
		"no TLS":         {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, "it does not speak TLS"},
		"closed":         {io.EOF, "the connection was closed"},
		"proxy refused":  {&net.OpError{Op: "proxyconnect", Err: dial(syscall.ECONNREFUSED)}, "no connection through the proxy: " + syscall.ECONNREFUSED.Error()},
		"SOCKS":          {&net.OpError{Op: "socks connect", Err: secret}, "no connection through the proxy: the connection failed, or what came is not HTTP"},
		"odd text":       {secret, "the connection failed, or what came is not HTTP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, isBegun := range []bool{false, true} {
				w := newWorld(t, simulator.Options{})
				w.env[variablePrefix+"BASE_URL"] = "http://localhost:41234/payout"
				w.transport = transportFunc(func(r *http.Request) (*http.Response, error) {
					if !isBegun {
						return nil, test.err
					}
					body := io.NopCloser(io.MultiReader(strings.NewReader("{"), failingReader{test.err}))
					return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: body, Request: r}, nil
				})
				want := "Access: no answer came from localhost:41234: " + test.cause
				switch {
				case isBegun && errors.Is(test.err, io.EOF):
					continue // the end of a body is no failure
				case isBegun:
					want = strings.Replace(want, "no answer", "no whole answer", 1)
				}
				got := w.probe(t.Context())
				if got.status != 1 || got.report.Stopped != want || strings.Contains(got.stdout+got.stderr, clientSecret) {
					t.Errorf("begun %v: it ended with %d: %s, want %s", isBegun, got.status, got.report.Stopped, want)
				}
			}
		})
	}
}

// failingReader is a body that breaks off.
type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// The host of a base URL is masked where it is a secret. Of an answer that is too long, nothing is shown.
func TestProbe_NoAnswerMasked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Options{})
	w.env[variablePrefix+"BASE_URL"], w.env[variablePrefix+"ENVIRONMENT"] = "https://"+clientSecret+"/payout", "sandbox"
	w.transport = transportFunc(func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNREFUSED })
	got := w.probe(t.Context())
	if !strings.Contains(got.report.Stopped, "no answer came from ") || strings.Contains(got.stdout+got.stderr, clientSecret) {
		t.Errorf("it printed %s", got.stdout)
	}
	w = newWorld(t, simulator.Options{})
	w.transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		body := io.NopCloser(strings.NewReader(strings.Repeat(clientSecret, maxAnswer/10)))
		return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: body, Request: r}, nil
	})
	got = w.probe(t.Context())
	if !strings.Contains(got.report.Stopped, "is longer than 1048576 bytes") || strings.Contains(got.stdout+got.stderr, clientSecret) {
		t.Errorf("it printed %s", got.stdout)
	}
}
