package payouts

import (
	"context"
	"errors"
	"net/url"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Beneficiary reads a beneficiary by its id
// (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/get-beneficiary-v2). One that Cashfree marks
// [StatusDeleted] is [ErrNotFound], and an answer about another id is an error.
func (c *Client) Beneficiary(ctx context.Context, id string) (*Beneficiary, error) {
	look := byID(id)
	if id == "" {
		return nil, c.invalidCall(look, errors.New("the beneficiary id is empty"))
	}
	found, _, err := c.readOne(ctx, look, id)
	return found, err
}

func byID(id string) *apiCall {
	return &apiCall{endpoint: getBeneficiary, query: url.Values{"beneficiary_id": {id}}}
}

func (c *Client) readOne(ctx context.Context, look *apiCall, id string) (*Beneficiary, outcome, error) {
	var found *Beneficiary
	look.decode = func(content answer) error {
		found = c.noted(readBeneficiary(content))
		return checkBeneficiary(found, id)
	}
	out, err := c.do(ctx, look)
	if err != nil {
		return nil, out, err
	}
	return found, out, nil
}

// BeneficiaryByAccount reads the beneficiary that has a bank account. It is [ErrNotFound] also if the account exists
// with another IFSC. An answer about another account is an error.
func (c *Client) BeneficiaryByAccount(ctx context.Context, account, ifsc string) (*Beneficiary, error) {
	account, ifsc = grammar.AccountNumber.Normal(account), grammar.IFSC.Normal(ifsc)
	c.numbers.Add(account)
	look := &apiCall{
		endpoint: getBeneficiary, query: url.Values{"bank_account_number": {account}, "bank_ifsc": {ifsc}},
	}
	if account == "" || ifsc == "" {
		return nil, c.invalidCall(look, errors.New("account number and IFSC must both be set"))
	}
	var found *Beneficiary
	look.decode = func(content answer) error {
		found = c.noted(readBeneficiary(content))
		return checkHolder(found, account, ifsc)
	}
	if _, err := c.do(ctx, look); err != nil {
		return nil, err
	}
	return found, nil
}

// RemoveBeneficiary removes a beneficiary
// (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/remove-beneficiary-v2). One that does not
// exist is [ErrNotFound], unless an earlier attempt of the same call got no clear answer: then that attempt removed it.
func (c *Client) RemoveBeneficiary(ctx context.Context, id string) error {
	remove := &apiCall{endpoint: removeBeneficiary, query: url.Values{"beneficiary_id": {id}}}
	if id == "" {
		return c.invalidCall(remove, errors.New("the beneficiary id is empty"))
	}
	remove.decode = func(content answer) error {
		return checkID("beneficiary", id, content.beneficiaryID("beneficiary_id"))
	}
	out, err := c.do(ctx, remove)
	if errors.Is(err, ErrNotFound) && out.anyAmbiguous {
		return nil
	}
	return err
}
