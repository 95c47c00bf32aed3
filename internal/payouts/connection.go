package payouts

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// newTransport gives a connection layer of the client's own, so that nothing another package does to
// http.DefaultTransport reaches it.
//
// Go keeps two idle connections per host unless told otherwise: with ten calls in flight, eight of them would pay for
// a TLS handshake each time. Here as many are kept as may be in flight.
func newTransport(concurrency int) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true, // a dialer of one's own turns HTTP/2 off otherwise
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConns:           2 * concurrency, // versions 1 and 2 are served by different hosts
		MaxIdleConnsPerHost:    concurrency,
		MaxConnsPerHost:        concurrency,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}
