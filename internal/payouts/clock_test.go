package payouts

import (
	"net/http"
	"testing"
	"time"
)

// An answer that takes long does not change the clock skew: it is measured in the middle between request and answer.
func TestNewReply_ClockSkew_SlowAnswer(t *testing.T) {
	t.Parallel()
	sent := time.Date(2026, 3, 1, 10, 0, 0, int(500*time.Millisecond), time.UTC)
	answer := &http.Response{Header: http.Header{"Date": {sent.Add(10 * time.Second).Format(http.TimeFormat)}}}
	if got := newReply(answer, sent, sent.Add(20*time.Second)); got.skew != 0 || !got.dated {
		t.Errorf("the clock is %v ahead, %v", got.skew, got.dated)
	}
}
