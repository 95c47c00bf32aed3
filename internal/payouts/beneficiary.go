package payouts

import (
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Beneficiary is a payee as Cashfree stores it
// (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/get-beneficiary-v2). Absent fields are empty:
// a missing member, null and "" are taken for the same.
type Beneficiary struct {
	ID                string
	Name              string
	BankAccountNumber string
	BankIFSC          string
	VPA               string
	Email             string
	Phone             string // without country code in answers
	CountryCode       string
	Address           string
	City              string
	State             string
	PostalCode        string

	// Status is one of the statuses below, or one that Cashfree has added since.
	Status string
	// AddedOn is the time of creation in UTC, such as "2024-03-01T10:20:30Z".
	AddedOn string
}

// Statuses of a beneficiary. Only a verified one can be paid; an unknown status counts as not payable.
const (
	StatusVerified  = "VERIFIED"
	StatusInitiated = "INITIATED"
	StatusInvalid   = "INVALID"
	StatusFailed    = "FAILED"
	StatusCancelled = "CANCELLED"
	StatusDeleted   = "DELETED"
)

// Fact is one field of a beneficiary that the merchant decides. Status and time of creation are not among them.
type Fact struct {
	Field *grammar.Field
	Of    func(*Beneficiary) *string
}

// Facts lists every fact of a beneficiary, in the order in which people read them.
var Facts = []Fact{
	{grammar.BeneficiaryID, func(b *Beneficiary) *string { return &b.ID }},
	{grammar.Name, func(b *Beneficiary) *string { return &b.Name }},
	{grammar.AccountNumber, func(b *Beneficiary) *string { return &b.BankAccountNumber }},
	{grammar.IFSC, func(b *Beneficiary) *string { return &b.BankIFSC }},
	{grammar.VPA, func(b *Beneficiary) *string { return &b.VPA }},
	{grammar.Email, func(b *Beneficiary) *string { return &b.Email }},
	{grammar.Phone, func(b *Beneficiary) *string { return &b.Phone }},
	{grammar.CountryCode, func(b *Beneficiary) *string { return &b.CountryCode }},
	{grammar.Address, func(b *Beneficiary) *string { return &b.Address }},
	{grammar.City, func(b *Beneficiary) *string { return &b.City }},
	{grammar.State, func(b *Beneficiary) *string { return &b.State }},
	{grammar.PostalCode, func(b *Beneficiary) *string { return &b.PostalCode }},
}

// decidesPayment reports whether another value of the fact would send money elsewhere.
func (f Fact) decidesPayment() bool {
	switch f.Field {
	case grammar.BeneficiaryID, grammar.AccountNumber, grammar.IFSC, grammar.VPA:
		return true
	}
	return false
}

// Normal returns the beneficiary in the spelling that is sent to Cashfree.
func (b Beneficiary) Normal() Beneficiary {
	for _, fact := range Facts {
		value := fact.Of(&b)
		*value = fact.Field.Normal(*value)
	}
	return b
}

// Storable returns the beneficiary in the form in which it may stand in a state, a plan and the text that a CLI prints
// of them: without characters that a terminal obeys, and without its account number outside of the field that is for
// it. People can type both at Cashfree. Of a value that its field cannot have, anything is masked that can be an
// account number: it can be another one than the payee has now.
func (b Beneficiary) Storable() Beneficiary {
	for _, fact := range Facts {
		if value := fact.Of(&b); !fact.Field.Secret && fact.Field != grammar.BeneficiaryID {
			*value = storable(fact.Field, b.BankAccountNumber, *value)
		}
	}
	return b
}

// storable returns the value of a field in the form in which it may stand in a state.
func storable(field *grammar.Field, number, value string) string {
	if value == "" {
		return ""
	}
	if field == grammar.VPA || field == grammar.Email {
		value = grammar.MaskVPA(value)
	}
	if !grammar.SurelyLacks(value, number) {
		masker := grammar.NewMasker(nil, []string{number})
		if field.IsFreeText(value) {
			value = masker.Text(value)
		} else {
			value = masker.Known(value)
		}
	}
	// A line that ends within an address is white space like any other.
	if oneLine := grammar.OneLine(value); field.Same(oneLine, value) {
		value = oneLine
	}
	return grammar.Storable(value)
}

// Differences returns the facts in which two beneficiaries differ. Differences of form do not count.
func (b Beneficiary) Differences(other Beneficiary) []Fact {
	var differing []Fact
	for _, fact := range Facts {
		if !fact.Field.Same(*fact.Of(&b), *fact.Of(&other)) {
			differing = append(differing, fact)
		}
	}
	return differing
}

// FieldNames returns the names of the fields of facts, in their order.
func FieldNames(facts []Fact) []string {
	list := make([]string, 0, len(facts))
	for _, fact := range facts {
		list = append(list, fact.Field.Name)
	}
	return list
}
