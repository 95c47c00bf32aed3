package simulator

import (
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	idShape      = regexp.MustCompile(`^[A-Za-z0-9_|.\-]+$`)
	nameShape    = regexp.MustCompile(`^[A-Za-z\s]{1,100}$`)
	accountShape = regexp.MustCompile(`^[A-Za-z0-9]+$`)
	vpaShape     = regexp.MustCompile(`^[A-Za-z0-9._\-]+@[A-Za-z0-9._]+$`)
	phoneShape   = regexp.MustCompile(`^[0-9]{8,12}$`)
	postalShape  = regexp.MustCompile(`^[0-9]{1,6}$`)

	// The last six characters of an IFSC are letters or digits. The page of v2 says numerals, but Cashfree's example in
	// v1 is YESB0MAN001.
	ifscShape = regexp.MustCompile(`^[A-Za-z]{4}0[A-Za-z0-9]{6}$`)
)

const (
	maxID      = 50
	minAccount = 4
	maxAccount = 25
	maxVPA     = 100
	maxEmail   = 200
	maxAddress = 150
	maxCity    = 50

	countryCode = "+91"
)

// refuseBeneficiary checks the id, the name, the pair of account and IFSC, and then the rest. It returns the zero
// answer if there is nothing to refuse.
//
// The codes up to the IFSC are documented. The one for a country code was observed in the sandbox, 2025, and the others
// of contact fields go by it. Those for name and VPA are made by analogy: no page has a code for them.
// https://docs.cashfree.com/reference/response-codes
func refuseBeneficiary(b Beneficiary, behaviour Behaviour) answer {
	if refusal := refuseID(b.ID); refusal.status != 0 {
		return refusal
	}
	if !nameShape.MatchString(b.Name) {
		return invalidField("beneficiary_name", "should contain only alphabets and white spaces, 100 at most", b.Name)
	}
	if refusal := refuseAccount(b.BankAccountNumber, b.BankIFSC); refusal.status != 0 {
		return refusal
	}
	if refusal := refuseVPA(b, behaviour); refusal.status != 0 {
		return refusal
	}
	if refusal := refuseContact(b, behaviour); refusal.status != 0 {
		return refusal
	}
	return unprocessable(b, behaviour)
}

// refuseID returns the refusal of an id. A missing id has the text of an invalid one, as in the OpenAPI document.
// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
func refuseID(id string) answer {
	const allowed = "beneficiary_id : should contain only letters, numbers, hyphen, underscore, pipe, and dot. Value received: "
	switch {
	case id == "":
		return invalidRequest("beneficiary_id_missing", allowed)
	case utf8.RuneCountInString(id) > maxID:
		return invalidRequest("beneficiary_id_length_exceeded",
			"beneficiary_id : should not be more than 50 characters long. value received: "+id)
	case !idShape.MatchString(id):
		return invalidRequest("beneficiary_id_invalid", allowed+id)
	}
	return answer{}
}

func refuseAccount(account, ifsc string) answer {
	const field = "bank_account_number : should "
	switch {
	case account == "" && ifsc == "":
		return answer{}
	case ifsc == "":
		return invalidRequest("bank_ifsc_missing",
			"bank_ifsc : should be provided with the request if bank_account_number is provided")
	case account == "":
		return invalidRequest("bank_account_number_missing",
			"bank_account_number: should be provided with the request if bank_ifsc is provided")
	case utf8.RuneCountInString(account) > maxAccount:
		return invalidRequest("bank_account_number_length_exceeded",
			field+"not be more than 25 characters long. value received: "+account)
	case utf8.RuneCountInString(account) < minAccount:
		return invalidRequest("bank_account_number_length_short",
			field+"not be less than 4 characters long. value received: "+account)
	case !accountShape.MatchString(account):
		return invalidRequest("bank_account_number_invalid", field+"be alphanumeric. value received: "+account)
	case !ifscShape.MatchString(ifsc):
		return invalidRequest("bank_ifsc_invalid", "bank_ifsc : please provide a valid IFSC. value received: "+ifsc)
	}
	return answer{}
}

