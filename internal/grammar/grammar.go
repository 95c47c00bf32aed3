package grammar

import (
	"regexp"
	"strings"
)

// The rules come from the field descriptions, the schema and the error table of Cashfree's page on creating a
// beneficiary, https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2. Where
// those contradict each other, the rule here is what its error table enforces.
var (
	// BeneficiaryID is the merchant's own key of a payee. Cashfree's field description leaves the hyphen out, its error
	// message lists it: accepted, see [DoubtfulID].
	BeneficiaryID = &Field{
		Name:   "beneficiary_id",
		Rule:   "A beneficiary id has 1 to 50 characters: letters, digits, underscore, pipe, dot and hyphen.",
		min:    1,
		max:    50,
		shape:  regexp.MustCompile(`^[A-Za-z0-9_|.\-]+$`),
		normal: asTyped,
	}

	// Name is the payee's name. Digits and punctuation are refused. Version 1 takes them
	// (https://cashfree.com/docs/api-reference/payouts/v1/add-beneficiary).
	Name = &Field{
		Name:   "name",
		Rule:   "A name has 1 to 100 characters: the letters A to Z in either case, and spaces. Write M/s, &, dots and digits out or leave them away.",
		min:    1,
		max:    100,
		shape:  regexp.MustCompile(`^[A-Za-z ]+$`),
		normal: collapse,

		existing: regexp.MustCompile(`^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,100}$`),
	}

	// AccountNumber is a bank account number. Leading zeros are part of it, so it is always text.
	AccountNumber = &Field{
		Name:   "bank_account_number",
		Rule:   "A bank account number has 4 to 25 letters and digits, without spaces or hyphens. Write it in quotes: leading zeros count.",
		Secret: true,
		min:    4,
		max:    25,
		shape:  regexp.MustCompile(`^[A-Za-z0-9]+$`),
		normal: trim,
	}

	// IFSC names the branch. Its last six characters are digits in Cashfree's description and alphanumeric in the
	// Reserve Bank's list, https://github.com/razorpay/ifsc.
	IFSC = &Field{
		Name:   "bank_ifsc",
		Rule:   "An IFSC has 11 characters: four letters, the digit 0, and six letters or digits, as in HDFC0000001.",
		min:    11,
		max:    11,
		shape:  regexp.MustCompile(`^[A-Z]{4}0[A-Z0-9]{6}$`),
		normal: func(value string) string { return strings.ToUpper(trim(value)) },
	}

	// VPA is a UPI address. It is sent as typed and compared without regard to letter case.
	VPA = &Field{
		Name: "vpa",
		Rule: "A VPA has at most 100 characters: a name of at least two letters, digits, dots, hyphens or underscores, one @, " +
			"and a handle that starts with a letter and has letters, digits, dots or underscores, as in asha@examplebank.",
		min:    1,
		max:    100,
		shape:  regexp.MustCompile(`^[A-Za-z0-9._-]{2,}@[A-Za-z][A-Za-z0-9._]+$`),
		normal: trim,
		fold:   strings.ToLower,
	}

	// Email is the payee's e-mail address. It is sent as typed and compared without regard to letter case, as mailboxes are:
	// nothing says whether Cashfree keeps it.
	Email = &Field{
		Name:   "email",
		Rule:   "An e-mail address has at most 200 characters, with an @ and a dot in it.",
		min:    3,
		max:    200,
		shape:  regexp.MustCompile(`^[^@]*@.*\.|\..*@`),
		normal: trim,
		fold:   strings.ToLower,
	}

	// Phone is an Indian number. Cashfree answers it without the country code.
	Phone = &Field{
		Name: "phone",
		Rule: "A phone number has 8 to 12 digits after the country code +91, which may be left out.",
		min:  8,
		max:  12,
		normal: func(value string) string {
			bare := strings.Join(strings.Fields(value), "")
			if rest, ok := strings.CutPrefix(bare, "+91"); ok && !strings.HasPrefix(rest, "+") {
				return rest
			}
			return bare // two country codes are a mistake to be seen, not one to be taken off in steps
		},
		shape: regexp.MustCompile(`^[0-9]+$`),
	}

	// CountryCode is the phone's country code. Cashfree knows one, so its absence says the same.
	CountryCode = &Field{
		Name:    "country_code",
		Rule:    "The only country code is +91.",
		min:     3,
		max:     3,
		shape:   regexp.MustCompile(`^\+91$`),
		normal:  trim,
		implied: "+91",
	}

	// Address is the payee's street address.
	Address = &Field{
		Name:   "address",
		Rule:   "An address has at most 150 characters.",
		min:    1,
		max:    150,
		normal: collapse,
	}

	// City is the payee's city.
	City = &Field{
		Name:   "city",
		Rule:   "A city has at most 50 characters.",
		min:    1,
		max:    50,
		normal: collapse,
	}

	// State is the payee's state within India.
	State = &Field{
		Name:   "state",
		Rule:   "A state has at most 50 characters.",
		min:    1,
		max:    50,
		normal: collapse,
	}

	// PostalCode is a PIN code. Version 1 takes up to six digits, whatever they are; a 0 alone is its way to write that there
	// is none.
	PostalCode = &Field{
		Name:   "postal_code",
		Rule:   "A PIN code has six digits, the first of them not 0.",
		min:    6,
		max:    6,
		shape:  regexp.MustCompile(`^[1-9][0-9]{5}$`),
		normal: trim,

		existing: regexp.MustCompile(`^([1-9]|[0-9]{2,6})$`),
	}
)

// DoubtfulID reports whether Cashfree's documentation contradicts itself about the id: the description of the field
// does not list the hyphen, the error message does.
func DoubtfulID(id string) bool { return strings.Contains(id, "-") }

// DoubtfulVPA reports whether the handle is Paytm's, for which Cashfree says that it no longer adds beneficiaries
// (https://www.cashfree.com/docs/api-reference/payouts/v2/response-codes.md). Existing ones may still have it.
func DoubtfulVPA(vpa string) bool {
	return strings.HasSuffix(strings.ToLower(VPA.Normal(vpa)), "@paytm")
}
