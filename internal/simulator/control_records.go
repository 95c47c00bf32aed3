package simulator

import (
	"errors"
	"net/http"
)

var errNoSuchBeneficiary = errors.New("there is no such beneficiary")

// RemoveAll removes every beneficiary behind the API's back.
func (s *Simulator) RemoveAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.store.all() {
		s.store.remove(b.ID, ByControl, "")
	}
	s.revision++
}

func (s *Simulator) putBeneficiaries(list []Beneficiary) error {
	for _, b := range list {
		if b.ID == "" {
			return errors.New("every beneficiary needs an id")
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
		complain(w, http.StatusNotFound, errNoSuchBeneficiary)
		return
	}
	reply(w, http.StatusOK, b)
}

func (s *Simulator) putBeneficiary(w http.ResponseWriter, r *http.Request) {
	b := Beneficiary{}
	if err := readBeneficiary(w, r, &b); err != nil {
		complain(w, http.StatusBadRequest, err)
		return
	}
	s.Put(b)
	s.showBeneficiary(w, r)
}

// patchBeneficiary changes the fields that the body names; "" clears one.
func (s *Simulator) patchBeneficiary(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	data, err := readControl(w, r)
	if err != nil {
		complain(w, http.StatusBadRequest, err)
		return
	}
	b, exists := s.Get(id)
	if !exists {
		complain(w, http.StatusNotFound, errNoSuchBeneficiary)
		return
	}
	if err := decodeBeneficiary(data, id, &b); err != nil {
		complain(w, http.StatusBadRequest, err)
		return
	}
	// The same body over whatever the record is by now cannot fail.
	s.Update(id, func(b *Beneficiary) { _ = decodeBeneficiary(data, id, b) })
	s.showBeneficiary(w, r)
}

func (s *Simulator) dropBeneficiary(w http.ResponseWriter, r *http.Request) {
	if !s.Remove(r.PathValue("id")) {
		complain(w, http.StatusNotFound, errNoSuchBeneficiary)
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
		return errors.New("the id in the body is not the id in the path")
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
	if problems := transferProblems("transfers", list); len(problems) > 0 {
		return errors.Join(problems...)
	}
	for _, t := range list {
		s.PutTransfer(t)
	}
	return nil
}
