package simulator

import (
	"slices"
	"strings"
	"time"
)

// The statuses of a beneficiary.
// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2
const (
	StatusVerified  = "VERIFIED"
	StatusInitiated = "INITIATED"
	StatusInvalid   = "INVALID"
	StatusFailed    = "FAILED"
	StatusCancelled = "CANCELLED"
	StatusDeleted   = "DELETED"
)

// Beneficiary is a record as the account holds it. An empty string means that
// the field was never given. Phone has no country code; the other fields are
// as they were sent.
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

// record is a beneficiary and what is to become of an INITIATED one. A record
// without an outcome keeps its status.
type record struct {
	Beneficiary
	readsLeft int
	outcome   string
}

// store indexes by account and by VPA, for a create that looked at every
// record would make ten thousand of them a hundred million steps.
type store struct {
	journal   *journal
	records   map[string]*record
	removed   map[string]Beneficiary
	byAccount map[string][]string
	byVPA     map[string][]string
}

func newStore(j *journal) *store {
	return &store{
		journal:   j,
		records:   map[string]*record{},
		removed:   map[string]Beneficiary{},
		byAccount: map[string][]string{},
		byVPA:     map[string][]string{},
	}
}

// put adds or overwrites, without any rule of the API.
func (st *store) put(b Beneficiary, by, requestID string) *record {
	kind := EventCreated
	if old, exists := st.records[b.ID]; exists {
		kind = EventChanged
		st.unindex(old.Beneficiary)
	}
	rec := &record{Beneficiary: b}
	st.records[b.ID] = rec
	delete(st.removed, b.ID)
	st.index(b)
	st.journal.add(kind, b, by, requestID)
	return rec
}

func (st *store) remove(id, by, requestID string) (Beneficiary, bool) {
	rec, exists := st.records[id]
	if !exists {
		return Beneficiary{}, false
	}
	delete(st.records, id)
	st.unindex(rec.Beneficiary)
	gone := rec.Beneficiary
	gone.Status = StatusDeleted
	st.removed[id] = gone
	st.journal.add(EventRemoved, rec.Beneficiary, by, requestID)
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
	drop(st.byAccount, b.BankAccountNumber, b.ID)
	drop(st.byVPA, strings.ToLower(b.VPA), b.ID)
}

func drop(index map[string][]string, key, id string) {
	ids := slices.DeleteFunc(index[key], func(other string) bool { return other == id })
	if len(ids) == 0 {
		delete(index, key)
		return
	}
	index[key] = ids
}

// holderOfAccount finds the record with this account and IFSC. A record with
// the account under another IFSC is reported by the second result.
func (st *store) holderOfAccount(account, ifsc string) (rec *record, otherIFSC bool) {
	for _, id := range st.byAccount[account] {
		candidate := st.records[id]
		if strings.EqualFold(candidate.BankIFSC, ifsc) {
			return candidate, false
		}
		otherIFSC = true
	}
	return nil, otherIFSC
}

func (st *store) holderOfVPA(vpa string) *record {
	ids := st.byVPA[strings.ToLower(vpa)]
	if len(ids) == 0 {
		return nil
	}
	return st.records[ids[0]]
}

// removedHolder finds a removed record with the same bank account or VPA.
func (st *store) removedHolder(account, ifsc, vpa string) (Beneficiary, bool) {
	for _, gone := range st.removed {
		if account != "" && gone.BankAccountNumber == account && strings.EqualFold(gone.BankIFSC, ifsc) {
			return gone, true
		}
		if vpa != "" && strings.EqualFold(gone.VPA, vpa) {
			return gone, true
		}
	}
	return Beneficiary{}, false
}

func (st *store) all() []Beneficiary {
	out := make([]Beneficiary, 0, len(st.records))
	for _, rec := range st.records {
		out = append(out, rec.Beneficiary)
	}
	slices.SortFunc(out, func(a, b Beneficiary) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// Put adds or overwrites a record behind the API's back, without any of its
// rules. An empty status becomes VERIFIED, an empty time the present.
func (s *Simulator) Put(b Beneficiary) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(b)
}

func (s *Simulator) put(b Beneficiary) {
	if b.Status == "" {
		b.Status = StatusVerified
	}
	if b.AddedOn.IsZero() {
		b.AddedOn = s.options.Now().UTC().Truncate(time.Second)
	}
	s.store.put(b, ByControl, "")
	s.revision++
}

// Get returns a record. It is no read in the sense of InitiatedReads.
func (s *Simulator) Get(id string) (Beneficiary, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec, exists := s.store.records[id]
	if !exists {
		return Beneficiary{}, false
	}
	return rec.Beneficiary, true
}

// All returns every record that was not removed, sorted by id.
func (s *Simulator) All() []Beneficiary {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.all()
}

// Remove removes a record behind the API's back and reports whether there was
// one.
func (s *Simulator) Remove(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, removed := s.store.remove(id, ByControl, "")
	if removed {
		s.revision++
	}
	return removed
}

// Update edits a record behind the API's back and reports whether there was
// one. A changed ID is ignored. The function must not call the simulator.
func (s *Simulator) Update(id string, edit func(*Beneficiary)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec, exists := s.store.records[id]
	if !exists {
		return false
	}
	b := rec.Beneficiary
	edit(&b)
	b.ID = id
	s.put(b)
	return true
}
