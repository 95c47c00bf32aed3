package main

import (
	"fmt"
	"slices"
)

// Limit is how many payees may be affected, and how many are.
type Limit struct {
	Name     string `json:"name"`
	Max      int    `json:"max"`
	Count    int    `json:"count"`
	Exceeded bool   `json:"exceeded"`
}

// Names of limits.
const (
	limitRemoved        = "removed"
	limitAccountChanges = "account_changes"
)

// checkLimits holds the report against the limits. What is decided only in the apply counts, and so does a renaming for
// which the plan does not show that the account stays.
func (r *Report) checkLimits(maxRemoved, maxAccountChanges *int) {
	actions := r.Counts.Actions
	unproven := 0
	for _, c := range r.Changes {
		if c.Hidden && slices.Contains(c.Actions, Renamed) {
			unproven++
		}
	}
	for _, limit := range []struct {
		name  string
		max   *int
		count int
	}{
		{limitRemoved, maxRemoved, actions.Removed + actions.Undecided},
		{limitAccountChanges, maxAccountChanges, actions.AccountChanges + actions.Undecided + unproven},
	} {
		if limit.max != nil {
			r.Limits = append(r.Limits, Limit{limit.name, *limit.max, limit.count, limit.count > *limit.max})
		}
	}
}

// exceeds reports whether a limit is exceeded.
func (r *Report) exceeds() bool {
	return slices.ContainsFunc(r.Limits, func(l Limit) bool { return l.Exceeded })
}

// isUncountable reports whether the plan does not show everything that would be done.
func (r *Report) isUncountable() bool { return r.Plan.Errored || r.deferred > 0 }

// sentence returns what the limit allows, and how many there are.
func (l Limit) sentence() string {
	what := plural(l.Count, "payee", "payees") + " would be removed"
	if l.Name == limitAccountChanges {
		what = plural(l.Count, "payee", "payees") + " would get another account or UPI address"
	}
	return fmt.Sprintf("%s, and the limit is %s.", what, thousands(l.Max))
}
