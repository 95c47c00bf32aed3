package simulator_test

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A batch is created whole or refused, and moves from RECEIVED to PROCESSED with its reads.
func TestBatch_Lifecycle(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.create(asha())
	body := fields{"batch_transfer_id": "wages_1", "transfers": []fields{
		transfer("w1", "vendor_0042", 1), transfer("w2", "nobody", 1),
	}}
	sent := a.post("/payout/transfers/batch", body)
	wantEqual(t, "create", string(sent.body), `{"batch_transfer_id":"wages_1","cf_batch_transfer_id":"1000001","status":"RECEIVED"}`)

	var seen []string
	for range 3 {
		got := a.get("/payout/transfers/batch", "batch_transfer_id", "wages_1")
		list, _ := got.at("transfers").([]any)
		line := got.at("status").(string)
		for _, entry := range list {
			line += " " + entry.(fields)["status"].(string)
		}
		seen = append(seen, line)
	}
	wantEqual(t, "reads", strings.Join(seen, ", "), "PENDING RECEIVED REJECTED, PROCESSED PENDING REJECTED, PROCESSED SUCCESS REJECTED")

	wantStatus(t, a.get("/payout/transfers/batch", "cf_batch_transfer_id", "1000001"), 200, "")
	wantStatus(t, a.get("/payout/transfers/batch", "batch_transfer_id", "x"), 404, "batch_transfer_id_not_found")
	wantStatus(t, a.get("/payout/transfers/batch", "cf_batch_transfer_id", "x"), 404, "cf_batch_transfer_id")
	wantStatus(t, a.get("/payout/transfers/batch"), 400, "batch_transfer_id_missing")

	again := a.post("/payout/transfers/batch", body)
	wantStatus(t, again, 409, "batch_transfer_id_already_exists")
	wantEqual(t, "message", again.at("message"), any("batch_transfer_id already exists. please pass unique id in each request"))
	body["batch_transfer_id"] = "a b"
	wantStatus(t, a.post("/payout/transfers/batch", body), 400, "batch_transfer_id_invalid")
	body["batch_transfer_id"] = "wages_2"
	wantStatus(t, a.post("/payout/transfers/batch", body), 409, "transfers[0].transfer_id_already_exists")
	body["transfers"] = []fields{transfer("w3", "vendor_0042", 1), transfer("w4", "vendor_0042", 0)}
	wantStatus(t, a.post("/payout/transfers/batch", body), 400, "transfers[1].transfer_amount_invalid")
	body["transfers"] = []fields{transfer("w3", "vendor_0042", 1), transfer("w3", "vendor_0042", 1)}
	wantStatus(t, a.post("/payout/transfers/batch", body), 409, "transfers[1].transfer_id_already_exists")
	a.SetBehaviour(func(b *simulator.Behaviour) { b.MaxBatchEntries = 1 })
	wantStatus(t, a.post("/payout/transfers/batch", body), 400, "transfers_invalid")
	wantEqual(t, "transfers", len(a.Transfers()), 2)
}

// A transfer of a batch can be read once the batch is PROCESSED.
func TestBatch_TransferRead(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.create(asha())
	sent := a.post("/payout/transfers/batch", fields{"batch_transfer_id": "wages_1", "transfers": []fields{transfer("w1", "vendor_0042", 1)}})
	wantEqual(t, "batch", sent.at("status"), any("RECEIVED"))
	cf := a.Transfers()[0].CFTransferID
	early := func() {
		t.Helper()
		wantStatus(t, a.get("/payout/transfers", "transfer_id", "w1"), 404, "transfer_id_not_found")
		wantStatus(t, a.get("/payout/transfers", "cf_transfer_id", cf), 404, "cf_transfer_id_not_found")
	}
	early()
	read := func() any { return a.get("/payout/transfers/batch", "batch_transfer_id", "wages_1").at("status") }
	wantEqual(t, "batch", read(), any("PENDING"))
	early()
	wantEqual(t, "batch", read(), any("PROCESSED"))
	wantEqual(t, "status", a.statuses("w1", 1), "SUCCESS")
	wantStatus(t, a.get("/payout/transfers", "cf_transfer_id", cf), 200, "")
}

// A batch that was put keeps its status and its transfers.
func TestPutBatch_Status(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.PutBatch(simulator.Batch{ID: "old", Status: "REJECTED", Transfers: []simulator.Transfer{
		{ID: "o1", Amount: "5", Status: "REJECTED", StatusCode: "BENE_BLACKLISTED"},
	}})
	got := a.get("/payout/transfers/batch", "batch_transfer_id", "old")
	wantEqual(t, "status", got.at("status"), any("REJECTED"))
	wantEqual(t, "batches", len(a.Batches()[0].Transfers), 1)
	wantEqual(t, "its transfer", a.statuses("o1", 1), "REJECTED")
}
