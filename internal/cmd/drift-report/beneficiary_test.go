package main

import (
	"strings"
	"testing"
)

// The report has who changed a payee between the last apply, now and the next apply, and what that apply does.
func TestBeneficiary_Change(t *testing.T) {
	t.Parallel()
	moved := asha("instrument.bank_account_number", "99998888777766", "bank_account_last_four", "7766", "bank_account_fingerprint", "key1:bbbb")
	renamed := asha("name", "Asha Menon")
	failed := asha("status", "FAILED")
	writeOnly := func(changes ...any) object {
		return with(asha("instrument.bank_account_number", nil), changes...)
	}
	drifts := func(before, after object) object { return resource(typeBeneficiary, update, before, after) }
	gone := resource(typeBeneficiary, remove, asha(), nil)
	plans := func(actions []string, before, after object, more ...any) object {
		return resource(typeBeneficiary, actions, before, after, more...)
	}
	unknownPrint := object{"bank_account_fingerprint": true, "status": true, "added_on": true}

	for name, c := range map[string]struct {
		drift, plan object
		by          string
		outcome     Outcome
		severity    Severity
		fields      string
		want        string
	}{
		"its account was changed by hand": {
			drift: drifts(asha(), moved), plan: plans(replace, moved, planned(asha())),
			by: "outside", outcome: Replace, severity: SeverityPayees, fields: "bank_account_number", want: "somebody changed the account number",
		},
		"its account was changed by hand, and nobody plans anything": { // plan -refresh-only
			drift: drifts(asha(), moved), plan: nil,
			by: "outside", outcome: Nothing, severity: SeverityPayees, fields: "bank_account_number", want: "somebody changed",
		},
		"its account was changed by hand, and the code follows": {
			drift: drifts(asha(), moved), plan: plans(noOp, moved, moved),
			by: "outside", outcome: Nothing, severity: SeverityPayees, fields: "bank_account_number", want: "somebody changed",
		},
		"its name was changed in the code": {
			plan: plans(replace, asha(), planned(renamed)),
			by:   "configuration", outcome: Replace, severity: SeverityPayees, fields: "name", want: "The configuration changes the name",
		},
		"its account was changed by hand, and its name in the code": {
			drift: drifts(asha(), moved), plan: plans(replace, moved, planned(renamed)),
			by: "outside configuration", outcome: Replace, severity: SeverityPayees, fields: "name bank_account_number", want: "Apart from that, the configuration changes the name",
		},
		"its name was changed by hand and in the code": {
			drift: drifts(asha(), renamed), plan: plans(replace, renamed, planned(asha("name", "Asha Iyer"))),
			by: "outside configuration", outcome: Replace, severity: SeverityPayees, fields: "name", want: "the configuration changes the name",
		},
		"it was removed by hand": {
			drift: gone, plan: plans(create, nil, planned(asha())),
			by: "outside", outcome: AddAgain, severity: SeverityPayees, fields: "name bank_account_number bank_ifsc", want: "Somebody removed this payee",
		},
		"it was removed by hand, and renamed in the code": {
			drift: gone, plan: plans(create, nil, planned(renamed)),
			by: "outside configuration", outcome: AddAgain, severity: SeverityPayees, fields: "name bank_account_number bank_ifsc", want: "changes the name",
		},
		"it was removed by hand and in the code": {
			drift: gone, plan: nil,
			by: "outside", outcome: Nothing, severity: SeverityPayees, fields: "name bank_account_number bank_ifsc", want: "Somebody removed this payee",
		},
		"it is new in the code": {
			plan: plans(create, nil, planned(asha())),
			by:   "configuration", outcome: Add, severity: SeverityPayees, fields: "name bank_account_number bank_ifsc", want: "not yet in Terraform's record",
		},
		"it is taken out of the code": {
			plan: plans(remove, asha(), nil, "action_reason", "delete_because_no_resource_config"),
			by:   "configuration", outcome: Remove, severity: SeverityPayees, fields: "name bank_account_number bank_ifsc", want: "no longer in the configuration",
		},
		"the run is to remove everything": { // plan -destroy
			plan: plans(remove, asha(), nil),
			by:   "run", outcome: Remove, severity: SeverityPayees, fields: "name bank_account_number bank_ifsc", want: "This run was asked to remove it",
		},
		"Terraform is to forget it": {
			plan: plans(forget, asha(), nil),
			by:   "configuration", outcome: Forget, severity: SeverityOther,
		},
		"Terraform replaces it, and leaves the former one": {
			plan: plans(createAndForget, asha(), planned(moved)),
			by:   "configuration", outcome: ForgetAndAdd, severity: SeverityPayees, fields: "bank_account_number", want: "changes the account number",
		},
		"OpenTofu replaces it, and leaves the former one": {
			plan: plans(forgetAndCreate, asha(), planned(renamed)),
			by:   "configuration", outcome: ForgetAndAdd, severity: SeverityPayees, fields: "name", want: "changes the name",
		},
		"its account was changed by hand, and a replacement leaves it": {
			drift: drifts(asha(), moved), plan: plans(forgetAndCreate, moved, planned(asha())),
			by: "outside", outcome: ForgetAndAdd, severity: SeverityPayees, fields: "bank_account_number", want: "somebody changed the account number",
		},
		"it is replaced as it is, and the former one stays": {
			plan: plans(createAndForget, asha(), planned(asha()), "action_reason", "replace_by_request"),
			by:   "run", outcome: ForgetAndAdd, severity: SeverityPayees, want: "This run was asked to replace it",
		},
		"an apply did not finish with it": {
			plan: plans(replace, asha(), planned(asha()), "action_reason", "replace_because_tainted"),
			by:   "run", outcome: Replace, severity: SeverityPayees, want: "An earlier apply did not finish",
		},
		"a replacement left it over": {
			plan: plans(remove, asha(), nil, "deposed", "00000001"),
			by:   "run", outcome: Remove, severity: SeverityPayees, fields: "name bank_account_number bank_ifsc", want: "left this one behind",
		},
		"its status fell": {
			drift: drifts(asha(), failed), plan: plans(noOp, failed, failed),
			by: "outside", outcome: Nothing, severity: SeverityOther, fields: "status", want: "Payouts to it are refused",
		},
		"it was removed and added again by hand": {
			drift: drifts(asha(), asha("added_on", "2026-11-24T00:00:00Z")), plan: nil,
			by: "outside", outcome: Nothing, severity: SeverityOther, fields: "added_on", want: "Its creation time at Cashfree differs from the recorded one.",
		},
		"its IFSC was written in small letters": {
			plan: plans(update, asha(), asha("instrument.bank_ifsc", "hdfc0000001")),
			by:   "configuration", outcome: Record, severity: SeverityOther, fields: "bank_ifsc", want: "affects no payee",
		},
		"it got time limits": {
			plan: plans(update, asha(), asha("timeouts", object{"read": "1m"})),
			by:   "configuration", outcome: Record, severity: SeverityOther, want: "affects no payee",
		},
		"its number went from plain to write-only": {
			plan: plans(update, asha(), writeOnly()),
			by:   "configuration", outcome: Record, severity: SeverityOther, want: "affects no payee",
		},
		"its write-only number was changed by hand": {
			drift: drifts(writeOnly(), writeOnly("bank_account_last_four", "7766", "bank_account_fingerprint", "key1:bbbb")),
			plan: plans(replace, writeOnly("bank_account_last_four", "7766", "bank_account_fingerprint", "key1:bbbb"), planned(writeOnly()),
				"after_unknown", unknownPrint, "replace_paths", [][]string{{"bank_account_fingerprint"}, {"bank_account_last_four"}}),
			by: "outside", outcome: Replace, severity: SeverityPayees, fields: "bank_account_number", want: "somebody changed the account number",
		},
		"its write-only number was changed by hand, and the key is another one": {
			drift: drifts(writeOnly(), writeOnly("bank_account_last_four", "7766", "bank_account_fingerprint", "key2:cccc")),
			by:    "outside", outcome: Nothing, severity: SeverityPayees, fields: "bank_account_number",
		},
		"its write-only number was changed in the code to one with the same end": {
			plan: plans(replace, writeOnly(), planned(writeOnly()), "after_unknown", unknownPrint, "replace_paths", [][]string{{"bank_account_fingerprint"}}),
			by:   "configuration", outcome: Replace, severity: SeverityPayees, fields: "bank_account_number", want: "the account number",
		},
		"its name was changed, and its write-only number is planned anew": {
			plan: plans(replace, writeOnly(), planned(writeOnly("name", "Asha Menon")), "after_unknown", unknownPrint, "replace_paths", [][]string{{"name"}}),
			by:   "configuration", outcome: Replace, severity: SeverityPayees, fields: "name",
		},
		"its name is made by something that is yet to run": {
			plan: plans(replace, asha(), with(planned(asha()), "name", nil), "after_unknown", object{"name": true}),
			by:   "configuration", outcome: Replace, severity: SeverityPayees, fields: "name",
		},
		"it is imported as it is": {
			plan: plans(noOp, asha(), asha(), "importing", object{"id": "vendor_asha"}),
			by:   "configuration", outcome: Record, severity: SeverityOther, want: "takes it over",
		},
		"it is imported and differs": {
			plan: plans(replace, renamed, planned(asha()), "importing", object{"id": "vendor_asha"}),
			by:   "configuration", outcome: Replace, severity: SeverityPayees, fields: "name", want: "takes it over",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := reportOf(t, planOf(t, c.drift, c.plan))
			got := only(t, report)
			if by(got.ChangedBy) != c.by || got.OnApply != c.outcome || got.Severity != c.severity || names(got.Fields) != c.fields {
				t.Errorf("by %q, %s, %s, fields %q; want by %q, %s, %s, fields %q",
					by(got.ChangedBy), got.OnApply, got.Severity, names(got.Fields), c.by, c.outcome, c.severity, c.fields)
			}
			if !strings.Contains(got.Happened, c.want) {
				t.Errorf("got the text %q, want one with %q", got.Happened, c.want)
			}
			if got.ID != "vendor_asha" || got.Apply == "" || report.Severity != c.severity {
				t.Errorf("id %q, %q, the report's severity %s", got.ID, got.Apply, report.Severity)
			}
		})
	}
}

