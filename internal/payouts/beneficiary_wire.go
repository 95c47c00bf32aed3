package payouts

import "github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"

// beneficiaryRequest is the body of a create. Absent members are left out, since it is unknown how Cashfree reads null.
type beneficiaryRequest struct {
	ID         string            `json:"beneficiary_id"`
	Name       string            `json:"beneficiary_name,omitempty"`
	Instrument instrumentRequest `json:"beneficiary_instrument_details,omitzero"`
	Contact    contactRequest    `json:"beneficiary_contact_details,omitzero"`
}

type instrumentRequest struct {
	BankAccountNumber string `json:"bank_account_number,omitempty"`
	BankIFSC          string `json:"bank_ifsc,omitempty"`
	VPA               string `json:"vpa,omitempty"`
}

type contactRequest struct {
	Email       string `json:"beneficiary_email,omitempty"`
	Phone       string `json:"beneficiary_phone,omitempty"`
	CountryCode string `json:"beneficiary_country_code,omitempty"`
	Address     string `json:"beneficiary_address,omitempty"`
	City        string `json:"beneficiary_city,omitempty"`
	State       string `json:"beneficiary_state,omitempty"`
	PostalCode  string `json:"beneficiary_postal_code,omitempty"`
}

func newBeneficiaryRequest(b Beneficiary) beneficiaryRequest {
	return beneficiaryRequest{
		ID:   b.ID,
		Name: b.Name,
		Instrument: instrumentRequest{
			BankAccountNumber: b.BankAccountNumber,
			BankIFSC:          b.BankIFSC,
			VPA:               b.VPA,
		},
		Contact: contactRequest{
			Email:       b.Email,
			Phone:       b.Phone,
			CountryCode: b.CountryCode,
			Address:     b.Address,
			City:        b.City,
			State:       b.State,
			PostalCode:  b.PostalCode,
		},
	}
}

func readBeneficiary(content answer) *Beneficiary {
	details := content.object("beneficiary_instrument_details")
	contact := content.object("beneficiary_contact_details")
	beneficiary := &Beneficiary{
		ID:                content.beneficiaryID("beneficiary_id"),
		Name:              content.text("beneficiary_name"),
		BankAccountNumber: details.accountNumber("bank_account_number"),
		BankIFSC:          details.word("bank_ifsc"),
		VPA:               details.text("vpa"),
		Email:             contact.text("beneficiary_email"),
		Phone:             contact.text("beneficiary_phone"),
		CountryCode:       contact.text("beneficiary_country_code"),
		Address:           contact.text("beneficiary_address"),
		City:              contact.text("beneficiary_city"),
		State:             contact.text("beneficiary_state"),
		PostalCode:        contact.text("beneficiary_postal_code"),
		Status:            content.status("beneficiary_status", "status"),
		AddedOn:           content.time("added_on"),
	}
	content.refuseNumber("beneficiary_status", beneficiary.Status, beneficiary.BankAccountNumber)
	if grammar.PostalCode.Normal(beneficiary.PostalCode) == "0" {
		beneficiary.PostalCode = "" // as in the example of version 1, of a payee that has none
	}
	return beneficiary
}

// noted returns a beneficiary of which errors mask the account number from now on.
func (c *Client) noted(beneficiary *Beneficiary) *Beneficiary {
	c.numbers.Add(beneficiary.BankAccountNumber)
	return beneficiary
}
