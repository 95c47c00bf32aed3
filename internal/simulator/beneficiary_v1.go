package simulator

import (
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// The shapes that only v1 has. It allows any name, and fewer characters in an address than v2.
// https://cashfree.com/docs/api-reference/payouts/v1/add-beneficiary
var (
	idShapeV1      = regexp.MustCompile(`^[A-Za-z0-9_]{1,50}$`)
	accountShapeV1 = regexp.MustCompile(`^[A-Za-z0-9]{9,18}$`)
	ifscShapeV1    = regexp.MustCompile(`^[A-Za-z0-9]{4}0[A-Za-z0-9]{6}$`)
	placeShapeV1   = regexp.MustCompile(`^[A-Za-z ]{0,50}$`)
	addressShapeV1 = regexp.MustCompile(`^[A-Za-z0-9 ]{0,150}$`)
	htmlTag        = regexp.MustCompile(`<[^>]*>`)
)

const maxNameV1 = 100

// v1Time is the format of dates in v1, which have no zone. The simulator uses UTC.
const v1Time = "2006-01-02 15:04:05"

type beneficiaryBodyV1 struct {
	BeneID      string `json:"beneId"`
	Name        string `json:"name"`
	Email       string `json:"email"`
	Phone       string `json:"phone"`
	Address1    string `json:"address1"`
	Address2    string `json:"address2"`
	BankAccount string `json:"bankAccount"`
	IFSC        string `json:"ifsc"`
	VPA         string `json:"vpa"`
	City        string `json:"city"`
	State       string `json:"state"`
	Pincode     string `json:"pincode"`
}

func (body beneficiaryBodyV1) beneficiary() Beneficiary {
	return Beneficiary{
		ID:                body.BeneID,
		Name:              body.Name,
		BankAccountNumber: body.BankAccount,
		BankIFSC:          body.IFSC,
		VPA:               body.VPA,
		Email:             body.Email,
		Phone:             strings.TrimPrefix(body.Phone, "+91"),
		Address:           htmlTag.ReplaceAllString(body.Address1, ""),
		Address2:          htmlTag.ReplaceAllString(body.Address2, ""),
		City:              body.City,
		State:             body.State,
		PostalCode:        body.Pincode,
	}
}

func (s *Simulator) addBeneficiaryV1(c *call) answer {
	var body beneficiaryBodyV1
	if err := c.decode(&body); err != nil {
		return v1Answer(http.StatusPreconditionFailed, "Post data is empty or not a valid JSON", nil)
	}
	b := body.beneficiary()
	if refusal := refuseBeneficiaryV1(b, c.settings.behaviour); refusal.status != 0 {
		return refusal
	}
	switch s.collides(b, c.settings.behaviour) {
	case sameID:
		return v1Answer(http.StatusConflict, "Beneficiary Id already exists", nil)
	case sameAccount, sameVPA:
		return v1Answer(http.StatusConflict, "Entered bank Account is already registered", nil)
	}
	s.add(b, c)
	a := v1Answer(http.StatusOK, "Beneficiary added successfully", nil)
	a.acted, a.beneficiaryID = ActedCreated, b.ID
	return a
}

// refuseBeneficiaryV1 returns the zero answer if there is nothing to refuse.
func refuseBeneficiaryV1(b Beneficiary, behaviour Behaviour) answer {
	if b.BankAccountNumber != "" && b.VPA != "" && behaviour.V1BothInstruments == "refused" {
		return v1Answer(http.StatusPreconditionFailed,
			"Bank account and VPA are both provided in the request. Please add either of them", nil)
	}
	if field := invalidFieldV1(b, behaviour); field != "" {
		return v1Answer(http.StatusUnprocessableEntity, "Please provide a valid "+field, nil)
	}
	switch b.BankAccountNumber {
	case "": // not a match for a switch that is not set
		return answer{}
	case behaviour.SourceAccount:
		return v1Answer(http.StatusPreconditionFailed, "Cannot add yourself as a beneficiary", nil)
	case behaviour.VirtualAccount:
		return v1Answer(http.StatusUnprocessableEntity, "Cashfree VBA/VPA cannot be added as a beneficiary", nil)
	}
	return answer{}
}

// invalidFieldV1 returns v1's name of the first field that is invalid, or "".
func invalidFieldV1(b Beneficiary, behaviour Behaviour) string {
	checks := []struct {
		valid bool
		field string
	}{
		{idShapeV1.MatchString(b.ID), "Beneficiary Id"},
		{validEmail(b.Email), "email"},
		{b.Name != "" && utf8.RuneCountInString(b.Name) <= maxNameV1, "name"},
		{phoneShape.MatchString(b.Phone), "Phone Number"},
		{validAccountV1(b, behaviour), "Bank Account"},
		{validIFSCV1(b), "Bank IFSC code"},
		{b.VPA == "" || validVPA(b.VPA, behaviour), "Virtual Payee Address"},
		{validAddressV1(b), "Address"},
		{placeShapeV1.MatchString(b.City), "City Name"},
		{placeShapeV1.MatchString(b.State), "State Name"},
		{b.PostalCode == "" || postalShape.MatchString(b.PostalCode), "Pin code"},
	}
	for _, check := range checks {
		if !check.valid {
			return check.field
		}
	}
	return ""
}

func validAccountV1(b Beneficiary, behaviour Behaviour) bool {
	if b.BankAccountNumber == "" {
		return b.VPA != "" || behaviour.Instrument != "required"
	}
	return accountShapeV1.MatchString(b.BankAccountNumber)
}

func validIFSCV1(b Beneficiary) bool {
	if b.BankAccountNumber == "" && b.BankIFSC == "" {
		return true
	}
	return ifscShapeV1.MatchString(b.BankIFSC)
}

func validAddressV1(b Beneficiary) bool {
	return b.Address != "" && addressShapeV1.MatchString(b.Address) && addressShapeV1.MatchString(b.Address2)
}

type beneficiaryV1 struct {
	BeneID      string `json:"beneId"`
	Name        string `json:"name"`
	GroupName   string `json:"groupName"`
	Email       string `json:"email"`
	Phone       string `json:"phone"`
	Address1    string `json:"address1"`
	Address2    string `json:"address2"`
	City        string `json:"city"`
	State       string `json:"state"`
	Pincode     string `json:"pincode"`
	BankAccount string `json:"bankAccount"`
	IFSC        string `json:"ifsc"`
	Status      string `json:"status"`
	VPA         string `json:"vpa"`
	AddedOn     string `json:"addedOn"`
}

func (s *Simulator) getBeneficiaryV1(c *call) answer {
	id := strings.TrimPrefix(c.path, c.route.path)
	stored, exists := s.store.beneficiaries[id]
	if !exists {
		return v1Answer(http.StatusNotFound, "Beneficiary does not exist", nil)
	}
	s.countRead(stored)
	b := stored.Beneficiary
	pincode := b.PostalCode
	if pincode == "" {
		pincode = "0" // As in Cashfree's example; every other absence is blank.
	}
	a := v1Answer(http.StatusOK, "Details of beneficiary", beneficiaryV1{
		BeneID:      b.ID,
		Name:        b.Name,
		GroupName:   "DEFAULT",
		Email:       b.Email,
		Phone:       phoneEcho(b.Phone, c.settings.behaviour),
		Address1:    b.Address,
		Address2:    b.Address2,
		City:        b.City,
		State:       b.State,
		Pincode:     pincode,
		BankAccount: b.BankAccountNumber,
		IFSC:        b.BankIFSC,
		Status:      b.Status,
		VPA:         b.VPA,
		AddedOn:     formatV1(b.AddedOn),
	})
	a.beneficiaryID = id
	return a
}

func formatV1(t time.Time) string { return t.UTC().Format(v1Time) }

func (s *Simulator) getBeneIDV1(c *call) answer {
	account, ifsc := c.get("bankAccount"), c.get("ifsc")
	if account == "" || ifsc == "" {
		return v1Answer(http.StatusUnprocessableEntity, "Please provide both bank account and ifsc", nil)
	}
	if !accountShape.MatchString(account) || !ifscShapeV1.MatchString(ifsc) {
		return v1Answer(http.StatusUnprocessableEntity, "Please provide a valid bank account and ifsc", nil)
	}
	stored, _ := s.store.holderOfAccount(account, ifsc)
	if stored == nil {
		return v1Answer(http.StatusNotFound, "Beneficiary not found with given bank account details", nil)
	}
	a := v1Answer(http.StatusOK, "beneId retrieved successfully", map[string]string{"beneId": stored.ID})
	a.beneficiaryID = stored.ID
	return a
}

func (s *Simulator) removeBeneficiaryV1(c *call) answer {
	var body struct {
		BeneID string `json:"beneId"`
	}
	if err := c.decode(&body); err != nil {
		return v1Answer(http.StatusPreconditionFailed, "Post data is empty or not a valid JSON", nil)
	}
	if body.BeneID == "" {
		return v1Answer(http.StatusPreconditionFailed, "BeneId missing in the request", nil)
	}
	if _, removed := s.store.remove(body.BeneID, ByAPI, c.requestID()); !removed {
		return v1Answer(http.StatusNotFound, "Beneficiary does not exist with given Id", nil)
	}
	a := v1Answer(http.StatusOK, "Beneficiary removed", nil)
	a.acted, a.beneficiaryID = ActedRemoved, body.BeneID
	return a
}
