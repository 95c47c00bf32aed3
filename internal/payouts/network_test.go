package payouts

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/authority"
)

// networkStory is a network without a way to the API, and what a call says of it.
type networkStory struct {
	base string // empty means https://api.invalid/payout
	// proxy is the value of HTTPS_PROXY. %s stands for the address of a proxy.
	proxy string
	serve func(net.Conn) // what the proxy does with a connection, or the API where there is no proxy
	// dial and dns take the place of the client's dialer and of the name server.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
	dns  func(dnsmessage.Question) (dnsmessage.RCode, error)

	reason   NetworkReason
	host     string // %s as above
	says     string
	attempts int // with two retries
}

const proxyPassword = "hunter2canary"

// Each failure of the network has its reason, names the host, is repeated only where that can help, and leaves nothing
// ambiguous. Nothing that is shown or sent has a secret.
func TestClient_Network(t *testing.T) {
	t.Parallel()
	const viaProxy = "http://corp:" + proxyPassword + "@%s"
	foreign := authority.New(t)
	for name, story := range map[string]networkStory{
		"no such name":        {dns: answerCode(dnsmessage.RCodeNameError), reason: UnknownHost, host: "api.invalid", says: "no such host", attempts: 1},
		"name server fails":   {dns: answerCode(dnsmessage.RCodeServerFailure), reason: NoConnection, host: "api.invalid", says: "lookup api.invalid", attempts: 3},
		"name server is slow": {dns: failDNS(os.ErrDeadlineExceeded), reason: NoConnection, host: "api.invalid", says: "i/o timeout", attempts: 3},
		"refused":             {dial: failDial(syscall.ECONNREFUSED), reason: NoConnection, host: "api.invalid", says: "connection refused", attempts: 3},
		"network unreachable": {dial: failDial(syscall.ENETUNREACH), reason: NoConnection, host: "api.invalid", says: "unreachable", attempts: 3},
		"host unreachable":    {dial: failDial(syscall.EHOSTUNREACH), reason: NoConnection, host: "api.invalid", says: "no route to host", attempts: 3},
		"dial times out, as Go's dialer says it": {
			dial: failDial(context.DeadlineExceeded), reason: NoConnection, host: "api.invalid", says: "deadline exceeded", attempts: 3},
		"dial times out": {dial: failDial(os.ErrDeadlineExceeded), reason: NoConnection, host: "api.invalid", says: "i/o timeout", attempts: 3},
		"no connection in time": {
			dial:   func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() },
			reason: NoConnection, host: "api.invalid", says: "none was made within 300ms", attempts: 3,
		},
		"another port": {
			base: "https://api.invalid:8443/payout", dial: failDial(syscall.ECONNREFUSED), reason: NoConnection, host: "api.invalid:8443",
			says: "no connection to api.invalid:8443", attempts: 3,
		},
		"lost in the handshake": {serve: readConnect, reason: NoConnection, host: "api.invalid", says: "no connection to api.invalid", attempts: 3},
		"no TLS": {
			serve: sayAfter("HTTP/1.1 400 Bad Request\r\n\r\n"), reason: NoConnection, host: "api.invalid",
			says: "does not look like a TLS handshake", attempts: 1,
		},
		"unknown authority": {
			serve: serveTLS(foreign, func(c *x509.Certificate) { c.DNSNames = []string{"api.invalid"} }), reason: UntrustedCertificate,
			host: "api.invalid", says: "the certificate of api.invalid is not trusted", attempts: 1,
		},

		"no such proxy":      {proxy: "http://corp:" + proxyPassword + "@proxy.invalid:3128", dns: answerCode(dnsmessage.RCodeNameError), reason: UnknownHost, host: "proxy.invalid:3128", says: "the proxy proxy.invalid:3128 of HTTPS_PROXY", attempts: 1},
		"proxy refuses":      {proxy: "http://corp:" + proxyPassword + "@proxy.invalid:3128", dial: failDial(syscall.ECONNREFUSED), reason: NoConnection, host: "proxy.invalid:3128", says: "the proxy proxy.invalid:3128 of HTTPS_PROXY", attempts: 3},
		"proxy, 407":         {proxy: viaProxy, serve: proxyAnswers(407), reason: ProxyAuthentication, host: "api.invalid", says: "HTTPS_PROXY answered: 407 Proxy Authentication Required", attempts: 1},
		"proxy, 403":         {proxy: viaProxy, serve: proxyAnswers(403), reason: ProxyRefused, host: "api.invalid", says: "answered: 403 Forbidden", attempts: 1},
		"proxy, 302":         {proxy: viaProxy, serve: proxyAnswers(302), reason: ProxyRefused, host: "api.invalid", says: "answered: 302 Found", attempts: 1},
		"proxy, 500":         {proxy: viaProxy, serve: proxyAnswers(500), reason: ProxyRefused, host: "api.invalid", says: "answered: 500", attempts: 1},
		"proxy, 502":         {proxy: viaProxy, serve: proxyAnswers(502), reason: ProxyFailed, host: "api.invalid", says: "answered: 502 Bad Gateway", attempts: 3},
		"proxy, 503":         {proxy: viaProxy, serve: proxyAnswers(503), reason: ProxyFailed, host: "api.invalid", says: "answered: 503", attempts: 3},
		"proxy, 504":         {proxy: viaProxy, serve: proxyAnswers(504), reason: ProxyFailed, host: "api.invalid", says: "answered: 504", attempts: 3},
		"proxy, odd status":  {proxy: viaProxy, serve: proxyAnswers(499), reason: ProxyRefused, host: "api.invalid", says: "answered: 499", attempts: 1},
		"proxy says nothing": {proxy: viaProxy, serve: readConnect, reason: ProxyFailed, host: "api.invalid", says: "through the proxy", attempts: 3},
		"proxy says rubbish": {proxy: viaProxy, serve: func(c net.Conn) { readConnect(c); say("220 mail.example ESMTP\r\n")(c) }, reason: ProxyFailed, host: "api.invalid", says: "through the proxy", attempts: 3},
		"TLS inspection": {
			proxy: viaProxy, reason: UntrustedCertificate, host: "api.invalid", says: "the certificate of api.invalid is not trusted", attempts: 1,
			serve: func(c net.Conn) {
				proxyAnswers(200)(c)
				serveTLS(foreign, func(c *x509.Certificate) { c.DNSNames = []string{"api.invalid"} })(c)
			},
		},
		"proxy with TLS": {
			proxy: "https://corp:" + proxyPassword + "@%s", serve: serveTLS(foreign, func(*x509.Certificate) {}),
			reason: UntrustedCertificate, host: "%s", says: "the certificate of 127.0.0.1", attempts: 1,
		},
		"SOCKS without a password": {proxy: "socks5://%s", serve: sayAfter("\x05\xff"), reason: ProxyFailed, host: "api.invalid", says: "through the proxy", attempts: 1},
		"SOCKS without a way": {
			proxy: "socks5h://corp:" + proxyPassword + "@%s", serve: sayAfter("\x05\x00", "\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00"),
			reason: ProxyFailed, host: "api.invalid", says: "through the proxy", attempts: 3,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story.test(t)
		})
	}
}

