package providerdata

// ExistingOnlyDetail is what the single resource and the set warn of a value that Cashfree refuses for a new payee.
const ExistingOnlyDetail = "Only payees that already exist can keep such a value, such as those created through version 1 of Cashfree's API. " +
	"A plan that would send it, to add the payee or to replace it for any reason, ends with an error."
