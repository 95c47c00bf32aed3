package beneficiaryset_test

import (
	"bytes"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// swappedEnds returns the vendors with other accounts, whose ends are the same.
func swappedEnds(n int) string { return coretest.Vendors(n, ",00011020", ",99911020") }

// A plan that removes many members, or changes many accounts, is an error by default. It is the same plan with a limit
// that allows it, in the update that follows and without a write before.
func TestBeneficiarySet_Plan_Limits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		document string
		title    string
		allowed  object
	}{
		"removals":         {coretest.Vendors(6), "Too many removals", object{"max_removals": "4"}},
		"removals, all":    {coretest.Vendors(0), "Too many removals", object{"max_removals": "100%"}},
		"accounts":         {swappedEnds(10), "Too many account changes", object{"max_account_changes": "10"}},
		"accounts, in all": {coretest.Vendors(10, "00011020", "99911020"), "Too many account changes", object{"max_account_changes": "100%"}},
	} {
		for _, argument := range []string{"csv", "csv_wo"} {
			t.Run(name+" in "+argument, func(t *testing.T) {
				t.Parallel()
				sim, c := inProcess(t)
				created := c.Create(object{argument: coretest.Vendors(10)})
				config := object{argument: test.document}
				p := c.Plan(created, config)
				coretest.WantError(t, p.Diags, "", test.title, "No member was changed.", "-refresh=false")
				coretest.WantWarning(t, p.Diags, "Of the 10 members in the state, this plan:")

				// The document was unknown when the plan was made.
				open := c.Plan(created, object{argument: coretest.Unknown{}})
				coretest.WantNoErrors(t, open.Diags)
				coretest.WantWarning(t, open.Diags, "Members: changes not known yet", "which of the 10 members", "up to 3 of them (max_removals)", "up to 3 (max_account_changes)")
				open.Config = coretest.ValueOf(t, c.Type, config)
				before := len(sim.Journal())
				_, diags := c.Apply(open)
				coretest.WantError(t, diags, "", test.title)
				if events := sim.Journal()[before:]; len(events) > 0 {
					t.Fatalf("something was written: %+v", events)
				}

				maps.Copy(config, test.allowed)
				applied, diags := c.Apply(c.Plan(created, config))
				coretest.WantNoErrors(t, diags)
				if again := c.Plan(applied, config); again.Action != "none" || len(again.Diags) > 0 {
					t.Errorf("the next plan is %q: %s", again.Action, coretest.Text(again.Diags))
				}
				sim.ResetRequests()
				if p := c.Plan(applied, object{argument: test.document}); p.Action != "update" || len(p.Diags) > 0 {
					t.Errorf("without the limits the plan is %q: %s", p.Action, coretest.Text(p.Diags))
				} else if _, diags := c.Apply(p); coretest.HasErrors(diags) || len(sim.Requests()) > 0 {
					t.Errorf("it makes %d calls: %s", len(sim.Requests()), coretest.Text(diags))
				}
			})
		}
	}
}

// Members that were removed by hand are no removals of the plan, and limits count those that are left.
func TestBeneficiarySet_Plan_Limits_AfterRefresh(t *testing.T) {
	t.Parallel()
	sim, c := inProcess(t)
	created := c.Create(object{"csv_wo": coretest.Vendors(20)})
	for _, id := range []string{"v000", "v001", "v002", "v003", "v004", "v005", "v006"} {
		sim.Remove(id)
	}
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	config := func(from int) object {
		lines := strings.SplitAfter(coretest.Vendors(20), "\n")
		return object{"csv_wo": lines[0] + strings.Join(lines[1+from:], "")}
	}
	coretest.WantNoErrors(t, c.Plan(refreshed, config(0)).Diags)
	coretest.WantNoErrors(t, c.Plan(refreshed, config(10)).Diags) // 3 of 13
	coretest.WantError(t, c.Plan(refreshed, config(11)).Diags, "", "removes 4 of 13 members in the state.", "allows 3.")
}

// A limit is checked when the configuration is validated, and core accepts a number for it.
func TestBeneficiarySet_Plan_Limits_Invalid(t *testing.T) {
	t.Parallel()
	_, c := inProcess(t)
	for argument, value := range map[string]string{"max_removals": "0%", "max_account_changes": "some"} {
		coretest.WantError(t, c.Validate(object{"csv_wo": coretest.Vendors(1), argument: value}), argument, "Invalid limit",
			argument+` must be a whole number from 0 to 2147483647, or a percentage from 1% to 100%, got "`+value+`".`)
	}
}

