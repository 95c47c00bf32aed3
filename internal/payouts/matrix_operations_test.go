package payouts

import (
	"context"
	"net/http"
	"slices"
)

// matrixOperation is one operation of the client, with Cashfree's answer to it and what it takes from that answer. The
// paths are those of members, such as "data.token" or "transfers.0.status".
type matrixOperation struct {
	name     string
	version  generation
	method   string   // of the request that gets the answer of the matrix
	notFound []string // codes that prove that the thing does not exist
	right    string   // the answer of Cashfree

	required []string // without which the answer proves nothing
	asked    []string // that must have the value that was asked for, or sent
	words    []string // with a grammar of their own
	free     []string // that are free text
	amounts  []string
	status   string // that can be DELETED

	// lookup is Cashfree's answer to the look-up after an ambiguous creation. Where it is empty, the look-up gets the
	// answer of the matrix as well.
	lookup string
	ask    func(context.Context, *Client) (any, error)
}

const (
	matrixToken = "eyJ.canary-token-of-version-1.c2VhbA" // of the calls of version 1
	matrixPayee = `{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_status":"VERIFIED","added_on":"2024-03-01T10:20:30Z",
		"beneficiary_instrument_details":{"bank_account_number":"` + canaryAccount + `","bank_ifsc":"HDFC0000001","vpa":"asha@examplebank"},
		"beneficiary_contact_details":{"beneficiary_email":"asha@example.com","beneficiary_phone":"9876543210","beneficiary_country_code":"+91",
		"beneficiary_address":"1 Test Road","beneficiary_city":"Pune","beneficiary_state":"Maharashtra","beneficiary_postal_code":"411001"}}`
	matrixTransfer = `{"transfer_id":"t1","cf_transfer_id":"123456","status":"SUCCESS","status_code":"COMPLETED","status_description":"Paid, and done",
		"beneficiary_details":{"beneficiary_id":"vendor_0042","beneficiary_instrument_details":{"bank_account_number":"` + canaryAccount + `","bank_ifsc":"HDFC0000001","vpa":""}},
		"transfer_amount":1.10,"transfer_service_charge":1.0,"transfer_service_tax":"0.18","transfer_mode":"BANK","transfer_utr":"1387420170430008800069857",
		"fundsource_id":"CASHFREE_1","added_on":"2024-03-01T10:20:30","updated_on":"2024-03-01T10:20:30Z"}`
	matrixBatch   = `{"batch_transfer_id":"b1","cf_batch_transfer_id":"9","status":"PROCESSED","transfers":[` + matrixTransfer + `]}`
	matrixBalance = `{"status":"SUCCESS","subCode":"200","message":"Ledger balance for the account","data":{"balance":"214735.50","availableBalance":1e3}}`
	matrixTokens  = `{"status":"SUCCESS","subCode":"200","message":"Token generated","data":{"token":"` + matrixToken + `","expiry":1900000000}}`

	matrixSent = `{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_contact_details":{"beneficiary_email":"asha@example.com"},
		"beneficiary_instrument_details":{"bank_account_number":"` + canaryAccount + `","bank_ifsc":"HDFC0000001","vpa":"asha@examplebank"}}`
	matrixAbsent = `{"type":"invalid_request_error","code":"beneficiary_not_found","message":"Beneficiary does not exist"}`
)

var (
	payeeWords = []string{
		"beneficiary_id", "beneficiary_status", "added_on", "beneficiary_instrument_details.bank_account_number", "beneficiary_instrument_details.bank_ifsc",
	}
	payeeFree = []string{
		"beneficiary_name", "beneficiary_instrument_details.vpa", "beneficiary_contact_details.beneficiary_email",
		"beneficiary_contact_details.beneficiary_phone", "beneficiary_contact_details.beneficiary_country_code",
		"beneficiary_contact_details.beneficiary_address", "beneficiary_contact_details.beneficiary_city",
		"beneficiary_contact_details.beneficiary_state", "beneficiary_contact_details.beneficiary_postal_code",
	}
	payeeAccount  = []string{"beneficiary_instrument_details.bank_account_number", "beneficiary_instrument_details.bank_ifsc"}
	transferWords = []string{
		"transfer_id", "cf_transfer_id", "status", "status_code", "beneficiary_details.beneficiary_id", "transfer_mode", "transfer_utr", "fundsource_id",
		"added_on", "updated_on", "beneficiary_details.beneficiary_instrument_details.bank_account_number",
		"beneficiary_details.beneficiary_instrument_details.bank_ifsc",
	}
	transferFree    = []string{"status_description", "beneficiary_details.beneficiary_instrument_details.vpa"}
	transferAmounts = []string{"transfer_amount", "transfer_service_charge", "transfer_service_tax"}
)

