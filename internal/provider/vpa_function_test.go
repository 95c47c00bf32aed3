package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

func TestVPAGivesNameAndHandle(t *testing.T) {
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

func TestWhatIsNoVPAIsRefused(t *testing.T) {
	t.Parallel()
	for address, says := range map[string]string{
		"asha":           `got "asha"`,
		"as@ha@upi":      `"as@ha@upi"`,
		" ":              "got an empty value",
		"00011020001772": `"…1772"`,
	} {
		_, failed := callFunction(t, "vpa", address)
		wantFunctionError(t, failed, 0, says, "such as asha@examplebank")
	}
}
