package simulator

import (
	"encoding/json"
	"net/http"
)

// Balances exist only in v1. The page filed under v2 documents the v1 call.
// https://www.cashfree.com/docs/api-reference/payouts/v2/get-balance.md
func (s *Simulator) getBalanceV1(c *call) answer {
	return c.balance(s.money.main())
}

func (s *Simulator) getBalanceV12(c *call) answer {
	id := c.get("paymentInstrumentId")
	if id == "" {
		return c.balance(s.money.main())
	}
	l := s.money.ledgers[id]
	if l == nil {
		return v1Answer(http.StatusUnprocessableEntity, "Specified paymentInstrumentId not available", nil)
	}
	return c.balance(l)
}

func (c *call) balance(l *ledger) answer {
	return v1Answer(http.StatusOK, "Ledger balance for the account", map[string]any{
		"balance":          c.amount(l.balance),
		"availableBalance": c.amount(l.available()),
	})
}

// amount returns a string, as in the example of the page, or a number, as its schema has for one of the two.
// https://www.cashfree.com/docs/api-reference/payouts/v1/get-balance.md
func (c *call) amount(p paise) any {
	if c.settings.behaviour.BalanceType == "number" {
		return json.Number(p.String())
	}
	return p.String()
}
