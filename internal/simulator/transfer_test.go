package simulator_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

func transfer(id, beneficiaryID string, amount any) fields {
	return fields{
		"transfer_id": id, "transfer_amount": amount,
		"beneficiary_details": fields{"beneficiary_id": beneficiaryID},
	}
}

// statuses reads a transfer a number of times and returns the statuses that it shows.
func (a *account) statuses(id string, reads int) string {
	a.t.Helper()
	var seen []string
	for range reads {
		got := a.get("/payout/transfers", "transfer_id", id)
		status, _ := got.at("status").(string)
		seen = append(seen, status)
	}
	return strings.Join(seen, " ")
}

// Transfers to Cashfree's test accounts have the documented outcomes
// (https://www.cashfree.com/docs/payouts/payouts/integrations/data-to-test.md).
func TestTransfer_TestAccounts(t *testing.T) {
	t.Parallel()
	const (
		success = "PENDING SUCCESS SUCCESS SUCCESS SUCCESS"
		failure = "PENDING FAILED FAILED FAILED FAILED"

		noIFSC    = "INVALID_IFSC_FAIL"
		noAccount = "INVALID_ACCOUNT_FAIL"
		returned  = "RETURNED_FROM_BENEFICIARY"
	)
	a := newAccount(t, simulator.Options{})
	for i, tc := range []struct{ number, ifsc, want, code string }{
		{"026291800001191", "YESB0000262", success, "COMPLETED"},
		{"00011020001772", "HDFC0000001", success, "COMPLETED"},
		{"1233943142", "ICIC0000009", success, "COMPLETED"},
		{"388108022658", "ICIC0000009", success, "COMPLETED"},
		{"000890289871772", "SCBL0036078", success, "COMPLETED"},
		{"000100289877623", "SBIN0008752", success, "COMPLETED"},
		{"2640101002729", "CNRR0002640", failure, noIFSC},
		{"026291800001190", "YESB0000262", failure, noAccount},
		{"234005000876", "ICIC0000007", failure, noAccount},
		{"1234567890", "ICIC0000001", failure, noIFSC},
		{"007711000031", "HDFC0000077", "PENDING PENDING PENDING PENDING PENDING", "PENDING"},
		{"00224412311300", "YESB0000001", "PENDING PENDING PENDING SUCCESS SUCCESS", "COMPLETED"},
		{"7766666351000", "YESB0000001", "PENDING PENDING PENDING FAILED FAILED", returned},
		{"7766671735000", "SBIN0000004", "PENDING SUCCESS REVERSED REVERSED REVERSED", returned},
		{"02014457596969", "CITI0000001", "PENDING SUCCESS REVERSED REVERSED REVERSED", returned},
		{"34978321547298", "KKBK0000001", success, "COMPLETED"},
		{"99999999999", "HDFC0000001", failure, noAccount},
	} {
		id := "b" + strconv.Itoa(i)
		wantStatus(t, a.create(payee(id, tc.number, tc.ifsc)), 201, "")
		sent := a.post("/payout/transfers", transfer("t"+strconv.Itoa(i), id, 1))
		wantStatus(t, sent, 200, "")
		wantEqual(t, tc.number, sent.at("status"), any("RECEIVED"))
		wantEqual(t, tc.number, a.statuses("t"+strconv.Itoa(i), 5), tc.want)
		wantEqual(t, tc.number, a.get("/payout/transfers", "transfer_id", "t"+strconv.Itoa(i)).at("status_code"), any(tc.code))
	}
}

// Transfers to Cashfree's test wallets and VPAs have the documented outcomes.
func TestTransfer_TestWalletsAndVPAs(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{PendingReads: new(0)}})
	for id, tc := range map[string]struct{ mode, vpa, phone, want string }{
		"a": {"upi", "success@upi", "", "SUCCESS"},
		"b": {"upi", "failure@upi", "", "FAILED"},
		"c": {"upi", "asha@examplebank", "", "FAILED"},
		"d": {"paytm", "", "9999999999", "SUCCESS"},
		"e": {"paytm", "", "8888888888", "SUCCESS"},
		"f": {"paytm", "", "7777777777", "FAILED"},
		"g": {"amazonpay", "", "7777777777", "SUCCESS"},
		"h": {"amazonpay", "", "6666666666", "SUCCESS"},
		"i": {"amazonpay", "", "9999999999", "FAILED"},
	} {
		body := fields{"transfer_id": id, "transfer_amount": 1, "transfer_mode": tc.mode, "beneficiary_details": fields{
			"beneficiary_name":                "Asha Rao",
			"beneficiary_instrument_details":  fields{"vpa": tc.vpa},
			"beneficiary_contact_details":     fields{"beneficiary_phone": tc.phone},
			"beneficiary_of_another_age_even": true,
		}}
		wantStatus(t, a.post("/payout/transfers", body), 200, "")
		wantEqual(t, id, a.statuses(id, 1), tc.want)
	}
}

