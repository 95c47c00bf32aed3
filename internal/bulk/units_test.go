package bulk

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Changes are grouped by who waits for whom. A line is a unit, "|" separates its parts, and brackets are around a
// cycle, whose opener comes first. Payees are written as id:account/UPI address, before and after.
func TestUnitsOf(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		changes []string
		want    []string
	}{
		"nobody waits":                      {[]string{"a:1>2", "b:3>4", "c:>5"}, []string{"a:1>2", "b:3>4", "c:>5"}},
		"a swap":                            {[]string{"a:1>2", "b:2>1"}, []string{"[a:1>2 b:2>1]"}},
		"a cycle of three":                  {[]string{"a:1>2", "b:2>3", "c:3>1"}, []string{"[a:1>2 c:3>1 b:2>3]"}},
		"a chain begins at its end":         {[]string{"a:1>2", "b:2>3", "c:3>4", "n:>1"}, []string{"c:3>4 b:2>3 a:1>2 n:>1"}},
		"a rename":                          {[]string{"a:1>", "n:>1"}, []string{"n:>1"}},
		"an account goes before an address": {[]string{"v:9>/x", "u:>1", "a:1/x>"}, []string{"u:>1 v:9>/x"}},
		"a newcomer waits for a cycle":      {[]string{"a:1>2", "b:2>1/y", "c:3/y>4", "n:>3"}, []string{"[a:1>2 b:2>1] | c:3/y>4 n:>3 | b:1>1/y"}},
		"both from one other":               {[]string{"a:1/x>2/y", "b:2/y>3"}, []string{"b:2/y>3 a:1/x>2/y"}},
		"account and address part ways": {[]string{"a:1/x>2/y", "b:2/z>3", "c:4/y>1"},
			[]string{"b:2/z>3 a:1/x>2 c:4/y>1 | a:2>2/y"}},
		"addresses move in a cycle beside accounts": {[]string{"a:1/x>2/z", "b:2/y>1/x", "c:3/z>3/y"},
			[]string{"[a:1/x>2 b:2/y>1/x] | c:3/z>3 | a:2>2/z c:3>3/y"}},
		"who takes no account waits for the address":       {[]string{"a:1/x>/y", "b:2/y>1/z", "c:3/z>4"}, []string{"[a:1/x>/y b:2/y>1] | c:3/z>4 | b:1>1/z"}},
		"an address that two have is waited for by nobody": {[]string{"a:1/x>1", "b:2/x>2", "c:3>3/x"}, []string{"a:1/x>1", "b:2/x>2", "c:3>3/x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var changes []*change
			for _, text := range test.changes {
				changes = append(changes, parseChange(text))
			}
			shared := sharedVPAs(changes)
			linkWaits(changes, shared)
			var got []string
			for _, u := range unitsOf(changes, shared) {
				got = append(got, u.text())
			}
			wantList(t, "units", got, test.want...)
		})
	}
}

// A cycle is opened by a payee that Cashfree would accept again.
func TestCycleOf_Opener(t *testing.T) {
	t.Parallel()
	changes := []*change{parseChange("a:1>2"), parseChange("b:2>3"), parseChange("c:3>1")}
	for _, first := range []string{"a", "b", "c"} {
		for _, x := range changes {
			x.before.Name = formerName
			if x.id == first {
				x.before.Name = "Asha"
			}
		}
		linkWaits(changes, nil)
		if cycle := cycleOf(changes); cycle[0].id != first || cycle[1].waits[0] != cycle[0] || cycle[2].waits[0] != cycle[1] {
			t.Errorf("the cycle begins with %s, want %s", cycle[0].id, first)
		}
	}
}

// parseChange reads a change such as "a:1/x>2".
func parseChange(text string) *change {
	id, rest, _ := strings.Cut(text, ":")
	before, after, _ := strings.Cut(rest, ">")
	return &change{id: id, known: before != "", before: parseInstruments(id, before), after: parseInstruments(id, after)}
}

func parseInstruments(id, text string) *payouts.Beneficiary {
	if text == "" {
		return nil
	}
	b := payouts.Beneficiary{ID: id, Name: "Asha"}
	account, vpa, _ := strings.Cut(text, "/")
	if account != "" {
		b.BankAccountNumber, b.BankIFSC = "0001102000000"+account, "HDFC0000001"
	}
	if vpa != "" {
		b.VPA = vpa + "@examplebank"
	}
	return &b
}

func (u *unit) text() string {
	var parts []string
	for _, p := range u.parts {
		var steps []string
		if len(p.cycle) > 0 {
			steps = append(steps, "["+textOf(p.cycle)+"]")
		}
		if len(p.steps) > 0 {
			steps = append(steps, textOf(p.steps))
		}
		parts = append(parts, strings.Join(steps, " "))
	}
	return strings.Join(parts, " | ")
}

func textOf(changes []*change) string {
	var texts []string
	for _, x := range changes {
		texts = append(texts, fmt.Sprintf("%s:%s>%s", x.id, instrumentsText(x.before), instrumentsText(x.after)))
	}
	return strings.Join(texts, " ")
}

func instrumentsText(b *payouts.Beneficiary) string {
	if b == nil {
		return ""
	}
	text := strings.TrimPrefix(b.BankAccountNumber, "0001102000000")
	if b.VPA != "" {
		text += "/" + strings.TrimSuffix(b.VPA, "@examplebank")
	}
	return text
}
