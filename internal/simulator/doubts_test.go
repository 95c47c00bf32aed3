package simulator_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// accountStates are the switches that stand for the state of an account or of its surroundings. What the API does then
// is documented or was observed, so they are not doubts.
var accountStates = []string{
	"slow_transfer_milliseconds", "max_batch_entries", "source_account", "virtual_account", "apis_not_enabled",
	"v2_not_activated", "trust_forwarded_for",
}

// DESIGN.md's table of doubts lists every switch that stands for one, once, and nothing else.
func TestBehaviour_DoubtsInDesign(t *testing.T) {
	t.Parallel()
	listed := doubtsInDesign(t)
	for field := range reflect.TypeFor[simulator.Behaviour]().Fields() {
		name := field.Tag.Get("json")
		want := 1
		if slices.Contains(accountStates, name) {
			want = 0
		}
		if listed[name] != want {
			t.Errorf("%s is in the table %d times, want %d", name, listed[name], want)
		}
		delete(listed, name)
	}
	for name := range listed {
		t.Errorf("%s is in the table and is no switch", name)
	}
}

var quotedName = regexp.MustCompile("`([^`]+)`")

// doubtsInDesign returns how often each switch is in the second column of the table.
func doubtsInDesign(t *testing.T) map[string]int {
	t.Helper()
	design, err := os.ReadFile("../../DESIGN.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(design), "| Doubt | Switch | The provider | Seen by |\n")
	if !found {
		t.Fatal("DESIGN.md has no table of doubts")
	}
	listed := map[string]int{}
	for line := range strings.Lines(table) {
		columns := strings.Split(line, "|")
		if len(columns) != 6 {
			break
		}
		for _, match := range quotedName.FindAllStringSubmatch(columns[2], -1) {
			listed[match[1]]++
		}
	}
	return listed
}