// matrixOperations returns the operations, each with new slices.
func matrixOperations() []matrixOperation {
	id, name := []string{"beneficiary_id"}, []string{"beneficiary_name"}
	read := matrixOperation{
		name: "Beneficiary", method: http.MethodGet, notFound: []string{"beneficiary_not_found"}, right: matrixPayee,
		required: slices.Concat(id, name, payeeAccount), asked: id, words: payeeWords, free: payeeFree, status: "beneficiary_status",
		ask: func(ctx context.Context, c *Client) (any, error) { return c.Beneficiary(ctx, "vendor_0042") },
	}
	remove := matrixOperation{
		name: "RemoveBeneficiary", method: http.MethodDelete, notFound: []string{"beneficiary_not_found"}, right: matrixPayee,
		required: id, asked: id, words: id,
		ask: func(ctx context.Context, c *Client) (any, error) { return nil, c.RemoveBeneficiary(ctx, "vendor_0042") },
	}
	probe := read
	probe.name, probe.right = "Probe", `{"beneficiary_id":"`+probedID+matrixPayee[len(`{"beneficiary_id":"vendor_0042`):]
	probe.ask = func(ctx context.Context, c *Client) (any, error) {
		if failed := c.Probe(ctx, true).Failure; failed != nil {
			return nil, failed
		}
		return nil, nil
	}
	byAccount := read
	byAccount.name, byAccount.asked = "BeneficiaryByAccount", payeeAccount
	byAccount.ask = func(ctx context.Context, c *Client) (any, error) {
		return c.BeneficiaryByAccount(ctx, canaryAccount, "HDFC0000001")
	}
	return append(append([]matrixOperation{read, remove, probe, byAccount}, creations()...), readings()...)
}

// creations returns the operation of creating a payee, once for each thing that a look-up can show.
func creations() []matrixOperation {
	const email = "beneficiary_contact_details.beneficiary_email"
	sent := Beneficiary{ID: "vendor_0042", Name: "Asha Rao", BankAccountNumber: canaryAccount, BankIFSC: "HDFC0000001", VPA: "asha@examplebank"}
	looksAtSame := matrixOperation{
		name: "CreateBeneficiary, looked up with the same answer", method: http.MethodPost, right: matrixPayee,
		required: slices.Concat([]string{"beneficiary_id", "beneficiary_name"}, payeeAccount), words: payeeWords, free: payeeFree,
		asked:  slices.Concat([]string{"beneficiary_id", "beneficiary_instrument_details.vpa"}, payeeAccount),
		status: "beneficiary_status",
		ask:    func(ctx context.Context, c *Client) (any, error) { return c.CreateBeneficiary(ctx, sent) },
	}
	mailed := sent
	mailed.Email = "asha@example.com"
	absent := looksAtSame
	absent.name, absent.lookup = "CreateBeneficiary, absent afterwards", matrixAbsent
	absent.required = slices.Concat(looksAtSame.required, []string{"beneficiary_instrument_details.vpa", email})
	absent.ask = func(ctx context.Context, c *Client) (any, error) { return c.CreateBeneficiary(ctx, mailed) }
	present := absent
	present.name, present.lookup = "CreateBeneficiary, present afterwards", matrixSent
	return []matrixOperation{looksAtSame, absent, present}
}

// readings returns the operations that read something else than a payee.
func readings() []matrixOperation {
	transfer := matrixOperation{
		name: "Transfer", method: http.MethodGet, notFound: []string{"transfer_id_not_found", "cf_transfer_id_not_found"}, right: matrixTransfer,
		required: []string{"transfer_id", "status"}, asked: []string{"transfer_id"}, words: transferWords, free: transferFree, amounts: transferAmounts,
		ask: func(ctx context.Context, c *Client) (any, error) { return c.Transfer(ctx, TransferKey{ID: "t1"}) },
	}
	byCashfreeID := transfer
	byCashfreeID.name, byCashfreeID.asked, byCashfreeID.required = "Transfer by Cashfree's id", []string{"cf_transfer_id"}, []string{"cf_transfer_id", "status"}
	byCashfreeID.ask = func(ctx context.Context, c *Client) (any, error) {
		return c.Transfer(ctx, TransferKey{CashfreeID: "123456"})
	}

	batch := matrixOperation{
		name: "Batch", method: http.MethodGet, notFound: []string{"batch_transfer_id_not_found", "cf_batch_transfer_id"}, right: matrixBatch,
		required: []string{"batch_transfer_id", "status", "transfers.0.status"}, asked: []string{"batch_transfer_id"},
		words: []string{"batch_transfer_id", "cf_batch_transfer_id", "status", "transfers.0.transfer_id", "transfers.0.status_code", "transfers.0.transfer_utr"},
		free:  []string{"transfers.0.status_description"}, amounts: []string{"transfers.0.transfer_amount"},
		ask: func(ctx context.Context, c *Client) (any, error) { return c.Batch(ctx, TransferKey{ID: "b1"}) },
	}
	balance := matrixOperation{
		name: "Balance", version: version1, method: http.MethodGet, right: matrixBalance,
		required: []string{"data", "data.balance", "data.availableBalance"}, amounts: []string{"data.balance", "data.availableBalance"},
		ask: func(ctx context.Context, c *Client) (any, error) { return c.Balance(ctx) },
	}
	fundSource := balance
	fundSource.name = "FundSourceBalance"
	fundSource.ask = func(ctx context.Context, c *Client) (any, error) { return c.FundSourceBalance(ctx, "CASHFREE_1") }
	token := matrixOperation{
		name: "Token", version: version1, method: http.MethodPost, right: matrixTokens,
		required: []string{"data", "data.token"}, words: []string{"data.token", "data.expiry"},
		ask: func(ctx context.Context, c *Client) (any, error) {
			token, err := c.Token(ctx)
			if token.Value == matrixToken {
				token.Value = "" // the only secret that a result may hold
			}
			return token, err
		},
	}
	return []matrixOperation{transfer, byCashfreeID, batch, balance, fundSource, token}
}
