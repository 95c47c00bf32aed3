package payouts_test

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// A payee is stored without what a terminal obeys, and without its account number outside of the field for it. Scripts
// of India keep their joiners, and its id stays as it is.
func TestBeneficiary_Storable(t *testing.T) {
	t.Parallel()
	b := payouts.Beneficiary{
		ID:                "v_026291800001191",
		Name:              "Asha\x1b[2J Rao 0262-9180-0001-191",
		BankAccountNumber: "026291800001191",
		BankIFSC:          "HDFC0000001",
		VPA:               "026291800001191@hdfc0000001.ifsc.npci",
		Email:             "a026291800001191@example.com",
		Phone:             "9876543210",
		Address:           "ന്\u200dറെ\u202e A/c 026291800001191, Pune\nIndia",
		City:              "Pune",
		State:             "026291800001191",
		Status:            "VERIFIED",
	}
	want := b
	want.Name = "Asha⟨U+001B⟩[2J Rao …1191"
	want.VPA = "…1191@hdfc0000001.ifsc.npci"
	want.Email = "a…1191@example.com"
	want.Address = "ന്\u200dറെ⟨U+202E⟩ A/c …1191, Pune India"
	want.State = "…1191"
	if got := b.Storable(); got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if again := want.Storable(); again != want {
		t.Errorf("stored again as %+v", again)
	}
	for vpa, want := range map[string]string{
		"asha@examplebank": "asha@examplebank", "9876543210@upi": "9876543210@upi",
		"00011020001772@HDFC0000001.ifsc.npci": "…1772@HDFC0000001.ifsc.npci", "5010@hdfc0000001.ifsc.npci": "…10@hdfc0000001.ifsc.npci",
		"0001\u200b1020001772@hdfc0000001.ifsc.npci": "…1772@hdfc0000001.ifsc.npci", "०००११०२०००१७७२@hdfc0000001.ifsc.npci": "…1772@hdfc0000001.ifsc.npci",
		"a.00011020001772@hdfc0000001.ifsc.npci": "a.…1772@hdfc0000001.ifsc.npci", "00011020001772 @hdfc0000001.ifsc.npci": "…1772 @hdfc0000001.ifsc.npci",
		"A/c 00011020001772": "A/c …1772", "…1772@hdfc0000001.ifsc.npci": "…1772@hdfc0000001.ifsc.npci",
	} {
		if got := (payouts.Beneficiary{VPA: vpa}).Storable().VPA; got != want {
			t.Errorf("%q is stored as %q, want %q", vpa, got, want)
		}
	}
}

// The account of a payee can be another one by now, or be left out. The former number is masked all the same where no
// value of the field has so many digits. A name can have them, as those that were added with version 1 of the API.
func TestBeneficiary_Storable_OtherNumber(t *testing.T) {
	t.Parallel()
	const number = "00011020001772"
	b := payouts.Beneficiary{
		BankIFSC: number, Email: number + "@hdfc0000001.ifsc.npci", Phone: number, CountryCode: number, City: number, State: number,
		PostalCode: number,
	}
	got := b.Storable()
	for _, fact := range payouts.Facts {
		if strings.Contains(*fact.Of(&got), number) {
			t.Errorf("%s is stored as %q", fact.Field.Name, *fact.Of(&got))
		}
	}
	honest := payouts.Beneficiary{
		Name: "M/s. Asha & Sons 2", BankIFSC: "HDFC0000001", VPA: "9876543210@ybl", Email: "9876543210@example.com", Phone: "+91 98765 43210", CountryCode: "+91",
		Address: "8-2-293/82/A/431, Road 22, Hyderabad 500033, Ph 9876543210", City: "Hyderabad 500033", State: "Telangana", PostalCode: "500033",
	}
	if got := honest.Storable(); got != honest {
		t.Errorf("%+v\nis stored as\n%+v", honest, got)
	}
	for _, name := range []string{"Kirana Store 560001", "Ramesh 9876543210", "Stores 29ABCDE1234F1Z5", "Asha " + number, "രാജന്\u200d"} {
		if got := (payouts.Beneficiary{Name: name, BankAccountNumber: "026291800001191"}).Storable().Name; got != name {
			t.Errorf("the name %q is stored as %q", name, got)
		}
	}
}

// A transfer's description is free text. Any number in it that can be an account number is masked.
func TestTransfer_Storable(t *testing.T) {
	t.Parallel()
	transfer := payouts.Transfer{
		ID: "t1", BankAccountNumber: "50100123", UTR: "406112345678", FundSourceID: "CASHFREE_1",
		StatusDescription: "\x1b[31mto 50100123 or 99998888777766 failed, UTR 406112345678",
	}
	want := transfer
	want.StatusDescription = "⟨U+001B⟩[31mto … or …7766 failed, UTR 406112345678"
	if got := transfer.Storable(); got.StatusDescription != want.StatusDescription || got.UTR != want.UTR || got.FundSourceID != want.FundSourceID {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}
