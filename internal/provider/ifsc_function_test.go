package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

func TestIFSCGivesBankAndBranch(t *testing.T) {
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

// Core shows the value beside the message unless it is sensitive, so the message can be careful with what looks like an
// account number.
func TestWhatIsNoIFSCIsRefused(t *testing.T) {
	t.Parallel()
	for code, says := range map[string]string{
		"HDFC000001":     "(10 characters)",
		"HDFCO00BR01":    `got "HDFCO00BR01"`,
		"":               "got an empty value",
		"00011020001772": `got "…1772" (14 characters)`, // somebody took the wrong column
	} {
		_, failed := callFunction(t, "ifsc", code)
		wantFunctionError(t, failed, 0, says, "such as HDFC0000001")
	}
}
