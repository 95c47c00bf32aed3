package simulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A seed sets everything that it names.
func TestLoad_Seed(t *testing.T) {
	t.Parallel()
	seed, err := simulator.ParseSeed([]byte(`{
		"beneficiaries": [{"id": "asha", "name": "Asha Rao", "bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001"}],
		"transfers": [
			{"id": "t1", "beneficiary_id": "asha", "amount": "1.00", "status": "SUCCESS"},
			{"id": "t3", "amount": "0.50", "status": "PENDING", "fundsource_id": "YESBANK_2"}
		],
		"batches": [{"id": "b1", "transfers": [{"id": "t2", "amount": "2.00", "status": "PENDING"}]}],
		"balance": "10.00",
		"fund_sources": [{"id": "YESBANK_2", "balance": "3.00"}],
		"whitelist": ["203.0.113.7"],
		"behaviour": {"delete_status": 201},
		"faults": [{"method": "DELETE", "action": "edge_html", "times": 1}]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	a := newAccount(t, simulator.Options{})
	if err := a.Load(seed); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "beneficiary", a.read("asha").at("beneficiary_status"), any("VERIFIED"))
	wantEqual(t, "transfer", a.get("/payout/transfers", "transfer_id", "t1").at("status"), any("SUCCESS"))
	wantEqual(t, "batch", a.get("/payout/transfers/batch", "batch_transfer_id", "b1").at("status"), any("PROCESSED"))
	balance, available := a.Balance()
	wantEqual(t, "balance", balance+" "+available, "10.00 8.00")
	second := a.withToken().get("/payout/v1.2/getBalance?paymentInstrumentId=YESBANK_2")
	wantEqual(t, "second source", second.at("data", "availableBalance"), any("2.50"))
	wantEqual(t, "whitelist", a.Whitelist()[0], "203.0.113.7")
	wantEqual(t, "fault", a.remove("asha").status, 403)
	wantEqual(t, "behaviour", a.remove("asha").status, 201)
}

// An invalid seed is refused with the field and the rule.
func TestParseSeed_Invalid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``:                                   "EOF",
		`[]`:                                 "cannot unmarshal",
		`{} {}`:                              "unexpected data after the JSON value",
		`{"beneficiary": []}`:                "unknown field",
		`{"beneficiaries": [{"ID_": "a"}]}`:  "unknown field",
		`{"beneficiaries": [{"name": "a"}]}`: "beneficiaries[0]: id is required",
		`{"beneficiaries": [{"id":"a"},{"id":"a"}]}`:   `beneficiaries[1]: duplicate id "a"`,
		`{"transfers": [{"amount": "1"}]}`:             "transfers[0]: id is required",
		`{"transfers": [{"id":"t","amount": "x"}]}`:    `transfers[0]: amount must be rupees with at most two decimals, such as 10.50, got "x"`,
		`{"batches": [{"transfers": []}]}`:             "batches[0]: id is required",
		`{"batches": [{"id":"b","transfers":[{}]}]}`:   "batches[0].transfers[0]: id is required",
		`{"balance": 10.5}`:                            "cannot unmarshal number",
		`{"balance": "10.505"}`:                        `balance must be rupees with at most two decimals, such as 10.50, got "10.505"`,
		`{"available_balance": "1"}`:                   "available_balance requires balance",
		`{"whitelist": ["10.0.0.0/8"]}`:                `whitelist[0] must be an IP address, got "10.0.0.0/8"`,
		`{"behaviour": {"deleted_get": "x"}}`:          `behaviour: deleted_get must be not_found or deleted_status, got "x"`,
		`{"faults": [{"action": "x"}]}`:                "faults[0]: action must be",
		`{"verifications": [{"beneficiary_id": "a"}]}`: `verifications[0]: beneficiary_id must be an id in beneficiaries, got "a"`,
	} {
		if _, err := simulator.ParseSeed([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// An account that is restored from a snapshot continues where the first one stopped.
func TestSnapshot_Restore(t *testing.T) {
	t.Parallel()
	options := simulator.Options{Behaviour: simulator.Behaviour{InitiatedReads: 2, DeletedGet: "deleted_status"}}
	a := newAccount(t, options)
	if err := a.SetBalance("100", "90"); err != nil {
		t.Fatal(err)
	}
	if err := a.SetFundSource(simulator.FundSource{ID: "YESBANK_2", Balance: "50"}); err != nil {
		t.Fatal(err)
	}
	a.PutTransfer(simulator.Transfer{ID: "t0", Amount: "20", Status: "PENDING", FundSourceID: "YESBANK_2",
		Steps: []simulator.TransferStep{{Status: "FAILED"}}})
	a.create(asha())
	a.read("vendor_0042")
	a.create(vpaPayee("gone", "gone@examplebank"))
	a.remove("gone")
	a.create(vpaPayee("back", "back@examplebank"))
	a.remove("back")
	a.create(vpaPayee("back", "back@examplebank"))
	a.Put(simulator.Beneficiary{ID: "paid", BankAccountNumber: "1233943142", BankIFSC: "ICIC0000009"})
	a.post("/payout/transfers", transfer("t1", "paid", 30))
	a.post("/payout/transfers/batch", fields{"batch_transfer_id": "b1", "transfers": []fields{transfer("t2", "paid", 5)}})

	snapshot, revision := a.Snapshot()
	wantEqual(t, "revision", revision, a.Revision())
	wantEqual(t, "removed", len(snapshot.Removed), 1)
	data, err := json.Marshal(snapshot)
	if err != nil {
		t.Fatal(err)
	}
	again, err := simulator.ParseSeed(data)
	if err != nil {
		t.Fatal(err)
	}
	b := newAccount(t, options)
	if err := b.Restore(again); err != nil {
		t.Fatal(err)
	}

	balance, available := b.Balance()
	wantEqual(t, "balance", balance+" "+available, "100.00 55.00")
	const second = "/payout/v1.2/getBalance?paymentInstrumentId=YESBANK_2"
	wantEqual(t, "second source", b.withToken().get(second).at("data", "availableBalance"), any("30.00"))
	wantEqual(t, "its transfer", b.statuses("t0", 1), "FAILED")
	wantEqual(t, "second source", b.withToken().get(second).at("data", "availableBalance"), any("50.00"))
	wantEqual(t, "first read", b.read("vendor_0042").at("beneficiary_status"), any("INITIATED"))
	wantEqual(t, "second read", b.read("vendor_0042").at("beneficiary_status"), any("VERIFIED"))
	wantEqual(t, "removed", b.read("gone").at("beneficiary_status"), any("DELETED"))
	wantEqual(t, "transfer", b.statuses("t1", 2), "PENDING SUCCESS")
	balance, available = b.Balance()
	wantEqual(t, "balance", balance+" "+available, "70.00 55.00")
	for range 3 {
		b.get("/payout/transfers/batch", "batch_transfer_id", "b1")
	}
	balance, available = b.Balance()
	wantEqual(t, "balance", balance+" "+available, "65.00 55.00")
	sent := b.post("/payout/transfers", transfer("t3", "paid", 1))
	wantEqual(t, "Cashfree's next id", sent.at("cf_transfer_id"), any("1000005"))
}
