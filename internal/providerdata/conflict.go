package providerdata

import (
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Conflict is what is wrong between the plan of a resource and that of another one, or of several single resources.
type Conflict struct {
	Problem  Problem
	IsError  bool  // a plan that has it must not be applied
	By, With Party // By is the resource that is planned now
	Payees   []ConflictingPayee

	// Explained is whether the run has returned such a conflict before, so that what to do is known.
	Explained bool
}

// Party is one side of a conflict.
type Party struct {
	IsSet   bool
	Members int      // of the set
	First   []string // ids of its first members
	Leaves  bool     // the plan removes the whole resource
}

// ConflictingPayee is a payee of the resource that is planned now, and that of the other one.
type ConflictingPayee struct {
	ID, OtherID           string
	InState, OtherInState bool
	Account               string // masked
}

// Problem is what is wrong.
type Problem int

// The problems.
const (
	noProblem        Problem = iota
	DeclaredTwice            // the same id
	SameAccount              // under two ids
	RemovedElsewhere         // this resource has the payee, and the plan of the other one removes it
	KeptElsewhere            // this plan removes the payee, and the other resource has it
	SameVPA                  // under two ids
	BothExist                // with the same account, under two ids, so Cashfree has accepted it
)

// conflictList groups conflicts by the problem and by the set on the other side. All single resources are one group.
type conflictList []*conflictGroup

type conflictGroup struct {
	Conflict
	key conflictKey
}

// conflictKey identifies conflicts that are explained once. An owner is nil for single resources.
type conflictKey struct {
	by, with  *owner
	problem   Problem
	isCertain bool
}

func (l *conflictList) add(this, other *declared, problem Problem, isCertain bool, b *payouts.Beneficiary) {
	key := conflictKey{this.set(), other.set(), problem, isCertain}
	payee := ConflictingPayee{
		ID: this.id, OtherID: other.id, InState: this.inState, OtherInState: other.inState, Account: grammar.Mask(b.BankAccountNumber),
	}
	for _, group := range *l { // a few at most
		if group.key == key {
			group.Payees = append(group.Payees, payee)
			return
		}
	}
	*l = append(*l, &conflictGroup{key: key, Conflict: Conflict{
		Problem: problem, IsError: isCertain, By: this.party(), With: other.party(), Payees: []ConflictingPayee{payee},
	}})
}

// set returns the owner if it is a set, else nil.
func (o *owner) set() *owner {
	if o.isSet {
		return o
	}
	return nil
}

func (o *owner) party() Party { return Party{o.isSet, o.members, o.first, o.leaves} }

// explain returns the conflicts, and notes which of them the run has explained before. Where no resource has a payee in
// its state, there is nothing to explain.
func (d *Declarations) explain(found conflictList) []Conflict {
	var conflicts []Conflict
	for _, group := range found {
		group.Explained = d.explained[group.key]
		hasState := func(p ConflictingPayee) bool { return p.InState || p.OtherInState }
		d.explained[group.key] = group.Explained || slices.ContainsFunc(group.Payees, hasState)
		conflicts = append(conflicts, group.Conflict)
	}
	return conflicts
}
