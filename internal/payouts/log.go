package payouts

import (
	"context"
	"log/slog"
	"time"
)

// logAttempt writes one line for one attempt. There is nothing in it that came from a body or a header, and no query:
// it holds account numbers.
func (c *Client) logAttempt(
	ctx context.Context, call *call, attempt int, start time.Time, failed *failure, pause time.Duration,
) {
	if !c.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attributes := []slog.Attr{
		slog.String("method", call.method),
		slog.String("path", c.base(call).Path+call.path),
		slog.Int("attempt", attempt),
		slog.String("request_id", call.requestID),
		slog.Duration("duration", c.now().Sub(start)),
	}
	message := "Cashfree answered"
	switch {
	case failed == nil:
		attributes = append(attributes, slog.Int("status", call.status))
	case failed.HTTPStatus != 0:
		attributes = append(attributes, slog.Int("status", failed.HTTPStatus))
	case failed.unsent:
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
