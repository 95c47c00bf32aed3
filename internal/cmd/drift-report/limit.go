package main

import (
	"fmt"
	"slices"
)

// Limit is how many payees may be affected, and how many are. Uncertain is how many of these may not be.
type Limit struct {
	Name      string `json:"name"`
	Max       int    `json:"max"`
	Count     int    `json:"count"`
	Exceeded  bool   `json:"exceeded"`
	Uncertain int    `json:"uncertain"`
}

// Names of limits.
const (
	limitRemoved        = "removed"
	limitAccountChanges = "account_changes"
)

// checkLimits holds the report against the limits. What is decided only in the apply counts, and so does a renaming for
// which the plan does not show that the account stays.
func (r *Report) checkLimits(maxRemoved, maxAccountChanges *int) {
	removed := Limit{Name: limitRemoved, Count: r.Counts.Actions.Removed}
	accounts := Limit{Name: limitAccountChanges, Count: r.Counts.Actions.AccountChanges}
	for _, c := range r.Changes {
		removed.addUncertain(c.mayRemove())
		switch {
		case slices.Contains(c.Actions, Undecided):
			accounts.addUncertain(max(c.affects, 1))
		case slices.Contains(c.Actions, Renamed) && c.Hidden:
			accounts.addUncertain(1)
		case slices.Contains(c.Actions, AccountChange) && c.unproven:
			accounts.Uncertain++ // it is among the account changes already
		case slices.Contains(c.Actions, Removed) && c.OnApply == Replace && c.unproven:
			removed.Uncertain++ // it is among the removals already
		}
	}
	r.addLimit(removed, maxRemoved)
	r.addLimit(accounts, maxAccountChanges)
}

func (l *Limit) addUncertain(count int) { l.Count, l.Uncertain = l.Count+count, l.Uncertain+count }

// mayRemove returns how many payees an apply removes or not, which is decided only then. A replacement that leaves the
// former set at Cashfree removes none.
func (c Change) mayRemove() int {
	if !slices.Contains(c.Actions, Undecided) || c.OnApply == ForgetAndAdd {
		return 0
	}
	return max(c.affects, 1)
}

// addLimit adds a limit, if there is one.
func (r *Report) addLimit(limit Limit, maximum *int) {
	if maximum == nil {
		return
	}
	limit.Max, limit.Exceeded = *maximum, limit.Count > *maximum
	r.Limits = append(r.Limits, limit)
}

// exceeds reports whether a limit is exceeded.
func (r *Report) exceeds() bool {
	return slices.ContainsFunc(r.Limits, func(l Limit) bool { return l.Exceeded })
}

// isUncountable reports whether the plan does not show everything that would be done.
func (r *Report) isUncountable() bool { return r.Plan.Errored || r.deferred > 0 }

// sentence returns what the limit allows, and how many there are. A reader must be able to tell what would happen from
// what could.
func (l Limit) sentence() string {
	verb, what := "would", "be removed"
	if l.Name == limitAccountChanges {
		what = "get another account or UPI address"
	}
	if l.Uncertain > 0 {
		verb = "could"
	}
	text := fmt.Sprintf("%s %s %s, and the limit is %s.", plural(l.Count, "payee", "payees"), verb, what, thousands(l.Max))
	switch l.Uncertain {
	case 0:
		return text
	case l.Count:
		return text + " The plan does not show whether this happens."
	default:
		return fmt.Sprintf("%s The plan does not show whether this happens to %s of them.", text, thousands(l.Uncertain))
	}
}
