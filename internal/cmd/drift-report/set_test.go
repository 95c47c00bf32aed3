package main

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

// setOf returns a set with members such as "a" and "Asha Rao, …1772". Equal summaries have equal fingerprints, and
// equal ends of summaries have equal fingerprints of accounts.
func setOf(members ...string) object {
	set := object{"members": object{}, "account_fingerprints": object{}, "fingerprints": object{}, "statuses": object{}}
	for n := 0; n < len(members); n += 2 {
		id, summary := members[n], members[n+1]
		_, account, _ := strings.Cut(summary, ", ")
		set = with(set, "members."+id, summary, "account_fingerprints."+id, "key1:"+account, "fingerprints."+id, "key1:"+summary,
			"statuses."+id, "VERIFIED")
	}
	return set
}

// updateOf returns the plan of an update from a set to that of the document, with what the provider leaves open: the
// statuses of members that change, and the fingerprints of accounts that change.
func updateOf(now, document object) object {
	open := object{"account_fingerprints": object{}, "statuses": object{}}
	after := document
	leaveOpen := func(attribute, id string) {
		column, _ := after[attribute].(object)
		column = maps.Clone(column)
		delete(column, id)
		after = with(after, attribute, column)
		open = with(open, attribute+"."+id, true)
	}
	isSame := func(attribute, id string) bool {
		a, _ := now[attribute].(object)
		b, _ := document[attribute].(object)
		return a[id] == b[id]
	}
	members, _ := document["members"].(object)
	for id := range members {
		if !isSame("account_fingerprints", id) {
			leaveOpen("account_fingerprints", id)
		}
		if !isSame("members", id) || !isSame("fingerprints", id) {
			leaveOpen("statuses", id)
		}
	}
	return resource(typeSet, update, now, after, "after_unknown", open)
}

const (
	anil   = "Anil Kumar, HDFC0000001, …1001"
	moved  = "Anil Kumar, HDFC0000001, …9999"
	bina   = "Bina Kumar, HDFC0000001, …1002"
	binaTo = "Bina Rao, HDFC0000001, …1002"
)

// The report has who changed each member of a set, and what an apply does with it.
func TestSet_Change(t *testing.T) {
	t.Parallel()
	drifts := func(before, after object) object { return resource(typeSet, update, before, after) }
	plans := func(actions []string, before, after object, more ...any) object {
		return resource(typeSet, actions, before, after, more...)
	}
	both := setOf("a", anil, "b", bina)
	failed, renewed := with(both, "statuses.a", "INVALID"), with(both, "fingerprints.a", "key2:x")
	for name, c := range map[string]struct {
		drift, plan object
		want        string // id, by, outcome, severity and fields of each
	}{
		"an account changed by hand": {
			drifts(both, setOf("a", moved, "b", bina)), updateOf(setOf("a", moved, "b", bina), both),
			"a outside replace payees bank_account_number",
		},
		"an account changed by hand, a name in the code": {
			drifts(both, setOf("a", moved, "b", bina)), updateOf(setOf("a", moved, "b", bina), setOf("a", anil, "b", binaTo)),
			"a outside replace payees bank_account_number; b configuration replace payees name",
		},
		"a member changed by hand and in the code": {
			drifts(both, setOf("a", moved, "b", bina)), updateOf(setOf("a", moved, "b", bina), setOf("a", "Anil Rao, HDFC0000001, …1001", "b", bina)),
			"a outside,configuration replace payees name,bank_account_number",
		},
		"a member removed by hand": {
			drifts(both, setOf("b", bina)), updateOf(setOf("b", bina), both),
			"a outside add_again payees name,bank_account_number,bank_ifsc",
		},
		"a member removed by hand and in the code": {
			drifts(both, setOf("b", bina)), plans(noOp, setOf("b", bina), setOf("b", bina)),
			"a outside nothing payees name,bank_account_number,bank_ifsc",
		},
		"one comes and one goes": {
			nil, updateOf(setOf("a", anil), setOf("b", bina)),
			"a configuration remove payees name,bank_account_number,bank_ifsc; b configuration add payees name,bank_account_number,bank_ifsc",
		},
		"a status": {
			drifts(both, failed), plans(noOp, failed, failed),
			"a outside nothing other status",
		},
		"another key": {
			drifts(both, renewed), plans(noOp, renewed, renewed),
			"",
		},
		"time limits": {
			nil, plans(update, both, with(both, "timeouts", object{"read": "1h"})),
			" configuration record other",
		},
		"a document that is not made yet": {
			drifts(both, setOf("a", moved, "b", bina)),
			plans(update, setOf("a", moved, "b", bina), object{}, "after_unknown", object{"members": true}),
			" configuration record payees; a outside nothing payees bank_account_number",
		},
		"the whole set is replaced": {
			nil, plans(replace, both, with(both, "account_fingerprints", object{}), "after_unknown", object{"account_fingerprints": object{"a": true, "b": true}}),
			"a run replace payees; b run replace payees",
		},
		"the whole set is new": {
			nil, plans(create, nil, setOf("a", anil)),
			"a configuration add payees name,bank_account_number,bank_ifsc",
		},
		"the whole set goes": {
			nil, plans(remove, setOf("a", anil), nil, "action_reason", "delete_because_no_resource_config"),
			"a configuration remove payees name,bank_account_number,bank_ifsc",
		},
		"the run is to remove everything": { // plan -destroy
			nil, plans(remove, setOf("a", anil), nil),
			"a run remove payees name,bank_account_number,bank_ifsc",
		},
		"Terraform is to forget the set": {
			nil, plans(forget, both, nil),
			" configuration forget other",
		},
		// OpenTofu reads a set again before it forgets it.
		"Terraform is to forget the set, with an account changed by hand": {
			drifts(both, setOf("a", moved, "b", bina)), plans(forget, setOf("a", moved, "b", bina), nil),
			" configuration forget other; a outside nothing payees bank_account_number",
		},
		"Terraform is to forget the set, with a member removed by hand": {
			drifts(both, setOf("b", bina)), plans(forget, setOf("b", bina), nil),
			" configuration forget other; a outside nothing payees name,bank_account_number,bank_ifsc",
		},
		"Terraform is to forget the set, with a status": {
			drifts(both, failed), plans(forget, failed, nil),
			" configuration forget other; a outside nothing other status",
		},
		"a replacement leaves the former set at Cashfree": {
			nil, plans(forgetAndCreate, both, setOf("a", moved, "c", bina)),
			"a configuration forget_and_add payees bank_account_number; c configuration add payees name,bank_account_number,bank_ifsc; " +
				"b configuration forget other",
		},
		"a replacement leaves the former set at Cashfree, as it is": {
			nil, plans(createAndForget, both, both, "action_reason", "replace_by_request"),
			"a run forget_and_add payees; b run forget_and_add payees",
		},
		"a replacement leaves the former set at Cashfree, and the document is not made yet": {
			nil, plans(forgetAndCreate, both, object{}, "after_unknown", object{"members": true}),
			" configuration forget_and_add payees",
		},
		"the set is imported": {
			nil, plans(update, both, both, "importing", object{"id": "a,b"}),
			" configuration record other",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, change := range reportOf(t, planOf(t, c.drift, c.plan)).Changes {
				fields := strings.ReplaceAll(names(change.Fields), " ", ",")
				if change.Hidden {
					fields = strings.TrimPrefix(fields+",hidden", ",")
				}
				who := strings.ReplaceAll(by(change.ChangedBy), " ", ",")
				got = append(got, strings.TrimRight(fmt.Sprintf("%s %s %s %s %s", change.ID, who, change.OnApply, change.Severity, fields), " "))
			}
			sortLike(got, strings.Split(c.want, "; "))
			if strings.Join(got, "; ") != c.want {
				t.Errorf("the changes are %q, want %q", got, c.want)
			}
		})
	}
}

