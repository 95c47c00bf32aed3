package provider

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/shopspring/decimal"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const batchStatusType = "cashfree_payout_batch_transfer_status"

// payday is a processed batch in which everything happens that can.
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

func TestABatchIsFoundByEitherID(t *testing.T) {
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

func TestTheTransfersOfABatch(t *testing.T) {
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

// Which statuses end a batch, and that one without transfers is counted as that.
func TestStatusesOfABatch(t *testing.T) {
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

// A sum that leaves an amount out is wrong, and there is none.
func TestABatchWithAnAmountUnknownHasNoSum(t *testing.T) {
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

func TestAPayrollWaitsForItsBatch(t *testing.T) {
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

func TestABatchStillUnderWayAtTheEndIsAWarning(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // where the time is over when everybody waits, and not before the first look
		s := newStopped(t, payouts.Config{})
		s.sim.PutBatch(simulator.Batch{ID: "payday", Status: "ON_HOLD"})
		began := time.Now()
		state, diags := s.data(t.Context(), batchStatusType, object{
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

// What went wrong during the wait is an error: a status that was seen before proves nothing any more.
func TestABatchThatFailsToBeReadDuringTheWait(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.PutBatch(simulator.Batch{ID: "payday", Status: "PENDING", ReadsLeft: 100})
	sim.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML, Skip: 2})
	_, diags := readData(t, coretest.ProviderBlock(base, nil), batchStatusType, object{"batch_transfer_id": "payday", "wait_until_terminal": true})
	coretest.WantError(t, diags, "", `Cannot read batch "payday"`, "refused-before-the-api")
}

func TestABatchIsAskedForByExactlyOneID(t *testing.T) {
	t.Parallel()
	for _, config := range []object{{}, {"batch_transfer_id": "a", "cf_batch_transfer_id": "b"}, {"batch_transfer_id": ""}} {
		if _, diags := readData(t, coretest.ProviderBlock("http://127.0.0.1:1", nil), batchStatusType, config); !coretest.HasErrors(diags) {
			t.Errorf("%v was accepted", config)
		}
	}
}

func TestABatchThatDoesNotExistIsAnError(t *testing.T) {
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

// A sum that left out one amount stays unknown, wherever in the batch that one stands.
func TestASumWithAGapStaysUnknown(t *testing.T) {
	t.Parallel()
	one := decimal.NullDecimal{Decimal: decimal.RequireFromString("1.10"), Valid: true}
	for _, amounts := range [][]decimal.NullDecimal{{{}, one}, {one, {}}, {one, {}, one}} {
		var s sum
		for _, amount := range amounts {
			s.add(amount)
		}
		if s.exact().Valid {
			t.Errorf("%v makes %v", amounts, s.exact().Decimal)
		}
	}
	var s sum
	s.add(one)
	s.add(one)
	if got := s.exact(); !got.Valid || got.Decimal.String() != "2.2" {
		t.Errorf("it is %v", got)
	}
}
