package grammar

// The rules come from the field descriptions, the schema and the error table of Cashfree's page on creating a
// beneficiary, https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2, and from
// its OpenAPI description, https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json. Where those
// contradict each other, the rule here is what the error table enforces. Where they say less, a rule marked as stricter
// is the provider's own: what banks and the post know, or Cashfree's limit for the same field of a transfer.
var (
	// BeneficiaryID is the merchant's own key of a payee.
	BeneficiaryID = &Field{
		Name:      "beneficiary_id",
		Required:  true,
		subject:   "A beneficiary id",
		must:      "have 1 to 50 letters, digits, underscores, pipes, dots or hyphens",
		minLength: 1,
		maxLength: 50,
		pattern:   NewPattern(`^[A-Za-z0-9_|.\-]+$`),
		normalise: keepAsTyped,
		warning: &Warning{
			Title: "Hyphen in a beneficiary id",
			Detail: "Cashfree's description of the field lists letters, digits, underscore, pipe and dot. Only its error message " +
				"also lists the hyphen. If Cashfree refuses the id, use an underscore instead.",
			pattern: NewPattern(`-`),
		},
	}

	// Name is the payee's name. Version 1 of the API also accepts digits and punctuation
	// (https://cashfree.com/docs/api-reference/payouts/v1/add-beneficiary). Scripts of India need the two joiners.
	Name = &Field{
		Name:      "name",
		Required:  true,
		subject:   "A name",
		must:      "have 1 to 100 characters, only spaces and the letters A to Z in upper or lower case",
		advice:    "Spell out or leave out M/s, &, dots and digits.",
		minLength: 1,
		maxLength: 100,
		pattern:   NewPattern(`^[A-Za-z ]+$`),
		existing:  NewPattern(`^[\p{L}\p{M}\p{N}\p{P}\p{S} \x{200c}\x{200d}]+$`),
		normalise: collapse,
	}

	// AccountNumber is a bank account number. Leading zeros are part of it, so it is always text.
	AccountNumber = &Field{
		Name:      "bank_account_number",
		Secret:    true,
		subject:   "A bank account number",
		must:      "have 4 to 25 letters and digits, without spaces or hyphens",
		advice:    "In Terraform code, write it in quotes, because leading zeros count.",
		minLength: 4,
		maxLength: 25,
		pattern:   NewPattern(`^[A-Za-z0-9]+$`),
		normalise: trim,
	}

	// IFSC names the branch. Its last six characters are digits in Cashfree's description and alphanumeric in the
	// Reserve Bank's list, https://github.com/razorpay/ifsc. Errors quote the four letters of a mistyped one.
	IFSC = &Field{
		Name:      "bank_ifsc",
		subject:   "An IFSC",
		must:      "have 11 characters: four letters, the digit 0, and six letters or digits, such as HDFC0000001",
		minLength: 11,
		maxLength: 11,
		pattern:   NewPattern(`^[A-Z]{4}0[A-Z0-9]{6}$`),
		quoted:    bankLetters,
		normalise: trimUpper,
	}

	// VPA is a UPI address. It is sent as typed and compared without regard to letter case.
	VPA = &Field{
		Name:    "vpa",
		subject: "A VPA",
		must: "have at most 100 characters: a name of at least two letters, digits, dots, hyphens or underscores, one @, and a " +
			"handle that starts with a letter and has letters, digits, dots or underscores, such as asha@examplebank",
		minLength: 1,
		maxLength: 100,
		pattern:   NewPattern(`^[A-Za-z0-9._-]{2,}@[A-Za-z][A-Za-z0-9._]+$`),
		stricter:  true,
		normalise: trim,
		quoted:    maskAll,
		foldCase:  true,
		// https://www.cashfree.com/docs/api-reference/payouts/v2/response-codes.md
		warning: &Warning{
			Title: "Paytm UPI handle",
			Detail: "Cashfree's documentation says that it no longer adds beneficiaries with Paytm UPI handles. An existing one can " +
				"be kept. A new one, or a replacement, is likely to be refused.",
			pattern: NewPattern(`(?i)@paytm$`),
		},
	}

	// Email is the payee's e-mail address. It is sent as typed and compared without regard to letter case, as mail
	// servers do: Cashfree does not document whether it keeps the letter case.
	Email = &Field{
		Name:      "email",
		subject:   "An e-mail address",
		must:      "have 3 to 200 characters, with an @ and a dot",
		minLength: 3,
		maxLength: 200,
		pattern:   NewPattern(`^[^@]*@.*\.|\..*@`),
		normalise: trim,
		quoted:    maskAll,
		foldCase:  true,
	}

	// Phone is an Indian number. Cashfree's answers have it without the country code.
	Phone = &Field{
		Name:      "phone",
		subject:   "A phone number",
		must:      "have 8 to 12 digits, not counting an optional +91",
		minLength: 8,
		maxLength: 12,
		pattern:   NewPattern(`^[0-9]+$`),
		normalise: trimCountryCode,
		quoted:    maskAll,
	}

	// CountryCode is the phone's country code. Cashfree accepts only one, so an absent code means that one.
	CountryCode = &Field{
		Name:         "country_code",
		subject:      "A country code",
		must:         "be +91",
		minLength:    3,
		maxLength:    3,
		pattern:      NewPattern(`^\+91$`),
		normalise:    trim,
		quoted:       maskAll,
		defaultValue: "+91",
	}

	// Address is the payee's street address.
	Address = &Field{
		Name:      "address",
		subject:   "An address",
		must:      "have 1 to 150 characters",
		minLength: 1,
		maxLength: 150,
		stricter:  true,
		normalise: collapse,
	}

	// City is the payee's city.
	City = &Field{
		Name:      "city",
		subject:   "A city",
		must:      "have 1 to 50 characters",
		minLength: 1,
		maxLength: 50,
		stricter:  true,
		normalise: collapse,
	}

	// State is the payee's state within India.
	State = &Field{
		Name:      "state",
		subject:   "A state",
		must:      "have 1 to 50 characters",
		minLength: 1,
		maxLength: 50,
		stricter:  true,
		normalise: collapse,
	}

	// PostalCode is a PIN code. Cashfree's pages allow up to six digits of any kind, so an existing payee can have a
	// value that is no PIN code. A 0 alone is how answers of version 1 write that there is none
	// (https://cashfree.com/docs/api-reference/payouts/v1/add-beneficiary).
	PostalCode = &Field{
		Name:      "postal_code",
		subject:   "A PIN code",
		must:      "have six digits and not start with 0",
		minLength: 6,
		maxLength: 6,
		pattern:   NewPattern(`^[1-9][0-9]{5}$`),
		existing:  NewPattern(`^([1-9]|[0-9]{2,6})$`),
		stricter:  true,
		normalise: trim,
		quoted:    maskAll,
	}
)
