package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// section is a section of the report. They are in the order in which readers need them.
type section int

const (
	sectionOutside section = iota
	sectionConfiguration
	sectionUnchanged
	sectionRecords
)

var sections = []struct {
	title, intro string
}{
	{
		"Changed outside Terraform",
		"Somebody changed or removed these payees at Cashfree by hand. Ask who it was before money is paid.",
	},
	{
		"Changed by the configuration",
		"These changes are in the configuration, or were requested for this run. They happen when the plan is applied.",
	},
	{
		"Payees that stay as they are",
		"Who is paid, and into which account, does not change here.",
	},
	{
		"Whitelist and signing key",
		"These are records of settings in Cashfree's dashboard. They concern access, not payees.",
	},
}

func (c Change) section() section {
	switch {
	case c.Kind == kindIP || c.Kind == kindKey:
		return sectionRecords
	case c.Severity != SeverityPayees:
		return sectionUnchanged
	case c.by(ByOutside):
		return sectionOutside
	}
	return sectionConfiguration
}

// in returns the changes of a section.
func (r *Report) in(s section) []Change {
	var found []Change
	for _, c := range r.Changes {
		if c.section() == s {
			found = append(found, c)
		}
	}
	return found
}

// label returns the result in a few words, since some readers cannot see a colour.
func (r *Report) label() string {
	switch {
	case r.Severity == SeverityPayees:
		return "Payees changed"
	case r.Plan.Errored:
		return "Not complete"
	}
	return "No payee changed"
}

// headline returns the details of the label.
func (r *Report) headline() string {
	if r.Severity == SeverityPayees {
		text := plural(r.Counts.Payees, "payee changed or will change.", "payees changed or will change.")
		if n := r.Counts.Outside; n > 0 {
			if n == r.Counts.Payees {
				return plural(n, "payee was changed", "payees were changed") + " outside Terraform."
			}
			return text + " " + plural(n, "was changed", "were changed") + " outside Terraform."
		}
		if r.missesDrift() {
			return text
		}
		return text + " This plan shows no change made outside Terraform."
	}
	var parts []string
	if r.Counts.Other > 0 {
		parts = append(parts, plural(r.Counts.Other, "other change", "other changes"))
	}
	if r.Counts.FailedChecks > 0 {
		parts = append(parts, plural(r.Counts.FailedChecks, "failed check", "failed checks"))
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, " and ") + " to look at."
	case r.Plan.Errored:
		return "Nothing was found before the plan ended in an error."
	}
	return "Nothing to do."
}

// missesDrift reports whether payees can have been changed outside Terraform without the plan showing it.
func (r *Report) missesDrift() bool {
	return r.destroys || r.Plan.Errored || !r.Plan.Complete || r.deferred > 0 || r.hasOtherKey
}

// madeAt returns the time of the plan in a form for people.
func (r *Report) madeAt() string {
	at, err := time.Parse(time.RFC3339, r.Plan.MadeAt)
	if err != nil {
		return r.Plan.MadeAt
	}
	return at.UTC().Format("2 January 2006, 15:04 UTC")
}

// title returns the name of a change. Its parts come from outside, and each form escapes them.
func (c Change) title() (name, id string) {
	switch {
	case c.Kind == kindSet:
		return "The set as a whole", ""
	case c.Name == "":
		return c.ID, ""
	}
	return c.Name, c.ID
}

// marks returns the labels of a change.
func (c Change) marks() []string {
	var marks []string
	for _, by := range c.ChangedBy {
		switch by {
		case ByOutside:
			marks = append(marks, "Changed outside Terraform")
		case ByConfiguration:
			marks = append(marks, "Changed in the configuration")
		case ByRun:
			marks = append(marks, "Requested for this run")
		}
	}
	return marks
}

// column is a point in time that a table shows.
type column struct {
	title string
	of    func(Field) *string
}

var (
	recordedColumn = column{"As recorded", func(f Field) *string { return f.Recorded }}
	nowColumn      = column{"At Cashfree now", func(f Field) *string { return f.Now }}
	plannedColumn  = column{"After an apply", func(f Field) *string { return f.Planned }}
)

// columns returns the points in time at which there is something to show.
func (c Change) columns() []column {
	switch {
	case c.OnApply == Add:
		return []column{plannedColumn}
	case c.OnApply == Remove && !c.by(ByOutside):
		return []column{nowColumn}
	case c.Severity == SeverityOther && !c.by(ByConfiguration), c.OnApply == Nothing || c.OnApply == Forget:
		return []column{recordedColumn, nowColumn}
	case !c.by(ByOutside) && (c.Kind == kindIP || c.Kind == kindKey):
		return []column{recordedColumn, plannedColumn}
	case !c.by(ByOutside):
		return []column{{"Now", nowColumn.of}, plannedColumn}
	}
	return []column{recordedColumn, nowColumn, plannedColumn}
}

// cell is one value of a table.
type cell struct {
	text     string
	external bool // a value from the plan, and not a word of this report
	changed  bool // differs from the previous point in time
}

func (c Change) cell(f Field, col column) cell {
	shown := cell{text: "none"}
	text := col.of(f)
	isRecord := c.Kind == kindIP || c.Kind == kindKey
	switch {
	case text != nil:
		shown = cell{text: *text, external: *text != notKnownYet && *text != sensitive}
	case col.title == nowColumn.title && c.OnApply == AddAgain:
		shown.text = "removed"
	case col.title == nowColumn.title && isRecord:
		shown.text = "not available"
	case col.title == plannedColumn.title && slices.Contains([]string{"status", "added_on", "verification"}, f.Name):
		shown.text = "set by Cashfree"
		return shown
	case f.isHidden():
		shown.text = "not shown"
	}
	shown.changed = col.title == nowColumn.title && slices.Contains(f.ChangedBy, ByOutside) ||
		col.title == plannedColumn.title && slices.Contains(f.ChangedBy, ByConfiguration)
	if shown.changed && f.isHidden() && text == nil {
		shown.text = "changed"
	}
	return shown
}

func (f Field) title() string {
	if f.Note == "" {
		return f.Label
	}
	return fmt.Sprintf("%s (%s)", f.Label, f.Note)
}
