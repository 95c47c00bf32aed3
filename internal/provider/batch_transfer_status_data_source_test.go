package provider

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const batchStatusType = "cashfree_payout_batch_transfer_status"

// payday returns a processed batch with transfers of each kind of status.
func payday() simulator.Batch {
	batch := simulator.Batch{ID: "payday", CFBatchID: "900"}
	for i, status := range []string{"SUCCESS", "FAILED", "SUCCESS", "REVERSED", "PENDING", "SOMETHING_NEW"} {
		transfer := salary()
		transfer.ID, transfer.CFTransferID = fmt.Sprintf("salary_%d", i), fmt.Sprintf("90%d", i)
		transfer.Status, transfer.Amount = status, "0.10"
		batch.Transfers = append(batch.Transfers, transfer)
	}
	batch.Transfers[0].Amount = "90071992547409.93"
	return batch
}

// A batch is found by either of its ids, with exact sums.
func TestBatchTransferStatus_ByEitherID(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.PutBatch(payday())
	for _, config := range []object{{"batch_transfer_id": "payday"}, {"cf_batch_transfer_id": "900"}} {
		state, diags := readData(t, coretest.ProviderBlock(base, nil), batchStatusType, config)
		coretest.WantNoErrors(t, diags)
		for attribute, want := range map[string]any{"batch_transfer_id": "payday", "cf_batch_transfer_id": "900", "status": "PROCESSED"} {
			if got := coretest.Plain(coretest.At(state, attribute)); got != want {
				t.Errorf("%s is %v, want %v", attribute, got, want)
			}
		}
		wantNumbers(t, state, map[string]string{
			"total": "6", "succeeded_count": "2", "failed_count": "2", "total_amount": "90071992547410.43", "succeeded_amount": "90071992547410.03",
			"counts.SUCCESS": "2", "counts.FAILED": "1", "counts.REVERSED": "1", "counts.PENDING": "1", "counts.SOMETHING_NEW": "1",
		})
		numbertest.WantNoneOf(t, state.String(), "00011020001772")
		if !isTrue(t, coretest.At(state, "terminal")) {
			t.Error("a processed batch is not terminal")
		}
	}
}

// Each transfer of a batch is in the result, in the order of the batch.
func TestBatchTransferStatus_Transfers(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.PutBatch(payday())
	state, diags := readData(t, coretest.ProviderBlock(base, nil), batchStatusType, object{"batch_transfer_id": "payday"})
	coretest.WantNoErrors(t, diags)
	transfers := elements(t, coretest.At(state, "transfers"))
	for i, sent := range payday().Transfers {
		for attribute, want := range map[string]any{
			"transfer_id": sent.ID, "cf_transfer_id": sent.CFTransferID, "status": sent.Status, "status_code": "SENT_TO_BENEFICIARY",
			"beneficiary_id": "vendor_0042", "bank_account_last_four": "1772", "bank_ifsc": "HDFC0000001", "vpa": nil, "utr": "UTR1",
		} {
			if got := coretest.Plain(coretest.At(transfers[i], attribute)); got != want {
				t.Errorf("%s of %s is %v, want %v", attribute, sent.ID, got, want)
			}
		}
		terminal, succeeded := i < 4, i == 0 || i == 2
		if isTrue(t, coretest.At(transfers[i], "terminal")) != terminal || isTrue(t, coretest.At(transfers[i], "succeeded")) != succeeded {
			t.Errorf("%s: %s", sent.Status, transfers[i])
		}
	}
	wantNumbers(t, transfers[0], map[string]string{"amount": "90071992547409.93"})
}

// The terminal statuses of a batch are known, and a batch without transfers has counts and sums of zero.
func TestBatchTransferStatus_Statuses(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for status, terminal := range map[string]bool{"PROCESSED": true, "REJECTED": true, "RECEIVED": false, "PENDING": false, "SOMETHING_NEW": false} {
		sim.PutBatch(simulator.Batch{ID: status, Status: status, ReadsLeft: 1})
		state, diags := readData(t, coretest.ProviderBlock(base, nil), batchStatusType, object{"batch_transfer_id": status})
		coretest.WantNoErrors(t, diags)
		if got := isTrue(t, coretest.At(state, "terminal")); got != terminal {
			t.Errorf("%s: terminal is %v", status, got)
		}
		wantNumbers(t, state, map[string]string{"total": "0", "succeeded_count": "0", "failed_count": "0", "total_amount": "0", "succeeded_amount": "0"})
	}
}

