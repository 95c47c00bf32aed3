package provider

import (
	"context"
	"log/slog"
	"slices"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logHandler writes the log lines of the client to the log of Terraform, where TF_LOG_PROVIDER sets the level.
type logHandler struct {
	fields []slog.Attr
}

func (h logHandler) Enabled(context.Context, slog.Level) bool { return true }

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
	return logHandler{fields: append(slices.Clip(h.fields), fields...)}
}

// WithGroup ignores the group: the fields of the client have one level.
func (h logHandler) WithGroup(string) slog.Handler { return h }
