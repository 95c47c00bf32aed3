package payouts

import (
	"context"
	"errors"
	"net/url"

	"github.com/shopspring/decimal"
)

// Balance is the money in an account or a fund source, in rupees
// (https://www.cashfree.com/docs/api-reference/payouts/v1/get-balance.md).
type Balance struct {
	Ledger    decimal.Decimal
	Available decimal.Decimal // the ledger less all pending transfers
}

// Balance reads the balance of the account. Version 2 of the API has no such call, so it uses version 1 and a token.
func (c *Client) Balance(ctx context.Context) (*Balance, error) {
	return c.balance(ctx, &apiCall{endpoint: getBalance})
}

// FundSourceBalance reads the balance of one fund source, such as "CASHFREE_1"
// (https://www.cashfree.com/docs/api-reference/payouts/v1/get-balance-v12.md).
func (c *Client) FundSourceBalance(ctx context.Context, fundSourceID string) (*Balance, error) {
	look := &apiCall{endpoint: getFundSourceBalance, query: url.Values{"paymentInstrumentId": {fundSourceID}}}
	if fundSourceID == "" {
		return nil, c.invalidCall(look, errors.New("the fund source id is empty"))
	}
	return c.balance(ctx, look)
}

func (c *Client) balance(ctx context.Context, look *apiCall) (*Balance, error) {
	var balance *Balance
	look.decode = func(content answer) error {
		data := content.object("data")
		balance = &Balance{Ledger: data.requiredAmount("balance"), Available: data.requiredAmount("availableBalance")}
		return nil
	}
	if err := c.doWithToken(ctx, look); err != nil {
		return nil, err
	}
	return balance, nil
}
