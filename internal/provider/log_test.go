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
	logger := slog.New(logHandler{}).With("request_id", "r-1")
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