// A pending transfer reduces what is available, and its outcome takes the amount or releases it.
func TestTransfer_Balance(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	if err := a.SetBalance("100.00", ""); err != nil {
		t.Fatal(err)
	}
	a.create(payee("good", "00011020001772", "HDFC0000001"))
	a.create(payee("bad", "234005000876", "ICIC0000007"))
	a.create(payee("back", "7766671735000", "SBIN0000004"))
	balances := func() string {
		balance, available := a.Balance()
		return balance + " " + available
	}

	a.post("/payout/transfers", transfer("t1", "good", 10.10))
	a.post("/payout/transfers", transfer("t2", "bad", 20.20))
	a.post("/payout/transfers", transfer("t3", "back", 30.30))
	wantEqual(t, "all under way", balances(), "100.00 39.40")

	tooMuch := a.post("/payout/transfers", transfer("t4", "good", 39.41))
	wantStatus(t, tooMuch, 200, "")
	wantEqual(t, "status", tooMuch.at("status"), any("REJECTED"))
	wantEqual(t, "status code", tooMuch.at("status_code"), any("INSUFFICIENT_BALANCE"))
	wantEqual(t, "after the refusal", balances(), "100.00 39.40")

	a.statuses("t1", 2)
	wantEqual(t, "one paid", balances(), "89.90 39.40")
	a.statuses("t2", 2)
	wantEqual(t, "one failed", balances(), "89.90 59.60")
	a.statuses("t3", 2)
	wantEqual(t, "the third paid", balances(), "59.60 59.60")
	a.statuses("t3", 1)
	wantEqual(t, "and reversed", balances(), "89.90 89.90")
}

// A transfer is found by either id, with every documented member.
func TestTransfer_Read(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAccount(t, simulator.Options{Now: clock.Now, Behaviour: simulator.Behaviour{PendingReads: new(0)}})
	a.create(asha())
	a.post("/payout/transfers", transfer("t1", "vendor_0042", 1))
	want := `{"added_on":"2026-03-01T10:20:30Z","beneficiary_details":{"beneficiary_id":"vendor_0042",` +
		`"beneficiary_instrument_details":{"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"}},` +
		`"cf_transfer_id":"1000001","fundsource_id":"CASHFREE_1","status":"SUCCESS","status_code":"COMPLETED",` +
		`"status_description":"The transfer is credited to the beneficiary account","transfer_amount":1.00,` +
		`"transfer_id":"t1","transfer_mode":"BANK","transfer_service_charge":0.00,"transfer_service_tax":0.00,` +
		`"transfer_utr":"1000001000","updated_on":"2026-03-01T10:20:30Z"}`
	wantEqual(t, "by id", string(a.get("/payout/transfers", "transfer_id", "t1").body), want)
	wantEqual(t, "by Cashfree's id", string(a.get("/payout/transfers", "cf_transfer_id", "1000001").body), want)
	wantEqual(t, "by both", string(a.get("/payout/transfers", "cf_transfer_id", "1000001", "transfer_id", "t1").body), want)

	wantStatus(t, a.get("/payout/transfers"), 400, "transfer_id_missing")
	wantStatus(t, a.get("/payout/transfers", "transfer_id", "t2"), 404, "transfer_id_not_found")
	wantStatus(t, a.get("/payout/transfers", "cf_transfer_id", "1"), 404, "cf_transfer_id_not_found")
	wantStatus(t, a.get("/payout/transfers", "cf_transfer_id", "1000001", "transfer_id", "t2"), 404, "cf_transfer_id_not_found")
}

// The answer has BANK for banktransfer and imps, as in the examples of the OpenAPI document, and other modes unchanged.
func TestTransfer_Mode(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.create(asha())
	for mode, want := range map[string]string{"": "BANK", "banktransfer": "BANK", "imps": "BANK", "IMPS": "BANK", "neft": "neft", "rtgs": "rtgs", "upi": "upi"} {
		body := transfer("t"+mode, "vendor_0042", 1)
		body["transfer_mode"] = mode
		wantEqual(t, mode, a.post("/payout/transfers", body).at("transfer_mode"), any(want))
	}
}

