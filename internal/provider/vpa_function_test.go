package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// The function splits a UPI address into name and handle.
func TestVPAFunction(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ address, name, handle string }{
		{"asha.rao-1@examplebank", "asha.rao-1", "examplebank"},
		{" Asha@OkBank ", "Asha", "OkBank"},
	} {
		result, failed := callFunction(t, "vpa", row.address)
		if name, handle := coretest.Plain(coretest.At(result, "name")), coretest.Plain(coretest.At(result, "handle")); failed != nil || name != row.name || handle != row.handle {
			t.Errorf("%+v: %v, %v, %+v", row, name, handle, failed)
		}
	}
}

// The error quotes an invalid address as the user typed it, but masks an account number.
func TestVPAFunction_Invalid(t *testing.T) {
	t.Parallel()
	for address, got := range map[string]string{
		"asha":           `got "asha"`,
		"as@ha@upi":      `"as@ha@upi"`,
		" ":              "got an empty value",
		"00011020001772": `"…1772"`,
	} {
		_, failed := callFunction(t, "vpa", address)
		wantFunctionError(t, failed, 0, got, "such as asha@examplebank")
	}
}
