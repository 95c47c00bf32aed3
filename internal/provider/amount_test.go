package provider

import (
	"testing"

	"github.com/shopspring/decimal"
)

// A sum is absent if one of its amounts is, at any position.
func TestAmountSum_MissingAmount(t *testing.T) {
	t.Parallel()
	one := decimal.NullDecimal{Decimal: decimal.RequireFromString("1.10"), Valid: true}
	for _, amounts := range [][]decimal.NullDecimal{{{}, one}, {one, {}}, {one, {}, one}} {
		var s amountSum
		for _, amount := range amounts {
			s.add(amount)
		}
		if s.total().Valid {
			t.Errorf("%v makes %v", amounts, s.total().Decimal)
		}
	}
	var s amountSum
	s.add(one)
	s.add(one)
	if got := s.total(); !got.Valid || got.Decimal.String() != "2.2" {
		t.Errorf("it is %v", got)
	}
}
