package main

import (
	"strings"
	"testing"
)

// Input that is not a plan is refused in one line that names what it is, without an account number.
func TestReadPlan_NotAPlan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ input, want string }{
		"nothing":           {" \n", "empty"},
		"a plan file":       {"PK\x03\x04rest", "the plan file itself"},
		"UTF-16":            {"\xff\xfe{\x00\"\x00", "not the JSON of a plan"},
		"UTF-16, big":       {"\xfe\xff\x00{\x00\"", "not the JSON of a plan"},
		"text":              {"Terraform will perform", "not the JSON of a plan"},
		"half a plan":       {`{"format_version":"1.2","planned_values":{`, "not the JSON of a plan"},
		"a list":            {`[]`, "not the JSON of a plan"},
		"two plans":         {`{"format_version":"1.2"} {"format_version":"1.2"}`, "not the JSON of a plan"},
		"another document":  {`{"a":1,"b":2,"c":3}`, "not a plan"},
		"a state":           {`{"format_version":"1.0","terraform_version":"1.11.4","values":{"outputs":{}}}`, "a state"},
		"an empty state":    {`{"format_version":"1.0"}`, "a state"},
		"a state file":      {`{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","resources":[]}`, "a state"},
		"the log of a plan": {`{"@level":"info","@message":"Terraform 1.11.4"}` + "\n" + `{"@level":"info"}`, "-json"},
		"a newer format":    {`{"format_version":"2.0","planned_values":{}}`, `format version "2.0"`},
		"an older format":   {`{"format_version":"0.2","planned_values":{}}`, `format version "0.2"`},
		"a number":          {`{"format_version":"` + ashaNumber + `","planned_values":{}}`, `format version "…1772"`},
		"no version":        {`{"format_version":7,"planned_values":{}}`, "format_version"},
		"another form":      {`{"format_version":"1.2","resource_changes":[{"change":{"actions":"00011020001772"}}]}`, "not in the form"},
		"a bad change":      {`{"format_version":"1.2","resource_changes":{"a":1}}`, "not in the form"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, stderr strings.Builder
			status := run(nil, strings.NewReader(c.input), &out, &stderr)
			line := stderr.String()
			if status != exitFailed || out.Len() > 0 || !strings.Contains(line, c.want) || strings.Count(line, "\n") != 1 {
				t.Errorf("status %d, output %q, message %q, want one line with %q", status, out.String(), line, c.want)
			}
			if strings.Contains(line, ashaNumber) {
				t.Errorf("it quotes an account number: %q", line)
			}
		})
	}
}

// Numbers keep the spelling that they have in the plan.
func TestReadPlan_Numbers(t *testing.T) {
	t.Parallel()
	data := planOf(t, nil, resource(typeBeneficiary, create, nil, planned(asha("name", 1000000000))))
	if got := only(t, reportOf(t, data)); got.Name != "…0000" {
		t.Errorf("the name is %q", got.Name)
	}
}

// Changes of other resources, outputs, checks and an incomplete plan are counted and noted.
func TestReport_WholePlan(t *testing.T) {
	t.Parallel()
	other := func(address string, actions []string, mode string) object {
		return resource("terraform_data", actions, object{}, object{}, "address", address, "mode", mode)
	}
	report := reportOf(t, planOf(t, nil, nil,
		"errored", true, "complete", false, "deferred_changes", []object{{}},
		"resource_drift", []object{other("terraform_data.a", update, "managed")},
		"resource_changes", []object{
			other("terraform_data.a", update, "managed"), other("terraform_data.b", create, "managed"),
			other("terraform_data.c", noOp, "managed"), other("data.x.d", []string{"read"}, "data"),
		},
		"output_changes", object{"changed": object{"actions": update}, "same": object{"actions": noOp}},
		"checks", []object{
			{"address": object{"to_display": "check.money"}, "status": "fail", "instances": []object{{"problems": []object{{"message": "Too little."}}}}},
			{"address": object{"to_display": "check.fine"}, "status": "pass"},
			{"address": object{"to_display": "check.unknown"}, "status": "unknown"},
			{"address": object{"to_display": "check.broken"}, "status": "error"},
		}))
	if report.Counts.OtherResources != 2 || report.Counts.OutputsNotShown != 1 || report.Counts.FailedChecks != 2 || report.Severity != SeverityOther {
		t.Errorf("the counts are %+v, the severity %s", report.Counts, report.Severity)
	}
	notes := strings.Join(report.Notes, "\n")
	for _, want := range []string{"ended in an error", "does not cover everything", "postponed", "2 changes to other resources are not in this report", "1 output"} {
		if !strings.Contains(notes, want) {
			t.Errorf("there is no %q in the notes:\n%s", want, notes)
		}
	}
}
