package providerdata

import (
	"fmt"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// InstrumentsText returns to where a payee is paid, as people may see it. Known account numbers are masked in all of
// it, besides the payee's own.
func InstrumentsText(payee payouts.Beneficiary, known ...string) string {
	b := payee.Storable()
	known = append([]string{b.BankAccountNumber}, known...)
	var parts []string
	if b.BankAccountNumber != "" {
		parts = append(parts, fmt.Sprintf("bank account %s and IFSC %s", grammar.Mask(b.BankAccountNumber), grammar.Quote(b.BankIFSC, known...)))
	}
	if b.VPA != "" {
		parts = append(parts, "UPI address "+grammar.Quote(b.VPA, known...))
	}
	if len(parts) == 0 {
		return "no bank account and no UPI address"
	}
	return strings.Join(parts, ", ")
}
