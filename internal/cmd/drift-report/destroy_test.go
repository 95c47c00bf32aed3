package main

import (
	"strings"
	"testing"
)

// The plan of a destroy does not have what was changed by hand, so the report does not claim that nothing was.
func TestReport_Destroy(t *testing.T) {
	t.Parallel()
	const claim, note = "None was changed outside Terraform", "does not show what somebody changed at Cashfree by hand"
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
			if !strings.HasPrefix(form, "JSON") && strings.Contains(text, claim) == test.destroys {
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
