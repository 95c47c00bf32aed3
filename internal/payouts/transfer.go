package payouts

import (
	"cmp"
	"context"
	"errors"
	"net/url"

	"github.com/shopspring/decimal"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
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
	AddedOn           string // in UTC, such as "2024-03-01T10:20:30Z"
	UpdatedOn         string // in the same form
}

// Storable returns the transfer in the form in which it may stand in a state, as [Beneficiary.Storable] does. The
// description is free text, in which any number is masked that can be an account number.
func (t Transfer) Storable() Transfer {
	masker := grammar.NewMasker(nil, []string{t.BankAccountNumber})
	t.BankIFSC = storable(grammar.IFSC, t.BankAccountNumber, t.BankIFSC)
	t.VPA = storable(grammar.VPA, t.BankAccountNumber, t.VPA)
	for _, value := range []*string{&t.UTR, &t.FundSourceID} {
		*value = grammar.Storable(masker.Known(*value))
	}
	t.Mode = grammar.Storable(masker.Text(t.Mode))
	t.StatusDescription = grammar.Storable(masker.Text(t.StatusDescription))
	return t
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
		return key.checkTransfer(found)
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
		return key.checkBatch(found)
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

func readTransfer(content answer) Transfer {
	payee := content.object("beneficiary_details")
	details := payee.object("beneficiary_instrument_details")
	transfer := Transfer{
		ID:                content.word("transfer_id"),
		CashfreeID:        content.word("cf_transfer_id"),
		Status:            content.status("status", "status"),
		StatusCode:        content.status("status_code", "status code"),
		StatusDescription: content.text("status_description"),
		BeneficiaryID:     payee.beneficiaryID("beneficiary_id"),
		BankAccountNumber: details.word("bank_account_number"),
		// The schema has the one name, its examples the other.
		BankIFSC:      cmp.Or(details.word("bank_ifsc"), details.word("ifsc")),
		VPA:           details.text("vpa"),
		Amount:        content.amount("transfer_amount"),
		ServiceCharge: content.amount("transfer_service_charge"),
		ServiceTax:    content.amount("transfer_service_tax"),
		Mode:          content.word("transfer_mode"),
		UTR:           content.word("transfer_utr"),
		FundSourceID:  content.word("fundsource_id"),
		AddedOn:       content.time("added_on"),
		UpdatedOn:     content.time("updated_on"),
	}
	content.refuseNumber("status", transfer.Status, transfer.BankAccountNumber)
	content.refuseNumber("status_code", transfer.StatusCode, transfer.BankAccountNumber)
	return transfer
}

func readBatch(content answer) *Batch {
	batch := &Batch{
		ID:         content.word("batch_transfer_id"),
		CashfreeID: content.word("cf_batch_transfer_id"),
		Status:     content.status("status", "status"),
	}
	for _, transfer := range content.list("transfers") {
		batch.Transfers = append(batch.Transfers, readTransfer(transfer))
	}
	return batch
}
