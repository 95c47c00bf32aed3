package provider

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails the package when a test leaves a goroutine behind: an operation that nobody waits for any more would be one.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
