package providerdata

import (
	"sync"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Handovers is the registry of the payees that one run plans to create and to remove. Terraform carries out creations
// and removals side by side, and tells no resource what the others plan. So each resource registers what it plans, and
// the second one of two learns that its creation needs what the other's removal frees. A replacement registers nothing:
// Terraform removes its payee before it creates the new one.
type Handovers struct {
	prints *Fingerprinter

	mu               sync.Mutex
	refreshes        bool // the run has read a set
	created, removed handoverIndex
	reported         map[[2]*PlannedSet]bool
}

func newHandovers(prints *Fingerprinter) *Handovers {
	h := &Handovers{prints: prints}
	h.reset()
	return h
}

func (h *Handovers) reset() {
	h.created, h.removed, h.reported = newHandoverIndex(), newHandoverIndex(), make(map[[2]*PlannedSet]bool)
}

// NoteApplied notes that a resource was applied. What was planned before belongs to this apply, or to a run before it,
// and no later plan meets it: "terraform test" configures a provider once for several runs.
func (h *Handovers) NoteApplied() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reset()
}

// Removal is a payee that a plan removes, as far as the state knows it.
type Removal struct {
	ID            string
	Shown         bulk.Instruments
	AccountNumber string // empty where the state does not hold it
	Fingerprint   string // of the account number, or of the account and UPI address for a member of a set
	IsMember      bool
}

// PlannedSet is a set whose plan adds or removes members.
type PlannedSet struct {
	Added, Removed int
	IsUpdate       bool // the set exists before and after the plan
}

// Handover is what one resource frees and another one needs. A set is nil where single resources are meant.
type Handover struct {
	From, To *PlannedSet
	Payees   []HandedOn
}

// HandedOn is a payee that a plan removes, and the one that it creates in its place.
type HandedOn struct {
	Removed, Created string // ids
	Account          string // masked, of the created payee
	Shared           Shared
}

// Shared is what two payees have in common. A kind is also the index of a key.
type Shared int

// What two payees can have in common. A number is either compared as a whole, or, where the state does not hold it,
// through its fingerprint; the key is then its end.
const (
	SharedID Shared = iota
	SharedAccount
	sharedAccountEnd
	SharedVPA
	sharedKinds
)

// plannedPayee is a payee that a plan creates or removes. Of a creation it keeps only what is compared: a run can plan
// tens of thousands.
type plannedPayee struct {
	id, vpa, ifsc string
	number        string      // empty for a removal whose state does not hold it
	set           *PlannedSet // nil for a single resource
	removal       *Removal    // nil for a creation
	paired        bool        // another payee was found for this one
	next          [sharedKinds]*plannedPayee
}

func newCreation(set *PlannedSet, b payouts.Beneficiary) *plannedPayee {
	return &plannedPayee{id: b.ID, vpa: b.VPA, ifsc: b.BankIFSC, number: b.BankAccountNumber, set: set}
}

func newRemoval(set *PlannedSet, r Removal) *plannedPayee {
	return &plannedPayee{id: r.ID, vpa: r.Shown.VPA, ifsc: r.Shown.IFSC, number: r.AccountNumber, set: set, removal: &r}
}

// key returns what two payees are compared by, or "" where there is nothing to compare.
func (p *plannedPayee) key(kind Shared) string {
	switch {
	case kind == SharedID:
		return grammar.BeneficiaryID.Comparable(p.id)
	case kind == SharedVPA:
		return grammar.VPA.Comparable(grammar.MaskVPA(p.vpa)) // as a state has it
	case kind == SharedAccount:
		return handoverAccountKey(grammar.AccountNumber.Comparable(p.number), p.ifsc)
	case p.removal == nil:
		return handoverAccountKey(grammar.Mask(p.number), p.ifsc)
	case p.number == "":
		return handoverAccountKey(p.removal.Shown.Account, p.ifsc)
	default:
		return ""
	}
}

// handoverAccountKey returns a key of an account number, or of its end, or "" where a part of the account is not known.
func handoverAccountKey(number, ifsc string) string {
	if number == "" || ifsc == "" {
		return ""
	}
	return number + " " + grammar.IFSC.Comparable(ifsc)
}

// handoverIndex finds the first payee that has a key of each kind. The others with the same key follow it.
type handoverIndex [sharedKinds]map[string]*plannedPayee

func newHandoverIndex() (index handoverIndex) {
	for kind := range index {
		index[kind] = make(map[string]*plannedPayee)
	}
	return index
}

// maxHandoverCandidates is how many payees with the same key are kept, and so compared. Keys are as good as unique, but
// a registry must not compare everybody with everybody where they are not.
const maxHandoverCandidates = 100

