package providerdata

import (
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// A clock is off if the answer has a date more than the lifetime of a signature away.
func TestClockIsOff(t *testing.T) {
	t.Parallel()
	for skew, want := range map[time.Duration]bool{
		0: false, 2 * time.Minute: false, 10 * time.Minute: false, 601 * time.Second: true, -10 * time.Minute: false, -601 * time.Second: true,
	} {
		if got := ClockIsOff(payouts.Probe{Skew: skew, Dated: true}); got != want {
			t.Errorf("%v ahead: %v", skew, got)
		}
	}
	if ClockIsOff(payouts.Probe{Skew: time.Hour}) {
		t.Error("without a date nothing is known of the clock")
	}
}
