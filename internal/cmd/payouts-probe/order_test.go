package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Two runs make the same calls and print the same lines in the same order, so that two reports can be compared.
func TestProbe_Order(t *testing.T) {
	t.Parallel()
	const runs = 12 // a range over a map of two changes its order in half of them
	var first string
	for n := range runs {
		w := newWorld(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
		got := w.probe(t.Context())
		w.wantEnd(got)
		lines := append([]string(nil), got.report.Observed...)
		for _, one := range got.report.Findings {
			text, err := json.Marshal(one)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(text))
		}
		for _, call := range w.sim.Requests() {
			lines = append(lines, fmt.Sprintf("%s %s %d, version %q, signed %v", call.Method, call.Path, call.Status, call.APIVersion, call.Signed))
		}
		run := strings.Join(lines, "\n")
		if n == 0 {
			first = run
		} else if run != first {
			t.Fatalf("one run is\n%s\nand another one\n%s", first, run)
		}
	}
}
