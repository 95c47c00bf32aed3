package payouts

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// dialer makes connections. To the host of a base URL with plain http, it makes them on this machine only.
type dialer struct {
	net.Dialer
	plain map[string]bool // host and port of the base URLs with plain http
}

func newDialer(bases ...*url.URL) dialer {
	made := dialer{Dialer: net.Dialer{KeepAlive: 30 * time.Second}, plain: make(map[string]bool)}
	for _, base := range bases {
		if base.Scheme != "http" {
			continue
		}
		port := base.Port()
		if port == "" {
			port = "80"
		}
		made.plain[net.JoinHostPort(base.Hostname(), port)] = true
	}
	return made
}

// DialContext is that of [net.Dialer]. A name such as localhost stands for whatever the resolver or the hosts file of
// the machine says, so what counts is the address.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if d.plain[address] {
		d.ControlContext = requireLoopback
	}
	return d.Dialer.DialContext(ctx, network, address)
}

// requireLoopback is called before each connection, with the address that a name stands for.
func requireLoopback(_ context.Context, _, address string, _ syscall.RawConn) error {
	resolved, err := netip.ParseAddrPort(address)
	if err != nil || !resolved.Addr().IsLoopback() {
		return notLoopbackError{address}
	}
	return nil
}
