package providerdata

import (
	"testing"
	"time"
)

// Durations are written without units that are zero.
func TestShortDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"5m": "5m", "10m0s": "10m", "30s": "30s", "10s": "10s", "1m30s": "1m30s", "1m10s": "1m10s", "1h": "1h", "10h0m0s": "10h",
		"1h30m": "1h30m", "1h0m10s": "1h0m10s", "200ms": "200ms", "0s": "0s", "100h10m0s": "100h10m",
	} {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := ShortDuration(d); got != want {
			t.Errorf("%s is written as %s, want %s", text, got, want)
		}
	}
}
