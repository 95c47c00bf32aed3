package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"golang.org/x/net/http/httpproxy"
)

// transport makes a new connection for each call. On one that was used before, Go sends a call a second time if the
// first meets a connection that is closing.
type transport struct {
	secure *http.Transport
	plain  *http.Transport // to this machine only, and past every proxy
}

func newTransport() transport {
	// http.ProxyFromEnvironment prefers the variables in capital letters. The client, which checks them, prefers those
	// in small letters, as this does.
	findProxy := httpproxy.FromEnvironment().ProxyFunc()
	return transport{
		secure: &http.Transport{
			Proxy:                  func(r *http.Request) (*url.URL, error) { return findProxy(r.URL) },
			OnProxyConnectResponse: checkProxyAnswer,
			DisableKeepAlives:      true,
		},
		plain: &http.Transport{
			DialContext:       (&net.Dialer{ControlContext: requireLoopback}).DialContext,
			DisableKeepAlives: true,
		},
	}
}

// RoundTrip sends a request. It does not follow redirects.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme == "http" {
		return t.plain.RoundTrip(r)
	}
	return t.secure.RoundTrip(r)
}

var errNotLoopback = errors.New("plain http is for this machine only, and this name stands for another one")

// requireLoopback is called before each connection, with the address that a name stands for. The hosts file or the
// resolver can name any machine localhost, and every call carries the client secret.
func requireLoopback(_ context.Context, _, address string, _ syscall.RawConn) error {
	resolved, err := netip.ParseAddrPort(address)
	if err != nil || !resolved.Addr().IsLoopback() {
		return errNotLoopback
	}
	return nil
}

// proxyStatusError is the answer of a proxy that made no connection. Go's own error is the text of the proxy.
type proxyStatusError int

func (status proxyStatusError) Error() string {
	return fmt.Sprintf("the proxy answered %d", int(status))
}

func checkProxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return proxyStatusError(response.StatusCode)
}

// networkCause returns why a call has no answer. The texts of most errors are not shown: they can repeat a query, the
// address of a proxy, or what a server sent, and the report is public.
func networkCause(err error) string {
	failed, isOfNetwork := errors.AsType[*net.OpError](err)
	if isOfNetwork && (failed.Op == "proxyconnect" || strings.HasPrefix(failed.Op, "socks")) {
		return "no connection through the proxy: " + connectionCause(err)
	}
	return connectionCause(err)
}

func connectionCause(err error) string {
	if status, ok := errors.AsType[proxyStatusError](err); ok {
		return status.Error()
	}
	if unknown, ok := errors.AsType[*net.DNSError](err); ok {
		if unknown.IsNotFound {
			return "no such host"
		}
		return "the name of the host could not be looked up"
	}
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return number.Error() // such as "connection refused"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "its certificate is not trusted"
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "it does not speak TLS"
	}
	if limited, ok := errors.AsType[net.Error](err); ok && limited.Timeout() {
		return "the time limit was exceeded" // also by the deadline of a context
	}
	switch {
	case errors.Is(err, errNotLoopback):
		return errNotLoopback.Error()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed"
	}
	return "the connection failed, or what came is not HTTP"
}
