package main

import (
	"strings"
	"testing"
)

const noDrift = "This plan shows no change made outside Terraform."

// The plan of a destroy does not have what was changed by hand, so the report does not claim that nothing was.
func TestReport_Destroy(t *testing.T) {
	t.Parallel()
	const note = "does not show what somebody changed at Cashfree by hand"
	for name, test := range map[string]struct {
		reason   any
		destroys bool
	}{
		"-destroy":              {"", true},
		"no longer in the code": {"delete_because_no_resource_config", false},
	} {
		gone := resource(typeSet, remove, setOf("a", anil), nil, "action_reason", test.reason)
		for form, text := range forms(t, reportOf(t, planOf(t, nil, gone))) {
			if strings.Contains(text, note) != test.destroys {
				t.Errorf("%s: the %s has the note, or has it not: %s", name, form, text)
			}
			if !strings.HasPrefix(form, "JSON") && strings.Contains(text, noDrift) == test.destroys {
				t.Errorf("%s: the %s claims that nothing was changed by hand, or does not: %s", name, form, text)
			}
		}
	}
}

// The report claims that nothing was changed by hand only where the plan would show it. Fingerprints of two keys cannot
// be compared, whatever else changes about a payee.
func TestReport_MissedDrift(t *testing.T) {
	t.Parallel()
	writeOnly := asha("instrument.bank_account_number", nil)
	renewed := with(writeOnly, "bank_account_fingerprint", "key2:cccc")
	set := setOf("a", anil)
	otherKey := with(set, "account_fingerprints.a", "key2:account", "fingerprints.a", "key2:all")
	named := with(setOf("a", "Anil Rao, HDFC0000001, …1001"), "account_fingerprints.a", "key2:account", "fingerprints.a", "key2:named")
	add := resource(typeBeneficiary, create, nil, planned(asha()), "address", "x.new")
	drift := resource(typeBeneficiary, update, writeOnly, renewed)
	for name, test := range map[string]struct {
		plan   []byte
		claims bool
	}{
		"a whole plan":                    {planOf(t, nil, add), true},
		"a plan that failed":              {planOf(t, nil, add, "errored", true), false},
		"a part":                          {planOf(t, nil, add, "complete", false), false},
		"changes that wait":               {planOf(t, nil, add, "deferred_changes", []object{{}}), false},
		"another key":                     {planOf(t, drift, add), false},
		"another key of a change":         {planOf(t, drift, resource(typeBeneficiary, replace, renewed, planned(with(renewed, "name", "Asha Menon")))), false},
		"another key of a member":         {planOf(t, resource(typeSet, update, set, otherKey), add), false},
		"and the member has another name": {planOf(t, resource(typeSet, update, set, otherKey), updateOf(otherKey, named)), false},
	} {
		for form, text := range forms(t, reportOf(t, test.plan)) {
			if !strings.HasPrefix(form, "JSON") && strings.Contains(text, noDrift) != test.claims {
				t.Errorf("%s: the %s claims that nothing was changed by hand, or does not: %s", name, form, text)
			}
		}
	}
}

// In a sentence, only abbreviations keep their capitals.
func TestJoinLabels(t *testing.T) {
	t.Parallel()
	for want, labels := range map[string][]string{
		"":                           nil,
		"e-mail":                     {"E-mail"},
		"UPI address and e-mail":     {"UPI address", "E-mail"},
		"name, e-mail and PIN code":  {"Name", "E-mail", "PIN code"},
		"bank and branch (IFSC)":     {"Bank and branch (IFSC)"},
		"account number and address": {"Account number", "Address"},
	} {
		if got := joinLabels(labels); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
