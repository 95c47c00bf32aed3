package providerdata

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

var loopback = netip.MustParseAddr("127.0.0.1")

// Before the provider is configured the data is nil, which validation and plans must be able to work with.
func TestData_Nil(t *testing.T) {
	t.Parallel()
	var data *Data
	if data.Ready() || data.Fingerprints() != nil || data.Fingerprints().Comparable("a:b") || !data.KeepsAccountNumbers() || data.Signs() {
		t.Error("nil data is more than what is known before the provider is configured")
	}
}

// The error and the warning about unknown arguments name them, and the warning is added once.
func TestData_UnknownArguments(t *testing.T) {
	t.Parallel()
	data := New(Settings{Unknown: []string{"client_id", "client_secret"}})
	if !data.IsUnknown("client_id") || data.IsUnknown("base_url") || data.Ready() {
		t.Error("the wrong arguments are unknown")
	}
	failed := data.NotReady("Changing a beneficiary set")
	if failed.Severity() != diag.SeverityError || !strings.Contains(failed.Detail(), "Changing a beneficiary set needs") ||
		!strings.Contains(failed.Detail(), ": client_id, client_secret.") || !strings.Contains(failed.Detail(), AnchorUnknownArguments.More()) {
		t.Errorf("the error is %s", failed.Detail())
	}
	var first, second diag.Diagnostics
	data.WarnNotRead(&first)
	data.WarnNotRead(&second)
	if len(first) != 1 || len(second) != 0 || first.HasError() || !strings.Contains(first[0].Detail(), ": client_id, client_secret.") {
		t.Errorf("the warnings are %v and %v", first, second)
	}
}

// Only a recorded origin that differs from the provider's API is foreign, and one warning in a run names both.
func TestData_IsForeign(t *testing.T) {
	t.Parallel()
	client, err := payouts.New(payouts.Config{ClientID: "CF_TEST_CLIENT", ClientSecret: "cfsk_test_0123456789abcdef", BaseURL: "http://127.0.0.1:1/payout"})
	if err != nil {
		t.Fatal(err)
	}
	data := New(Settings{Client: client})
	for origin, want := range map[string]bool{"": false, client.Origin(): false, "https://elsewhere.example": true} {
		if got := data.IsForeign(origin); got != want {
			t.Errorf("%q is foreign: %v", origin, got)
		}
	}
	var first, second diag.Diagnostics
	data.WarnFollowed(&first, "https://elsewhere.example")
	data.WarnFollowed(&second, "https://elsewhere.example")
	if len(first) != 1 || len(second) != 0 || !strings.Contains(first[0].Detail(), "https://elsewhere.example") || !strings.Contains(first[0].Detail(), client.Origin()) {
		t.Errorf("the warnings are %v and %v", first, second)
	}
}
