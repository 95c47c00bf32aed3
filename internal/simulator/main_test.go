package simulator_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails the package if a test leaves a goroutine running, such as that of a call that never ends.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