// sortLike sorts got in the order of want, since another test checks the order of sections.
func sortLike(got, want []string) {
	for n, line := range want {
		for m := n; m < len(got); m++ {
			if got[m] == line {
				got[n], got[m] = got[m], got[n]
			}
		}
	}
}

// A summary is split into its parts, whatever the name contains.
func TestSplitSummary(t *testing.T) {
	t.Parallel()
	for summary, want := range map[string][4]string{ // name, account, IFSC, UPI address
		"Asha Rao, HDFC0000001, …1772, asha@examplebank": {"Asha Rao", "…1772", "HDFC0000001", "asha@examplebank"},
		"Asha Rao, HDFC0000001, …1772":                   {"Asha Rao", "…1772", "HDFC0000001", ""},
		"Asha Rao, asha@examplebank":                     {"Asha Rao", "", "", "asha@examplebank"},
		"Asha Rao":                                       {"Asha Rao", "", "", ""},
		"":                                               {},
		// Typed by hand at Cashfree.
		"Rao, Asha, HDFC0000001, …1772": {"Rao, Asha", "…1772", "HDFC0000001", ""},
		"a@b, HDFC0000001, …1772":       {"a@b", "…1772", "HDFC0000001", ""},
	} {
		got := splitSummary(summary)
		for n := range got {
			if got[n].text != want[n] {
				t.Errorf("%q: got the parts %v", summary, got)
				break
			}
		}
	}
}

// Changes made by hand come first, since readers have to act on them.
func TestReport_Order(t *testing.T) {
	t.Parallel()
	before, now := setOf("a", anil, "b", bina, "c", anil), setOf("a", anil, "b", bina, "c", moved)
	now = with(now, "statuses.b", "INVALID")
	report := reportOf(t, planOf(t, resource(typeSet, update, before, now),
		updateOf(now, with(setOf("a", binaTo, "b", bina, "c", anil), "statuses.b", "INVALID"))))
	var order []string
	for _, c := range report.Changes {
		order = append(order, c.ID)
	}
	if got := strings.Join(order, " "); got != "c a b" {
		t.Errorf("the order is %q", got)
	}
	if c := report.Counts; c.Payees != 2 || c.Outside != 1 || c.Configuration != 1 || c.Other != 1 {
		t.Errorf("the counts are %+v", c)
	}
}