// A sum is null if one of its amounts is missing.
func TestBatchTransferStatus_MissingAmount(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Inject(simulator.Fault{Action: simulator.FaultBody, Status: 200, ContentType: "application/json", Body: `{"batch_transfer_id":"b1","status":"PROCESSED",
		"transfers":[{"transfer_id":"t1","status":"SUCCESS","transfer_amount":1.5},{"transfer_id":"t2","status":"FAILED"}]}`})
	state, diags := readData(t, coretest.ProviderBlock(base, nil), batchStatusType, object{"batch_transfer_id": "b1"})
	coretest.WantNoErrors(t, diags)
	wantNumbers(t, state, map[string]string{"succeeded_amount": "1.5"})
	if total := coretest.At(state, "total_amount"); !total.IsNull() {
		t.Errorf("the total is %s", total)
	}
}

// With wait_until_terminal, the batch is read until its status is final.
func TestBatchTransferStatus_Wait(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	batch := payday()
	batch.Status, batch.ReadsLeft = "RECEIVED", 3
	sim.PutBatch(batch)
	state, diags := readData(t, coretest.ProviderBlock(base, nil), batchStatusType, object{"batch_transfer_id": "payday", "wait_until_terminal": true})
	coretest.WantNoErrors(t, diags)
	if got := coretest.Plain(coretest.At(state, "status")); got != "PROCESSED" || sim.Count("GET", "/payout/transfers/batch") != 4 {
		t.Errorf("the status is %v after %d looks", got, sim.Count("GET", "/payout/transfers/batch"))
	}
}

// A batch that is still under way when the time limit ends is a warning.
func TestBatchTransferStatus_Wait_TimeLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // the time limit ends while everything waits, and not before the first read
		s := newBubbleProvider(t, payouts.Config{})
		s.sim.PutBatch(simulator.Batch{ID: "payday", Status: "ON_HOLD"})
		began := time.Now()
		state, diags := s.readData(t.Context(), batchStatusType, object{
			"batch_transfer_id": "payday", "wait_until_terminal": true, "timeouts": object{"read": "100s"},
		})
		coretest.WantNoErrors(t, diags)
		coretest.WantWarning(t, diags, `Batch "payday" is still under way`, "ON_HOLD")
		if isTrue(t, coretest.At(state, "terminal")) {
			t.Error("it counts as terminal")
		}
		if waited := time.Since(began); waited != 100*time.Second {
			t.Errorf("it waited %v", waited)
		}
	})
}

// A read that fails during the wait is an error: a status that was read before proves nothing any more.
func TestBatchTransferStatus_Wait_Failure(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.PutBatch(simulator.Batch{ID: "payday", Status: "PENDING", ReadsLeft: 100})
	sim.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML, Skip: 2})
	_, diags := readData(t, coretest.ProviderBlock(base, nil), batchStatusType, object{"batch_transfer_id": "payday", "wait_until_terminal": true})
	coretest.WantError(t, diags, "", `Cannot read batch "payday"`, "refused-before-the-api")
}

// Exactly one id must be set.
func TestBatchTransferStatus_ExactlyOneID(t *testing.T) {
	t.Parallel()
	for _, config := range []object{{}, {"batch_transfer_id": "a", "cf_batch_transfer_id": "b"}, {"batch_transfer_id": ""}} {
		if _, diags := readData(t, coretest.ProviderBlock("http://127.0.0.1:1", nil), batchStatusType, config); !coretest.HasErrors(diags) {
			t.Errorf("%v was accepted", config)
		}
	}
}

// A batch that does not exist is an error.
func TestBatchTransferStatus_NotFound(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for _, config := range []object{{"batch_transfer_id": "none"}, {"cf_batch_transfer_id": "none"}} {
		_, diags := readData(t, coretest.ProviderBlock(base, nil), batchStatusType, config)
		coretest.WantError(t, diags, "", `Cannot read batch "none"`, "#not-found")
	}
}

func wantNumbers(t *testing.T, state tftypes.Value, want map[string]string) {
	t.Helper()
	for attribute, number := range want {
		if got := decimalText(t, coretest.At(state, attribute)); got != number {
			t.Errorf("%s is %s, want %s", attribute, got, number)
		}
	}
}
