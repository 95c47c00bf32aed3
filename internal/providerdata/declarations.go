package providerdata

import (
	"hash/maphash"
	"iter"
	"sync"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Declarations is the registry of the payees that the resources of one provider block declare and remove in one run. No
// payee can have two owners: when one of them lets go of it, it is removed, and the other loses it. Terraform tells no
// resource what the others declare. So each plan registers its payees, and the second one of two finds the conflict.
//
// Only what a plan wants to exist counts. A resource is known by a token in its private state. A resource that is not
// in the state yet has none, so each plan of it comes with a new one.
type Declarations struct {
	program Program

	mu         sync.Mutex
	hasApplied bool                                     // a resource, with this configuration
	isOff      bool                                     // nothing can be compared
	owners     map[string]*owner                        // by token
	index      [len(comparedKinds)]map[string]*declared // by key
	removers   map[string]string                        // tokens of those who remove, by id
	explained  map[conflictKey]bool
}

func newDeclarations(program Program) *Declarations {
	d := &Declarations{program: program}
	d.reset()
	return d
}

func (d *Declarations) reset() {
	d.owners, d.removers, d.explained = make(map[string]*owner), make(map[string]string), make(map[conflictKey]bool)
	for i := range d.index {
		d.index[i] = make(map[string]*declared)
	}
}

// NoToken notes that a resource in the state has no token. A read gives it one. So a program other than Terraform and
// OpenTofu keeps no private state, nobody can tell its resources from each other, and nothing is compared any more.
func (d *Declarations) NoToken() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.program.IsCore {
		return
	}
	d.isOff = true
	d.reset()
}

// Declaration is what the plan of one resource wants to exist.
type Declaration struct {
	Token   string
	IsSet   bool
	Exists  bool // the resource is in the state
	Changes bool // the plan changes it
	Payees  iter.Seq[DeclaredPayee]
}

// DeclaredPayee is a payee that a plan wants to exist. Values that are not known yet are empty.
type DeclaredPayee struct {
	*payouts.Beneficiary
	InState bool // the resource has the id already
	Changes bool // something else of the payee changes
	IsVague bool // some values are not known yet
}

// owner is a resource of which a plan is registered.
type owner struct {
	token                  string
	isSet, exists, changes bool
	content                uint64   // equal for equal payees
	isVague                bool     // some values of the payees are not known yet
	members                int      // of a set
	first                  []string // ids of its first members
	isPlanned              bool     // and not only its removal
	isGone                 bool     // another plan of the resource has replaced this one
	isCreated              bool     // in this run, or taken over in it
	leaves                 bool     // the plan removes the whole resource
}

// declared is a payee that somebody declares.
type declared struct {
	*owner
	id             string
	inState, stays bool                          // stays: as it is in the state
	next           [len(comparedKinds)]*declared // with the same key
}

// comparedKinds are what two payees can have in common, what is worst first.
var comparedKinds = [...]Shared{SharedID, SharedAccount, SharedVPA}

func declaredKey(kind Shared, b *payouts.Beneficiary) string {
	switch kind {
	case SharedID:
		return b.ID
	case SharedVPA:
		return grammar.VPA.Comparable(b.VPA)
	default:
		return handoverAccountKey(grammar.AccountNumber.Comparable(b.BankAccountNumber), b.BankIFSC)
	}
}

// contentSeed is for hashes that are compared within this process only.
var contentSeed = maphash.MakeSeed()

// Plan registers what a plan declares, in the place of an earlier plan of the same resource. It returns the conflicts
// with the plans of other resources.
func (d *Declarations) Plan(p Declaration) []Conflict {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.explain(d.register(p))
}

func (d *Declarations) register(p Declaration) (found conflictList) {
	if d.isOff {
		return nil
	}
	former := d.owners[p.Token]
	if former != nil && former.isPlanned && former.exists && p.Exists {
		// One configuration serves several runs, and this is another one. The registry has not seen all changes since.
		d.reset()
		former = nil
	}
	o := &owner{token: p.Token, isSet: p.IsSet, exists: p.Exists, changes: p.Changes, isPlanned: true}
	if former != nil { // core plans a replacement in two calls, the second one as a creation
		former.isGone = true
		o.exists, o.changes = former.exists, true
	}
	d.owners[p.Token] = o
	for payee := range p.Payees {
		o.content = o.content*31 + maphash.Comparable(contentSeed, *payee.Beneficiary)
		o.isVague = o.isVague || payee.IsVague
		if o.members++; len(o.first) < maxFirst {
			o.first = append(o.first, payee.ID)
		}
	}
	for payee := range p.Payees {
		this := &declared{owner: o, id: payee.ID, stays: payee.InState && !payee.Changes}
		this.inState = payee.InState || former != nil && d.hasInState(former, payee.ID)
		if remover := d.owners[d.removers[payee.ID]]; remover != nil && remover != o && this.inState {
			found.add(this, &declared{owner: remover, id: payee.ID, inState: true}, RemovedElsewhere, true, payee.Beneficiary)
		}
		d.compare(this, payee.Beneficiary, &found)
		d.add(this, payee.Beneficiary)
	}
	return found
}

// hasInState reports whether a resource had a payee in its state when it was planned.
func (d *Declarations) hasInState(o *owner, id string) bool {
	for node := d.index[0][id]; node != nil; node = node.next[0] {
		if node.owner == o {
			return node.inState
		}
	}
	return false
}

// maxFirst is how many members are named to show which set is meant.
const maxFirst = 3

