package payouts

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// NetworkReason is why no connection to Cashfree was made.
type NetworkReason int

// The reasons.
const (
	NoConnection         NetworkReason = iota + 1 // refused, unreachable, or not made in time
	UnknownHost                                   // no address has this name
	NotLoopback                                   // plain http, and the name stands for another machine
	UntrustedCertificate                          // of an authority that this machine does not trust
	OtherCertificate                              // of another host
	ExpiredCertificate                            // or not valid yet
	ProxyAuthentication                           // the proxy answered 407
	ProxyRefused                                  // the proxy refused to connect
	ProxyFailed                                   // the proxy could not connect
)

// NetworkFault describes an [ErrNetwork].
type NetworkFault struct {
	Reason NetworkReason
	Host   string // that could not be reached or trusted: of the API or of the proxy
	Proxy  *Proxy // nil where the API is called directly
}

// networkFailure is a NetworkFault with its text, and whether another attempt can help.
type networkFailure struct {
	NetworkFault
	text      string // what stands before the cause
	permanent bool
}

// proxyStatusError is the answer of a proxy that made no connection.
type proxyStatusError int

func (status proxyStatusError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", int(status), http.StatusText(int(status))))
}

// notLoopbackError is what a name stands for that plain http must not be sent to.
type notLoopbackError struct{ address string }

func (e notLoopbackError) Error() string {
	return "its address is " + e.address + ", which is not a loopback address"
}

// findNetworkFailure returns why a request got no connection, or nil where it may have been sent. The host is that of
// the API. A request that never connected failed for such a reason, whatever its error is.
func findNetworkFailure(err error, host string, route *proxyRoute, neverConnected bool) *networkFailure {
	dialled, text := host, "no connection to "+host
	fault := NetworkFault{Reason: NoConnection, Host: host}
	if route != nil {
		fault.Proxy = &route.Proxy
		dialled, text = route.Host, fmt.Sprintf("no connection to the proxy %s of %s", route.Host, route.Variable)
	}
	if answered, ok := errors.AsType[proxyStatusError](err); ok && route != nil {
		return proxyFailure(int(answered), route, host)
	}
	if refused, ok := certificateFailure(err); ok {
		if isProxyError(err) {
			fault.Host = dialled
		}
		fault.Reason = refused
		return &networkFailure{fault, "the certificate of " + fault.Host + " is not trusted", true}
	}
	if _, ok := errors.AsType[notLoopbackError](err); ok {
		fault.Reason = NotLoopback
		return &networkFailure{fault, text, true}
	}
	if isDialError(err) {
		fault.Host = dialled
		unknown, ok := errors.AsType[*net.DNSError](err)
		if ok && unknown.IsNotFound && !unknown.IsTemporary && !unknown.IsTimeout {
			fault.Reason = UnknownHost
			return &networkFailure{fault, text, true}
		}
		return &networkFailure{fault, text, false}
	}
	if !neverConnected {
		return nil
	}
	if route != nil {
		fault.Reason = ProxyFailed
		text = fmt.Sprintf("no connection to %s through the proxy %s of %s", host, route.Host, route.Variable)
	}
	return &networkFailure{fault, text, isLasting(err)}
}

// proxyFailure is the failure of a proxy that answers with a status, and makes no connection.
func proxyFailure(status int, route *proxyRoute, host string) *networkFailure {
	reason, permanent := ProxyRefused, true
	switch status {
	case http.StatusProxyAuthRequired:
		reason = ProxyAuthentication
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		reason, permanent = ProxyFailed, false
	}
	text := fmt.Sprintf("no connection to %s: the proxy %s of %s answered", host, route.Host, route.Variable)
	return &networkFailure{NetworkFault{reason, host, &route.Proxy}, text, permanent}
}

// certificateFailure returns what is wrong with a certificate.
func certificateFailure(err error) (NetworkReason, bool) {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
		return 0, false
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return OtherCertificate, true
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return ExpiredCertificate, true
	}
	return UntrustedCertificate, true
}

// isDialError reports whether there was never a connection that a request could have used.
func isDialError(err error) bool {
	network, ok := errors.AsType[*net.OpError](err)
	return ok && (network.Op == "dial" || network.Op == "proxyconnect")
}

// isProxyError reports whether no connection to the proxy was made.
func isProxyError(err error) bool {
	network, ok := errors.AsType[*net.OpError](err)
	return ok && network.Op == "proxyconnect"
}

// isLasting reports whether a connection fails in the same way the next time: because the other side speaks no TLS, or
// because a SOCKS proxy refuses the password.
func isLasting(err error) bool {
	_, isPlain := errors.AsType[tls.RecordHeaderError](err)
	socks, ok := errors.AsType[*net.OpError](err)
	return isPlain || ok && strings.HasPrefix(socks.Op, "socks") && strings.Contains(socks.Err.Error(), "authentication")
}
