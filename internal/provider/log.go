package provider

import (
	"context"
	"log/slog"
	"slices"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logHandler writes the log lines of the client to the log of Terraform, which leaves out those below its level. Lines
// below the level here are not even made, since a set has one for each member.
type logHandler struct {
	level  slog.Level
	fields []slog.Attr
}

// LogLevelVariable is the environment variable with the level of this provider's log. The program sets it at its start.
const LogLevelVariable = "TF_LOG_PROVIDER_CASHFREE"

// newLogHandler returns the handler of a level, as that variable has it.
func newLogHandler(level string) logHandler {
	h := logHandler{level: slog.LevelDebug}
	_ = h.level.UnmarshalText([]byte(level)) // an unknown level, or none, leaves the lowest
	return h
}

func (h logHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level }

func (h logHandler) Handle(ctx context.Context, record slog.Record) error {
	fields := make(map[string]any, record.NumAttrs()+len(h.fields))
	for _, field := range h.fields {
		fields[field.Key] = field.Value.String()
	}
	record.Attrs(func(field slog.Attr) bool {
		fields[field.Key] = field.Value.String()
		return true
	})
	switch {
	case record.Level >= slog.LevelError:
		tflog.Error(ctx, record.Message, fields)
	case record.Level >= slog.LevelWarn:
		tflog.Warn(ctx, record.Message, fields)
	case record.Level >= slog.LevelInfo:
		tflog.Info(ctx, record.Message, fields)
	default:
		tflog.Debug(ctx, record.Message, fields)
	}
	return nil
}

func (h logHandler) WithAttrs(fields []slog.Attr) slog.Handler {
	return logHandler{level: h.level, fields: append(slices.Clip(h.fields), fields...)}
}

// WithGroup ignores the group: the fields of the client have one level.
func (h logHandler) WithGroup(string) slog.Handler { return h }
