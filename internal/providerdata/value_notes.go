package providerdata

// Texts that the single resource and the set share, about values that Cashfree may refuse.
const (
	ExistingOnlyDetail = "Only payees that already exist can keep such a value, such as those created through version 1 of Cashfree's API. " +
		"A plan that would send it, to add the payee or to replace it for any reason, ends with an error."

	HyphenSummary = "Hyphen in a beneficiary id"
	HyphenDetail  = "Cashfree's description of the field lists letters, digits, underscore, pipe and dot. Only its error message " +
		"lists the hyphen as well. If Cashfree refuses the id, use an underscore."

	PaytmSummary = "Paytm UPI handle"
	PaytmDetail  = "Cashfree says that it no longer adds beneficiaries with Paytm UPI handles. An existing one can be kept. " +
		"A new one, or a replacement, is likely to be refused."
)
