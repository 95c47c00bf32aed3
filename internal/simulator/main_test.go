package simulator_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails the package when a test leaves a goroutine behind: a caller that is never let go would be one.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
