package beneficiaryset

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// banked is a payee with a bank account, as a line of "id, name, number, e-mail".
func banked(line string) payouts.Beneficiary {
	cells := strings.Split(line, ",")
	return payouts.Beneficiary{ID: cells[0], Name: cells[1], BankAccountNumber: cells[2], BankIFSC: "HDFC0000001", Email: cells[3]}
}

// What a plan finds out by comparing one state with one document, under the key that made the fingerprints, under
// another one and while the key is unknown.
func TestCompare(t *testing.T) {
	t.Parallel()
	other, err := providerdata.NewFingerprinter("another secret of a test")
	coretest.Must(t, err)
	state := []string{"a,Asha,00011772,", "b,Bharat,00011773,b@example.com"}
	for name, test := range map[string]struct {
		document                  []string
		sameKey, otherKey, noKey  string
		unclearOther, unclearNone string // ids whose content would have to be read
	}{
		"nothing changes":    {state, "2 unchanged", "2 not compared", "2 not compared", "a b", "a b"},
		"removed":            {state[:1], "1 removed, 1 unchanged", "1 removed, 1 not compared", "1 removed, 1 not compared", "a", "a"},
		"added":              {append(state[:2:2], "c,Chitra,00011774,"), "1 added, 2 unchanged", "1 added, 2 not compared", "1 added, 2 not compared", "a b", "a b"},
		"empty":              {nil, "2 removed", "2 removed", "2 removed", "", ""},
		"another e-mail":     {[]string{state[0], "b,Bharat,00011773,c@example.com"}, "1 other change, 1 unchanged", "2 not compared", "2 not compared", "a b", "a b"},
		"another name":       {[]string{state[0], "b,Bharati,00011773,b@example.com"}, "1 other change, 1 unchanged", "1 unclear change, 1 not compared", "1 unclear change, 1 not compared", "a b", "a b"},
		"another account":    {[]string{state[0], "b,Bharat,00019999,b@example.com"}, "1 account change, 1 unchanged", "1 account change, 1 not compared", "1 account change, 1 not compared", "a", "a"},
		"the same last four": {[]string{state[0], "b,Bharat,99911773,b@example.com"}, "1 account change, 1 unchanged", "2 not compared", "2 not compared", "a b", "a b"},
		"a name as well":     {[]string{state[0], "b,Bharati,99911773,b@example.com"}, "1 account change, 1 unchanged", "1 unclear change, 1 not compared", "1 unclear change, 1 not compared", "a b", "a b"},
		"swapped":            {[]string{"a,Asha,00011773,", "b,Bharat,00011772,b@example.com"}, "2 account changes", "2 account changes", "2 account changes", "", ""},
		"renamed":            {[]string{state[0], "c,Bharat,00011773,b@example.com"}, "1 renamed, 1 unchanged", "1 removed, 1 added, 1 not compared", "1 removed, 1 added, 1 not compared", "a b", "a"},
		"renamed, with another name": {[]string{state[0], "c,Chitra,00011773,"}, "1 renamed, 1 unchanged", "1 removed, 1 added, 1 not compared",
			"1 removed, 1 added, 1 not compared", "a b", "a"},
		"another id and the same last four": {[]string{state[0], "c,Bharat,99911773,b@example.com"}, "1 removed, 1 added, 1 unchanged",
			"1 removed, 1 added, 1 not compared", "1 removed, 1 added, 1 not compared", "a b", "a"},
		"a leaving account goes to a member": {[]string{"a,Asha,00011773,"}, "1 removed, 1 account change", "1 removed, 1 account change", "1 removed, 1 account change", "", ""},
	} {
		for key, check := range map[string]struct {
			prints        *providerdata.Fingerprinter
			want, unclear string
		}{
			"the same key":   {newPrints(t), test.sameKey, ""},
			"another key":    {other, test.otherKey, test.unclearOther},
			"an unknown key": {nil, test.noKey, test.unclearNone},
		} {
			var payees []payouts.Beneficiary
			for _, line := range state {
				payees = append(payees, banked(line))
			}
			var wanted []bulk.Member
			for _, line := range test.document {
				wanted = append(wanted, bulk.Member{Beneficiary: banked(line)})
			}
			c := compare(modelOf(newPrints(t), payees...), wanted, check.prints)
			if got, unclear := c.counts(), strings.Join(c.unclear, " "); got != check.want || unclear != check.unclear {
				t.Errorf("%s, %s: %s, unclear %q, want %s, unclear %q", name, key, got, unclear, check.want, check.unclear)
			}
		}
	}
}

// Each id of the state leaves or stays, and each member of the document is sent or not, whatever the kinds are called.
func TestCompare_Sums(t *testing.T) {
	t.Parallel()
	state := modelOf(newPrints(t), banked("a,Asha,00011772,"), banked("b,Bharat,00011773,"), banked("c,Chitra,00011774,"))
	wanted := []bulk.Member{{Beneficiary: banked("a,Asha,00011774,")}, {Beneficiary: banked("d,Bharat,00011773,")}, {Beneficiary: banked("e,Esha,00011775,")}}
	c := compare(state, wanted, newPrints(t))
	if got := c.counts(); got != "1 removed, 1 account change, 1 renamed, 1 added" || c.changes() != 4 {
		t.Errorf("%s, %d changes", got, c.changes())
	}
	if leaving := strings.Join(c.leaving(), " "); leaving != "b c" || len(c.put()) != 3 || len(c.arriving()) != 2 {
		t.Errorf("%s leave, %d are put, %d arrive", leaving, len(c.put()), len(c.arriving()))
	}
	text := c.description("Of the 3 members in the state")
	for _, line := range []string{"Of the 3 members in the state", "  removes 1: c\n", "UPI address of 1: a\n", "get another id): b to d\n", "adds 1: e"} {
		if !strings.Contains(text, line) {
			t.Errorf("%q is missing in:\n%s", line, text)
		}
	}
}