func (s networkStory) test(t *testing.T) {
	t.Helper()
	var heard lockedText
	address := startRaw(t, &heard, s.serve)
	client := s.client(t, address)
	for method, call := range map[string]func() error{
		"GET":    func() error { _, err := client.Beneficiary(t.Context(), "vendor_0042"); return err },
		"DELETE": func() error { return client.RemoveBeneficiary(t.Context(), "vendor_0042") },
		"POST": func() error {
			_, err := client.CreateBeneficiary(t.Context(), Beneficiary{ID: "vendor_0042", Name: "Asha Rao", VPA: "asha@bank"})
			return err
		},
	} {
		s.wantFailure(t, method, call(), address)
	}
	for _, secret := range []string{"cfsk_", "vendor_0042", "asha@bank"} {
		if strings.Contains(heard.String(), secret) {
			t.Errorf("something between heard %q: %q", secret, heard.String())
		}
	}
}

func (s networkStory) wantFailure(t *testing.T, method string, err error, address string) {
	t.Helper()
	failed, ok := errors.AsType[*Error](err)
	if !ok || failed.Kind != ErrNetwork || failed.Network == nil { //nolint:errorlint // the very kind
		t.Fatalf("%s: error = %v", method, err)
	}
	if failed.Network.Reason != s.reason || failed.Network.Host != strings.ReplaceAll(s.host, "%s", address) || failed.Attempts != s.attempts {
		t.Errorf("%s: reason %d, host %q, %d attempts: %v", method, failed.Network.Reason, failed.Network.Host, failed.Attempts, err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%s: callers would take it for the end of their own context", method)
	}
	if failed.Method != method || failed.AnyAmbiguous || failed.HTTPStatus != 0 { // no look-up followed a creation
		t.Errorf("%s: %+v", method, failed)
	}
	if proxy := failed.Network.Proxy; (proxy != nil) != (s.proxy != "") || proxy != nil && proxy.Variable != "HTTPS_PROXY" {
		t.Errorf("%s: the proxy is %+v", method, proxy)
	}
	shown := fmt.Sprintf("%v %+v %v", err, *failed.Network, failed.Support())
	if !strings.Contains(shown, s.says) || strings.Contains(shown, proxyPassword) || strings.Contains(shown, "cfsk_") {
		t.Errorf("%s shows %q, want %q", method, shown, s.says)
	}
}

// client returns a client in the network of the story. An address is that of the proxy.
func (s networkStory) client(t *testing.T, address string) *Client {
	t.Helper()
	base := s.base
	if base == "" {
		base = "https://api.invalid/payout"
	}
	client, err := New(Config{
		ClientID: "id", ClientSecret: "cfsk_secret", BaseURL: base, MaxRetries: 2, RequestTimeout: time.Minute, Wait: atOnce,
		Getenv: func(name string) string {
			return map[string]string{"HTTPS_PROXY": strings.ReplaceAll(s.proxy, "%s", address)}[name]
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	if strings.Contains(s.says, "300ms") {
		client.requestTimeout = 300 * time.Millisecond
	}
	transport := client.transport.(*http.Transport)
	switch {
	case s.dial != nil:
		transport.DialContext = s.dial
	case s.serve != nil && s.proxy == "":
		transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		}
	case s.dns != nil:
		transport.DialContext = (&net.Dialer{Resolver: stubResolver(s.dns)}).DialContext
	}
	return client
}

// A proxy that answers 407 in place of the API is named as the cause.
func TestClient_Network_407Answer(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "<html><title>Sign in</title></html>", `{"code":"proxy","message":"sign in"}`} {
		client := trusting(t, authority.New(t), "http://127.0.0.1:1")
		client.transport = alwaysAnswers{status: http.StatusProxyAuthRequired, body: body}
		_, err := client.Beneficiary(t.Context(), "vendor_0042")
		failed, ok := errors.AsType[*Error](err)
		if !ok || failed.Kind != ErrNetwork || failed.Network.Reason != ProxyAuthentication || failed.Attempts != 1 { //nolint:errorlint // the very kind
			t.Errorf("%q: error = %v", body, err)
		}
	}
}

// A read whose time ends while no connection is made is a failure of the network, and still the end of its context.
func TestClient_Network_ContextEnds(t *testing.T) {
	t.Parallel()
	client := networkStory{dial: func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }}.client(t, "")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := client.Beneficiary(ctx, "vendor_0042")
	if !errors.Is(err, ErrNetwork) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	_, err = client.Beneficiary(stopped, "vendor_0042")
	if errors.Is(err, ErrNetwork) || !errors.Is(err, context.Canceled) {
		t.Errorf("error of a stop = %v", err)
	}
}

// Plain http goes to this machine only, whatever a name stands for, and nothing is sent elsewhere.
func TestDialer_PlainHTTP_Loopback(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"127.0.0.1:80": true, "127.9.9.9:1": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		"192.0.2.1:80": false, "0.0.0.0:80": false, "[::]:80": false, "[2001:db8::1]:80": false, "[::ffff:192.0.2.1]:80": false,
		"[fe80::1%eth0]:80": false, "10.0.0.1:80": false, "localhost:80": false, "": false,
	} {
		if err := requireLoopback(t.Context(), "tcp", address, nil); (err == nil) != want {
			t.Errorf("%q: %v", address, err)
		}
	}
	for name, story := range map[string]struct {
		plain   bool
		resolve [4]byte
		refused bool
	}{
		"another machine": {true, [4]byte{192, 0, 2, 1}, true},
		"this machine":    {true, [4]byte{127, 0, 0, 1}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testPlainHTTP(t, story.resolve, story.refused)
		})
	}
}

