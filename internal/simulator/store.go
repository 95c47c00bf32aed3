package simulator

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// The statuses of a beneficiary.
// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2.md
const (
	StatusVerified  = "VERIFIED"
	StatusInitiated = "INITIATED"
	StatusInvalid   = "INVALID"
	StatusFailed    = "FAILED"
	StatusCancelled = "CANCELLED"
	StatusDeleted   = "DELETED"
)

// Beneficiary is a payee of the account. An empty string means that the field was never given. Phone has no country
// code; the other fields are as they were sent.
type Beneficiary struct {
	ID                string    `json:"id"`
	Name              string    `json:"name"`
	BankAccountNumber string    `json:"bank_account_number,omitempty"`
	BankIFSC          string    `json:"bank_ifsc,omitempty"`
	VPA               string    `json:"vpa,omitempty"`
	Email             string    `json:"email,omitempty"`
	Phone             string    `json:"phone,omitempty"`
	CountryCode       string    `json:"country_code,omitempty"`
	Address           string    `json:"address,omitempty"`
	Address2          string    `json:"address2,omitempty"` // v1 alone has a second line.
	City              string    `json:"city,omitempty"`
	State             string    `json:"state,omitempty"`
	PostalCode        string    `json:"postal_code,omitempty"`
	Status            string    `json:"status"`
	AddedOn           time.Time `json:"added_on"`
}

// storedBeneficiary is a beneficiary, and the outcome of its verification if it is INITIATED. One without an outcome
// keeps its status.
type storedBeneficiary struct {
	Beneficiary
	readsLeft int
	outcome   string
}

// store has indexes by account and by VPA: without them, a create would have to compare every beneficiary, which is a
// hundred million comparisons for ten thousand of them.
type store struct {
	journal       *journal
	beneficiaries map[string]*storedBeneficiary
	removed       map[string]Beneficiary
	byAccount     map[string][]string
	byVPA         map[string][]string
}

func newStore(j *journal) *store {
	return &store{
		journal:       j,
		beneficiaries: map[string]*storedBeneficiary{},
		removed:       map[string]Beneficiary{},
		byAccount:     map[string][]string{},
		byVPA:         map[string][]string{},
	}
}

// put adds or overwrites a beneficiary without any rule of the API.
func (st *store) put(b Beneficiary, by, requestID string) *storedBeneficiary {
	kind := EventCreated
	if old, exists := st.beneficiaries[b.ID]; exists {
		kind = EventChanged
		st.unindex(old.Beneficiary)
	}
	stored := &storedBeneficiary{Beneficiary: b}
	st.beneficiaries[b.ID] = stored
	delete(st.removed, b.ID)
	st.index(b)
	st.journal.add(kind, b, by, requestID)
	return stored
}

func (st *store) remove(id, by, requestID string) (Beneficiary, bool) {
	stored, exists := st.beneficiaries[id]
	if !exists {
		return Beneficiary{}, false
	}
	delete(st.beneficiaries, id)
	st.unindex(stored.Beneficiary)
	gone := stored.Beneficiary
	gone.Status = StatusDeleted
	st.removed[id] = gone
	st.journal.add(EventRemoved, stored.Beneficiary, by, requestID)
	return gone, true
}

func (st *store) index(b Beneficiary) {
	if b.BankAccountNumber != "" {
		st.byAccount[b.BankAccountNumber] = append(st.byAccount[b.BankAccountNumber], b.ID)
	}
	if vpa := strings.ToLower(b.VPA); vpa != "" {
		st.byVPA[vpa] = append(st.byVPA[vpa], b.ID)
	}
}

func (st *store) unindex(b Beneficiary) {
	removeFromIndex(st.byAccount, b.BankAccountNumber, b.ID)
	removeFromIndex(st.byVPA, strings.ToLower(b.VPA), b.ID)
}

func removeFromIndex(index map[string][]string, key, id string) {
	ids := slices.DeleteFunc(index[key], func(other string) bool { return other == id })
	if len(ids) == 0 {
		delete(index, key)
		return
	}
	index[key] = ids
}

