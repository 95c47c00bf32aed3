package providerdata

import (
	"fmt"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// InstrumentsText returns to where a payee is paid, as people may see it.
func InstrumentsText(payee payouts.Beneficiary) string {
	b := payee.Storable()
	var parts []string
	if b.BankAccountNumber != "" {
		parts = append(parts, fmt.Sprintf("bank account %s and IFSC %q", grammar.Mask(b.BankAccountNumber), b.BankIFSC))
	}
	if b.VPA != "" {
		parts = append(parts, "UPI address "+grammar.Quote(b.VPA))
	}
	if len(parts) == 0 {
		return "no bank account and no UPI address"
	}
	return strings.Join(parts, ", ")
}
