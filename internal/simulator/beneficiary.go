package simulator

import (
	"net/http"
	"strings"
	"time"
)

// beneficiaryBody is the body of a v2 create.
// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2.md
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
	stored := s.add(b, c)
	a := jsonAnswer(http.StatusCreated, beneficiaryJSON(asCreated(stored.Beneficiary, c.settings.behaviour), c.settings.behaviour))
	a.acted, a.beneficiaryID = ActedCreated, b.ID
	return a
}

// notJSON returns the text of v1, since v2 documents no answer to a body that cannot be read.
func notJSON() answer {
	return invalidRequest("", "Post data is empty or not a valid JSON")
}

// add stores a new beneficiary for a create of either version.
func (s *Simulator) add(b Beneficiary, c *call) *storedBeneficiary {
	behaviour := c.settings.behaviour
	b.Status = StatusVerified
	if behaviour.InitiatedReads > 0 {
		b.Status = StatusInitiated
	}
	b.AddedOn = c.now.UTC().Truncate(time.Second)
	stored := s.store.put(b, ByAPI, c.requestID())
	if behaviour.InitiatedReads > 0 {
		stored.readsLeft, stored.outcome = behaviour.InitiatedReads, behaviour.InitiatedOutcome
	}
	return stored
}

// collision is the rule of uniqueness that a new beneficiary breaks.
type collision int

const (
	noCollision collision = iota
	sameID
	sameAccount
	sameVPA
)

// collides returns the first rule that a new beneficiary breaks. It checks the id first; no page says which of two
// collisions Cashfree reports.
func (s *Simulator) collides(b Beneficiary, behaviour Behaviour) collision {
	keepsRemoved := behaviour.RecreateAfterDelete == "refused"
	if s.store.hasID(b.ID, keepsRemoved) {
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
	if keepsRemoved {
		return s.store.collidesWithRemoved(b.BankAccountNumber, b.BankIFSC, vpa)
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
	if stored, exists := s.store.beneficiaries[id]; exists {
		return s.found(c, stored)
	}
	gone, removed := s.store.removed[id]
	if removed && c.settings.behaviour.DeletedGet == "deleted_status" {
		return foundBeneficiary(gone, c)
	}
	return beneficiaryNotFound("Beneficiary does not exist")
}

func (s *Simulator) getByAccount(c *call, account, ifsc string) answer {
	stored, otherIFSC := s.store.holderOfAccount(account, ifsc)
	if stored != nil {
		return s.found(c, stored)
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

// found counts the read and returns the beneficiary. Verification takes reads and not time, so that a test that waits
// for it needs no clock.
func (s *Simulator) found(c *call, stored *storedBeneficiary) answer {
	s.countRead(stored)
	return foundBeneficiary(stored.Beneficiary, c)
}

func (s *Simulator) countRead(stored *storedBeneficiary) {
	if stored.outcome == "" || stored.Status != StatusInitiated {
		return
	}
	s.revision++
	if stored.readsLeft > 0 {
		stored.readsLeft--
		return
	}
	stored.Status = stored.outcome
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
