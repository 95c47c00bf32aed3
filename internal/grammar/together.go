package grammar

// Together says what is wrong with a combination of instruments, and on which field, or returns "". Cashfree takes a
// bank account and its IFSC only together, and nobody knows what it would make of neither account nor UPI address.
func Together(account, ifsc, vpa bool) (blame *Field, problem string) {
	switch {
	case !account && !ifsc && !vpa:
		return AccountNumber, "A beneficiary needs a bank account with its IFSC, a vpa, or both."
	case ifsc && !account:
		return IFSC, "bank_ifsc needs an account number: Cashfree takes the two only together."
	case account && !ifsc:
		return AccountNumber, "An account number needs bank_ifsc: Cashfree takes the two only together."
	}
	return nil, ""
}
