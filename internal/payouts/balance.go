package payouts

import (
	"context"
	"errors"
	"net/url"

	"github.com/shopspring/decimal"
)

// Balance is what an account or fund source holds, in rupees
// (https://www.cashfree.com/docs/api-reference/payouts/v1/get-balance.md).
type Balance struct {
	Ledger    decimal.Decimal
	Available decimal.Decimal // the ledger less all pending transfers
}

// Balance reads what the account holds. Version 2 of the API has no such call, so this one uses version 1 and a token.
func (c *Client) Balance(ctx context.Context) (*Balance, error) {
	return c.balance(ctx, &call{endpoint: getBalance})
}

// FundSourceBalance reads what one fund source holds, such as "CASHFREE_1"
// (https://www.cashfree.com/docs/api-reference/payouts/v1/get-balance-v12.md).
func (c *Client) FundSourceBalance(ctx context.Context, fundSourceID string) (*Balance, error) {
	look := &call{endpoint: getFundSourceBalance, query: url.Values{"paymentInstrumentId": {fundSourceID}}}
	if fundSourceID == "" {
		return nil, c.refuse(look, errors.New("the fund source id is empty"))
	}
	return c.balance(ctx, look)
}

func (c *Client) balance(ctx context.Context, look *call) (*Balance, error) {
	var balance *Balance
	look.read = func(content answer) error {
		data := content.object("data")
		balance = &Balance{Ledger: data.required("balance"), Available: data.required("availableBalance")}
		return nil
	}
	if err := c.doWithToken(ctx, look); err != nil {
		return nil, err
	}
	return balance, nil
}
