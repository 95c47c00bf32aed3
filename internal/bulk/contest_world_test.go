package bulk

import (
	"maps"
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// The search over resources that compete knows worlds of three payees and three bank accounts. Each payee belongs to a
// single resource of its own or to one of two sets.
const (
	contestPayees   = 3
	contestAccounts = 3
)

// owner is the resource to which a payee belongs.
type owner uint8

const (
	nobody owner = iota
	single
	firstSet
	secondSet
)

// ownedPayee is the owner of a payee, and the number of its account. Without an owner it does not exist.
type ownedPayee struct {
	owner   owner
	account uint8
}

type contestSide [contestPayees]ownedPayee

// contestWorld is what exists before an apply, and what the configuration wants.
type contestWorld struct {
	before, after contestSide
}

func (by owner) String() string { return []string{"nobody", "single", "first set", "second set"}[by] }

// holdings are payees by owner and id.
type holdings map[owner]map[string]payouts.Beneficiary

var owners = []owner{single, firstSet, secondSet}

func (s contestSide) holdings() holdings {
	h := make(holdings)
	for _, by := range owners {
		h[by] = make(map[string]payouts.Beneficiary)
	}
	for i, p := range s {
		if p.owner != nobody {
			h[p.owner][worldID(i)] = worldPayee(worldID(i), holding{account: p.account}, "Asha")
		}
	}
	return h
}

// all returns all payees by id.
func (h holdings) all() map[string]payouts.Beneficiary {
	payees := make(map[string]payouts.Beneficiary)
	for _, owned := range h {
		maps.Copy(payees, owned)
	}
	return payees
}

// find returns a payee and its owner, or nobody.
func (h holdings) find(id string) (owner, payouts.Beneficiary) {
	for by, owned := range h {
		if b, exists := owned[id]; exists {
			return by, b
		}
	}
	return nobody, payouts.Beneficiary{}
}

func (h holdings) clone() holdings {
	copied := make(holdings)
	for by, owned := range h {
		copied[by] = maps.Clone(owned)
	}
	return copied
}

// allContestSides returns every way in which the payees can have owners and accounts, no two the same account.
func allContestSides() []contestSide {
	sides := []contestSide{{}}
	for i := range contestPayees {
		var longer []contestSide
		for _, s := range sides {
			longer = append(longer, s)
			for account := uint8(1); account <= contestAccounts; account++ {
				if slices.ContainsFunc(s[:], func(p ownedPayee) bool { return p.account == account }) {
					continue
				}
				for _, by := range owners {
					s[i] = ownedPayee{by, account}
					longer = append(longer, s)
					s[i] = ownedPayee{}
				}
			}
		}
		sides = longer
	}
	return sides
}

// number returns a number that is the same for the same side.
func (s contestSide) number() int {
	number := 0
	for _, p := range s {
		number = number*16 + int(p.owner)*4 + int(p.account)
	}
	return number
}

// allContestWorlds returns one world of each that differ by names only.
func allContestWorlds() []contestWorld {
	sides := allContestSides()
	var worlds []contestWorld
	for _, before := range sides {
		for _, after := range sides {
			if w := (contestWorld{before, after}); before != after && w.isSmallest() {
				worlds = append(worlds, w)
			}
		}
	}
	return worlds
}

// isSmallest reports whether no other world that differs by names only has a smaller number.
func (w contestWorld) isSmallest() bool {
	number := w.number()
	for _, payees := range permutations(0, contestPayees) {
		for _, accounts := range permutations(1, contestAccounts) {
			for _, sets := range [][]owner{{nobody, single, firstSet, secondSet}, {nobody, single, secondSet, firstSet}} {
				if w.renamed(payees, append([]uint8{0}, accounts...), sets).number() < number {
					return false
				}
			}
		}
	}
	return true
}

func (w contestWorld) renamed(payees, accounts []uint8, owners []owner) (renamed contestWorld) {
	for i := range contestPayees {
		renamed.before[payees[i]] = ownedPayee{owners[w.before[i].owner], accounts[w.before[i].account]}
		renamed.after[payees[i]] = ownedPayee{owners[w.after[i].owner], accounts[w.after[i].account]}
	}
	return renamed
}

func (w contestWorld) number() int { return w.before.number()<<12 + w.after.number() }

// crossesSets reports whether each set wants an id or an account that the other one has. Where none of them can let go
// of it before it has got what it wants, the two can only be changed one after the other.
func (w contestWorld) crossesSets() bool {
	return w.wantsFrom(firstSet, secondSet) && w.wantsFrom(secondSet, firstSet)
}

func (w contestWorld) wantsFrom(by, other owner) bool {
	for i, p := range w.after {
		if p.owner == by && w.before[i].owner == other {
			return true
		}
		has := func(q ownedPayee) bool { return q.owner == other && q.account == p.account }
		if p.owner == by && slices.ContainsFunc(w.before[:], has) {
			return true
		}
	}
	return false
}
