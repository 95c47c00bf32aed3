package providerdata

import (
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// A clock is off if it is more than a minute ahead of the date of the answer, or more than the lifetime of a signature
// behind it.
func TestClockIsOff(t *testing.T) {
	t.Parallel()
	for skew, want := range map[time.Duration]bool{
		0: false, time.Minute: false, 61 * time.Second: true, time.Hour: true, -2 * time.Minute: false, -10 * time.Minute: false, -601 * time.Second: true,
	} {
		if got := ClockIsOff(payouts.Probe{Skew: skew, Dated: true}); got != want {
			t.Errorf("%v ahead: %v", skew, got)
		}
	}
	if ClockIsOff(payouts.Probe{Skew: time.Hour}) {
		t.Error("without a date nothing is known of the clock")
	}
}
