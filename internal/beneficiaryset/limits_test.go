package beneficiaryset

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// A limit is a whole number or a percentage from 1% to 100%.
func TestParseLimit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]memberLimit{"0": {0, false}, "20": {20, false}, "1%": {1, true}, "100%": {100, true}, "007": {7, false}, "2147483647": {2147483647, false}} {
		if got, err := parseLimit(text); err != nil || got != want {
			t.Errorf("%s is %+v (%v), want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "%", "0%", "101%", "-1", "-1%", "1.5", "1.5%", "ten", "30 %", "30%%", "99999999999", "+5", "2147483648"} {
		if got, err := parseLimit(text); err == nil || !strings.Contains(err.Error(), limitRule) {
			t.Errorf("%q is %+v (%v)", text, got, err)
		}
	}
}

// How many of all small sets each form of a limit allows: a percentage is rounded down and holds from ten members on, a
// number holds always.
func TestMemberLimit_Allowed(t *testing.T) {
	t.Parallel()
	for members := range 41 {
		for text, want := range map[string]int{
			"30%": members * 3 / 10, "1%": members / 100, "100%": members, "0": 0, "7": 7, "100": 100,
		} {
			if strings.HasSuffix(text, "%") && members < 10 {
				want = members
			}
			l, err := parseLimit(text)
			coretest.Must(t, err)
			if got := l.allowed(members); got != want {
				t.Errorf("%s of %d members allows %d, want %d", text, members, got, want)
			}
		}
	}
}

// What each limit counts, and what its error says. Every plan of a set goes through it, so there is one way for all.
func TestModel_Guard(t *testing.T) {
	t.Parallel()
	comparisonOf := func(inState, removals, accountChanges, renamings int) *comparison {
		c := &comparison{inState: inState}
		c.count[removal], c.count[accountChange], c.count[renamed] = removals, accountChanges, renamings
		return c
	}
	for name, test := range map[string]struct {
		removals, accountChanges any // arguments, nil for the default
		compared                 *comparison
		want                     []string
	}{
		"as many as allowed": {nil, nil, comparisonOf(100, 30, 30, 0), nil},
		"one removal more": {nil, nil, comparisonOf(100, 31, 0, 0), []string{"Too many removals",
			`This plan removes 31 of 100 members in the state. max_removals = "30%" allows 30.`, "set max_removals = 31 for this run"}},
		"one account more": {nil, nil, comparisonOf(100, 0, 31, 0), []string{"Too many account changes",
			`changes the bank account or UPI address of 31 of 100 members in the state. max_account_changes = "30%" allows 30.`,
			"set max_account_changes = 31 for this run"}},
		"both":               {nil, nil, comparisonOf(10, 4, 4, 0), []string{"Too many removals", "Too many account changes"}},
		"renamings":          {nil, nil, comparisonOf(100, 0, 0, 100), nil},
		"nine members":       {nil, nil, comparisonOf(9, 9, 0, 0), nil},
		"a number, few":      {"2", nil, comparisonOf(5, 3, 0, 0), []string{`removes 3 of 5 members in the state. max_removals = "2" allows 2.`}},
		"none may":           {"0", "0", comparisonOf(1, 1, 0, 0), []string{"allows 0."}},
		"everybody may":      {"100%", "100%", comparisonOf(300, 150, 150, 0), nil},
		"unknown":            {tftypes.UnknownValue, tftypes.UnknownValue, comparisonOf(300, 150, 150, 0), nil},
		"one limit is known": {tftypes.UnknownValue, nil, comparisonOf(300, 150, 150, 0), []string{"Too many account changes"}},
	} {
		m := newModel(emptyArguments(), 0)
		m.limits[maxRemovals] = tftypes.NewValue(tftypes.String, test.removals)
		m.limits[maxAccountChanges] = tftypes.NewValue(tftypes.String, test.accountChanges)
		var diags diag.Diagnostics
		m.guard(test.compared, []string{"A note."}, &diags)
		text := coretest.Text(toProtocol(diags))
		if diags.HasError() != (test.want != nil) || !coretest.ContainsAll(text, test.want) || test.want != nil && !strings.Contains(text, "A note.") {
			t.Errorf("%s: got %q, want %q", name, text, test.want)
		}
	}
}

// The replacement of a set removes all of its members, so it falls under the limit for removals.
func TestModel_GuardReplacement(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		members int
		limit   any
		refused bool
	}{
		{0, nil, false}, {9, nil, false}, {10, nil, true}, {300, nil, true}, {300, "100%", false}, {300, "300", false}, {300, "299", true},
		{3, "2", true}, {300, tftypes.UnknownValue, false},
	} {
		m := newModel(emptyArguments(), 0)
		m.limits[maxRemovals] = tftypes.NewValue(tftypes.String, test.limit)
		var diags diag.Diagnostics
		m.guardReplacement(test.members, &diags)
		if diags.HasError() != test.refused {
			t.Errorf("%d members with max_removals = %v: %v", test.members, test.limit, diags)
		}
		if want := fmt.Sprintf("set max_removals = %d for", test.members); test.refused && !strings.Contains(coretest.Text(toProtocol(diags)), want) {
			t.Errorf("%q is missing: %v", want, diags)
		}
	}
}
