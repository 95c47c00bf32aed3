package payouts

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
	"time"
)

// maxConnectTime is how long a connection may take, and then its TLS handshake.
const maxConnectTime = 10 * time.Second

// newTransport returns a connection layer of the client's own, so that nothing another package does to
// http.DefaultTransport affects it.
//
// A connection can go silent without an end, for example where a firewall forgets it. The times are parts of the time
// limit of a request, so that a call finds that out and succeeds on another connection within that limit.
//
// Go keeps two idle connections per host by default. With ten requests in flight, eight of them would need a new TLS
// handshake each time. Here as many are kept as may be in flight.
func newTransport(concurrency int, requestTimeout time.Duration, routes proxyRoutes, dial dialer) *http.Transport {
	connectTime := min(maxConnectTime, requestTimeout/2)
	dial.Timeout = connectTime
	return &http.Transport{
		Proxy:                  func(request *http.Request) (*url.URL, error) { return routes.proxyURL(request.URL) },
		OnProxyConnectResponse: checkProxyAnswer,
		DialContext:            dial.DialContext,
		ForceAttemptHTTP2:      true, // without it, a custom dialer turns HTTP/2 off
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    connectTime,
		MaxIdleConns:           2 * concurrency, // versions 1 and 2 are served by different hosts
		MaxIdleConnsPerHost:    concurrency,
		MaxConnsPerHost:        concurrency,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		// What a server sends before anybody reads it is held as well, by default 4 MiB for each answer. All answers
		// share one connection, so that has no limit of its own: a few that wait for memory would keep every other
		// answer from arriving.
		//
		// A ping shows whether a connection on which nothing arrives is dead. Without it, each attempt would use the
		// same dead connection again, until the kernel gives it up after minutes. Both times together are shorter than
		// firstByteTime.
		HTTP2: &http.HTTP2Config{
			MaxReceiveBufferPerStream: 256 << 10,
			SendPingTimeout:           requestTimeout / 6,
			PingTimeout:               requestTimeout / 4,
		},
	}
}

// checkProxyAnswer returns the status of a proxy that makes no connection. Go's own error is a text without it.
func checkProxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return proxyStatusError(response.StatusCode)
}