// A payee that did not change is not in the report. Fingerprints of another key are only noted.
func TestBeneficiary_NoChange(t *testing.T) {
	t.Parallel()
	before := asha("instrument.bank_account_number", nil)
	renewed := with(before, "bank_account_fingerprint", "key2:cccc")
	for name, plan := range map[string][]byte{
		"nothing changed": planOf(t, nil, resource(typeBeneficiary, noOp, before, before)),
		// A read renews the fingerprints of another key, which cannot be compared.
		"another key": planOf(t, resource(typeBeneficiary, update, before, renewed), resource(typeBeneficiary, noOp, renewed, renewed)),
	} {
		report := reportOf(t, plan)
		if len(report.Changes) != 0 || report.Severity != SeverityNone {
			t.Errorf("%s: %s, %+v", name, report.Severity, report.Changes)
		}
		if noted := strings.Contains(strings.Join(report.Notes, " "), "another key"); noted != (name == "another key") {
			t.Errorf("%s: the notes are %q", name, report.Notes)
		}
	}
}

// A note marks two numbers that look the same when they are masked.
func TestBeneficiary_SameLastFour(t *testing.T) {
	t.Parallel()
	other := asha("instrument.bank_account_number", "55556666771772", "bank_account_fingerprint", "key1:bbbb", "contact.phone", "9000003210")
	got := only(t, reportOf(t, planOf(t, resource(typeBeneficiary, update, asha(), other), resource(typeBeneficiary, replace, other, planned(asha())))))
	if phone := got.Fields[1]; *phone.Now != "…3210" || phone.Note != "differs in a part that is not shown" {
		t.Errorf("the phone is %+v", phone)
	}
	field := got.Fields[0]
	if *field.Recorded != "…1772" || *field.Now != "…1772" || field.Note != "another number with the same last four digits" {
		t.Errorf("the field is %+v", field)
	}
}

// A value that the configuration marks as sensitive is in no form, on whichever side it is marked.
func TestBeneficiary_Sensitive(t *testing.T) {
	t.Parallel()
	const canary = "Canary"
	before := asha("name", canary+" One", "contact.email", canary+"@example.com")
	after := asha("name", canary+" Two", "contact.email", canary+"2@example.com")
	for name, more := range map[string][]any{
		"before":     {"before_sensitive", object{"name": true, "contact": true}},
		"after":      {"after_sensitive", object{"name": true, "contact": object{"email": true}}},
		"everything": {"after_sensitive", true},
	} {
		report := reportOf(t, planOf(t, nil, resource(typeBeneficiary, replace, before, planned(after), more...)))
		for form, text := range forms(t, report) {
			if strings.Contains(text, canary) || !strings.Contains(text, "(sensitive)") {
				t.Errorf("marked %s: a sensitive value is in the %s form", name, form)
			}
		}
		if got := only(t, report); names(got.Fields) != "name email" {
			t.Errorf("marked %s: the fields are %q", name, names(got.Fields))
		}
	}
}
