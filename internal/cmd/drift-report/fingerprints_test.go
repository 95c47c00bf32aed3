package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The report tells a changed account from changed contact details, also where both look the same in the summary.
func TestSet_HiddenChange(t *testing.T) {
	t.Parallel()
	set := setOf("a", anil)
	mailed := with(set, "fingerprints.a", "key1:mailed")
	moved := with(set, "account_fingerprints.a", "key1:moved", "fingerprints.a", "key1:moved")
	movedAndMailed := with(moved, "fingerprints.a", "key1:moved and mailed")
	named := setOf("a", "Anil Rao, HDFC0000001, …1001")
	namedAndMoved := with(named, "account_fingerprints.a", "key1:moved", "fingerprints.a", "key1:named and moved")
	otherKey := with(set, "account_fingerprints.a", "key2:account", "fingerprints.a", "key2:all")
	old := func(set object) object { return without(set, "account_fingerprints") }
	oldMarks := []any{"after_unknown", object{"fingerprints": object{"a": true}, "statuses": object{"a": true}}}

	const (
		account       = "bank_account_number:outside"
		byHand        = "At Cashfree somebody changed the account number."
		contactByHand = "At Cashfree somebody changed the contact details."
		unclear       = "The plan does not show which. A new account number would have the same last four digits."
		otherKeyNote  = "It may have been changed at Cashfree instead: its recorded fingerprint was made with another key."
	)
	for name, c := range map[string]struct {
		recorded, now object
		plan          object // nil for no plan, as with -refresh-only
		outcome       Outcome
		fields, want  string
	}{
		"account by hand":                {set, moved, updateOf(moved, set), Replace, account, byHand},
		"e-mail by hand":                 {set, mailed, updateOf(mailed, set), Replace, "contact:outside", contactByHand},
		"account and e-mail by hand":     {set, movedAndMailed, updateOf(movedAndMailed, set), Replace, account, byHand},
		"name by hand":                   {set, named, updateOf(named, set), Replace, "name:outside", "At Cashfree somebody changed the name."},
		"name and account by hand":       {set, namedAndMoved, updateOf(namedAndMoved, set), Replace, "name:outside " + account, "At Cashfree somebody changed the name and account number."},
		"account by hand, nothing plans": {set, moved, nil, Nothing, account, byHand},
		"e-mail by hand, nothing plans":  {set, mailed, nil, Nothing, "contact:outside", contactByHand},
		"removed by hand":                {set, setOf(), updateOf(setOf(), set), AddAgain, "name: bank_account_number: bank_ifsc:", "Somebody removed this payee at Cashfree."},
		"removed by hand, e-mail in the code": {
			set, setOf(), updateOf(setOf(), mailed), AddAgain, "name: bank_account_number: bank_ifsc: contact_or_account:configuration",
			"Somebody removed this payee at Cashfree. Apart from that, the configuration changes the contact details or account number. " + unclear,
		},

		"account in the code":       {set, set, updateOf(set, moved), Replace, "bank_account_number:configuration", "The configuration changes the account number."},
		"e-mail in the code":        {set, set, updateOf(set, mailed), Replace, "contact:configuration", "The configuration changes the contact details."},
		"name in the code":          {set, set, updateOf(set, named), Replace, "name:configuration", "The configuration changes the name."},
		"replacement of all":        {set, set, replacementOf(set, mailed), Replace, "contact_or_account:configuration", "The configuration changes the contact details or account number. " + unclear + " This run was asked to replace it (-replace)."},
		"e-mail by hand and code":   {set, mailed, updateOf(mailed, with(set, "fingerprints.a", "key1:other mail")), Replace, "contact:outside,configuration", contactByHand + " Apart from that, the configuration changes the contact details."},
		"e-mail, the code follows":  {set, mailed, resource(typeSet, noOp, mailed, mailed), Nothing, "contact:outside", contactByHand},
		"account, the code follows": {set, moved, updateOf(moved, movedAndMailed), Replace, account + " contact:configuration", byHand + " Apart from that, the configuration changes the contact details."},
		"e-mail by hand, account in the code": {
			set, mailed, updateOf(mailed, moved), Replace, "bank_account_number:configuration contact:outside",
			contactByHand + " Apart from that, the configuration changes the account number.",
		},
		"account by hand, e-mail in the code": { // the planned account is open, and may be a third one
			set, moved, updateOf(moved, mailed), Replace, account + " contact_or_account:configuration",
			byHand + " Apart from that, the configuration changes the contact details or account number. " + unclear,
		},

		"another key, then the account in the code": {
			set, otherKey, updateOf(otherKey, with(otherKey, "account_fingerprints.a", "key2:moved", "fingerprints.a", "key2:moved")), Replace,
			"bank_account_number:configuration", "The configuration changes the account number. " + otherKeyNote,
		},
		"another key, then an e-mail in the code": {
			set, otherKey, updateOf(otherKey, with(otherKey, "fingerprints.a", "key2:mailed")), Replace,
			"contact:configuration", "The configuration changes the contact details. " + otherKeyNote,
		},
		"another key, without a refresh": {
			set, set, updateOf(set, otherKey), Replace,
			"contact_or_account:configuration", "The configuration changes the contact details or account number. " + unclear,
		},
		"the key is not known yet": {
			set, set, resource(typeSet, update, set, without(set, "account_fingerprints", "fingerprints"), "after_unknown",
				object{"account_fingerprints": object{"a": true}, "fingerprints": object{"a": true}}), Replace,
			"contact_or_account:configuration", "It is not known before the apply whether the configuration changes the contact details or account number.",
		},

		"old plan, by hand":     {old(set), old(mailed), resource(typeSet, update, old(mailed), without(set, "account_fingerprints", "fingerprints"), oldMarks...), Replace, "contact_or_account:outside", "At Cashfree somebody changed the contact details or account number. " + unclear},
		"old plan, in the code": {old(set), old(set), resource(typeSet, update, old(set), without(set, "account_fingerprints", "fingerprints"), oldMarks...), Replace, "contact_or_account:configuration", "The configuration changes the contact details or account number. " + unclear},
		"old plan, name":        {old(set), old(set), resource(typeSet, update, old(set), without(named, "account_fingerprints", "fingerprints"), oldMarks...), Replace, "name:configuration", "The configuration changes the name."},
		"old state":             {old(set), mailed, updateOf(mailed, set), Replace, "contact_or_account:outside", "At Cashfree somebody changed the contact details or account number. " + unclear},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := only(t, reportOf(t, planOf(t, resource(typeSet, update, c.recorded, c.now), c.plan)))
			var fields []string
			for _, f := range got.Fields {
				fields = append(fields, fmt.Sprintf("%s:%s", f.Name, strings.ReplaceAll(by(f.ChangedBy), " ", ",")))
			}
			if strings.Join(fields, " ") != c.fields || got.Happened != c.want {
				t.Errorf("the fields are %q, and the text is %q, want %q and %q", fields, got.Happened, c.fields, c.want)
			}
			isHidden := slices.ContainsFunc(got.Fields, func(f Field) bool { return f.isHidden() || f.Note != "" })
			if got.OnApply != c.outcome || got.Severity != SeverityPayees || got.Hidden != isHidden {
				t.Errorf("got the outcome %s, %s, hidden %t, want %s, hidden %t", got.OnApply, got.Severity, got.Hidden, c.outcome, isHidden)
			}
		})
	}
}

