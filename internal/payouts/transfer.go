package payouts

import (
	"cmp"
	"context"
	"errors"
	"net/url"

	"github.com/shopspring/decimal"
)

// Transfer is the state of one payout. Absent members are empty, absent amounts are not valid
// (https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/get-transfer-status-v2). Currency and remarks
// are parts of the request alone: no page lists them in an answer.
type Transfer struct {
	ID                string // transfer_id, chosen by the merchant
	CashfreeID        string // cf_transfer_id
	Status            string // an open set; see [Transfer.Terminal] and [Transfer.Succeeded]
	StatusCode        string
	StatusDescription string
	BeneficiaryID     string
	BankAccountNumber string
	BankIFSC          string
	VPA               string
	Amount            decimal.NullDecimal // rupees
	ServiceCharge     decimal.NullDecimal // rupees
	ServiceTax        decimal.NullDecimal // rupees
	Mode              string
	UTR               string // the bank's unique transaction reference
	FundSourceID      string
	AddedOn           string // as Cashfree writes it
	UpdatedOn         string // as Cashfree writes it
}

// TransferKey identifies a transfer or a batch. Exactly one of the two is set.
type TransferKey struct {
	ID         string // the merchant's id
	CashfreeID string // Cashfree's id
}

// Batch is the state of a batch of transfers.
type Batch struct {
	ID         string // batch_transfer_id
	CashfreeID string // cf_batch_transfer_id
	Status     string
	Transfers  []Transfer
}

// Terminal reports whether the status is final. SUCCESS counts although a bank can still return the money, typically
// within 24 hours (https://www.cashfree.com/docs/help/payouts/general-faqs); an unknown status does not.
func (t *Transfer) Terminal() bool {
	switch t.Status {
	case "SUCCESS", "FAILED", "REJECTED", "MANUALLY_REJECTED", "REVERSED":
		return true
	default:
		return false
	}
}

// Succeeded reports whether the transfer arrived, as far as Cashfree knows.
func (t *Transfer) Succeeded() bool { return t.Status == "SUCCESS" }

// Terminal reports whether Cashfree is done with the batch; an unknown status does not count. Transfers of a processed
// batch can still be under way.
func (b *Batch) Terminal() bool { return b.Status == "PROCESSED" || b.Status == "REJECTED" }

// Transfer reads the state of one transfer
// (https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/get-transfer-status-v2). A transfer of a batch
// can be read once the batch is processed.
func (c *Client) Transfer(ctx context.Context, key TransferKey) (*Transfer, error) {
	look := &apiCall{endpoint: getTransfer, query: key.query("transfer_id", "cf_transfer_id")}
	if err := key.check(); err != nil {
		return nil, c.invalidCall(look, err)
	}
	var found *Transfer
	look.decode = func(content answer) error {
		transfer := readTransfer(content)
		found = &transfer
		return key.checkAnswer("transfer", found.ID, found.CashfreeID)
	}
	if _, err := c.do(ctx, look); err != nil {
		return nil, err
	}
	return found, nil
}

// Batch reads the state of a batch of transfers, with those of its transfers that are in the answer.
func (c *Client) Batch(ctx context.Context, key TransferKey) (*Batch, error) {
	look := &apiCall{endpoint: getBatch, query: key.query("batch_transfer_id", "cf_batch_transfer_id")}
	if err := key.check(); err != nil {
		return nil, c.invalidCall(look, err)
	}
	var found *Batch
	look.decode = func(content answer) error {
		found = readBatch(content)
		return key.checkAnswer("batch", found.ID, found.CashfreeID)
	}
	if _, err := c.do(ctx, look); err != nil {
		return nil, err
	}
	return found, nil
}

// check refuses what the API leaves undefined: no key, or two.
func (k TransferKey) check() error {
	if (k.ID == "") == (k.CashfreeID == "") {
		return errors.New("exactly one of the merchant's id and Cashfree's id must be set")
	}
	return nil
}

func (k TransferKey) query(id, cashfreeID string) url.Values {
	if k.ID != "" {
		return url.Values{id: {k.ID}}
	}
	return url.Values{cashfreeID: {k.CashfreeID}}
}

// checkAnswer checks that an answer is about what the key identifies.
func (k TransferKey) checkAnswer(thing, id, cashfreeID string) error {
	if k.ID != "" {
		return checkID(thing, k.ID, id)
	}
	return checkID(thing, k.CashfreeID, cashfreeID)
}

func readTransfer(content answer) Transfer {
	payee := content.object("beneficiary_details")
	details := payee.object("beneficiary_instrument_details")
	return Transfer{
		ID:                content.text("transfer_id"),
		CashfreeID:        content.text("cf_transfer_id"),
		Status:            content.text("status"),
		StatusCode:        content.text("status_code"),
		StatusDescription: content.text("status_description"),
		BeneficiaryID:     payee.text("beneficiary_id"),
		BankAccountNumber: details.text("bank_account_number"),
		// The schema has the one name, its examples the other.
		BankIFSC:      cmp.Or(details.text("bank_ifsc"), details.text("ifsc")),
		VPA:           details.text("vpa"),
		Amount:        content.amount("transfer_amount"),
		ServiceCharge: content.amount("transfer_service_charge"),
		ServiceTax:    content.amount("transfer_service_tax"),
		Mode:          content.text("transfer_mode"),
		UTR:           content.text("transfer_utr"),
		FundSourceID:  content.text("fundsource_id"),
		AddedOn:       content.text("added_on"),
		UpdatedOn:     content.text("updated_on"),
	}
}

func readBatch(content answer) *Batch {
	batch := &Batch{
		ID:         content.text("batch_transfer_id"),
		CashfreeID: content.text("cf_batch_transfer_id"),
		Status:     content.text("status"),
	}
	for _, transfer := range content.list("transfers") {
		batch.Transfers = append(batch.Transfers, readTransfer(transfer))
	}
	return batch
}
