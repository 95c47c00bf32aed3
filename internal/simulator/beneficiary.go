package simulator

import (
	"net/http"
	"strings"
	"time"
)

// beneficiaryBody is the body of a v2 create.
// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2
type beneficiaryBody struct {
	ID         string         `json:"beneficiary_id"`
	Name       string         `json:"beneficiary_name"`
	Instrument instrumentBody `json:"beneficiary_instrument_details"`
	Contact    contactBody    `json:"beneficiary_contact_details"`
}

type instrumentBody struct {
	BankAccountNumber string `json:"bank_account_number"`
	BankIFSC          string `json:"bank_ifsc"`
	VPA               string `json:"vpa"`
}

type contactBody struct {
	Email       string `json:"beneficiary_email"`
	Phone       string `json:"beneficiary_phone"`
	CountryCode string `json:"beneficiary_country_code"`
	Address     string `json:"beneficiary_address"`
	City        string `json:"beneficiary_city"`
	State       string `json:"beneficiary_state"`
	PostalCode  string `json:"beneficiary_postal_code"`
}

func (body beneficiaryBody) beneficiary() Beneficiary {
	return Beneficiary{
		ID:                body.ID,
		Name:              body.Name,
		BankAccountNumber: body.Instrument.BankAccountNumber,
		BankIFSC:          body.Instrument.BankIFSC,
		VPA:               body.Instrument.VPA,
		Email:             body.Contact.Email,
		Phone:             strings.TrimPrefix(body.Contact.Phone, "+91"),
		CountryCode:       body.Contact.CountryCode,
		Address:           body.Contact.Address,
		City:              body.Contact.City,
		State:             body.Contact.State,
		PostalCode:        body.Contact.PostalCode,
	}
}

func (s *Simulator) createBeneficiary(c *call) answer {
	var body beneficiaryBody
	if err := c.decode(&body); err != nil {
		return notJSON()
	}
	b := body.beneficiary()
	if refusal := refuseBeneficiary(b, c.settings.behaviour); refusal.status != 0 {
		return refusal
	}
	if refusal := s.conflict(b, c.settings.behaviour); refusal.status != 0 {
		return refusal
	}
	rec := s.add(b, c)
	a := jsonAnswer(http.StatusCreated, beneficiaryJSON(rec.Beneficiary, c.settings.behaviour))
	a.acted, a.beneficiaryID = ActedCreated, b.ID
	return a
}

// notJSON borrows the text of v1; v2 documents no answer to a body that
// cannot be read.
func notJSON() answer {
	return invalidRequest("", "Post data is empty or not a valid JSON")
}

// add is the end of a create in either generation.
func (s *Simulator) add(b Beneficiary, c *call) *record {
	behaviour := c.settings.behaviour
	b.Status = StatusVerified
	if behaviour.InitiatedReads > 0 {
		b.Status = StatusInitiated
	}
	b.AddedOn = c.now.UTC().Truncate(time.Second)
	rec := s.store.put(b, ByAPI, c.requestID())
	if behaviour.InitiatedReads > 0 {
		rec.readsLeft, rec.outcome = behaviour.InitiatedReads, behaviour.InitiatedOutcome
	}
	return rec
}

// collision says which rule of uniqueness a new record breaks.
type collision int

const (
	noCollision collision = iota
	sameID
	sameAccount
	sameVPA
)

// collides looks at the id first. Which of two collisions Cashfree reports is
// not known.
func (s *Simulator) collides(b Beneficiary, behaviour Behaviour) collision {
	_, idRemoved := s.store.removed[b.ID]
	keepsRemoved := behaviour.RecreateAfterDelete == "refused"
	if _, exists := s.store.records[b.ID]; exists || idRemoved && keepsRemoved {
		return sameID
	}
	if b.BankAccountNumber != "" {
		if holder, _ := s.store.holderOfAccount(b.BankAccountNumber, b.BankIFSC); holder != nil {
			return sameAccount
		}
	}
	vpa := b.VPA
	if behaviour.VPAConflict == "off" {
		vpa = ""
	}
	if vpa != "" && s.store.holderOfVPA(vpa) != nil {
		return sameVPA
	}
	if !keepsRemoved {
		return noCollision
	}
	if gone, taken := s.store.removedHolder(b.BankAccountNumber, b.BankIFSC, vpa); taken {
		if b.BankAccountNumber != "" && gone.BankAccountNumber == b.BankAccountNumber {
			return sameAccount
		}
		return sameVPA
	}
	return noCollision
}

