package payouts

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// connectionTrace records whether a request got a connection. Without one, nothing was sent.
type connectionTrace struct{ asked, got atomic.Bool }

// watch returns the context of a request that is to be recorded.
func (t *connectionTrace) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	})
}

// isMissing reports whether the request asked for a connection and got none. A connection layer that does not say
// whether it has one, as in tests, may have sent the request.
func (t *connectionTrace) isMissing() bool { return t.asked.Load() && !t.got.Load() }