// An invalid transfer is refused, and one that cannot be paid is rejected.
func TestTransfer_Refused(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.create(asha())
	a.Put(simulator.Beneficiary{ID: "waiting", VPA: "w@examplebank", Status: "INITIATED"})
	a.post("/payout/transfers", transfer("used", "vendor_0042", 1))
	details := func(d fields) fields {
		return fields{"transfer_id": "t", "transfer_amount": 1, "beneficiary_details": d}
	}
	remarked := func(remarks string) fields {
		body := transfer("t", "vendor_0042", 1)
		body["transfer_remarks"] = remarks
		return body
	}
	for name, tc := range map[string]struct {
		body   fields
		status int
		code   string
	}{
		"no id":             {transfer("", "vendor_0042", 1), 400, "transfer_id_missing"},
		"a bad id":          {transfer("a b", "vendor_0042", 1), 400, "transfer_id_invalid"},
		"an id of 41":       {transfer(strings.Repeat("a", 41), "vendor_0042", 1), 400, "transfer_id_invalid"},
		"no amount":         {transfer("t", "vendor_0042", nil), 400, "transfer_amount_missing"},
		"99 paise":          {transfer("t", "vendor_0042", 0.99), 400, "transfer_amount_invalid"},
		"a text for amount": {transfer("t", "vendor_0042", "1.00"), 400, "transfer_amount_invalid"},
		"a third decimal":   {transfer("t", "vendor_0042", 1.005), 400, "transfer_amount_invalid"},
		"a used id":         {transfer("used", "vendor_0042", 1), 409, "transfer_id_already_exists"},
		"nobody":            {transfer("t", "nobody", 1), 404, "beneficiary_not_found"},
		"a bad mode": {fields{"transfer_id": "t", "transfer_amount": 1, "transfer_mode": "cheque",
			"beneficiary_details": fields{"beneficiary_id": "vendor_0042"}}, 400, "transfer_mode_invalid"},
		"remarks of 71":         {remarked(strings.Repeat("a", 71)), 400, "transfer_remarks_invalid"},
		"remarks with a hyphen": {remarked("pay-day"), 400, "transfer_remarks_invalid"},
		"no payee at all":       {details(nil), 400, "beneficiary_details.beneficiary_name_invalid"},
		"a bad inline IFSC": {details(fields{"beneficiary_name": "Asha", "beneficiary_instrument_details": fields{
			"bank_account_number": "1234", "bank_ifsc": "x"}}), 400, "beneficiary_details.beneficiary_instrument_details.bank_ifsc_invalid"},
		"another account than the beneficiary's": {details(fields{"beneficiary_id": "vendor_0042",
			"beneficiary_instrument_details": fields{"bank_account_number": "1234"}}), 400,
			"beneficiary_details.beneficiary_instrument_details.bank_account_number_invalid"},
	} {
		if got := a.post("/payout/transfers", tc.body); got.status != tc.status || got.code() != tc.code {
			t.Errorf("%s: got %d %q, want %d %q", name, got.status, got.code(), tc.status, tc.code)
		}
	}
	wantEqual(t, "transfers", len(a.Transfers()), 1)

	cheque := transfer("t", "vendor_0042", 1)
	cheque["transfer_mode"] = "cheque"
	for want, body := range map[string]fields{
		"transfer_id should be alphanumeric": transfer("a b", "vendor_0042", 1),
		"transfer_mode is invalid allowed values are : bank, imps, neft, rtgs, upi, paytm, amazonpay, card, cardupi": cheque,
	} {
		wantEqual(t, "message", a.post("/payout/transfers", body).at("message"), any(want))
	}

	longest := remarked("Wages 3 " + strings.Repeat("a", 62))
	longest["transfer_id"] = "remarked"
	wantStatus(t, a.post("/payout/transfers", longest), 200, "")

	// Only a verified beneficiary can be paid, and the status of the transfer shows that.
	unpayable := a.post("/payout/transfers", transfer("t", "waiting", 1))
	wantEqual(t, "status", unpayable.at("status_code"), any("BENE_INVALID"))
	noVPA := transfer("t2", "vendor_0042", 1)
	noVPA["transfer_mode"] = "upi"
	wantEqual(t, "no VPA", a.post("/payout/transfers", noVPA).at("status_code"), any("VPA_INVALID"))
	a.create(vpaPayee("ravi", "ravi@examplebank"))
	noAccount := transfer("t3", "ravi", 1)
	wantEqual(t, "no account", a.post("/payout/transfers", noAccount).at("status_code"), any("BANK_ACCOUNT_INVALID"))
	noFunds := transfer("t4", "vendor_0042", 1)
	noFunds["fundsource_id"] = "NONE"
	wantEqual(t, "no such fund source", a.post("/payout/transfers", noFunds).at("status_code"), any("INSUFFICIENT_BALANCE"))
}

