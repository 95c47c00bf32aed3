package payouts

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"time"
)

// errSilent ends an attempt whose connection has gone silent.
var errSilent = errors.New("the connection is silent")

// firstByteTime returns how long a read waits for the first byte of its answer on a connection that was used before. It
// is longer than HTTP/2 needs to find a dead connection, and leaves as much time for another attempt.
func firstByteTime(requestTimeout time.Duration) time.Duration { return requestTimeout / 2 }

// endIfSilent returns the context of an attempt. It ends early where the attempt got a connection that was used before,
// and no byte of an answer comes.
//
// A firewall can forget an idle connection without a word, and HTTP/1.1 has no ping that would show it: such a
// connection looks like a slow server, and would use up the whole time of the request. Only a read is given up early,
// since it can be sent again without a look-up, and only where another attempt follows, which has the whole time.
func (c *Client) endIfSilent(ctx context.Context, current attempt) (context.Context, context.CancelFunc) {
	isFollowed := current.number == 1 && c.maxRetries > 0 && !current.noRetry
	if current.method != http.MethodGet || !isFollowed {
		return ctx, func() {}
	}
	limit := firstByteTime(c.requestTimeout)
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(limit, func() { cancel(errSilent) })
	timer.Stop()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			timer.Stop() // the transport may take one connection after another
			if info.Reused {
				timer.Reset(limit)
			}
		},
		GotFirstResponseByte: func() { timer.Stop() },
	})
	return ctx, func() {
		timer.Stop()
		cancel(nil)
	}
}

// isSilent reports whether an attempt ended because its connection was silent.
func isSilent(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errSilent) }
