package provider

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails the package if a test leaves a goroutine behind, such as an operation that nobody waits for any more.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
