package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// The function shows only the end of an account number.
func TestMaskFunction(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ account, want string }{
		{"00011020001772", "…1772"}, {" AB12CD3456 ", "…3456"}, {"1234", "…34"}, {"1", "…"}, {"", ""},
	} {
		result, failed := callFunction(t, "mask", row.account)
		if got := coretest.Plain(result); failed != nil || got != row.want {
			t.Errorf("%+v: %v, %+v", row, got, failed)
		}
	}
}
