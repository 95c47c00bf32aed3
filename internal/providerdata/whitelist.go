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
	program Program

	mu         sync.Mutex
	hasApplied bool                      // a record, with this configuration
	isOff      bool                      // nothing can be compared
	planned    map[string]*plannedRecord // by token
	seen       map[netip.Addr]bool
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

func newWhitelist(program Program) *Whitelist {
	return &Whitelist{program: program, planned: make(map[string]*plannedRecord), seen: make(map[netip.Addr]bool)}
}

// NewToken returns a token that identifies a resource. Terraform plans a replacement in two calls. The second one has
// no prior state, but the private state of the first.
func NewToken() string { return rand.Text() }

// Plan registers the record with this token. It returns how many records there are by now, and whether another one has
// the same address. Only what plans want counts, so two records may swap their addresses. Where a new record may be
// planned more than once, an earlier plan of a new one may be of the same.
func (w *Whitelist) Plan(token string, exists bool, record WhitelistRecord) (count int, again bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.see(record.Address)
	if w.isOff {
		return 0, false
	}
	p := &plannedRecord{WhitelistRecord: record, exists: exists}
	if former := w.planned[token]; former != nil {
		if former.exists && exists { // a process that lives on begins another run
			clear(w.planned)
		}
		p.exists = p.exists || former.exists
	}
	w.planned[token] = p
	for other, o := range w.planned {
		if other == token || !record.Address.IsValid() || o.Address != record.Address {
			continue
		}
		again = again || w.program.PlansOnce || o.exists || p.exists && !w.hasApplied
	}
	return w.count(), again
}

// count returns how many records there are. A new one that was planned twice counts once.
func (w *Whitelist) count() int {
	if w.program.PlansOnce {
		return len(w.planned)
	}
	distinct := make(map[WhitelistRecord]bool)
	for _, p := range w.planned {
		distinct[p.WhitelistRecord] = true
	}
	return len(distinct)
}

// Created registers a record that was created, whose private state has the token from now on. Its plan had another one,
// since the framework hands no private state to a creation. It reports whether the run has created another record of
// the address. Then this one is not registered.
func (w *Whitelist) Created(token string, record WhitelistRecord) (again bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hasApplied = true
	for other, o := range w.planned {
		switch {
		case o.isCreated && o.Address == record.Address:
			again = true
		case !o.exists && (o.Address == record.Address || !o.Address.IsValid() && o.Description == record.Description):
			delete(w.planned, other)
		}
	}
	if !again && !w.isOff {
		w.planned[token] = &plannedRecord{WhitelistRecord: record, exists: true, isCreated: true}
	}
	return again
}

// NoToken notes that a record in the state has no token. See [Declarations.NoToken].
func (w *Whitelist) NoToken() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.program.IsCore {
		return
	}
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
