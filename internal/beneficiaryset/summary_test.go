package beneficiaryset

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// A summary shows the end of the account number, the IFSC and the UPI address, whatever the name contains.
func TestSummaryInstruments(t *testing.T) {
	t.Parallel()
	account := bulk.Instruments{Account: "…1772", IFSC: "HDFC0000001"}
	both := account
	both.VPA = "asha@examplebank"
	for _, name := range []string{"Asha Rao", "Rao, Asha", "Asha @ Home", "a, b, c@d", ""} {
		for _, test := range []struct {
			payee payouts.Beneficiary
			want  bulk.Instruments
		}{
			{payouts.Beneficiary{BankAccountNumber: "00011020001772", BankIFSC: "hdfc0000001"}, account},
			{payouts.Beneficiary{BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001", VPA: "Asha@examplebank"}, both},
			{payouts.Beneficiary{VPA: "asha@examplebank"}, bulk.Instruments{VPA: "asha@examplebank"}},
		} {
			test.payee.Name = name
			if got := summaryInstruments(memberSummary(test.payee)); got != test.want {
				t.Errorf("%q: got %+v, want %+v", memberSummary(test.payee), got, test.want)
			}
		}
	}
}