// holderOfAccount returns the beneficiary with this account and IFSC. otherIFSC is true if one has the account under
// another IFSC.
func (st *store) holderOfAccount(account, ifsc string) (stored *storedBeneficiary, otherIFSC bool) {
	for _, id := range st.byAccount[account] {
		candidate := st.beneficiaries[id]
		if strings.EqualFold(candidate.BankIFSC, ifsc) {
			return candidate, false
		}
		otherIFSC = true
	}
	return nil, otherIFSC
}

func (st *store) holderOfVPA(vpa string) *storedBeneficiary {
	ids := st.byVPA[strings.ToLower(vpa)]
	if len(ids) == 0 {
		return nil
	}
	return st.beneficiaries[ids[0]]
}

// hasID reports whether the id is in use, or, if removed ones count, was in use.
func (st *store) hasID(id string, countRemoved bool) bool {
	if _, exists := st.beneficiaries[id]; exists {
		return true
	}
	_, removed := st.removed[id]
	return removed && countRemoved
}

// collidesWithRemoved returns the rule that a new beneficiary breaks if the instruments of removed ones stay taken.
func (st *store) collidesWithRemoved(account, ifsc, vpa string) collision {
	gone, taken := st.removedHolder(account, ifsc, vpa)
	switch {
	case !taken:
		return noCollision
	case account != "" && gone.BankAccountNumber == account:
		return sameAccount
	}
	return sameVPA
}

// removedHolder returns a removed beneficiary with the same bank account, or else one with the same VPA. Of several it
// is the one with the first id, so that no test depends on luck.
func (st *store) removedHolder(account, ifsc, vpa string) (Beneficiary, bool) {
	var byAccount, byVPA Beneficiary
	for _, gone := range st.removed {
		if account != "" && gone.BankAccountNumber == account && strings.EqualFold(gone.BankIFSC, ifsc) && isFirst(gone, byAccount) {
			byAccount = gone
		}
		if vpa != "" && strings.EqualFold(gone.VPA, vpa) && isFirst(gone, byVPA) {
			byVPA = gone
		}
	}
	found := cmp.Or(byAccount, byVPA)
	return found, found.ID != ""
}

func isFirst(b, former Beneficiary) bool { return former.ID == "" || b.ID < former.ID }

func (st *store) all() []Beneficiary {
	out := make([]Beneficiary, 0, len(st.beneficiaries))
	for _, stored := range st.beneficiaries {
		out = append(out, stored.Beneficiary)
	}
	slices.SortFunc(out, func(a, b Beneficiary) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// Put adds or overwrites a beneficiary without an API call and without the rules of the API. An empty status becomes
// VERIFIED, and a zero time the present.
func (s *Simulator) Put(b Beneficiary) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(b)
}

func (s *Simulator) put(b Beneficiary) *storedBeneficiary {
	if b.Status == "" {
		b.Status = StatusVerified
	}
	if b.AddedOn.IsZero() {
		b.AddedOn = s.options.Now().UTC().Truncate(time.Second)
	}
	s.revision++
	return s.store.put(b, ByControl, "")
}

// Get returns a beneficiary. It does not count as a read for InitiatedReads.
func (s *Simulator) Get(id string) (Beneficiary, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stored, exists := s.store.beneficiaries[id]
	if !exists {
		return Beneficiary{}, false
	}
	return stored.Beneficiary, true
}

// All returns every beneficiary that was not removed, sorted by id.
func (s *Simulator) All() []Beneficiary {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.all()
}

// Remove removes a beneficiary without an API call and reports whether it existed.
func (s *Simulator) Remove(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, removed := s.store.remove(id, ByControl, "")
	if removed {
		s.revision++
	}
	return removed
}

// Update edits a beneficiary without an API call and reports whether it exists. A changed ID is ignored. A verification
// goes on, unless the edit sets another status. The function must not call the simulator.
func (s *Simulator) Update(id string, edit func(*Beneficiary)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	stored, exists := s.store.beneficiaries[id]
	if !exists {
		return false
	}
	b := stored.Beneficiary
	edit(&b)
	b.ID = id
	if edited := s.put(b); edited.Status == stored.Status {
		edited.readsLeft, edited.outcome = stored.readsLeft, stored.outcome
	}
	return true
}
