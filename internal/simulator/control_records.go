package simulator

import (
	"errors"
	"fmt"
	"net/http"
)

var errNoSuchBeneficiary = errors.New("beneficiary not found")

// RemoveAll removes every beneficiary without an API call.
func (s *Simulator) RemoveAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.store.all() {
		s.store.remove(b.ID, ByControl, "")
	}
	s.revision++
}

func (s *Simulator) putBeneficiaries(list []Beneficiary) error {
	for i, b := range list {
		if b.ID == "" {
			return fmt.Errorf("beneficiaries[%d]: id is required", i)
		}
	}
	for _, b := range list {
		s.Put(b)
	}
	return nil
}

func (s *Simulator) showBeneficiary(w http.ResponseWriter, r *http.Request) {
	b, exists := s.Get(r.PathValue("id"))
	if !exists {
		writeError(w, http.StatusNotFound, errNoSuchBeneficiary)
		return
	}
	writeJSON(w, http.StatusOK, b)
}

func (s *Simulator) putBeneficiary(w http.ResponseWriter, r *http.Request) {
	b := Beneficiary{}
	if err := readBeneficiary(w, r, &b); err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	s.Put(b)
	s.showBeneficiary(w, r)
}

// patchBeneficiary changes the fields that the body names. An empty string clears a field.
func (s *Simulator) patchBeneficiary(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	data, err := readControl(w, r)
	if err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	b, exists := s.Get(id)
	if !exists {
		writeError(w, http.StatusNotFound, errNoSuchBeneficiary)
		return
	}
	if err := decodeBeneficiary(data, id, &b); err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	// The same body was decoded above, so this cannot fail.
	s.Update(id, func(b *Beneficiary) { _ = decodeBeneficiary(data, id, b) })
	s.showBeneficiary(w, r)
}

func (s *Simulator) dropBeneficiary(w http.ResponseWriter, r *http.Request) {
	if !s.Remove(r.PathValue("id")) {
		writeError(w, http.StatusNotFound, errNoSuchBeneficiary)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func readBeneficiary(w http.ResponseWriter, r *http.Request, b *Beneficiary) error {
	data, err := readControl(w, r)
	if err != nil {
		return err
	}
	return decodeBeneficiary(data, r.PathValue("id"), b)
}

func decodeBeneficiary(data []byte, id string, b *Beneficiary) error {
	if err := decodeStrictly(data, b); err != nil {
		return err
	}
	if b.ID != "" && b.ID != id {
		return fmt.Errorf("id must be that of the path, %q, got %q", id, b.ID)
	}
	b.ID = id
	return nil
}

type balanceBody struct {
	Balance      string `json:"balance"`
	Available    string `json:"available_balance"`
	FundSourceID string `json:"fund_source_id"`
}

func (s *Simulator) showBalance() any {
	balance, available := s.Balance()
	return balanceBody{balance, available, DefaultFundSource}
}

func (s *Simulator) putBalance(body balanceBody) error {
	if body.FundSourceID == "" {
		body.FundSourceID = DefaultFundSource
	}
	return s.SetFundSource(FundSource{body.FundSourceID, body.Balance, body.Available})
}

func (s *Simulator) putTransfers(list []Transfer) error {
	var problems problemList
	if problems.addTransfers("transfers", list); len(problems) > 0 {
		return errors.Join(problems...)
	}
	for _, t := range list {
		s.PutTransfer(t)
	}
	return nil
}
