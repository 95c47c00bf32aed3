package provider

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// Log lines of the client are written to the log of Terraform, with their fields.
func TestLogHandler(t *testing.T) {
	t.Parallel()
	var sink bytes.Buffer
	ctx := tflogtest.RootLogger(context.Background(), &sink)
	logger := slog.New(newLogHandler("")).With("request_id", "r-1")
	logger.DebugContext(ctx, "answered", "status", 200)
	logger.WarnContext(ctx, "throttled")

	lines, err := tflogtest.MultilineJSONDecode(&sink)
	coretest.Must(t, err)
	want := []map[string]any{
		{"@level": "debug", "@message": "answered", "@module": "provider", "request_id": "r-1", "status": "200"},
		{"@level": "warn", "@message": "throttled", "@module": "provider", "request_id": "r-1"},
	}
	got, _ := json.Marshal(lines)
	expected, _ := json.Marshal(want)
	if !bytes.Equal(got, expected) {
		t.Errorf("the log is %s, want %s", got, expected)
	}
}

// A line below the level is not made.
func TestLogHandler_Level(t *testing.T) {
	t.Parallel()
	for level, lowest := range map[string]slog.Level{
		"": slog.LevelDebug, "TRACE": slog.LevelDebug, "DEBUG": slog.LevelDebug, "INFO": slog.LevelInfo, "WARN": slog.LevelWarn,
		"ERROR": slog.LevelError, "JSON": slog.LevelDebug,
	} {
		h := newLogHandler(level).WithAttrs([]slog.Attr{slog.String("a", "b")})
		for _, one := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
			if got := h.Enabled(t.Context(), one); got != (one >= lowest) {
				t.Errorf("%q makes lines of %s: %v", level, one, got)
			}
		}
	}
}
