package providerdata

import (
	"crypto/rand"
	"net/netip"
	"sync"
)

// Whitelist is the registry of the whitelist records of one provider block in one run. Terraform does not name the
// resources that it plans, so each record has its own token in private state.
type Whitelist struct {
	mu      sync.Mutex
	planned map[string]netip.Addr // by token; the zero address is not known yet
	seen    map[netip.Addr]bool
}

func newWhitelist() *Whitelist {
	return &Whitelist{planned: make(map[string]netip.Addr), seen: make(map[netip.Addr]bool)}
}

// NewToken returns a token that identifies a record. Terraform plans a record that is replaced twice. The second plan
// has no prior state, but the private state of the first.
func NewToken() string { return rand.Text() }

// Plan registers the address that the record with this token will have. It returns how many records there are by now,
// and whether another one has the same address. Only planned addresses count, so two records may swap theirs.
func (w *Whitelist) Plan(token string, address netip.Addr) (count int, duplicate bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if address.IsValid() {
		for other, taken := range w.planned {
			duplicate = duplicate || other != token && taken == address
		}
		w.seen[address] = true
	}
	w.planned[token] = address
	return len(w.planned), duplicate
}

// See registers a record of the address that the state has.
func (w *Whitelist) See(address netip.Addr) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[address] = true
}

// Has reports whether this run has met a record of the address.
func (w *Whitelist) Has(address netip.Addr) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen[address]
}