// A transfer that replaces another one releases the amount of that.
func TestPutTransfer_Overwrite(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{PendingReads: new(0)}})
	if err := a.SetBalance("100", ""); err != nil {
		t.Fatal(err)
	}
	a.PutTransfer(simulator.Transfer{ID: "t1", CFTransferID: "77", Amount: "60", Status: "PENDING"})
	a.PutTransfer(simulator.Transfer{ID: "t1", Amount: "10", BankAccountNumber: "1233943142", BankIFSC: "ICIC0000009"})
	_, available := a.Balance()
	wantEqual(t, "available", available, "90.00")
	wantStatus(t, a.get("/payout/transfers", "cf_transfer_id", "77"), 404, "cf_transfer_id_not_found")
	wantEqual(t, "outcome of its account", a.statuses("t1", 1), "SUCCESS")
	balance, _ := a.Balance()
	wantEqual(t, "balance", balance, "90.00")
}

// A transfer that was put shows its steps one after the other.
func TestPutTransfer_Steps(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	if err := a.SetBalance("100", ""); err != nil {
		t.Fatal(err)
	}
	a.PutTransfer(simulator.Transfer{ID: "t1", Amount: "40", Status: "APPROVAL_PENDING", Steps: []simulator.TransferStep{
		{Status: "APPROVAL_PENDING", Reads: 2}, {Status: "QUEUED", Reads: 1}, {Status: "MANUALLY_REJECTED"},
	}})
	_, available := a.Balance()
	wantEqual(t, "available", available, "60.00")
	wantEqual(t, "statuses", a.statuses("t1", 5), "APPROVAL_PENDING APPROVAL_PENDING QUEUED MANUALLY_REJECTED MANUALLY_REJECTED")
	_, available = a.Balance()
	wantEqual(t, "available", available, "100.00")
}

// The v1 status of a transfer has the outer status SUCCESS whatever the outcome.
func TestTransfer_V1Status(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAccount(t, simulator.Options{Now: clock.Now})
	a.create(payee("bad", "2640101002729", "CNRR0002640"))
	a.post("/payout/transfers", transfer("t1", "bad", 1))
	v1 := a.withToken()

	pending := v1.get("/payout/v1.2/getTransferStatus", "transferId", "t1")
	wantSubCode(t, pending, "200 Details of transfer with transferId t1")
	wantEqual(t, "status", pending.at("data", "transfer", "status"), any("PENDING"))
	wantEqual(t, "processed", pending.at("data", "transfer", "processedOn"), any("2026-03-01 10:20:30"))

	failed := v1.get("/payout/v1/getTransferStatus", "referenceId", "1000001")
	wantEqual(t, "body", string(failed.body), `{"status":"SUCCESS","subCode":"200",`+
		`"message":"Details of transfer with referenceId 1000001","data":{"transfer":{"transferId":"t1",`+
		`"bankAccount":"2640101002729","ifsc":"CNRR0002640","beneId":"bad","amount":"1.00","status":"FAILED",`+
		`"addedOn":"2026-03-01 10:20:30","processedOn":"2026-03-01 10:20:30","reason":"INVALID_IFSC_FAIL",`+
		`"transferMode":"BANK","acknowledged":0,"paymentInstrumentId":"CASHFREE_1"}}}`)

	wantSubCode(t, v1.get("/payout/v1.1/getTransferStatus"), "422 Please provide referenceId or transferId to fetch details")
	wantSubCode(t, v1.get("/payout/v1.2/getTransferStatus", "transferId", "x"), "404 TransferId is invalid or does not exist")
	wantSubCode(t, v1.get("/payout/v1.2/getTransferStatus", "referenceId", "x"), "404 ReferenceId is invalid or does not exist")
}

// A v1 status leaves out what the transfer does not have, and has no time of processing before there is one.
func TestTransfer_V1Status_Received(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{Now: newClock().Now})
	a.PutTransfer(simulator.Transfer{ID: "t1", Mode: "upi", Status: "RECEIVED"})
	got := a.withToken().get("/payout/v1.2/getTransferStatus", "transferId", "t1")
	wantEqual(t, "body", string(got.body), `{"status":"SUCCESS","subCode":"200",`+
		`"message":"Details of transfer with transferId t1","data":{"transfer":{"transferId":"t1","beneId":"",`+
		`"amount":"1.00","status":"RECEIVED","addedOn":"2026-03-01 10:20:30","processedOn":"0000-00-00 00:00:00",`+
		`"transferMode":"upi","acknowledged":0,"paymentInstrumentId":"CASHFREE_1"}}}`)
}
