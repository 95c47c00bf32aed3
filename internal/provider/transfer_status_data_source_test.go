package provider

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const transferStatusType = "cashfree_payout_transfer_status"

// salary returns a transfer that has succeeded.
func salary() simulator.Transfer {
	return simulator.Transfer{
		ID: "salary_1", CFTransferID: "1234", BeneficiaryID: "vendor_0042", BankAccountNumber: "00011020001772",
		BankIFSC: "HDFC0000001", Amount: "1000.10", Status: "SUCCESS", StatusCode: "SENT_TO_BENEFICIARY", UTR: "UTR1",
	}
}

// A transfer is found by either of its ids.
func TestTransferStatus_ByEitherID(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.PutTransfer(salary())
	for _, config := range []object{{"transfer_id": "salary_1"}, {"cf_transfer_id": "1234"}} {
		state, diags := readData(t, coretest.ProviderBlock(base, nil), transferStatusType, config)
		coretest.WantNoErrors(t, diags)
		for attribute, want := range map[string]any{
			"transfer_id": "salary_1", "cf_transfer_id": "1234", "status": "SUCCESS", "status_code": "SENT_TO_BENEFICIARY",
			"beneficiary_id": "vendor_0042", "bank_account_number": "00011020001772", "bank_account_last_four": "1772", "utr": "UTR1",
		} {
			if got := coretest.Plain(coretest.At(state, attribute)); got != want {
				t.Errorf("%s is %v, want %v", attribute, got, want)
			}
		}
		if got := decimalText(t, coretest.At(state, "amount")); got != "1000.1" {
			t.Errorf("the amount is %s", got)
		}
	}
}

// Every attribute has a value if Cashfree returns everything. An attribute that is always null would promise something
// that Cashfree does not return.
func TestTransferStatus_AllAttributesSet(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	transfer := salary()
	transfer.VPA, transfer.Mode = "asha@examplebank", "imps"
	sim.PutTransfer(transfer)
	state, diags := readData(t, coretest.ProviderBlock(base, nil), transferStatusType, object{"transfer_id": "salary_1"})
	coretest.WantNoErrors(t, diags)
	attributes := map[string]tftypes.Value{}
	coretest.Must(t, state.As(&attributes))
	for name, value := range attributes {
		if argument := name == "wait_until_terminal" || name == "timeouts"; value.IsNull() != argument {
			t.Errorf("%s is %v", name, value)
		}
	}
}

// It is known which statuses are final, and which of them mean that the money arrived.
func TestTransferStatus_Statuses(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for status, want := range map[string][2]bool{
		"RECEIVED": {}, "APPROVAL_PENDING": {}, "VALIDATION_PENDING": {}, "QUEUED": {}, "PENDING": {}, "SOMETHING_NEW": {},
		"SUCCESS": {true, true},
		"FAILED":  {true, false}, "REJECTED": {true, false}, "MANUALLY_REJECTED": {true, false}, "REVERSED": {true, false},
	} {
		transfer := salary()
		transfer.Status = status
		sim.PutTransfer(transfer)
		state, diags := readData(t, coretest.ProviderBlock(base, nil), transferStatusType, object{"transfer_id": "salary_1"})
		coretest.WantNoErrors(t, diags)
		if got := [2]bool{isTrue(t, coretest.At(state, "terminal")), isTrue(t, coretest.At(state, "succeeded"))}; got != want {
			t.Errorf("%s: terminal and succeeded are %v, want %v", status, got, want)
		}
	}
}

// With wait_until_terminal, the transfer is read until its status is final.
func TestTransferStatus_Wait(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	transfer := salary()
	transfer.Status, transfer.Steps = "PENDING", []simulator.TransferStep{{Status: "PENDING", Reads: 3}, {Status: "SUCCESS"}}
	sim.PutTransfer(transfer)
	state, diags := readData(t, coretest.ProviderBlock(base, nil), transferStatusType, object{"transfer_id": "salary_1", "wait_until_terminal": true})
	coretest.WantNoErrors(t, diags)
	if got := coretest.Plain(coretest.At(state, "status")); got != "SUCCESS" {
		t.Errorf("the status is %v", got)
	}
}

