package providerdata

import (
	"crypto/rand"
	"net/netip"
	"sync"
)

// Whitelist is the registry of the whitelist records of one provider block in one run. Terraform does not name the
// resources that it plans, so each record has its own token in private state. A record that is not in the state yet has
// none, so each plan of it comes with a new one.
type Whitelist struct {
	plansOnce bool // each new record is planned once in a run

	mu      sync.Mutex
	isOff   bool                      // nothing can be compared
	planned map[string]*plannedRecord // by token
	seen    map[netip.Addr]bool
}

// WhitelistRecord is what a plan wants of a record.
type WhitelistRecord struct {
	Address     netip.Addr // the zero address is not known yet
	Description string
}

type plannedRecord struct {
	WhitelistRecord
	exists    bool // in the state
	isCreated bool // in this run, and not planned since
}

// Twice is whether an address is recorded twice.
type Twice int

// The answers.
const (
	Once         Twice = iota
	PerhapsAgain       // two new records are equal, unless they are one that was planned twice
	Again
)

func newWhitelist(plansOnce bool) *Whitelist {
	return &Whitelist{plansOnce: plansOnce, planned: make(map[string]*plannedRecord), seen: make(map[netip.Addr]bool)}
}

// NewToken returns a token that identifies a resource. Terraform plans a resource that is replaced twice. The second
// plan has no prior state, but the private state of the first.
func NewToken() string { return rand.Text() }

// Plan registers the record with this token. It returns how many records there are by now, and whether another one has
// the same address. Only what plans want counts, so two records may swap their addresses.
func (w *Whitelist) Plan(token string, exists bool, record WhitelistRecord) (count int, twice Twice) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.see(record.Address)
	if w.isOff {
		return 0, Once
	}
	p := &plannedRecord{WhitelistRecord: record, exists: exists}
	if former := w.planned[token]; former != nil {
		if former.exists && exists { // a process that lives on begins another run
			clear(w.planned)
		}
		p.exists = p.exists || former.exists
	}
	w.planned[token] = p
	distinct := make(map[WhitelistRecord]bool)
	for other, o := range w.planned {
		distinct[o.WhitelistRecord] = true
		if other != token && record.Address.IsValid() && o.Address == record.Address {
			twice = max(twice, w.compare(p, o))
		}
	}
	if w.plansOnce {
		return len(w.planned), twice
	}
	return len(distinct), twice
}

// compare returns how sure it is that two plans with one address are not of one record.
func (w *Whitelist) compare(p, other *plannedRecord) Twice {
	if w.plansOnce || p.WhitelistRecord != other.WhitelistRecord || p.exists && other.exists || p.isCreated || other.isCreated {
		return Again
	}
	return PerhapsAgain
}

// Created registers a record that was created, whose private state has the token from now on. Its plan had another one,
// since the framework hands no private state to a creation. It reports whether the run has created another record of
// the address. Then this one is not registered.
func (w *Whitelist) Created(token string, record WhitelistRecord) (again bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for other, o := range w.planned {
		switch {
		case o.isCreated && o.Address == record.Address:
			again = true
		case !o.exists && o.WhitelistRecord == record:
			delete(w.planned, other)
		}
	}
	if !again && !w.isOff {
		w.planned[token] = &plannedRecord{WhitelistRecord: record, exists: true, isCreated: true}
	}
	return again
}

// TurnOff notes that a record in the state has no token. A read gives it one, so the program keeps no private state,
// and nobody can tell its records from each other.
func (w *Whitelist) TurnOff() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isOff = true
	clear(w.planned)
}

// Gone notes that a record does not exist any more.
func (w *Whitelist) Gone(token string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.planned, token)
}

// See registers a record of the address that the state has.
func (w *Whitelist) See(address netip.Addr) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.see(address)
}

func (w *Whitelist) see(address netip.Addr) {
	if address.IsValid() {
		w.seen[address] = true
	}
}

// Has reports whether this run has met a record of the address.
func (w *Whitelist) Has(address netip.Addr) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen[address]
}
