package grammar

import (
	"fmt"
	"strings"
)

// CheckCombination returns what is wrong with a combination of account number, IFSC and VPA, or "" if Cashfree accepts
// it. The field is the one whose partner is missing, or nil if all three are. Cashfree accepts an account number and an
// IFSC only together. Its schema allows a beneficiary with neither account nor VPA, and does not say what that would be
// (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2): it is refused here.
func CheckCombination(account, ifsc, vpa bool) (field *Field, problem string) {
	switch {
	case !account && !ifsc && !vpa:
		return nil, "A beneficiary needs a bank account with its IFSC, a vpa, or both."
	case ifsc && !account:
		return IFSC, "bank_ifsc needs an account number. Cashfree accepts the two only together."
	case account && !ifsc:
		return AccountNumber, "An account number needs bank_ifsc. Cashfree accepts the two only together."
	}
	return nil, ""
}

// SplitIFSC splits an IFSC into four letters for the bank and six letters or digits for the branch. The fifth character
// is always the digit 0, reserved by the Reserve Bank of India, so bank + "0" + branch is the normal form of the code.
// It checks the form of the code, not whether such a branch exists. The error shows a mistyped code, unlike that of
// [Field.Check], which may be about an account number in the wrong column.
func SplitIFSC(code string) (bank, branch string, err error) {
	normal := IFSC.Normal(code)
	err = IFSC.unnamed().Check(code)
	switch {
	case err == nil:
		return normal[:4], normal[5:], nil
	case mistypedIFSC().MatchString(normal):
		return "", "", fmt.Errorf("%s must %s, got %q", IFSC.subject, IFSC.must, normal)
	default:
		return "", "", err
	}
}

// unnamed returns a field whose errors say what a value is. The argument of a function has no name of a field.
func (f *Field) unnamed() *Field {
	unnamed := *f
	unnamed.Name = f.subject
	return &unnamed
}

// mistypedIFSC matches a code with a character too few or too many, with the letter O for the digit 0, or with a
// separator.
var mistypedIFSC = NewPattern(`^[A-Z]{4}[ -]?[0O][A-Z0-9]{5,7}$`)

// SplitVPA splits a UPI address at its @ into the name that the payee chose and the handle of the bank or app. Both
// keep their letter case, so name + "@" + handle is the normal form of the address.
func SplitVPA(address string) (name, handle string, err error) {
	if err := VPA.unnamed().Check(address); err != nil {
		return "", "", err
	}
	name, handle, _ = strings.Cut(VPA.Normal(address), "@")
	return name, handle, nil
}
