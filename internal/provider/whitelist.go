package provider

import (
	"crypto/rand"
	"net/netip"
	"sync"
)

// whitelist knows the whitelist records of one provider block in one run. Terraform plans each resource by itself and
// tells no provider which of them it is asking about, so each record carries a token of its own in private state.
type whitelist struct {
	mu      sync.Mutex
	planned map[string]netip.Addr // by token; the zero address is not known yet
	seen    map[netip.Addr]bool
}

func newWhitelist() *whitelist {
	return &whitelist{planned: make(map[string]netip.Addr), seen: make(map[netip.Addr]bool)}
}

// newToken tells one record from another. Terraform plans a record that is replaced twice, the second time as if it
// were new, but hands over what was put into private state the first time.
func newToken() string { return rand.Text() }

// plan notes that the record with this token will have the address, and says how many records there are by now and
// whether another one has the same address. Only what is planned counts, so two records may swap their addresses.
func (w *whitelist) plan(token string, address netip.Addr) (count int, duplicate bool) {
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

// see notes a record of the state.
func (w *whitelist) see(address netip.Addr) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[address] = true
}

// has reports whether this run has met a record of the address.
func (w *whitelist) has(address netip.Addr) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen[address]
}
