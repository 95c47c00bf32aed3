package payouts

import (
	"net/http"
	"testing"
	"time"
)

// An answer that takes long does not make the clock look wrong: the middle of the exchange is compared.
func TestTheClockIsComparedAtTheMiddle(t *testing.T) {
	t.Parallel()
	sent := time.Date(2026, 3, 1, 10, 0, 0, int(500*time.Millisecond), time.UTC)
	header := http.Header{"Date": {sent.Add(10 * time.Second).Format(http.TimeFormat)}}
	if skew, dated := clockSkew(header, sent, sent.Add(20*time.Second)); skew != 0 || !dated {
		t.Errorf("the clock is %v ahead, %v", skew, dated)
	}
}
