package beneficiaryset

import (
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// comparison is how the members of a document differ from those of a state.
type comparison struct {
	inState int             // number of members in the state
	members []memberChange  // in the order of the document
	removed []string        // ids that leave, in their order, without those of payees that are renamed
	count   [kindsCount]int // of members, by kind

	// unclear are the ids in the state whose content has to be read to decide everything. Their fingerprints were made
	// with another key.
	unclear []string

	// leftOpen is whether the undecided members may change in the apply. Only a plan that changes something is applied,
	// so a fingerprint that cannot be compared is no reason for a change by itself.
	leftOpen bool
}

// memberChange is a member of the document, and what becomes of it.
type memberChange struct {
	bulk.Member
	kind        changeKind
	former      string // the id before a renaming
	fingerprint string // of the member in the document, or "" while the key is unknown
}

// changeKind is what becomes of a member.
type changeKind int

// The kinds of changes.
const (
	unchanged     changeKind = iota
	undecided                // unchanged as far as its summary shows, with a fingerprint that cannot be compared
	added                    // not in the state
	renamed                  // not in the state, with the account and UPI address of an id that leaves
	accountChange            // another account or UPI address
	otherChange
	unclearChange // another name, and perhaps another account number, which cannot be compared
	removal       // of a member that is not in the document
	kindsCount
)

// compare compares the members of a document with those of a state, which is nil before a create.
func compare(state *model, wanted []bulk.Member, prints *providerdata.Fingerprinter) *comparison {
	c := &comparison{members: make([]memberChange, 0, len(wanted))}
	if state != nil {
		c.inState = len(state.members.elements)
	}
	inDocument := make(map[string]bool, len(wanted))
	for _, member := range wanted {
		m := memberChange{Member: member, kind: added}
		if prints != nil {
			m.fingerprint = prints.OfAll(member.Beneficiary)
		}
		if state != nil && state.members.elements[member.ID] != nil {
			inDocument[member.ID] = true
			m.kind = c.kindOf(state, m, prints)
		}
		c.members = append(c.members, m)
	}
	if len(inDocument) < c.inState {
		for _, id := range state.members.ids() {
			if !inDocument[id] {
				c.removed = append(c.removed, id)
			}
		}
		c.findRenamed(state, prints)
	}
	c.count[removal] = len(c.removed)
	for _, m := range c.members {
		c.count[m.kind]++
	}
	return c
}

// kindOf returns what becomes of a member that is in the state and in the document. A fingerprint that was made with
// another key shows neither that a member changes nor that it stays.
func (c *comparison) kindOf(state *model, m memberChange, prints *providerdata.Fingerprinter) changeKind {
	shown, summary := state.members.get(m.ID), memberSummary(m.Beneficiary)
	before := state.fingerprints.get(m.ID)
	if prints.Comparable(before) {
		switch {
		case m.fingerprint == before:
			return unchanged
		case prints.OfAccount(m.Beneficiary) == state.accounts.get(m.ID):
			return otherChange
		}
		return accountChange
	}
	if summaryInstruments(shown) != summaryInstruments(summary) {
		return accountChange
	}
	c.unclear = append(c.unclear, m.ID)
	if summary == shown {
		return undecided
	}
	return unclearChange
}

// findRenamed finds the payees whose account and UPI address get another id.
func (c *comparison) findRenamed(state *model, prints *providerdata.Fingerprinter) {
	if prints == nil {
		return
	}
	formerByAccount := make(map[string]string, len(c.removed))
	for _, id := range c.removed {
		if account := state.accounts.get(id); prints.Comparable(account) {
			formerByAccount[account] = id
		}
	}
	isRenamed := make(map[string]bool)
	for i := range c.members {
		m := &c.members[i]
		if m.kind != added {
			continue
		}
		account := prints.OfAccount(m.Beneficiary)
		if former, found := formerByAccount[account]; found {
			m.kind, m.former = renamed, former
			isRenamed[former] = true
			delete(formerByAccount, account) // for one payee only
		}
	}
	c.removed = slices.DeleteFunc(c.removed, func(id string) bool { return isRenamed[id] })
	c.noteMaybeRenamed(state, prints)
}

// noteMaybeRenamed notes the ids that leave with an account that, as far as their summaries show, is that of a member
// that is added.
func (c *comparison) noteMaybeRenamed(state *model, prints *providerdata.Fingerprinter) {
	var arriving map[bulk.Instruments]bool
	for _, id := range c.removed {
		if prints.Comparable(state.accounts.get(id)) {
			continue
		}
		if arriving == nil {
			arriving = make(map[bulk.Instruments]bool)
			for _, m := range c.members {
				if m.kind == added {
					arriving[summaryInstruments(memberSummary(m.Beneficiary))] = true
				}
			}
		}
		if arriving[summaryInstruments(state.members.get(id))] {
			c.unclear = append(c.unclear, id)
		}
	}
}

// changes returns the number of changes. A renaming is one change.
func (c *comparison) changes() int {
	return c.count[removal] + c.count[added] + c.count[renamed] + c.count[accountChange] + c.count[otherChange] + c.count[unclearChange]
}

// isSent reports whether a member is added or replaced.
func (m memberChange) isSent() bool { return m.kind != unchanged && m.kind != undecided }

// put returns the payees that are to be added or replaced.
func (c *comparison) put() []payouts.Beneficiary { return c.beneficiaries(memberChange.isSent) }

// arriving returns the payees whose ids are not in the state.
func (c *comparison) arriving() []payouts.Beneficiary {
	return c.beneficiaries(func(m memberChange) bool { return m.kind == added || m.kind == renamed })
}

func (c *comparison) beneficiaries(isMeant func(memberChange) bool) []payouts.Beneficiary {
	meant := make([]payouts.Beneficiary, 0, c.changes())
	for _, m := range c.members {
		if isMeant(m) {
			meant = append(meant, m.Beneficiary)
		}
	}
	return meant
}

// leaving returns the ids that are no longer in the document, in their order.
func (c *comparison) leaving() []string {
	leaving := slices.Clone(c.removed)
	for _, m := range c.members {
		if m.kind == renamed {
			leaving = append(leaving, m.former)
		}
	}
	slices.Sort(leaving)
	return leaving
}