// compare adds the worst conflict of a payee with those that others declare.
func (d *Declarations) compare(this *declared, b *payouts.Beneficiary, found *conflictList) {
	var uncertain func()
	for i, kind := range comparedKinds {
		for other := d.index[i][declaredKey(kind, b)]; other != nil; other = other.next[i] {
			if other.isGone || other.owner == this.owner {
				continue
			}
			problem, isCertain := d.problemOf(kind, this, other)
			switch {
			case isCertain:
				found.add(this, other, problem, true, b)
				return
			case problem != noProblem && uncertain == nil:
				uncertain = func() { found.add(this, other, problem, false, b) }
			}
		}
	}
	if uncertain != nil {
		uncertain()
	}
}

// problemOf returns what is wrong where two payees have something in common, and whether that is certain. Where one
// configuration serves several runs, a resource that was only planned before may not be planned any more, or be this
// one. But as long as nothing was applied, what exists comes from elsewhere, and is another resource.
func (d *Declarations) problemOf(kind Shared, this, other *declared) (problem Problem, isCertain bool) {
	isCertain = d.program.PlansOnce || other.exists || this.exists && !d.hasApplied
	switch {
	case d.mayBeSame(this.owner, other.owner):
		return noProblem, false
	case kind == SharedID:
		return DeclaredTwice, isCertain
	case kind == SharedVPA:
		return SameVPA, false
	case this.stays && other.stays: // so Cashfree has accepted it
		return BothExist, false
	default:
		return SameAccount, isCertain
	}
}

// mayBeSame reports whether two plans may be of one resource. A new resource has no token, so where it is planned more
// than once, as "terraform test" does in each run and again to apply it, nobody can tell two plans of it from those of
// two resources. A program that plans the two halves of a replacement by themselves gives the second one no token.
func (d *Declarations) mayBeSame(this, other *owner) bool {
	switch {
	case d.program.PlansOnce || this.isSet != other.isSet || this.exists && other.exists:
		return false
	case !this.exists && !other.exists:
		return true
	default:
		return !d.program.IsCore && this.isNew() && other.isNew() && (this.content == other.content || this.isVague || other.isVague)
	}
}

// isNew reports whether the apply of the plan would create something.
func (o *owner) isNew() bool { return !o.exists || o.changes }

func (d *Declarations) add(this *declared, b *payouts.Beneficiary) {
	for i, kind := range comparedKinds {
		if key := declaredKey(kind, b); key != "" {
			this.next[i] = d.index[i][key]
			d.index[i][key] = this
		}
	}
}

// Remove registers the ids that a plan removes, after what it declares. It returns the conflicts with the plans of
// resources that keep them. A payee that the run has created or taken over is no conflict: the removal of what was
// there before is not sent. Core plans the removal of a deposed object again in the apply.
func (d *Declarations) Remove(token string, isSet bool, ids ...string) []Conflict {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.isOff {
		return nil
	}
	remover := d.owners[token]
	if remover == nil {
		remover = &owner{token: token, isSet: isSet, exists: true, leaves: true, members: len(ids), first: ids[:min(len(ids), maxFirst)]}
		d.owners[token] = remover
	}
	var found conflictList
	for _, id := range ids {
		d.removers[id] = token
		for other := d.index[0][id]; other != nil; other = other.next[0] {
			if !other.isGone && !other.isCreated && other.owner != remover && other.inState {
				found.add(&declared{owner: remover, id: id, inState: true}, other, KeptElsewhere, true, &payouts.Beneficiary{})
				break
			}
		}
	}
	return d.explain(found)
}

// Created notes that a single resource was created, whose private state has the token from now on. Its plan had another
// one, since the framework hands no private state to a creation.
func (d *Declarations) Created(token string, b payouts.Beneficiary) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.register(Declaration{Token: token, Payees: func(yield func(DeclaredPayee) bool) { yield(DeclaredPayee{Beneficiary: &b}) }})
	d.apply(d.owners[token], &b)
}

// NotCreated notes that a single resource could not be created.
func (d *Declarations) NotCreated(b payouts.Beneficiary) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.endPlansOf(&owner{first: []string{b.ID}}, &b)
}

// Applied notes that the plan of a set was carried out.
func (d *Declarations) Applied(token string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.apply(d.owners[token], &payouts.Beneficiary{})
}

func (d *Declarations) apply(o *owner, b *payouts.Beneficiary) {
	d.hasApplied = true
	if o == nil {
		return
	}
	if !o.exists {
		d.endPlansOf(o, b)
		o.isCreated = true
	}
	o.exists, o.changes = true, false
}

// endPlansOf ends the other plans that may be of a new resource whose creation has ended. Of a set they begin with the
// same member, and of a single resource they have its id, or an unknown one and its account.
func (d *Declarations) endPlansOf(o *owner, b *payouts.Beneficiary) {
	keys := [2]string{"", declaredKey(SharedAccount, b)}
	if len(o.first) > 0 {
		keys[0] = o.first[0]
	}
	for i, key := range keys {
		for node := d.index[i][key]; node != nil; node = node.next[i] {
			if other := node.owner; other != o && !other.exists && other.isSet == o.isSet && (i == 0 || node.id == "") {
				d.end(other)
			}
		}
	}
}

func (d *Declarations) end(o *owner) {
	o.isGone = true
	delete(d.owners, o.token)
}

// Gone notes that a resource does not exist any more, or was not created.
func (d *Declarations) Gone(token string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if o := d.owners[token]; o != nil {
		d.end(o)
	}
}
