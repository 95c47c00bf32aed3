package grammar

import (
	"errors"
	"strings"
)

// SplitIFSC takes an IFSC apart: four letters for the bank and six letters or digits for the branch. The fifth
// character is always the digit 0, reserved by the Reserve Bank of India, so bank + "0" + branch is the normal form of
// the code again. The shape is checked; whether such a branch exists is not.
func SplitIFSC(code string) (bank, branch string, err error) {
	normal := IFSC.Normal(code)
	if normal == "" {
		return "", "", errors.New("an empty text is no IFSC. " + IFSC.Rule)
	}
	if err := IFSC.Check(code); err != nil {
		return "", "", err
	}
	return normal[:4], normal[5:], nil
}

// SplitVPA takes a UPI address apart at its @: the name that the payee chose, and the handle of the bank or app. Both
// keep the letter case that they were typed in, so name + "@" + handle is the normal form of the address again.
func SplitVPA(address string) (name, handle string, err error) {
	normal := VPA.Normal(address)
	if normal == "" {
		return "", "", errors.New("an empty text is no VPA. " + VPA.Rule)
	}
	if err := VPA.Check(address); err != nil {
		return "", "", err
	}
	name, handle, _ = strings.Cut(normal, "@")
	return name, handle, nil
}
