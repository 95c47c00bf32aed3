package simulator

import (
	"slices"
	"strings"
)

// Seed is the content that an account can start with, and the content that is stored between two runs. As JSON it is an
// object in which every member may be left out:
//
//	{
//	  "beneficiaries": [{"id": "vendor_0042", "name": "Asha Rao",
//	    "bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001"}],
//	  "transfers": [{"id": "t1", "beneficiary_id": "vendor_0042",
//	    "amount": "1.00", "status": "SUCCESS"}],
//	  "balance": "10000.50",
//	  "available_balance": "9900.00"
//	}
type Seed struct {
	Beneficiaries []Beneficiary `json:"beneficiaries,omitempty"`

	// Removed are beneficiaries that were removed. The switches deleted_get and recreate_after_delete use them.
	Removed []Beneficiary `json:"removed,omitempty"`

	// Verifications are the beneficiaries that stay INITIATED for a number of reads.
	Verifications []Verification `json:"verifications,omitempty"`

	Transfers []Transfer `json:"transfers,omitempty"`
	Batches   []Batch    `json:"batches,omitempty"`

	// Balance and Available are in rupees. If Balance is empty, neither changes.
	Balance   string `json:"balance,omitempty"`
	Available string `json:"available_balance,omitempty"`

	FundSources []FundSource `json:"fund_sources,omitempty"`

	// Whitelist, Behaviour and Faults are settings, which are not stored between runs. A Behaviour replaces all
	// switches in force, with the defaults for those that it leaves out.
	Whitelist []string   `json:"whitelist,omitempty"`
	Behaviour *Behaviour `json:"behaviour,omitempty"`
	Faults    []Fault    `json:"faults,omitempty"`
}

// Verification is the state of a beneficiary under verification.
type Verification struct {
	BeneficiaryID string `json:"beneficiary_id"`
	ReadsLeft     int    `json:"reads_left"`
	Outcome       string `json:"outcome"`
}

// ParseSeed reads a seed and refuses unknown fields and invalid values.
func ParseSeed(data []byte) (Seed, error) {
	var seed Seed
	if err := decodeStrictly(data, &seed); err != nil {
		return Seed{}, err
	}
	return seed, seed.Validate()
}

// Settings returns the seed with its settings only.
func (seed Seed) Settings() Seed {
	return Seed{Whitelist: seed.Whitelist, Behaviour: seed.Behaviour, Faults: seed.Faults}
}

// Load adds a seed to the account and makes it the seed that Reset returns to.
func (s *Simulator) Load(seed Seed) error {
	if err := seed.Validate(); err != nil {
		return err
	}
	if err := s.apply(seed); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seed = &seed
	return nil
}

// Restore adds what [Simulator.Snapshot] returned in an earlier run.
func (s *Simulator) Restore(snapshot Seed) error {
	if err := snapshot.Validate(); err != nil {
		return err
	}
	return s.apply(snapshot)
}

// apply sets the balances last, since they already count the transfers.
func (s *Simulator) apply(seed Seed) error {
	sources := seed.FundSources
	if seed.Balance != "" {
		sources = append([]FundSource{{DefaultFundSource, seed.Balance, seed.Available}}, sources...)
	}
	s.applyRecords(seed)
	if err := s.applyTransfers(seed, sources); err != nil {
		return err
	}
	for _, f := range sources {
		if err := s.SetFundSource(f); err != nil {
			return err
		}
	}
	if seed.Whitelist != nil {
		s.SetWhitelist(seed.Whitelist)
	}
	if seed.Behaviour != nil {
		s.SetBehaviour(func(b *Behaviour) { *b = seed.Behaviour.clone() })
	}
	for _, f := range seed.Faults {
		s.Inject(f)
	}
	return nil
}

func (s *Simulator) applyRecords(seed Seed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range seed.Removed {
		b.Status = StatusDeleted
		s.store.removed[b.ID] = b
	}
	for _, b := range seed.Beneficiaries {
		s.put(b)
	}
	for _, v := range seed.Verifications {
		stored := s.store.beneficiaries[v.BeneficiaryID]
		stored.readsLeft, stored.outcome = v.ReadsLeft, v.Outcome
	}
}

// applyTransfers opens the fund sources first, so that each pending transfer counts in its own.
func (s *Simulator) applyTransfers(seed Seed, sources []FundSource) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range sources {
		s.money.open(f.ID)
	}
	for _, t := range seed.Transfers {
		if err := s.putTransfer(t); err != nil {
			return err
		}
	}
	for _, b := range seed.Batches {
		if err := s.putBatch(b); err != nil {
			return err
		}
	}
	return nil
}

// Snapshot returns the content of the account without its settings, and the revision of that content.
func (s *Simulator) Snapshot() (Seed, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	snapshot := Seed{Beneficiaries: s.store.all(), Batches: s.transfers.allBatches()}
	for _, b := range snapshot.Beneficiaries {
		if stored := s.store.beneficiaries[b.ID]; stored.outcome != "" && stored.Status == StatusInitiated {
			snapshot.Verifications = append(snapshot.Verifications, Verification{b.ID, stored.readsLeft, stored.outcome})
		}
	}
	for _, gone := range s.store.removed {
		snapshot.Removed = append(snapshot.Removed, gone)
	}
	for _, t := range s.transfers.all() {
		if s.transfers.batches[t.BatchID] == nil {
			snapshot.Transfers = append(snapshot.Transfers, t)
		}
	}
	for id, l := range s.money.ledgers {
		snapshot.FundSources = append(snapshot.FundSources, FundSource{id, l.balance.String(), l.available().String()})
	}
	slices.SortFunc(snapshot.Removed, func(a, b Beneficiary) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(snapshot.FundSources, func(a, b FundSource) int { return strings.Compare(a.ID, b.ID) })
	return snapshot, s.revision
}
