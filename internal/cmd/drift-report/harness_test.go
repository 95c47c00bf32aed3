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

// asha is a payee as a state has it, with changes such as "instrument.vpa" set to another value.
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

// planned is what a replacement or a creation plans: what Cashfree adds is not known yet.
func planned(payee object) object {
	payee = maps.Clone(payee)
	delete(payee, "status")
	delete(payee, "added_on")
	delete(payee, "bank_account_fingerprint")
	return payee
}

var (
	noOp    = []string{"no-op"}
	update  = []string{"update"}
	replace = []string{"delete", "create"}
	create  = []string{"create"}
	remove  = []string{"delete"}
)

// resource is one entry of resource_drift or resource_changes.
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

// planOf is a whole plan. A nil entry is left out.
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
	told, err := report(read, "Payee changes", "")
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// only gives the one change that a report is expected to have.
func only(t *testing.T, told *Report) Change {
	t.Helper()
	if len(told.Changes) != 1 {
		t.Fatalf("the report has %d changes, want 1: %+v", len(told.Changes), told.Changes)
	}
	return told.Changes[0]
}

// forms gives the report in all its forms.
func forms(t *testing.T, told *Report) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for name, form := range map[string]func(*Report) ([]byte, error){"Markdown": asMarkdown, "HTML": asHTML, "JSON": asJSON} {
		data, err := form(told)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(data)
	}
	// Escapes must not hide anything from a search.
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(told); err != nil {
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