func (i *handoverIndex) add(p *plannedPayee) {
	for kind := range sharedKinds {
		key := p.key(kind)
		if key == "" {
			continue
		}
		last := i[kind][key]
		if last == nil {
			i[kind][key] = p
			continue
		}
		count := 1
		for last.next[kind] != nil {
			last = last.next[kind]
			count++
		}
		if count < maxHandoverCandidates {
			last.next[kind] = p
		}
	}
}

// NoteRefresh notes that the run has read a set. The run of a plan does so, unless -refresh=false is set, and that of
// an apply does not.
func (h *Handovers) NoteRefresh() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refreshes = true
}

// PlanCreation registers the payee that a single resource creates. It returns what this payee needs and another
// resource frees. Values that are not known yet are empty.
func (h *Handovers) PlanCreation(b payouts.Beneficiary) []Handover {
	return h.register(nil, []payouts.Beneficiary{b}, nil)
}

// PlanRemoval registers the payee that a single resource removes. It returns what this payee frees and another resource
// needs.
func (h *Handovers) PlanRemoval(r Removal) []Handover {
	return h.register(nil, nil, []Removal{r})
}

// PlanSet registers the members that a set adds and removes. It returns what they need and free, at most once for the
// same two sets, and at most once for the set and all single resources. Core plans an update again in the apply, so
// what an update removes counts only where the run is that of a plan.
func (h *Handovers) PlanSet(isUpdate bool, added []payouts.Beneficiary, removed []Removal) []Handover {
	return h.register(&PlannedSet{Added: len(added), Removed: len(removed), IsUpdate: isUpdate}, added, removed)
}

func (h *Handovers) register(set *PlannedSet, added []payouts.Beneficiary, removed []Removal) []Handover {
	h.mu.Lock()
	defer h.mu.Unlock()
	if set != nil && set.IsUpdate && !h.refreshes {
		removed = nil
	}
	var found handoverList
	planned := make([]*plannedPayee, 0, len(added)+len(removed))
	for _, b := range added {
		p := newCreation(set, b)
		found.add(h.find(p, &h.removed))
		planned = append(planned, p)
	}
	for _, r := range removed {
		p := newRemoval(set, r)
		found.add(h.find(p, &h.created))
		planned = append(planned, p)
	}
	// This comes last, so that a set does not meet itself: it hands on accounts among its members in a safe order.
	for _, p := range planned {
		if p.removal == nil {
			h.created.add(p)
		} else {
			h.removed.add(p)
		}
	}
	return h.unreported(found)
}

// find returns a pair of a creation and a removal, or nil. Each payee is part of one pair at most: one moved block
// cannot have two sources, and no payee moves to two places.
func (h *Handovers) find(p *plannedPayee, others *handoverIndex) (creation, removal *plannedPayee, shared Shared) {
	for kind := range sharedKinds {
		for other := others[kind][p.key(kind)]; other != nil; other = other.next[kind] {
			creation, removal = p, other
			if p.removal != nil {
				creation, removal = other, p
			}
			if other.paired || kind == sharedAccountEnd && !h.isProven(creation, removal.removal) {
				continue
			}
			p.paired, other.paired = true, true
			return creation, removal, kind
		}
	}
	return nil, nil, 0
}

// isProven reports whether the fingerprint of a removed payee shows that its account is that of a created one.
func (h *Handovers) isProven(creation *plannedPayee, r *Removal) bool {
	switch {
	case !h.prints.Comparable(r.Fingerprint):
		return false
	case r.IsMember:
		return h.prints.OfAccount(payouts.Beneficiary{BankAccountNumber: creation.number, BankIFSC: creation.ifsc, VPA: creation.vpa}) == r.Fingerprint
	default:
		return h.prints.Matches(r.Fingerprint, r.ID, grammar.AccountNumber, creation.number)
	}
}

// handoverList groups pairs by the resources that they belong to.
type handoverList []Handover

func (l *handoverList) add(creation, removal *plannedPayee, shared Shared) {
	if creation == nil {
		return
	}
	if shared == sharedAccountEnd {
		shared = SharedAccount
	}
	pair := HandedOn{removal.id, creation.id, grammar.Mask(creation.number), shared}
	for i := range *l { // a few at most
		if handover := &(*l)[i]; handover.From == removal.set && handover.To == creation.set {
			handover.Payees = append(handover.Payees, pair)
			return
		}
	}
	*l = append(*l, Handover{From: removal.set, To: creation.set, Payees: []HandedOn{pair}})
}

// unreported returns the handovers that were not returned before. Those between single resources always are.
func (h *Handovers) unreported(found handoverList) []Handover {
	var unreported []Handover
	for _, handover := range found {
		parties := [2]*PlannedSet{handover.From, handover.To}
		if handover.From != nil || handover.To != nil {
			if h.reported[parties] {
				continue
			}
			h.reported[parties] = true
		}
		unreported = append(unreported, handover)
	}
	return unreported
}
