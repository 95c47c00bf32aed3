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
	return &Handovers{
		prints: prints, created: newHandoverIndex(), removed: newHandoverIndex(), reported: make(map[[2]*PlannedSet]bool),
	}
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

// plannedPayee is a payee that a plan creates or removes.
type plannedPayee struct {
	id      string
	set     *PlannedSet         // nil for a single resource
	keys    [sharedKinds]string // a key is empty where there is nothing to compare
	content payouts.Beneficiary // of a creation
	removal *Removal            // nil for a creation
	paired  bool                // another payee was found for this one
}

func newCreation(set *PlannedSet, b payouts.Beneficiary) *plannedPayee {
	p := &plannedPayee{id: b.ID, set: set, content: b}
	p.keys[SharedID] = grammar.BeneficiaryID.Comparable(b.ID)
	p.keys[SharedVPA] = grammar.VPA.Comparable(b.VPA)
	p.keys[SharedAccount] = handoverAccountKey(grammar.AccountNumber.Comparable(b.BankAccountNumber), b.BankIFSC)
	p.keys[sharedAccountEnd] = handoverAccountKey(grammar.Mask(b.BankAccountNumber), b.BankIFSC)
	return p
}

func newRemoval(set *PlannedSet, r Removal) *plannedPayee {
	p := &plannedPayee{id: r.ID, set: set, removal: &r}
	p.keys[SharedID] = grammar.BeneficiaryID.Comparable(r.ID)
	p.keys[SharedVPA] = grammar.VPA.Comparable(r.Shown.VPA)
	if r.AccountNumber != "" {
		p.keys[SharedAccount] = handoverAccountKey(grammar.AccountNumber.Comparable(r.AccountNumber), r.Shown.IFSC)
	} else {
		p.keys[sharedAccountEnd] = handoverAccountKey(r.Shown.Account, r.Shown.IFSC)
	}
	return p
}

// handoverAccountKey returns a key of an account number, or of its end, or "" where a part of the account is not known.
func handoverAccountKey(number, ifsc string) string {
	if number == "" || ifsc == "" {
		return ""
	}
	return number + " " + grammar.IFSC.Comparable(ifsc)
}

// handoverIndex finds payees by each kind of key.
type handoverIndex [sharedKinds]map[string][]*plannedPayee

func newHandoverIndex() (index handoverIndex) {
	for kind := range index {
		index[kind] = make(map[string][]*plannedPayee)
	}
	return index
}

func (i *handoverIndex) add(p *plannedPayee) {
	for kind, key := range p.keys {
		if key != "" {
			i[kind][key] = append(i[kind][key], p)
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

// maxHandoverCandidates is how many payees with the same key are compared. Keys are as good as unique, but a registry
// must not compare everybody with everybody where they are not.
const maxHandoverCandidates = 100

// find returns a pair of a creation and a removal, or nil. Each payee is part of one pair at most: one moved block
// cannot have two sources, and no payee moves to two places.
func (h *Handovers) find(p *plannedPayee, others *handoverIndex) (creation, removal *plannedPayee, shared Shared) {
	for kind, key := range p.keys {
		candidates := others[kind][key]
		for _, other := range candidates[:min(len(candidates), maxHandoverCandidates)] {
			creation, removal = p, other
			if p.removal != nil {
				creation, removal = other, p
			}
			shared = Shared(kind)
			if other.paired || shared == sharedAccountEnd && !h.isProven(creation, removal.removal) {
				continue
			}
			p.paired, other.paired = true, true
			return creation, removal, shared
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
		return h.prints.OfAccount(creation.content) == r.Fingerprint
	default:
		return h.prints.Matches(r.Fingerprint, r.ID, grammar.AccountNumber, creation.content.BankAccountNumber)
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
	pair := HandedOn{removal.id, creation.id, grammar.Mask(creation.content.BankAccountNumber), shared}
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
