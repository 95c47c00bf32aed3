package grammar_test

import (
	"slices"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// The numbers with more zeros end at the greatest length of an account number.
func TestWithLeadingZeros(t *testing.T) {
	t.Parallel()
	longest := grammar.AccountNumber.MaxLength()
	got := slices.Collect(grammar.WithLeadingZeros(" 11020001772 "))
	if len(got) != longest-11 || got[0] != "011020001772" || got[2] != "00011020001772" || len(got[len(got)-1]) != longest {
		t.Errorf("got %q", got)
	}
	if full := slices.Collect(grammar.WithLeadingZeros(got[len(got)-1])); len(full) != 0 {
		t.Errorf("more zeros for the longest number: %q", full)
	}
	for first := range grammar.WithLeadingZeros("1") {
		if first != "01" {
			t.Errorf("the first is %q", first)
		}
		break
	}
}
