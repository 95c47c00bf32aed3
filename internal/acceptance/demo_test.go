package acceptance

import (
	"os/exec"
	"strings"
	"testing"
)

// The first thing that a newcomer types. It checks itself, and its exit status is the verdict.
func TestTheDemoDoesWhatItSays(t *testing.T) {
	t.Parallel()
	output, err := exec.CommandContext(t.Context(), "go", "run", "../cmd/demo", "-cli", cli.path).CombinedOutput()
	if err != nil || !strings.Contains(string(output), "Every step did what it said.") {
		t.Fatalf("%v:\n%s", err, output)
	}
}
