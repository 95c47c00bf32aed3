package provider

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// The function returns the ids of the grammar, whose tests hold them forever.
func TestBeneficiaryIDFunction(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		parts []string
		want  string
	}{
		{[]string{"vendor_0042"}, "vendor_0042"},
		{[]string{"vendor", "0042"}, "vendor__0042"},
		{[]string{"Asha Rao", "Pune"}, "Asha_Rao_Pune___n6rnnsn3x30h0dpp"},
		{[]string{"आशा राव"}, "payee___cfnbjxgcj4x39zy6"},
	} {
		result, failed := callFunction(t, "beneficiary_id", row.parts...)
		if got := coretest.Plain(result); failed != nil || got != row.want {
			t.Errorf("%q: %v, %+v, want %q", row.parts, got, failed, row.want)
		}
	}
}

// The error of an empty part is on that part, and quotes no other part.
func TestBeneficiaryIDFunction_EmptyPart(t *testing.T) {
	t.Parallel()
	_, failed := callFunction(t, "beneficiary_id")
	wantFunctionError(t, failed, -1, "at least one part")
	for position, parts := range [][]string{{""}, {"00011020001772", " "}, {"a", "b", "\t", "d"}} {
		_, failed := callFunction(t, "beneficiary_id", parts...)
		wantFunctionError(t, failed, int64(position), "is empty", "Different payees could then get the same id")
		if strings.Contains(failed.Text, "00011020001772") {
			t.Errorf("a part is quoted: %s", failed.Text)
		}
	}
}
