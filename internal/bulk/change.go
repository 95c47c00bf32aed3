package bulk

import (
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// change is what is to happen to one payee.
type change struct {
	id     string               // as it is wanted, or of a payee that is to go
	known  bool                 // the state holds the id
	before *payouts.Beneficiary // what Cashfree holds; nil where it holds nothing
	after  *payouts.Beneficiary // what it is to hold; nil where the payee is to go

	// leaver is the removal of the former id of a payee that is renamed. It shares what becomes of this change.
	leaver   *change
	isMerged bool // this is such a removal

	waits     []*change // for whoever has its account or UPI address
	inCycle   bool      // it is one of those who wait in a cycle
	followers []*change // who wait for this one: whoever takes its account comes first

	// A payee that takes its account and its UPI address one after the other has a change for each. Both know the whole
	// change, and the second knows the first.
	partOf *change
	first  *change

	stage     stage
	blockedBy string // the id whose failure is the reason why this change failed
	removal   *activeRemoval
	mark      int // of what the other resources had freed before the change was tried
}

// ids returns the id as it is wanted, and the former one of a payee that is renamed.
func (x *change) ids() []string {
	if x.leaver == nil {
		return []string{x.id}
	}
	return []string{x.id, x.leaver.id}
}

// isHalf reports whether the payee still lacks its UPI address after this change.
func (x *change) isHalf() bool { return x.partOf != nil && x.after != x.partOf.after }

// whole returns the change that the document asks for.
func (x *change) whole() *change {
	if x.partOf != nil {
		return x.partOf
	}
	return x
}

// stage is how far a change is.
type stage int

const (
	stagePending stage = iota
	stageDone          // what is wanted is true
	stageFailed        // it was not made, or was undone
)

// leaves reports whether the payee is at Cashfree and is to go.
func (x *change) leaves() bool { return x.after == nil && x.before != nil }

// exchangeKind is a sort of exchange. The first of each kind shows whether Cashfree accepts it.
type exchangeKind int

const (
	noExchange    exchangeKind = iota // nobody is removed for it
	rename                            // another id takes the account or the UPI address of one that leaves
	accountChange                     // the account or the UPI address changes
	otherChange                       // something else changes
)

var kinds = []exchangeKind{rename, accountChange, otherChange}

// kind returns what kind of exchange the change is.
func (x *change) kind() exchangeKind {
	switch {
	case x.after == nil, x.before == nil && !slices.ContainsFunc(x.waits, (*change).leaves):
		return noExchange
	case x.before == nil, x.before.ID != x.after.ID:
		return rename
	case !sameInstruments(*x.before, *x.after):
		return accountChange
	default:
		return otherChange
	}
}

// takesAccountOf reports whether the payee is to have the account that another one has.
func (x *change) takesAccountOf(other *change) bool {
	key := accountKey(*x.after)
	return key != "" && key == accountKey(*other.before)
}

// canReturn reports whether Cashfree is sure to accept the present content in a new payee. It refuses a name that only
// version 1 allows.
func (x *change) canReturn() bool {
	return !slices.ContainsFunc(payouts.Facts, func(fact payouts.Fact) bool { return fact.Field.ExistingOnly(*fact.Of(x.before)) })
}

// isRename reports whether the payee gets another id in the end.
func (x *change) isRename() bool { return x.whole().leaver != nil }

// isAsWanted reports whether Cashfree holds the payee as it is to be.
func (x *change) isAsWanted() bool {
	return x.before != nil && len(x.before.Differences(*x.after)) == 0
}

// sameInstruments reports whether two payees have the same account and UPI address.
func sameInstruments(a, b payouts.Beneficiary) bool {
	return accountKey(a) == accountKey(b) && vpaKey(a) == vpaKey(b)
}

// vpaKey returns the same text for every spelling of one UPI address, and an empty one where there is none.
func vpaKey(b payouts.Beneficiary) string { return grammar.VPA.Comparable(b.VPA) }

// Instruments are what a state shows of a payee's account and UPI address.
type Instruments struct {
	Account string // masked, such as "…1772"
	IFSC    string
	VPA     string
}

// instrumentsOf returns what a state would show of a payee.
func instrumentsOf(b payouts.Beneficiary) Instruments {
	return Instruments{Account: grammar.Mask(b.BankAccountNumber), IFSC: b.BankIFSC, VPA: b.VPA}
}

// instrumentIndex finds those who may have an account or a UPI address, although the state shows only the end of an
// account number. It maps both to ids.
type instrumentIndex map[string]string

func (i instrumentIndex) add(shown Instruments, id string) {
	for _, key := range shown.keys() {
		i[key] = id
	}
}

// find returns the id of somebody who may have one of the instruments, or "".
func (i instrumentIndex) find(shown Instruments) string {
	for _, key := range shown.keys() {
		if id := i[key]; id != "" {
			return id
		}
	}
	return ""
}

func (i Instruments) keys() []string {
	var keys []string
	if i.Account != "" {
		keys = append(keys, i.Account+" "+grammar.IFSC.Comparable(i.IFSC))
	}
	if i.VPA != "" {
		keys = append(keys, grammar.VPA.Comparable(grammar.MaskVPA(i.VPA))) // as a state has it
	}
	return keys
}