func testPlainHTTP(t *testing.T, resolve [4]byte, refused bool) {
	t.Helper()
	var connections atomic.Int64
	address := startRaw(t, io.Discard, func(c net.Conn) {
		connections.Add(1)
		proxyAnswers(http.StatusTeapot)(c)
	})
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	client := networkStory{base: "http://localhost:" + port}.client(t, "")
	checked := newDialer(client.v2)
	// The hosts file decides about localhost, and DNS about this name, which takes its place.
	const name = "elsewhere.invalid"
	checked.plain[net.JoinHostPort(name, port)] = checked.plain[net.JoinHostPort("localhost", port)]
	checked.Resolver = stubResolver(answerCode(dnsmessage.RCodeSuccess), resolve)
	client.transport.(*http.Transport).DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return checked.DialContext(ctx, network, net.JoinHostPort(name, port))
	}
	_, err = client.Beneficiary(t.Context(), "vendor_0042")
	failed, ok := errors.AsType[*Error](err)
	if !ok || errors.Is(err, ErrNetwork) != refused || (connections.Load() == 0) != refused {
		t.Fatalf("%d connections: %v", connections.Load(), err)
	}
	if refused && (failed.Network.Reason != NotLoopback || failed.Attempts != 1 || !strings.Contains(err.Error(), "192.0.2.1:"+port)) {
		t.Errorf("%+v: %v", failed.Network, err)
	}
}
