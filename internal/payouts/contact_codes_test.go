package payouts_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The refusal of a contact field is understood and shown with its code, with the path of the field and without.
func TestCreateBeneficiary_ContactCodes(t *testing.T) {
	t.Parallel()
	for form, path := range map[string]string{"with_path": "beneficiary_contact_details.", "plain": ""} {
		for field, spoil := range map[string]func(*payouts.Beneficiary){
			"email":        func(b *payouts.Beneficiary) { b.Email = "asha@example" },
			"phone":        func(b *payouts.Beneficiary) { b.Phone = "98765abcde" },
			"country_code": func(b *payouts.Beneficiary) { b.CountryCode = "in" },
			"address":      func(b *payouts.Beneficiary) { b.Address = strings.Repeat("a", 151) },
			"city":         func(b *payouts.Beneficiary) { b.City = strings.Repeat("a", 51) },
			"state":        func(b *payouts.Beneficiary) { b.State = strings.Repeat("a", 51) },
			"postal_code":  func(b *payouts.Beneficiary) { b.PostalCode = "4110011" },
		} {
			t.Run(form+" "+field, func(t *testing.T) {
				t.Parallel()
				account := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{ContactCodes: form}})
				wanted := asha()
				spoil(&wanted)
				_, err := account.CreateBeneficiary(t.Context(), wanted)
				failed := wantKind(t, err, payouts.ErrInvalid)
				code := fmt.Sprintf("%sbeneficiary_%s_invalid", path, field)
				if failed.Code != code || failed.Attempts != 1 || !strings.Contains(failed.Error(), code) {
					t.Errorf("code %q after %d attempts, want %q after 1: %v", failed.Code, failed.Attempts, code, failed)
				}
			})
		}
	}
}
