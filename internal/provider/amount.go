package provider

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"
)

// amountValue returns an amount with the precision with which Terraform itself parses literals. The result therefore
// equals the same amount written in a configuration.
func amountValue(amount decimal.Decimal, diags *diag.Diagnostics) types.Number {
	const terraformPrecision = 512
	exact, _, err := big.ParseFloat(amount.String(), 10, terraformPrecision, big.ToNearestEven)
	if err != nil {
		diags.AddError("Unreadable amount", fmt.Sprintf("Terraform cannot represent the amount %s: %v.", amount, err))
		return types.NumberNull()
	}
	return types.NumberValue(exact)
}

// amountOrNull returns an amount, or null for one that is absent.
func amountOrNull(amount decimal.NullDecimal, diags *diag.Diagnostics) types.Number {
	if !amount.Valid {
		return types.NumberNull()
	}
	return amountValue(amount.Decimal, diags)
}

// amountSum adds up amounts. The sum is absent as soon as one of the amounts is: a sum that leaves something out would
// be wrong.
type amountSum struct {
	known      decimal.Decimal
	incomplete bool
}

func (s *amountSum) add(amount decimal.NullDecimal) {
	s.known = s.known.Add(amount.Decimal)
	s.incomplete = s.incomplete || !amount.Valid
}

func (s *amountSum) total() decimal.NullDecimal {
	return decimal.NullDecimal{Decimal: s.known, Valid: !s.incomplete}
}