func (s *Simulator) conflict(b Beneficiary, behaviour Behaviour) answer {
	instrument := "bank_account_number and bank_ifsc"
	switch s.collides(b, behaviour) {
	case noCollision:
		return answer{}
	case sameID:
		return v2Error(http.StatusConflict, typeInvalidRequest, "beneficiary_id_already_exists",
			"Beneficiary already exists with the given beneficiary_id")
	case sameVPA:
		instrument = "vpa"
	}
	if behaviour.ConflictCode == "beneficiary_already_exists" {
		return v2Error(http.StatusConflict, typeInvalidRequest, "beneficiary_already_exists",
			"Beneficiary already exists with the given "+instrument)
	}
	return v2Error(http.StatusConflict, typeConflict, "conflict_with_existing_beneficiary",
		"Beneficiary with the given "+instrument+" already exists")
}

func (s *Simulator) getBeneficiary(c *call) answer {
	id, account, ifsc := c.get("beneficiary_id"), c.get("bank_account_number"), c.get("bank_ifsc")
	if refusal := refuseLookup(id, account, ifsc); refusal.status != 0 {
		return refusal
	}
	if id != "" {
		return s.getByID(c, id)
	}
	return s.getByAccount(c, account, ifsc)
}

func (s *Simulator) getByID(c *call, id string) answer {
	if rec, exists := s.store.records[id]; exists {
		return s.found(c, rec)
	}
	gone, removed := s.store.removed[id]
	if removed && c.settings.behaviour.DeletedGet == "deleted_status" {
		return foundBeneficiary(gone, c)
	}
	return beneficiaryNotFound("Beneficiary does not exist")
}

func (s *Simulator) getByAccount(c *call, account, ifsc string) answer {
	rec, otherIFSC := s.store.holderOfAccount(account, ifsc)
	if rec != nil {
		return s.found(c, rec)
	}
	if otherIFSC {
		return beneficiaryNotFound("Beneficiary exists with the given bank_account_number but a different bank_ifsc")
	}
	gone, removed := s.store.removedHolder(account, ifsc, "")
	if removed && c.settings.behaviour.DeletedGet == "deleted_status" {
		return foundBeneficiary(gone, c)
	}
	return beneficiaryNotFound("Beneficiary with the given bank_account_number and bank_ifsc does not exist")
}

// found counts the read, since verification takes reads, not time: a test
// that waits for it needs no clock.
func (s *Simulator) found(c *call, rec *record) answer {
	s.read(rec)
	return foundBeneficiary(rec.Beneficiary, c)
}

func (s *Simulator) read(rec *record) {
	if rec.outcome == "" || rec.Status != StatusInitiated {
		return
	}
	s.revision++
	if rec.readsLeft > 0 {
		rec.readsLeft--
		return
	}
	rec.Status = rec.outcome
}

func foundBeneficiary(b Beneficiary, c *call) answer {
	a := jsonAnswer(http.StatusOK, beneficiaryJSON(b, c.settings.behaviour))
	a.beneficiaryID = b.ID
	return a
}

func beneficiaryNotFound(message string) answer {
	return v2Error(http.StatusNotFound, typeInvalidRequest, "beneficiary_not_found", message)
}

func (s *Simulator) deleteBeneficiary(c *call) answer {
	id := c.get("beneficiary_id")
	if refusal := refuseID(id); refusal.status != 0 {
		return refusal
	}
	gone, removed := s.store.remove(id, ByAPI, c.requestID())
	if !removed {
		return beneficiaryNotFound("Beneficiary does not exist")
	}
	a := jsonAnswer(c.settings.behaviour.DeleteStatus, beneficiaryJSON(gone, c.settings.behaviour))
	a.acted, a.beneficiaryID = ActedRemoved, id
	return a
}
