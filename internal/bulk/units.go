package bulk

import (
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// unit is a group of changes that wait for each other, or one change that waits for nobody. A unit is carried out step
// by step; different units can be carried out side by side.
type unit struct {
	members []*change
	parts   []part                // one after the other
	kinds   map[exchangeKind]bool // of exchange that it has
}

// part is a sequence of changes of which each waits for at most one other.
type part struct {
	// cycle are payees each of whom waits for the one before, and the first, which opens the cycle, for the last. It is
	// empty where nobody waits in a cycle.
	cycle []*change
	steps []*change // after the cycle; each waits for nobody, or for one that comes earlier
}

// setKinds finds the kinds of exchange that a unit has.
func (u *unit) setKinds() {
	u.kinds = make(map[exchangeKind]bool)
	for _, p := range u.parts {
		for _, x := range slices.Concat(p.cycle, p.steps) {
			u.kinds[x.kind()] = true
		}
	}
}

// sharedVPAs returns the UPI addresses that belong to two payees. Cashfree evidently allows that, so nobody waits for
// one.
func sharedVPAs(changes []*change) map[string]bool {
	seen, shared := make(map[string]bool), make(map[string]bool)
	for _, x := range changes {
		if x.before == nil {
			continue
		}
		key := vpaKey(*x.before)
		shared[key] = shared[key] || seen[key]
		seen[key] = true
	}
	return shared
}

// linkWaits finds out who waits for whom.
func linkWaits(changes []*change, shared map[string]bool) {
	accounts, vpas := make(map[string]*change), make(map[string]*change)
	for _, x := range changes {
		if x.before == nil {
			continue
		}
		accounts[accountKey(*x.before)], vpas[vpaKey(*x.before)] = x, x
	}
	for _, x := range changes {
		x.waits, x.followers = nil, nil
	}
	for _, x := range changes { // before the UPI addresses, so that whoever takes an account is the first follower
		if x.after != nil && x.after.BankAccountNumber != "" {
			x.waitFor(accounts[accountKey(*x.after)])
		}
	}
	for _, x := range changes {
		if x.after != nil && x.after.VPA != "" && !shared[vpaKey(*x.after)] {
			x.waitFor(vpas[vpaKey(*x.after)])
		}
	}
}

func (x *change) waitFor(holder *change) {
	if holder == nil || holder == x || slices.Contains(x.waits, holder) {
		return
	}
	x.waits = append(x.waits, holder)
	holder.followers = append(holder.followers, x)
}

// unitsOf groups changes into units, in their order.
func unitsOf(changes []*change, shared map[string]bool) []*unit {
	var units []*unit
	for _, members := range components(changes) {
		u := newUnit(members, shared)
		u.setKinds()
		units = append(units, u)
	}
	return units
}

// components returns the groups of changes that are connected by waiting.
func components(changes []*change) [][]*change {
	var groups [][]*change
	seen := make(map[*change]bool)
	for _, x := range changes {
		if seen[x] {
			continue
		}
		seen[x] = true
		group := []*change{x}
		for i := 0; i < len(group); i++ {
			for _, neighbour := range slices.Concat(group[i].waits, group[i].followers) {
				if !seen[neighbour] {
					seen[neighbour] = true
					group = append(group, neighbour)
				}
			}
		}
		groups = append(groups, group)
	}
	return groups
}

// newUnit plans a unit. One pass is enough where everybody waits for one other at most, even if several wait for the
// same one.
func newUnit(members []*change, shared map[string]bool) *unit {
	if !slices.ContainsFunc(members, func(x *change) bool { return len(x.waits) > 1 }) {
		return &unit{members: members, parts: []part{newPart(members)}}
	}
	return newTwoPassUnit(members, shared)
}

// newTwoPassUnit plans a unit in which somebody waits for two others. In the first pass everybody who wants an account
// takes it, without a UPI address that another one still has. Then all UPI addresses that move are free, and whoever
// wants one takes it in the second pass.
func newTwoPassUnit(members []*change, shared map[string]bool) *unit {
	u := &unit{members: members}
	firstOf := make(map[*change]*change)
	var firstPass, secondPass []*change
	for _, x := range members {
		first := x.firstPass()
		if first != nil {
			firstPass = append(firstPass, first)
		}
		firstOf[x] = first
	}
	for _, x := range members {
		if first := firstOf[x]; first != x {
			secondPass = append(secondPass, x.secondPass(first, firstOf))
		}
	}
	linkWaits(firstPass, shared)
	for _, group := range components(firstPass) {
		u.parts = append(u.parts, newPart(group))
	}
	if len(secondPass) > 0 {
		u.parts = append(u.parts, part{steps: secondPass})
	}
	return u
}

// firstPass returns what a payee does in the first pass: the change itself where it needs no UPI address that is left
// for the second, nil where it does nothing. A payee that is renamed keeps its former id until the second, so that the
// state knows it all the time. A new payee is added in the second.
func (x *change) firstPass() *change {
	if x.after == nil || x.after.BankAccountNumber == "" || !x.takesVPALater() {
		return x
	}
	if x.before == nil {
		return nil
	}
	half := *x.after
	half.ID, half.VPA = x.before.ID, ""
	first := &change{id: half.ID, known: true, partOf: x, before: x.before, after: &half}
	if first.isAsWanted() {
		return nil
	}
	return first
}

// takesVPALater reports whether the payee wants a UPI address of another one than the one whose account it takes.
func (x *change) takesVPALater() bool {
	return slices.ContainsFunc(x.waits, func(holder *change) bool {
		return vpaKey(*holder.before) == vpaKey(*x.after) && !x.takesAccountOf(holder)
	})
}

// secondPass returns how a payee gets its UPI address, after everybody has done the first pass.
func (x *change) secondPass(first *change, firstOf map[*change]*change) *change {
	second := &change{id: x.id, known: x.known, partOf: x, before: x.before, after: x.after, first: first}
	if first != nil {
		second.before = first.after
		second.waits = append(second.waits, first)
	}
	for _, holder := range x.waits {
		if firstOf[holder] != nil && (first == nil || !x.takesAccountOf(holder)) {
			second.waits = append(second.waits, firstOf[holder])
		}
	}
	return second
}

// newPart brings changes of which each waits for at most one other into an order.
func newPart(members []*change) part {
	var p part
	p.cycle = cycleOf(members)
	for _, x := range p.cycle {
		x.inCycle = true
	}
	var ordered []*change
	for _, x := range members {
		if x.inCycle || len(x.waits) == 0 {
			ordered = append(ordered, x)
		}
	}
	for i := 0; i < len(ordered); i++ {
		for _, follower := range ordered[i].followers {
			if !follower.inCycle {
				ordered = append(ordered, follower)
			}
		}
	}
	for _, x := range ordered {
		if !x.inCycle && x.after != nil {
			p.steps = append(p.steps, x)
		}
	}
	return p
}

// cycleOf returns the payees that wait in a cycle, if there are any: first the one that opens it, then each one that
// waits for the one before.
func cycleOf(members []*change) []*change {
	x := members[0]
	for range members { // whoever waits, waits for the cycle in the end
		if len(x.waits) == 0 {
			return nil
		}
		x = x.waits[0]
	}
	cycle := []*change{x}
	for next := x.waits[0]; next != x; next = next.waits[0] {
		cycle = append(cycle, next)
	}
	slices.Reverse(cycle[1:]) // from here on each one waits for the one before
	if opener := slices.IndexFunc(cycle, (*change).canReturn); opener > 0 {
		cycle = slices.Concat(cycle[opener:], cycle[:opener])
	}
	return cycle
}

// hasOpeners reports whether the first payee of every cycle can be removed before anything else: only one that Cashfree
// would accept again may be away for as long as a cycle takes.
func (u *unit) hasOpeners() bool {
	return !slices.ContainsFunc(u.parts, func(p part) bool { return len(p.cycle) > 0 && !p.cycle[0].canReturn() })
}

// keysToLock returns the keys of what changes create or remove.
func keysToLock(changes []*change) []string {
	var keys []string
	for _, x := range changes {
		keys = append(keys, idKey(x.id))
		if x.leaver != nil {
			keys = append(keys, idKey(x.leaver.id))
		}
		for _, b := range []*payouts.Beneficiary{x.before, x.after} {
			if b != nil {
				keys = append(keys, instrumentsOf(*b).keys()...)
			}
		}
	}
	return keys
}
