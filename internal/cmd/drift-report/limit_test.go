package main

import (
	"strings"
	"testing"
)

// The message of a limit says that payees would be affected where the plan shows it, and else that they could be.
func TestLimit_Sentence(t *testing.T) {
	t.Parallel()
	set := setOf("a", anil, "b", bina)
	unknown := resource(typeSet, update, set, without(set, "members"), "after_unknown", object{"members": true})
	leftOpen := resource(typeSet, forgetAndCreate, set, without(set, "members"), "after_unknown", object{"members": true})
	undecided := resource(typeSet, update, set, without(set, "account_fingerprints", "fingerprints"), "after_unknown",
		object{"account_fingerprints": object{"a": true}, "fingerprints": object{"a": true}})
	single := func(actions []string, before, after object, more ...any) object {
		return resource(typeBeneficiary, actions, before, after, append(more, "address", "x.y")...)
	}
	gone := single(remove, asha(), nil)
	open := func(path ...string) []any { return []any{"after_unknown", object{"instrument": object{path[0]: true}}} }
	writeOnly := asha("instrument.bank_account_number", nil)
	const (
		removed, mayRemove = " would be removed, and the limit is 0.", " could be removed, and the limit is 0."
		moved, mayMove     = " would get another account or UPI address, and the limit is 0.", " could get another account or UPI address, and the limit is 0."
		notShown           = " The plan does not show whether this happens"
	)
	for name, test := range map[string]struct {
		changes           []object
		removed, accounts string
	}{
		"nothing":                    {nil, "0 payees" + removed, "0 payees" + moved},
		"a removal":                  {[]object{gone}, "1 payee" + removed, "0 payees" + moved},
		"the document is not known":  {[]object{unknown}, "2 payees" + mayRemove + notShown + ".", "2 payees" + mayMove + notShown + "."},
		"a removal as well":          {[]object{unknown, gone}, "3 payees" + mayRemove + notShown + " to 2 of them.", "2 payees" + mayMove + notShown + "."},
		"the former set stays":       {[]object{leftOpen}, "0 payees" + removed, "2 payees" + mayMove + notShown + "."},
		"the key is not known":       {[]object{undecided}, "1 payee" + mayRemove + notShown + ".", "1 payee" + mayMove + notShown + "."},
		"a member's account":         {[]object{updateOf(set, setOf("a", "Anil Kumar, HDFC0000001, …9999", "b", bina))}, "0 payees" + removed, "1 payee" + moved},
		"a member's hidden account":  {[]object{updateOf(set, with(set, "account_fingerprints.a", "key1:x", "fingerprints.a", "key1:x"))}, "0 payees" + removed, "1 payee" + moved},
		"an account or an e-mail":    {[]object{replacementOf(setOf("a", anil), with(setOf("a", anil), "fingerprints.a", "key1:x"))}, "0 payees" + removed, "1 payee" + mayMove + notShown + "."},
		"a renaming":                 {[]object{updateOf(set, setOf("x", anil, "b", bina))}, "0 payees" + removed, "1 payee" + mayMove + notShown + "."},
		"a payee's account":          {[]object{single(replace, asha(), planned(asha("instrument.bank_account_number", "99911020001772")))}, "0 payees" + removed, "1 payee" + moved},
		"a payee's UPI address":      {[]object{single(replace, asha(), planned(asha("instrument.vpa", "asha@bank")))}, "0 payees" + removed, "1 payee" + moved},
		"a number that is not known": {[]object{single(replace, asha(), planned(writeOnly), open("bank_account_number")...)}, "0 payees" + removed, "1 payee" + mayMove + notShown + "."},
		"another id, and a number that is not known": {[]object{single(replace, asha(), planned(with(writeOnly, "beneficiary_id", "vendor_9")),
			open("bank_account_number")...)}, "1 payee" + mayRemove + notShown + ".", "0 payees" + moved},
		"another account, and an id that is not known": {[]object{single(replace, asha(), planned(asha("instrument.bank_account_number", "99911020001772", "beneficiary_id", nil)),
			"after_unknown", object{"beneficiary_id": true})}, "1 payee" + mayRemove + notShown + ".", "0 payees" + moved},
		"an IFSC that is not known": {[]object{single(replace, asha(), planned(asha("instrument.bank_ifsc", nil)), open("bank_ifsc")...)}, "0 payees" + removed, "1 payee" + mayMove + notShown + "."},
		"a write-only number": {[]object{single(replace, writeOnly, planned(writeOnly), "replace_paths", [][]any{{"bank_account_fingerprint"}})},
			"0 payees" + removed, "1 payee" + moved},
		"a write-only number that is not known": {[]object{single(replace, writeOnly, planned(with(writeOnly, "bank_account_last_four", nil)),
			"after_unknown", object{"bank_account_last_four": true})}, "0 payees" + removed, "1 payee" + mayMove + notShown + "."},
	} {
		report := reportOf(t, planOf(t, nil, nil, "resource_changes", test.changes))
		zero := 0
		report.checkLimits(&zero, &zero)
		for n, want := range []string{test.removed, test.accounts} {
			limit := report.Limits[n]
			if got := limit.sentence(); got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
			if isCertain := !strings.Contains(want, notShown); (limit.Uncertain == 0) != isCertain || limit.Uncertain > limit.Count {
				t.Errorf("%s: %d of %d are uncertain", name, limit.Uncertain, limit.Count)
			}
		}
	}
}
