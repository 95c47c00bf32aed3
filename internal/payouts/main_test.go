package payouts

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails the package when a test leaves a goroutine behind, such as a call that nobody waits for.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
