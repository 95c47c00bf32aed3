package payouts_test

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The refusal of an address is recognised in each of its texts, and the IPv4 address is taken from those that have it.
func TestIPRefusal_Texts(t *testing.T) {
	t.Parallel()
	const ours = "203.0.113.7"
	for _, tc := range []struct{ form, caller, want string }{
		{"with_address", ours, ours},
		{"with_sentence", ours, ours},
		{"with_link", ours, ours},
		{"without_address", ours, ""},
		{"with_address", "2001:db8::7", ""},
		{"with_sentence", "2001:db8::7", ""},
		{"with_link", "2001:db8::7", ""},
		{"without_address", "2001:db8::7", ""},
	} {
		t.Run(tc.form+" "+tc.caller, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, simulator.Options{
				SecondFactor: simulator.SecondFactorIP, CallerIP: tc.caller, Behaviour: simulator.Behaviour{IPRefusal: tc.form},
			})
			_, err := account.Beneficiary(t.Context(), "vendor_0042")
			failed := wantKind(t, err, payouts.ErrIPRefused)
			got := ""
			if failed.CallerIP.Is4() {
				got = failed.CallerIP.String()
			}
			if got != tc.want {
				t.Errorf("got the address %q, want %q", failed.CallerIP, tc.want)
			}
		})
	}
}
