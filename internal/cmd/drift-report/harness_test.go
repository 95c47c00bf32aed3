package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
	"testing"
)

// object is a piece of a plan's JSON.
type object = map[string]any

const ashaNumber = "00011020001772"

// asha returns a payee of a state, with changes such as another value of "instrument.vpa".
func asha(changes ...any) object {
	payee := object{
		"beneficiary_id": "vendor_asha", "name": "Asha Rao", "status": "VERIFIED", "added_on": "2026-11-23T08:27:47Z",
		"instrument":             object{"bank_account_number": ashaNumber, "bank_ifsc": "HDFC0000001", "vpa": nil},
		"contact":                object{"email": "asha@example.com", "phone": "9876543210"},
		"bank_account_last_four": "1772", "bank_account_fingerprint": "key1:aaaa",
	}
	return with(payee, changes...)
}

func with(base object, changes ...any) object {
	changed := maps.Clone(base)
	for n := 0; n < len(changes); n += 2 {
		name, _ := changes[n].(string)
		if outer, inner, nested := strings.Cut(name, "."); nested {
			part, _ := changed[outer].(object)
			changed[outer] = with(part, inner, changes[n+1])
			continue
		}
		changed[name] = changes[n+1]
	}
	return changed
}

func without(base object, names ...string) object {
	changed := maps.Clone(base)
	for _, name := range names {
		delete(changed, name)
	}
	return changed
}

// planned returns the payee in the plan of a replacement or a creation, without the fields that Cashfree sets.
func planned(payee object) object {
	return without(payee, "status", "added_on", "bank_account_fingerprint")
}

var (
	noOp    = []string{"no-op"}
	update  = []string{"update"}
	replace = []string{"delete", "create"}
	create  = []string{"create"}
	remove  = []string{"delete"}
	forget  = []string{"forget"}

	// Terraform and OpenTofu have a replacement that leaves the former object behind in different order.
	createAndForget = []string{"create", "forget"}
	forgetAndCreate = []string{"forget", "create"}
)

// resource returns an entry of resource_drift or resource_changes.
func resource(kind string, actions []string, before, after object, more ...any) object {
	change := object{"actions": actions, "before": orNil(before), "after": orNil(after), "after_unknown": object{}}
	entry := object{"address": kind + ".it", "mode": "managed", "type": kind, "name": "it", "change": change}
	for n := 0; n < len(more); n += 2 {
		name, _ := more[n].(string)
		if name == "address" || name == "action_reason" || name == "mode" || name == "deposed" {
			entry[name] = more[n+1]
			continue
		}
		change[name] = more[n+1]
	}
	return entry
}

func orNil(o object) any {
	if o == nil {
		return nil
	}
	return o
}

// planOf returns a whole plan. A nil entry is left out.
func planOf(t testing.TB, drift, changes object, more ...any) []byte {
	t.Helper()
	whole := object{"format_version": "1.2", "planned_values": object{}, "timestamp": "2026-11-23T08:27:48Z"}
	if drift != nil {
		whole["resource_drift"] = []object{drift}
	}
	if changes != nil {
		whole["resource_changes"] = []object{changes}
	}
	return encoded(t, with(whole, more...))
}

func encoded(t testing.TB, whole object) []byte {
	t.Helper()
	data, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func reportOf(t *testing.T, data []byte) *Report {
	t.Helper()
	read, err := readPlan(data)
	if err != nil {
		t.Fatal(err)
	}
	report, err := newReport(read, "Payee changes", "")
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// only returns the single change of a report.
func only(t *testing.T, report *Report) Change {
	t.Helper()
	if len(report.Changes) != 1 {
		t.Fatalf("the report has %d changes, want 1: %+v", len(report.Changes), report.Changes)
	}
	return report.Changes[0]
}

// forms returns the report in all its forms.
func forms(t *testing.T, report *Report) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for name, form := range map[string]func(*Report) ([]byte, error){"Markdown": asMarkdown, "HTML": asHTML, "JSON": asJSON} {
		data, err := form(report)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(data)
	}
	// Without escapes, so that they hide nothing from a search.
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(report); err != nil {
		t.Fatal(err)
	}
	all["JSON without escapes"] = plain.String()
	return all
}

func names(fields []Field) string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Name)
	}
	return strings.Join(all, " ")
}

func by(who []By) string {
	var all []string
	for _, one := range who {
		all = append(all, string(one))
	}
	return strings.Join(all, " ")
}