// A transfer that is still under way when the time limit ends is a warning.
func TestTransferStatus_Wait_TimeLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // the time limit ends while everything waits, and not before the first read
		s := newBubbleProvider(t, payouts.Config{})
		transfer := salary()
		transfer.Status = "PENDING"
		s.sim.PutTransfer(transfer)
		began := time.Now()
		state, diags := s.readData(t.Context(), transferStatusType, object{
			"transfer_id": "salary_1", "wait_until_terminal": true, "timeouts": object{"read": "100s"},
		})
		coretest.WantNoErrors(t, diags)
		coretest.WantWarning(t, diags, `Transfer "salary_1" is still under way`, "PENDING")
		if isTrue(t, coretest.At(state, "terminal")) {
			t.Error("it counts as terminal")
		}
		if waited := time.Since(began); waited != 100*time.Second {
			t.Errorf("it waited %v", waited)
		}
	})
}

// Exactly one id must be set.
func TestTransferStatus_ExactlyOneID(t *testing.T) {
	t.Parallel()
	for _, config := range []object{{}, {"transfer_id": "a", "cf_transfer_id": "b"}} {
		if _, diags := readData(t, coretest.ProviderBlock("http://127.0.0.1:1", nil), transferStatusType, config); !coretest.HasErrors(diags) {
			t.Errorf("%v was accepted", config)
		}
	}
}

// A transfer that does not exist is an error.
func TestTransferStatus_NotFound(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, diags := readData(t, coretest.ProviderBlock(base, nil), transferStatusType, object{"transfer_id": "none"})
	coretest.WantError(t, diags, "", `Cannot read transfer "none"`, "transfer_id_not_found")
}

func isTrue(t *testing.T, value tftypes.Value) bool {
	t.Helper()
	var is bool
	coretest.Must(t, value.As(&is))
	return is
}

// With account_numbers_in_state = false, only the last four digits of the account are in the result.
func TestTransferStatus_WithoutAccountNumbers(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.PutTransfer(salary())
	state, diags := readData(t, coretest.ProviderBlock(base, object{"account_numbers_in_state": false}), transferStatusType, object{"transfer_id": "salary_1"})
	coretest.WantNoErrors(t, diags)
	if coretest.Plain(coretest.At(state, "bank_account_number")) != nil || coretest.Plain(coretest.At(state, "bank_account_last_four")) != "1772" {
		t.Error(state.String())
	}
}

// A wait that is stopped is an error, since a result would be mistaken for the final status.
func TestTransferStatus_Wait_Stopped(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	transfer := salary()
	transfer.Status = "PENDING"
	sim.PutTransfer(transfer)
	stopped := noWaitOptions()
	stopped.Wait = func(context.Context, time.Duration) error { return context.Canceled }
	_, diags := readDataWithOptions(t, stopped, coretest.ProviderBlock(base, nil), transferStatusType, object{"transfer_id": "salary_1", "wait_until_terminal": true})
	coretest.WantError(t, diags, "", `Stopped waiting for transfer "salary_1"`)
}

// If the time limit ends during a read, the result is the status of the read before, with a warning.
func TestTransferStatus_Wait_TimeLimitDuringRead(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	transfer := salary()
	transfer.Status = "PENDING"
	sim.PutTransfer(transfer)
	sim.Inject(simulator.Fault{Method: "GET", Skip: 1, Action: simulator.FaultHang})
	state, diags := readData(t, coretest.ProviderBlock(base, nil), transferStatusType, object{
		"transfer_id": "salary_1", "wait_until_terminal": true, "timeouts": object{"read": "1s"},
	})
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "still under way")
	if got := coretest.Plain(coretest.At(state, "status")); got != "PENDING" {
		t.Errorf("the status is %v", got)
	}
}
