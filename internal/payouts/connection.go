package payouts

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// newTransport returns a connection layer of the client's own, so that nothing another package does to
// http.DefaultTransport affects it.
//
// Go keeps two idle connections per host by default. With ten requests in flight, eight of them would need a new TLS
// handshake each time. Here as many are kept as may be in flight.
func newTransport(concurrency int) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true, // without it, a custom dialer turns HTTP/2 off
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConns:           2 * concurrency, // versions 1 and 2 are served by different hosts
		MaxIdleConnsPerHost:    concurrency,
		MaxConnsPerHost:        concurrency,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		// What a server sends before anybody reads it is held as well, by default 4 MiB for each answer. All answers
		// share one connection, so that has no limit of its own: a few that wait for memory would keep every other
		// answer from arriving.
		HTTP2: &http.HTTP2Config{MaxReceiveBufferPerStream: 256 << 10},
	}
}
