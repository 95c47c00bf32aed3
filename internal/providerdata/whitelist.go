package providerdata

import (
	"crypto/rand"
	"net/netip"
	"sync"
)

// Whitelist is the registry of the whitelist records of one provider block in one run. Terraform plans each resource by
// itself and does not name it to the provider, so each record has a token of its own in private state.
type Whitelist struct {
	mu      sync.Mutex
	planned map[string]netip.Addr // by token; the zero address is not known yet
	seen    map[netip.Addr]bool
}

func newWhitelist() *Whitelist {
	return &Whitelist{planned: make(map[string]netip.Addr), seen: make(map[netip.Addr]bool)}
}

// NewToken returns a token that tells one record from another. Terraform plans a record that is replaced twice, the
// second time as if it were new, but with the private state of the first plan.
func NewToken() string { return rand.Text() }

// Plan notes that the record with this token will have the address. It returns how many records there are by now, and
// whether another one has the same address. Only planned addresses count, so two records may swap theirs.
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

// See notes that the state has a record of the address.
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