// replacementOf returns the plan of a set that is replaced as a whole. The fingerprints of all accounts are open.
func replacementOf(now, document object) object {
	return resource(typeSet, replace, now, without(document, "account_fingerprints", "statuses"), "action_reason", "replace_by_request",
		"after_unknown", object{"account_fingerprints": object{"a": true}, "statuses": object{"a": true}})
}

// A field without values says in words what changed, and what is not known yet.
func TestSet_HiddenField(t *testing.T) {
	t.Parallel()
	set := setOf("a", anil)
	mailed := with(set, "fingerprints.a", "key1:mailed")
	unknown := object{"account_fingerprints": object{"a": true}, "fingerprints": object{"a": true}}
	for want, data := range map[string][]byte{
		"| Contact details (such as e-mail, phone or address) | not shown | **changed** | not shown |": planOf(t, resource(typeSet, update, set, mailed), updateOf(mailed, set)),
		"| Contact details (such as e-mail, phone or address) | not shown | **changed** |":             planOf(t, nil, updateOf(set, mailed)),
		"| Contact details or account number (the fingerprints do not show which) | not shown | **(known after apply)** |": planOf(t, nil,
			resource(typeSet, update, set, without(set, "account_fingerprints", "fingerprints"), "after_unknown", unknown)),
	} {
		if got := forms(t, reportOf(t, data))["Markdown"]; !strings.Contains(got, want) {
			t.Errorf("got %s\nwant the line %s", got, want)
		}
	}
}
