package payouts

import (
	"context"
	"log/slog"
	"time"
)

// logAttempt writes one line for one attempt. Nothing in it comes from a body or a header, and the query is left out
// because it holds account numbers.
func (c *Client) logAttempt(ctx context.Context, current attempt, got reply, failed *failure, pause time.Duration) {
	if !c.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attributes := []slog.Attr{
		slog.String("method", current.method),
		slog.String("path", c.path(current.apiCall)),
		slog.Int("attempt", current.number),
		slog.String("request_id", current.requestID),
		slog.Duration("duration", c.now().Sub(current.start)),
	}
	message := "Cashfree answered"
	switch {
	case got.status != 0:
		attributes = append(attributes, slog.Int("status", got.status))
	case failed.notSent:
		message = "Request not sent to Cashfree"
	default:
		message = "No answer from Cashfree"
	}
	if failed != nil && failed.Kind != nil {
		attributes = append(attributes, slog.String("failure", failed.Kind.Error()))
	}
	if pause > 0 {
		attributes = append(attributes, slog.Duration("wait", pause))
	}
	c.logger.LogAttrs(ctx, slog.LevelDebug, message, attributes...)
}