// The replacement of a set with many members is an error, and that of one with few is not.
func TestBeneficiarySet_Plan_Limits_Replacement(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{9: "", 10: "Set would be replaced", 12: "all of its 12 members would be removed"} {
		_, c := inProcess(t)
		config := object{"csv_wo": coretest.Vendors(n)}
		created := c.Create(config)
		first := c.Plan(created, config)
		second := c.PlanWith(t.Context(), nil, first.Private, first.Config) // as core does for -replace
		if text := coretest.ErrorsIn(second.Diags); (text == "") != (want == "") || !strings.Contains(text, want) {
			t.Errorf("%d members: %s", n, text)
		}
		config["max_removals"] = "100%"
		allowed := c.PlanWith(t.Context(), nil, first.Private, coretest.ValueOf(t, c.Type, config))
		coretest.WantNoErrors(t, allowed.Diags)
	}
}

// The destruction of a set is not limited: Terraform counts it, and prevent_destroy prevents it.
func TestBeneficiarySet_Plan_Limits_Destroy(t *testing.T) {
	t.Parallel()
	sim, c := inProcess(t)
	created := c.Create(object{"csv_wo": coretest.Vendors(20)})
	coretest.WantNoErrors(t, c.PlanRemoval(created))
	coretest.WantNoErrors(t, c.Destroy(created))
	if left := sim.All(); len(left) > 0 {
		t.Errorf("%d are left", len(left))
	}
}

// An apply logs the counts of its plan.
func TestBeneficiarySet_Apply_Counts(t *testing.T) {
	t.Parallel()
	_, c := inProcess(t)
	created := c.Create(object{"csv_wo": coretest.Vendors(12)})
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(11, "v003,Asha Rao", "v003,Asha R Rao", "00011020000004", "99911020000004", "v005,", "w005,") +
		"w000,Ravi Iyer,,,ravi@examplebank\n"})
	var log bytes.Buffer
	_, diags := c.ApplyWith(tflogtest.RootLogger(t.Context(), &log), p)
	coretest.WantNoErrors(t, diags)
	lines, err := tflogtest.MultilineJSONDecode(&log)
	coretest.Must(t, err)
	want := map[string]any{"in_state": 12.0, "removed": 1.0, "account_changes": 1.0, "renamed": 1.0, "other_changes": 1.0, "added": 1.0, "unchanged": 8.0, "not_compared": 0.0}
	for _, line := range lines {
		if line["@message"] != "Changing the members of a beneficiary set" {
			continue
		}
		for name, value := range want {
			if line[name] != value {
				t.Errorf("%s is %v, want %v", name, line[name], value)
			}
		}
		return
	}
	t.Errorf("the log has no counts: %v", lines)
}

// The report of an update that fails repeats the counts of the plan. A renaming of which both ids are left is one
// change.
func TestBeneficiarySet_Apply_CountsOfFailures(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault simulator.Fault
		want  string
	}{
		"the new id is refused": {simulator.Fault{Method: http.MethodPost, BeneficiaryID: "w001", Action: simulator.FaultStatusBefore, Status: 422}, "1 of 3 changes not made"},
		"the former id stays":   {simulator.Fault{Method: http.MethodDelete, BeneficiaryID: "v001", Action: simulator.FaultStatusBefore, Status: 422}, "1 of 3 changes not made"},
		"another one fails":     {simulator.Fault{Method: http.MethodPost, BeneficiaryID: "v000", Times: 1, Action: simulator.FaultStatusBefore, Status: 422}, "1 of 3 changes not made"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sim, c := inProcess(t)
				created := c.Create(object{"csv_wo": coretest.Vendors(3)})
				p := c.Plan(created, object{"csv_wo": coretest.Vendors(3, "v000,Asha Rao", "v000,Asha R Rao", "v001,", "w001,") + "w002,Ravi Iyer,,,ravi@examplebank\n"})
				sim.Inject(test.fault)
				_, diags := c.Apply(p)
				coretest.WantError(t, diags, "members", test.want, "The plan was: 1 renamed, 1 other change, 1 added, 1 unchanged.", "The other changes are made and recorded.")
			})
		})
	}
}
