package main

import (
	"strings"
	"testing"
)

// Each change has a text, also where a newer CLI has a reason that is not known here, or has none.
func TestReport_Reasons(t *testing.T) {
	t.Parallel()
	const (
		switchedOff = "It is switched off in the configuration (enabled = false)."
		kept        = "It would be removed, but its lifecycle block keeps it at Cashfree (destroy = false)."
		forgotten   = "It is no longer in the configuration, or its lifecycle block keeps it at Cashfree (destroy = false)."
		noReason    = "The plan has no reason for this that this report knows."
	)
	set := setOf("a", anil)
	for name, test := range map[string]struct {
		kind          string
		actions       []string
		before, after object
		reason, want  string
	}{
		"enabled is false":                    {typeBeneficiary, remove, asha(), nil, "delete_because_enabled_false", switchedOff},
		"enabled of a set is false":           {typeSet, remove, set, nil, "delete_because_enabled_false", switchedOff},
		"removed for an unknown reason":       {typeBeneficiary, remove, asha(), nil, "delete_because_of_the_moon", noReason},
		"a set removed for an unknown reason": {typeSet, remove, set, nil, "delete_because_of_the_moon", noReason},
		"replaced for an unknown reason":      {typeBeneficiary, replace, asha(), planned(asha()), "replace_because_of_the_moon", noReason},
		"a set replaced without a reason":     {typeSet, replace, set, set, "", noReason},
		"left behind without a reason":        {typeSet, createAndForget, set, set, "", noReason},
		"forgotten":                           {typeBeneficiary, forget, asha(), nil, "delete_because_no_resource_config", "It is no longer in the configuration."},
		"forgotten without a reason":          {typeBeneficiary, forget, asha(), nil, "", forgotten},
		"forgotten by its lifecycle":          {typeBeneficiary, forget, asha(), nil, "forgot_because_lifecycle_destroy_in_config", kept},
		"forgotten by its former lifecycle":   {typeSet, forget, set, nil, "forgot_because_lifecycle_destroy_in_state", kept},
		"a set forgotten without a reason":    {typeSet, forget, set, nil, "", forgotten},
		"an unknown reason beside a text": {
			typeBeneficiary, replace, asha(), planned(asha("name", "Asha Menon")), "replace_because_of_the_moon", "The configuration changes the name.",
		},
	} {
		report := reportOf(t, planOf(t, nil, resource(test.kind, test.actions, test.before, test.after, "action_reason", test.reason)))
		if got := only(t, report).Happened; got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// A replacement that leaves the former payee at Cashfree is not an addition of a payee that was not there, and nobody
// is removed.
func TestReport_ForgetAndAdd(t *testing.T) {
	t.Parallel()
	const stays = "The former one stays at Cashfree, and Terraform forgets it."
	set := setOf("a", anil, "b", bina)
	for name, change := range map[string]object{
		"a payee": resource(typeBeneficiary, createAndForget, asha(), planned(asha("contact.email", "other@example.com"))),
		"a set":   resource(typeSet, forgetAndCreate, set, setOf("a", "Anil Rao, HDFC0000001, …1001")),
	} {
		for form, text := range forms(t, reportOf(t, planOf(t, nil, change))) {
			if !strings.Contains(text, stays) {
				t.Errorf("%s: the %s does not say that it stays: %s", name, form, text)
			}
			if strings.Contains(text, "is removed from Cashfree") || strings.Contains(text, "not yet in Terraform's record") {
				t.Errorf("%s: the %s says that it is removed, or was not there: %s", name, form, text)
			}
		}
	}
	leaves := reportOf(t, planOf(t, nil, resource(typeSet, forgetAndCreate, set, setOf("a", anil)))).in(sectionUnchanged)
	if len(leaves) != 1 || leaves[0].ID != "b" || leaves[0].Happened != "It is no longer in the document." {
		t.Errorf("of the member that leaves: %+v", leaves)
	}
}