func refuseVPA(b Beneficiary, behaviour Behaviour) answer {
	if b.VPA == "" {
		if b.BankAccountNumber == "" && behaviour.Instrument == "required" {
			return invalidRequest("beneficiary_instrument_details_missing",
				"beneficiary_instrument_details : bank_account_number and bank_ifsc, or vpa should be provided with the request")
		}
		return answer{}
	}
	if !validVPA(b.VPA, behaviour) {
		return invalidField("vpa", "please provide a valid vpa", b.VPA)
	}
	return answer{}
}

func validVPA(vpa string, behaviour Behaviour) bool {
	if len(vpa) > maxVPA || !vpaShape.MatchString(vpa) {
		return false
	}
	paytm := strings.HasSuffix(strings.ToLower(vpa), "@paytm")
	return !paytm || behaviour.PaytmHandles == "accepted"
}

func refuseContact(b Beneficiary, behaviour Behaviour) answer {
	for _, check := range []struct {
		field, value string
		valid        bool
	}{
		{"beneficiary_email", b.Email, validEmail(b.Email)},
		{"beneficiary_phone", b.Phone, phoneShape.MatchString(b.Phone)},
		{"beneficiary_country_code", b.CountryCode, b.CountryCode == countryCode || behaviour.CountryCodes == "accepted"},
		{"beneficiary_address", b.Address, utf8.RuneCountInString(b.Address) <= maxAddress},
		{"beneficiary_city", b.City, utf8.RuneCountInString(b.City) <= maxCity},
		{"beneficiary_state", b.State, utf8.RuneCountInString(b.State) <= maxCity},
		{"beneficiary_postal_code", b.PostalCode, postalShape.MatchString(b.PostalCode)},
	} {
		if check.value != "" && !check.valid {
			return invalidContact(check.field, check.value, behaviour)
		}
	}
	return answer{}
}

// invalidContact returns the refusal of a contact field, with the text that was observed for a country code.
func invalidContact(field, value string, behaviour Behaviour) answer {
	if behaviour.ContactCodes == "with_path" {
		field = "beneficiary_contact_details." + field
	}
	return invalidRequest(field+"_invalid", field+" : invalid value provided. Value received: "+value)
}

func validEmail(email string) bool {
	return len(email) <= maxEmail && strings.Contains(email, "@") && strings.Contains(email, ".")
}

func invalidField(field, rule, value string) answer {
	return invalidRequest(field+"_invalid", field+" : "+rule+". value received: "+value)
}

// unprocessable returns the refusal of two account numbers that the switches name. The page and the OpenAPI document
// spell the codes differently.
func unprocessable(b Beneficiary, behaviour Behaviour) answer {
	if b.BankAccountNumber == "" {
		return answer{}
	}
	openAPI := behaviour.UnprocessableCodes == "openapi"
	switch b.BankAccountNumber {
	case behaviour.SourceAccount:
		code := "bank_account_number_same_as_source"
		if openAPI {
			code = "beneficiary_account_same_as_source"
		}
		return v2Error(http.StatusUnprocessableEntity, typeInvalidRequest, code,
			"bank_account_number : is the same as the source bank account")
	case behaviour.VirtualAccount:
		code := "vba_beneficiary_not_allowed"
		if openAPI {
			code = "vba_bene_not_allowed"
		}
		return v2Error(http.StatusUnprocessableEntity, typeInvalidRequest, code,
			"Virtual bank account is not allowed as a beneficiary for the account")
	}
	return answer{}
}

// refuseLookup checks the parameters of a GET. For an id with one half of the bank pair it reports the missing half; no
// page documents that case. The text about three parameters is that of the OpenAPI document.
// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
func refuseLookup(id, account, ifsc string) answer {
	switch {
	case id != "" && account != "" && ifsc != "":
		return invalidRequest("too_many_parameters_in_request",
			"Please provide either bank_account_number and bank_ifsc together or beneficiary_id alone. "+
				"Do not include all three parameters in the request")
	case id == "" && account == "" && ifsc == "":
		return invalidRequest("beneficiary_identifiers_missing",
			"Provide beneficiary_id, or bank_account_number and bank_ifsc")
	case account != "" || ifsc != "":
		return refuseAccount(account, ifsc)
	}
	return refuseID(id)
}
