package main

import "strings"

// Action is what an apply does to a payee, in the terms in which limits count.
type Action string

// The actions. A payee whose id and account both change is removed, and another one is added.
const (
	Added         Action = "added"
	Removed       Action = "removed"
	Renamed       Action = "renamed"        // the account and UPI address get another id
	AccountChange Action = "account_change" // the account or UPI address, or nobody can tell that it is not
	OtherChange   Action = "other_change"
	Undecided     Action = "undecided" // anything: it is decided in the apply
)

// ActionCounts are the numbers of payees for each action.
type ActionCounts struct {
	Added          int `json:"added"`
	Removed        int `json:"removed"`
	Renamed        int `json:"renamed"`
	AccountChanges int `json:"account_changes"`
	OtherChanges   int `json:"other_changes"`
	Undecided      int `json:"undecided"`
}

// count adds what a change does.
func (c *ActionCounts) count(one Change) {
	for _, action := range one.Actions {
		switch action {
		case Added:
			c.Added++
		case Removed:
			c.Removed++
		case Renamed:
			c.Renamed++
		case AccountChange:
			c.AccountChanges++
		case OtherChange:
			c.OtherChanges++
		case Undecided:
			c.Undecided += max(one.affects, 1)
		}
	}
}

// text returns the numbers in words, such as "2 added, 270 removed".
func (c ActionCounts) text() string {
	var parts []string
	for _, part := range c.parts() {
		if part.count > 0 {
			parts = append(parts, thousands(part.count)+" "+part.what)
		}
	}
	return strings.Join(parts, ", ")
}

type labelledCount struct {
	count int
	what  string
}

// parts returns each number with what it counts, what is dangerous first.
func (c ActionCounts) parts() []labelledCount {
	return []labelledCount{
		{c.Removed, "removed"}, {c.AccountChanges, "with another account or UPI address"}, {c.Undecided, "not known before the apply"},
		{c.Renamed, "under another id"}, {c.OtherChanges, "changed otherwise"}, {c.Added, "added"},
	}
}

// actionsOf returns what an apply does to a payee with an outcome. A replacement that leaves the former payee at
// Cashfree adds one. It can also be a change of the account, since those who pay through this resource then pay into
// another account.
func actionsOf(o Outcome, changesID, changesAccount bool) []Action {
	switch {
	case o == Add, o == AddAgain:
		return []Action{Added}
	case o == Remove, o == Replace && changesID && changesAccount:
		if o == Replace {
			return []Action{Removed, Added}
		}
		return []Action{Removed}
	case o == ForgetAndAdd && changesAccount:
		return []Action{Added, AccountChange}
	case o == ForgetAndAdd:
		return []Action{Added}
	case o != Replace:
		return []Action{}
	case changesID:
		return []Action{Renamed}
	case changesAccount:
		return []Action{AccountChange}
	}
	return []Action{OtherChange}
}

// changesAccount reports whether an apply of the plan gives a payee another account or UPI address, and whether that is
// proven. It is not where the new one is known only after the apply.
func (i *instance) changesAccount() (changes, isProven bool) {
	if planned := accountOf(i.planned); !accountOf(i.now).same(planned) || i.replacedFor(accountAttributes...) {
		changes, isProven = true, !planned.isOpen()
	}
	for _, f := range []fact{ifscFact, vpaFact} {
		if planned := i.planned.at(f.path...); !f.same(i.now.at(f.path...), planned) {
			changes, isProven = true, isProven || !planned.unknown
		}
	}
	return changes, isProven
}

// accountAttributes show that an account number changes, which a plan cannot compare where it is write-only.
var accountAttributes = []string{"bank_account_number", "bank_account_last_four", "bank_account_fingerprint"}

func (i *instance) changesID() bool {
	return !idFact.same(i.now.at(idFact.path...), i.planned.at(idFact.path...))
}
