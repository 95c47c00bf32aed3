package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// Each change has the action that limits count. Where a plan does not show that an account stays, it counts as changed.
func TestReport_Actions(t *testing.T) {
	t.Parallel()
	moved, mailed := asha("instrument.bank_account_number", "99911020001772"), asha("contact.email", "other@example.com")
	renamed := asha("beneficiary_id", "supplier_asha")
	another := with(renamed, "instrument.bank_account_number", "99911020001772")
	writeOnly := func(payee object) object { return with(payee, "instrument.bank_account_number", nil) }
	single := func(actions []string, before, after object, more ...any) object {
		return resource(typeBeneficiary, actions, before, after, more...)
	}
	set := setOf("a", anil, "b", bina)
	upi := setOf("a", "Anil Kumar, anil@examplebank")
	mailedSet := with(set, "fingerprints.a", "key1:mailed")
	for name, test := range map[string]struct {
		plan object
		want ActionCounts
	}{
		"a single payee is added":                       {single(create, nil, planned(asha())), ActionCounts{Added: 1}},
		"it is removed":                                 {single(remove, asha(), nil), ActionCounts{Removed: 1}},
		"another account":                               {single(replace, asha(), planned(moved)), ActionCounts{AccountChanges: 1}},
		"another UPI address":                           {single(replace, asha(), planned(asha("instrument.vpa", "asha@bank"))), ActionCounts{AccountChanges: 1}},
		"another e-mail":                                {single(replace, asha(), planned(mailed)), ActionCounts{OtherChanges: 1}},
		"another id":                                    {single(replace, asha(), planned(renamed)), ActionCounts{Renamed: 1}},
		"another id and account":                        {single(replace, asha(), planned(another)), ActionCounts{Removed: 1, Added: 1}},
		"replaced by request":                           {single(replace, asha(), planned(asha()), "action_reason", "replace_by_request"), ActionCounts{OtherChanges: 1}},
		"replaced, and the former one stays":            {single(createAndForget, asha(), planned(asha())), ActionCounts{Added: 1}},
		"another account, and the former one stays":     {single(createAndForget, asha(), planned(moved)), ActionCounts{Added: 1, AccountChanges: 1}},
		"another id, and the former one stays":          {single(forgetAndCreate, asha(), planned(renamed)), ActionCounts{Added: 1}},
		"another id and account, and the former stays":  {single(forgetAndCreate, asha(), planned(another)), ActionCounts{Added: 1, AccountChanges: 1}},
		"a spelling":                                    {single(update, asha(), asha("name", "Asha  Rao")), ActionCounts{}},
		"another form of Unicode":                       {single(update, asha("contact.address", "\u0958 Road"), asha("contact.address", "\u0915\u093c Road")), ActionCounts{}},
		"write-only, another e-mail":                    {single(replace, writeOnly(asha()), planned(writeOnly(mailed))), ActionCounts{OtherChanges: 1}},
		"write-only, another account with the same end": {single(replace, writeOnly(asha()), planned(writeOnly(asha())), "replace_paths", [][]any{{"bank_account_fingerprint"}}), ActionCounts{AccountChanges: 1}},
		"a set is created":                              {resource(typeSet, create, nil, set), ActionCounts{Added: 2}},
		"a set is removed":                              {resource(typeSet, remove, set, nil), ActionCounts{Removed: 2}},
		"a set is forgotten":                            {resource(typeSet, forget, set, nil), ActionCounts{}},
		"a set is replaced, and the former one stays":   {resource(typeSet, forgetAndCreate, set, set), ActionCounts{Added: 2}},
		"a member leaves a set, and the former set stays": {
			resource(typeSet, createAndForget, set, setOf("a", "Anil Kumar, HDFC0000001, …9999", "x", bina)), ActionCounts{Added: 2, AccountChanges: 1},
		},
		"a member is added, one removed":                 {updateOf(set, setOf("b", bina, "c", "Chitra Rao, HDFC0000001, …1003")), ActionCounts{Added: 1, Removed: 1}},
		"a member has another account":                   {updateOf(set, setOf("a", "Anil Kumar, HDFC0000001, …9999", "b", bina)), ActionCounts{AccountChanges: 1}},
		"a member has another account with the same end": {updateOf(set, with(set, "account_fingerprints.a", "key1:moved", "fingerprints.a", "key1:moved")), ActionCounts{AccountChanges: 1}},
		"a member has another e-mail":                    {updateOf(set, mailedSet), ActionCounts{OtherChanges: 1}},
		"a member is renamed":                            {updateOf(set, setOf("x", anil, "b", bina)), ActionCounts{Renamed: 1}},
		"a member without an account is renamed":         {updateOf(upi, setOf("x", "Anil Kumar, anil@examplebank")), ActionCounts{Renamed: 1}},
		"a member has another form of Unicode":           {updateOf(setOf("a", "Zoe\u0308, …1003"), setOf("a", "Zo\u00eb, …1003")), ActionCounts{}},
		"a set is replaced":                              {replacementOf(setOf("a", anil), setOf("a", anil)), ActionCounts{OtherChanges: 1}},
		"a set is replaced, with another e-mail":         {replacementOf(setOf("a", anil), with(setOf("a", anil), "fingerprints.a", "key1:mailed")), ActionCounts{AccountChanges: 1}},
		"the document is not known yet":                  {resource(typeSet, update, set, without(set, "members"), "after_unknown", object{"members": true}), ActionCounts{Undecided: 2}},
		"the document of a new set is not known yet":     {resource(typeSet, create, nil, object{}, "after_unknown", object{"members": true}), ActionCounts{}},
		"the fingerprints are not known yet": {resource(typeSet, update, set, without(set, "account_fingerprints", "fingerprints"), "after_unknown",
			object{"account_fingerprints": true, "fingerprints": true}), ActionCounts{Undecided: 2}},
		"the key is not known yet": {resource(typeSet, update, set, without(set, "account_fingerprints", "fingerprints"), "after_unknown",
			object{"account_fingerprints": object{"a": true}, "fingerprints": object{"a": true}}), ActionCounts{Undecided: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := reportOf(t, planOf(t, nil, test.plan)).Counts.Actions; got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// A change made by hand is put back by the apply, which counts as what it does to the payee.
func TestReport_Actions_Drift(t *testing.T) {
	t.Parallel()
	moved := asha("instrument.bank_account_number", "99911020001772")
	report := reportOf(t, planOf(t, resource(typeBeneficiary, update, asha(), moved), resource(typeBeneficiary, replace, moved, planned(asha()))))
	if got := report.Counts.Actions; got != (ActionCounts{AccountChanges: 1}) {
		t.Errorf("got %+v", got)
	}
	gone := reportOf(t, planOf(t, resource(typeBeneficiary, remove, asha(), nil), resource(typeBeneficiary, create, nil, planned(asha()))))
	if got := gone.Counts.Actions; got != (ActionCounts{Added: 1}) {
		t.Errorf("removed by hand: %+v", got)
	}
}

// Both changes of a renaming name the other id. Several payees with one summary are paired once each.
func TestReport_Actions_Renamed(t *testing.T) {
	t.Parallel()
	report := reportOf(t, planOf(t, nil, updateOf(setOf("a", anil, "b", anil, "c", bina), setOf("x", anil, "y", anil, "z", anil, "c", bina))))
	if got := report.Counts.Actions; got != (ActionCounts{Added: 1, Renamed: 2}) {
		t.Errorf("got %+v", got)
	}
	var pairs []string
	for _, c := range report.Changes {
		pairs = append(pairs, c.ID+":"+c.OtherID)
	}
	slices.Sort(pairs)
	if want := []string{"a:x", "b:y", "x:a", "y:b", "z:"}; !slices.Equal(pairs, want) {
		t.Errorf("got %q, want %q", pairs, want)
	}
}

// A set whose members all have one summary, and all of which leave for others, is reported in a time that grows in
// proportion: comparing everybody with everybody would exceed the time limit of go test.
func TestReport_Actions_Renamed_Many(t *testing.T) {
	t.Parallel()
	const count = 20_000
	maps := func(prefix, account string) object {
		members, accounts, prints := object{}, object{}, object{}
		for n := range count {
			id := fmt.Sprintf("%s%05d", prefix, n)
			members[id], accounts[id], prints[id] = anil, "key1:"+account, fmt.Sprint("key1:", id)
		}
		return object{"members": members, "account_fingerprints": accounts, "fingerprints": prints}
	}
	for account, want := range map[string]ActionCounts{"same": {Renamed: count}, "other": {Added: count, Removed: count}} {
		report := reportOf(t, planOf(t, nil, resource(typeSet, update, maps("a", "same"), maps("b", account))))
		if got := report.Counts.Actions; got != want {
			t.Errorf("%s: %+v", account, got)
		}
	}
}

// 270 of 300 members removed is beyond a limit of 5, whatever -fail-on says, and each form of the report says so.
func TestLimits(t *testing.T) {
	t.Parallel()
	many := func(count int) object {
		var members []string
		for n := range count {
			members = append(members, fmt.Sprintf("v%03d", n), fmt.Sprintf("Asha Rao, HDFC0000001, …%04d", n))
		}
		return setOf(members...)
	}
	removal := planOf(t, nil, updateOf(many(300), many(30)))
	set := setOf("a", anil, "b", bina)
	moved := planOf(t, nil, updateOf(set, setOf("a", "Anil Kumar, HDFC0000001, …9999", "b", bina)))
	renamed := planOf(t, nil, updateOf(set, setOf("x", anil, "b", bina)))
	upi := planOf(t, nil, updateOf(setOf("a", "Anil Kumar, anil@bank"), setOf("x", "Anil Kumar, anil@bank")))
	unknown := planOf(t, nil, resource(typeSet, update, set, without(set, "members"), "after_unknown", object{"members": true}))
	quiet := planOf(t, nil, resource(typeSet, noOp, set, set))
	left := planOf(t, nil, resource(typeSet, forgetAndCreate, set, setOf("a", "Anil Kumar, HDFC0000001, …9999")))
	leftOpen := planOf(t, nil, resource(typeSet, forgetAndCreate, set, without(set, "members"), "after_unknown", object{"members": true}))
	for name, test := range map[string]struct {
		plan []byte
		args string
		want int
	}{
		"removals":                       {removal, "-max-removed 5", 4},
		"removals, with -fail-on never":  {removal, "-fail-on never -max-removed 5", 4},
		"as many as allowed":             {removal, "-fail-on never -max-removed 270", 0},
		"without a limit":                {removal, "-fail-on never -max-account-changes 0", 0},
		"with the usual status":          {removal, "-max-removed 300", 3},
		"an account":                     {moved, "-fail-on never -max-account-changes 0", 4},
		"an account, as many as allowed": {moved, "-fail-on never -max-account-changes 1 -max-removed 0", 0},
		"a renaming is no removal":       {renamed, "-fail-on never -max-removed 0", 0},
		"its account is not proven":      {renamed, "-fail-on never -max-account-changes 0", 4},
		"a renaming without an account":  {upi, "-fail-on never -max-removed 0 -max-account-changes 0", 0},
		"unknown members are removals":   {unknown, "-fail-on never -max-removed 1", 4},
		"unknown members are accounts":   {unknown, "-fail-on never -max-account-changes 1", 4},
		"an account of a new payee":      {left, "-fail-on never -max-removed 0 -max-account-changes 0", 4},
		"what stays is not removed":      {left, "-fail-on never -max-removed 0 -max-account-changes 1", 0},
		"members that stay":              {leftOpen, "-fail-on never -max-removed 0", 0},
		"members that come":              {leftOpen, "-fail-on never -max-account-changes 1", 4},
		"nothing":                        {quiet, "-max-removed 0 -max-account-changes 0", 0},
		"a plan that failed":             {planOf(t, nil, nil, "errored", true), "-fail-on never -max-removed 0", 1},
		"changes that wait":              {planOf(t, nil, nil, "deferred_changes", []object{{}}), "-fail-on never -max-removed 0", 1},
	} {
		var out, stderr strings.Builder
		if got := run(strings.Fields(test.args), bytes.NewReader(test.plan), &out, &stderr); got != test.want {
			t.Errorf("%s: %s ends with %d, want %d: %s", name, test.args, got, test.want, stderr.String())
		}
		if test.want == exitLimit && (!strings.Contains(stderr.String(), "and the limit is") || !strings.Contains(out.String(), "**Beyond a limit.**")) {
			t.Errorf("%s: %q, %q", name, stderr.String(), out.String()[:200])
		}
	}
	report := reportOf(t, removal)
	five := 5
	report.checkLimits(&five, nil)
	for form, want := range map[string]string{
		"Markdown": "**Beyond a limit.** 270 payees would be removed, and the limit is 5.\n\n**Payees changed.** 270 payees",
		"HTML":     "<strong>Beyond a limit.</strong> 270 payees would be removed, and the limit is 5.",
		"JSON":     `"limits": [` + "\n    {\n" + `      "name": "removed",` + "\n" + `      "max": 5,` + "\n" + `      "count": 270,` + "\n" + `      "exceeded": true`,
	} {
		if got := forms(t, report)[form]; !strings.Contains(got, want) {
			t.Errorf("%s does not contain %q: %s", form, want, got[:min(len(got), 3000)])
		}
	}
}

// What PowerShell 5.1 writes is read, in both orders of bytes, with a note.
func TestReadPlan_UTF16(t *testing.T) {
	t.Parallel()
	units := utf16.Encode([]rune("\ufeff" + string(planOf(t, nil, resource(typeBeneficiary, create, nil, planned(asha("name", "Åsa 😀")))))))
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		var data []byte
		for _, unit := range units {
			data = order.AppendUint16(data, unit)
		}
		report := reportOf(t, data)
		if only(t, report).Name != "Åsa 😀" || !strings.Contains(strings.Join(report.Notes, " "), "PowerShell") {
			t.Errorf("%v: %+v, %q", order, report.Changes, report.Notes)
		}
	}
	if report := reportOf(t, planOf(t, nil, nil)); len(report.Notes) > 0 {
		t.Errorf("another plan has the notes %q", report.Notes)
	}
}

// The Markdown form names another form only where there is one.
func TestMarkdown_LeftOut(t *testing.T) {
	t.Parallel()
	var members []string
	for n := range 500 {
		members = append(members, fmt.Sprintf("v%03d", n), anil)
	}
	data := planOf(t, nil, resource(typeSet, create, nil, setOf(members...)))
	for want, args := range map[string][]string{
		"To see all, write the report with -html or -json as well": {"-markdown", "-"},
		"The report has all of them in its other form":             {"-markdown", "-", "-html", t.TempDir() + "/page.html"},
	} {
		var out strings.Builder
		if status := run(args, bytes.NewReader(data), &out, t.Output()); status != exitPayees || !strings.Contains(out.String(), "left out here. "+want) {
			t.Errorf("%q ends with %d: %s", args, status, out.String()[max(0, out.Len()-300):])
		}
	}
}
