package main

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Format is the name and version of the JSON form. Fields may be added to a version, but not changed or removed.
const Format = "cashfree-drift-report/1"

// Report is the content of all forms. Its texts are masked, and only need to be escaped.
type Report struct {
	Format   string   `json:"format"`
	Title    string   `json:"title"`
	RunURL   string   `json:"run_url"`
	Severity Severity `json:"severity"`
	Plan     PlanInfo `json:"plan"`
	Counts   Counts   `json:"counts"`
	Limits   []Limit  `json:"limits"`
	Changes  []Change `json:"changes"`
	Checks   []Check  `json:"checks"`
	Notes    []string `json:"notes"`

	deferred      int  // changes that wait for another run
	destroys      bool // it is the plan of a destroy
	hasOtherForms bool // the report is written as HTML or JSON as well
	hasOtherKey   bool // fingerprints of a payee cannot be compared
}

// Severity is how important a change is.
type Severity string

// The severities, in ascending order.
const (
	SeverityNone   Severity = "none"
	SeverityOther  Severity = "other"  // payees stay as they are
	SeverityPayees Severity = "payees" // whom money goes to has changed or will change
)

// PlanInfo is about the plan as a whole.
type PlanInfo struct {
	MadeAt   string `json:"made_at"`
	Errored  bool   `json:"errored"`
	Complete bool   `json:"complete"`
}

// Counts are the numbers of changes. OtherResources are not in the report.
type Counts struct {
	Payees          int `json:"payees"`
	Outside         int `json:"changed_outside"`
	Configuration   int `json:"changed_in_configuration"`
	Other           int `json:"other"`
	FailedChecks    int `json:"failed_checks"`
	OtherResources  int `json:"other_resources"`
	OutputsNotShown int `json:"outputs"`

	Actions ActionCounts `json:"actions"`
}

// By is who changed something.
type By string

// The values of By.
const (
	ByOutside       By = "outside"       // somebody at Cashfree, without Terraform
	ByConfiguration By = "configuration" // somebody in the configuration
	ByRun           By = "run"           // this run itself, as with -replace or after an apply that failed
)

// Change is one payee or one record that changed or will change.
type Change struct {
	Kind      string   `json:"kind"`
	Address   string   `json:"address"`
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Severity  Severity `json:"severity"`
	ChangedBy []By     `json:"changed_by"`
	Happened  string   `json:"happened"`
	OnApply   Outcome  `json:"on_apply"`
	Apply     string   `json:"on_apply_text"`
	Actions   []Action `json:"actions"`
	OtherID   string   `json:"other_id"` // of a payee that is renamed in a set
	Hidden    bool     `json:"hidden"`
	Fields    []Field  `json:"fields"`

	affects  int  // how many payees the change of a whole set may affect
	unproven bool // whether the plan does not show that what an action is about changes
}

// Field is one fact at three points in time. A missing value is null.
type Field struct {
	Name      string  `json:"name"`
	Label     string  `json:"label"`
	Recorded  *string `json:"recorded"`
	Now       *string `json:"now"`
	Planned   *string `json:"planned"`
	ChangedBy []By    `json:"changed_by"`
	Note      string  `json:"note"`
}

// Check is a check, condition or validation that did not pass.
type Check struct {
	Name     string   `json:"name"`
	Status   string   `json:"status"`
	Messages []string `json:"messages"`
}

// Kinds of change.
const (
	kindPayee = "payee"
	kindSet   = "set"
	kindIP    = "whitelisted_ip"
	kindKey   = "signing_key"
)

func (c Change) by(who By) bool { return slices.Contains(c.ChangedBy, who) }

// translator turns instances into changes.
type translator struct {
	masker
	changes []Change

	renewed     int  // fingerprints made with another key, which cannot be compared
	hasOtherKey bool // whether any payee has such fingerprints, also one that is known to have changed
}

func newReport(read *plan, title, runURL string) (*Report, error) {
	all, err := instances(read)
	if err != nil {
		return nil, err
	}
	t := &translator{masker: newMasker(all)}
	for _, i := range all {
		switch i.kind {
		case typeBeneficiary:
			t.beneficiary(i)
		case typeSet:
			t.set(i)
		default:
			t.record(i)
		}
	}
	// Changes made by hand come first, since nobody searches ten thousand lines for them.
	slices.SortStableFunc(t.changes, func(a, b Change) int { return cmp.Compare(a.section(), b.section()) })

	report := &Report{
		Format: Format, Title: grammar.Visible(title), RunURL: runURL,
		Plan: PlanInfo{
			MadeAt: grammar.Visible(read.Timestamp), Errored: read.Errored, Complete: read.Complete == nil || *read.Complete,
		},
		deferred: len(read.Deferred), destroys: slices.ContainsFunc(all, (*instance).isDestroyed), hasOtherKey: t.hasOtherKey,
		Limits: []Limit{}, Changes: nonNil(t.changes), Checks: nonNil(t.checks(read)),
	}
	report.Counts = countChanges(report)
	report.Counts.OtherResources, report.Counts.OutputsNotShown = countOthers(read), changedOutputs(read)
	report.Severity = severityOf(report)
	report.Notes = nonNil(newNotes(report, read, t.renewed))
	return report, nil
}

func (t *translator) checks(read *plan) []Check {
	var failed []Check
	for _, c := range read.Checks {
		if c.Status != "fail" && c.Status != "error" {
			continue
		}
		check := Check{Name: t.id(c.Address.Display), Status: c.Status, Messages: []string{}}
		for _, object := range c.Instances {
			for _, problem := range object.Problems {
				check.Messages = append(check.Messages, t.text(problem.Message))
			}
		}
		failed = append(failed, check)
	}
	return failed
}

func countChanges(report *Report) Counts {
	c := Counts{FailedChecks: len(report.Checks)}
	for _, one := range report.Changes {
		c.Actions.count(one)
		if one.Severity != SeverityPayees {
			c.Other++
			continue
		}
		c.Payees++
		if one.by(ByOutside) {
			c.Outside++
		}
		if one.by(ByConfiguration) {
			c.Configuration++
		}
	}
	return c
}

func severityOf(report *Report) Severity {
	switch {
	case report.Counts.Payees > 0:
		return SeverityPayees
	case report.Counts.Other > 0 || report.Counts.FailedChecks > 0:
		return SeverityOther
	}
	return SeverityNone
}

func changedOutputs(read *plan) int {
	changed := 0
	for _, raw := range read.Outputs {
		var output change
		if json.Unmarshal(raw, &output) == nil && len(output.Actions) > 0 && !output.does("no-op") {
			changed++
		}
	}
	return changed
}

func asJSON(report *Report) ([]byte, error) {
	data, err := json.MarshalIndent(report, "", "  ")
	return append(data, '\n'), err
}

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
