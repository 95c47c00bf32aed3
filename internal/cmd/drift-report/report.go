package main

import (
	"cmp"
	"encoding/json"
	"slices"
)

// Format names the shape of the JSON form. Fields may be added to it; one that changes or goes makes a new version.
const Format = "cashfree-drift-report/1"

// Report is all that is told, in every form: texts are masked and made visible already, and need only be escaped.
type Report struct {
	Format   string   `json:"format"`
	Title    string   `json:"title"`
	RunURL   string   `json:"run_url"`
	Severity Severity `json:"severity"`
	Plan     PlanInfo `json:"plan"`
	Counts   Counts   `json:"counts"`
	Changes  []Change `json:"changes"`
	Checks   []Check  `json:"checks"`
	Notes    []string `json:"notes"`
}

// Severity says whom something concerns.
type Severity string

// The severities, from quiet to loud.
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

// Counts are of the changes below them, but for OtherResources, which are in no report.
type Counts struct {
	Payees          int `json:"payees"`
	Outside         int `json:"changed_outside"`
	Configuration   int `json:"changed_in_configuration"`
	Other           int `json:"other"`
	FailedChecks    int `json:"failed_checks"`
	OtherResources  int `json:"other_resources"`
	OutputsNotShown int `json:"outputs"`
}

// By says who changed something.
type By string

// Whoever changes things.
const (
	ByOutside       By = "outside"       // somebody, at Cashfree, past Terraform
	ByConfiguration By = "configuration" // somebody, in the code
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
	Hidden    bool     `json:"hidden"`
	Fields    []Field  `json:"fields"`
}

// Field is one fact at three points in time; null is none.
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

// teller turns instances into changes.
type teller struct {
	masker
	changes []Change
	renewed int // fingerprints that another key made, so that they cannot be compared
}

func report(read *plan, title, runURL string) (*Report, error) {
	all, err := instances(read)
	if err != nil {
		return nil, err
	}
	t := &teller{masker: newMasker(all)}
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
	// Nobody reads ten thousand lines in search of the one that somebody changed by hand.
	slices.SortStableFunc(t.changes, func(a, b Change) int { return cmp.Compare(a.section(), b.section()) })

	told := &Report{
		Format: Format, Title: visible(title), RunURL: runURL,
		Plan:    PlanInfo{MadeAt: visible(read.Timestamp), Errored: read.Errored, Complete: read.Complete == nil || *read.Complete},
		Changes: orEmpty(t.changes), Checks: orEmpty(t.checks(read)),
	}
	told.Counts = count(told)
	told.Counts.OtherResources, told.Counts.OutputsNotShown = others(read), changedOutputs(read)
	told.Severity = severity(told)
	told.Notes = orEmpty(notes(told, len(read.Deferred), t.renewed))
	return told, nil
}

func (t *teller) checks(read *plan) []Check {
	var failed []Check
	for _, c := range read.Checks {
		if c.Status != "fail" && c.Status != "error" {
			continue
		}
		check := Check{Name: t.id(c.Address.Display), Status: c.Status, Messages: []string{}}
		for _, instance := range c.Instances {
			for _, problem := range instance.Problems {
				check.Messages = append(check.Messages, t.text(problem.Message))
			}
		}
		failed = append(failed, check)
	}
	return failed
}

func count(told *Report) Counts {
	c := Counts{FailedChecks: len(told.Checks)}
	for _, change := range told.Changes {
		if change.Severity != SeverityPayees {
			c.Other++
			continue
		}
		c.Payees++
		if change.by(ByOutside) {
			c.Outside++
		}
		if change.by(ByConfiguration) {
			c.Configuration++
		}
	}
	return c
}

func severity(told *Report) Severity {
	switch {
	case told.Counts.Payees > 0:
		return SeverityPayees
	case told.Counts.Other > 0 || told.Counts.FailedChecks > 0:
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

func asJSON(told *Report) ([]byte, error) {
	data, err := json.MarshalIndent(told, "", "  ")
	return append(data, '\n'), err
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
