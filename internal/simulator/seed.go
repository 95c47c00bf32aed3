package simulator

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Seed is what an account can start with, and what is kept of one between two
// runs. As JSON it is an object in which every member may be left out:
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

	// Removed are beneficiaries that were removed; they matter to the
	// switches deleted_get and recreate_after_delete.
	Removed []Beneficiary `json:"removed,omitempty"`

	// Verifications are the beneficiaries that are INITIATED for a number of
	// reads to come.
	Verifications []Verification `json:"verifications,omitempty"`

	Transfers []Transfer `json:"transfers,omitempty"`
	Batches   []Batch    `json:"batches,omitempty"`

	// Balance and Available are in rupees. An empty Balance leaves both.
	Balance   string `json:"balance,omitempty"`
	Available string `json:"available_balance,omitempty"`

	FundSources []FundSource `json:"fund_sources,omitempty"`

	// Whitelist, Behaviour and Faults are settings, and not kept between runs.
	// A Behaviour takes the place of all switches in force, with the defaults
	// for those that it leaves out.
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

// ParseSeed reads a seed and refuses what it does not know.
func ParseSeed(data []byte) (Seed, error) {
	var seed Seed
	if err := decodeStrictly(data, &seed); err != nil {
		return Seed{}, err
	}
	return seed, seed.Validate()
}

// Settings returns the seed without its records.
func (seed Seed) Settings() Seed {
	return Seed{Whitelist: seed.Whitelist, Behaviour: seed.Behaviour, Faults: seed.Faults}
}

// Validate names everything that is wrong with a seed.
func (seed Seed) Validate() error {
	var problems []error
	problem := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }

	ids := map[string]bool{}
	for i, b := range seed.Beneficiaries {
		if b.ID == "" {
			problem("beneficiaries[%d] has no id", i)
		} else if ids[b.ID] {
			problem("beneficiary %q is there twice", b.ID)
		}
		ids[b.ID] = true
	}
	for _, v := range seed.Verifications {
		if !ids[v.BeneficiaryID] {
			problem("verification of %q, which is not among the beneficiaries", v.BeneficiaryID)
		}
	}
	problems = append(problems, transferProblems("transfers", seed.Transfers)...)
	for i, b := range seed.Batches {
		if b.ID == "" {
			problem("batches[%d] has no id", i)
		}
		problems = append(problems, transferProblems(fmt.Sprintf("batches[%d].transfers", i), b.Transfers)...)
	}

	for _, amount := range []string{seed.Balance, seed.Available} {
		if amount == "" {
			continue
		}
		if _, err := parsePaise(amount); err != nil {
			problem("balance: %w", err)
		}
	}
	if seed.Balance == "" && seed.Available != "" {
		problem("available_balance is there without a balance")
	}
	for _, address := range seed.Whitelist {
		if _, err := netip.ParseAddr(address); err != nil {
			problem("whitelist: %q is not an IP address", address)
		}
	}
	if seed.Behaviour != nil {
		if _, err := seed.Behaviour.effective(); err != nil {
			problem("behaviour: %w", err)
		}
	}
	for i, f := range seed.Faults {
		if err := f.Validate(); err != nil {
			problem("faults[%d]: %w", i, err)
		}
	}
	return errors.Join(problems...)
}

func transferProblems(list string, transfers []Transfer) []error {
	var problems []error
	for i, t := range transfers {
		if t.ID == "" {
			problems = append(problems, fmt.Errorf("%s[%d] has no id", list, i))
		}
		if _, err := parsePaise(t.Amount); t.Amount != "" && err != nil {
			problems = append(problems, fmt.Errorf("%s[%d]: %w", list, i, err))
		}
	}
	return problems
}

// Load adds a seed to the account and makes it the one that Reset returns to.
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

// apply puts balances last, for they count the transfers as moved already.
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
		rec := s.store.records[v.BeneficiaryID]
		rec.readsLeft, rec.outcome = v.ReadsLeft, v.Outcome
	}
}

// applyTransfers opens the fund sources first, so that each transfer under
// way is held in its own.
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

// Snapshot returns the records of the account, without its settings, and the
// revision that they are of.
func (s *Simulator) Snapshot() (Seed, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	snapshot := Seed{Beneficiaries: s.store.all(), Batches: s.transfers.allBatches()}
	for _, b := range snapshot.Beneficiaries {
		if rec := s.store.records[b.ID]; rec.outcome != "" && rec.Status == StatusInitiated {
			snapshot.Verifications = append(snapshot.Verifications, Verification{b.ID, rec.readsLeft, rec.outcome})
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
