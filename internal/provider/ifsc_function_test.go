package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// The function splits an IFSC into bank and branch.
func TestIFSCFunction(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ code, bank, branch string }{
		{"HDFC0000001", "HDFC", "000001"},
		{" yesb0man001", "YESB", "MAN001"},
	} {
		result, failed := callFunction(t, "ifsc", row.code)
		if bank, branch := coretest.Plain(coretest.At(result, "bank_code")), coretest.Plain(coretest.At(result, "branch_code")); failed != nil || bank != row.bank || branch != row.branch {
			t.Errorf("%+v: %v, %v, %+v", row, bank, branch, failed)
		}
	}
}

// The error quotes an invalid code as the user typed it, but masks an account number.
func TestIFSCFunction_Invalid(t *testing.T) {
	t.Parallel()
	for code, got := range map[string]string{
		"HDFC000001":     `got "HDFC000001"`,
		"HDFC00123456":   `got "HDFC00123456"`,
		"HDFCO00BR01":    `got "HDFCO00BR01"`,
		"hdfco000001":    `got "HDFCO000001"`,
		"HDFC-0000001":   `got "HDFC-0000001"`,
		"ZCFP12345678":   `got "ZCFP…" (12 characters)`, // it may be an account number
		"":               "got an empty value",
		"00011020001772": "got 14 characters", // a value of the wrong column
	} {
		_, failed := callFunction(t, "ifsc", code)
		wantFunctionError(t, failed, 0, got, "such as HDFC0000001")
	}
}
