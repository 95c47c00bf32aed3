package provider

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const transferStatusType = "cashfree_payout_transfer_status"

func salary() simulator.Transfer {
	return simulator.Transfer{
		ID: "salary_1", CFTransferID: "1234", BeneficiaryID: "vendor_0042", BankAccountNumber: "00011020001772",
		BankIFSC: "HDFC0000001", Amount: "1000.10", Status: "SUCCESS", StatusCode: "SENT_TO_BENEFICIARY", UTR: "UTR1",
	}
}

func TestATransferIsFoundByEitherID(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	sim.PutTransfer(salary())
	for _, config := range []object{{"transfer_id": "salary_1"}, {"cf_transfer_id": "1234"}} {
		state, diags := readData(t, providerFor(base, nil), transferStatusType, config)
		wantNoErrors(t, diags)
		for attribute, want := range map[string]any{
			"transfer_id": "salary_1", "cf_transfer_id": "1234", "status": "SUCCESS", "status_code": "SENT_TO_BENEFICIARY",
			"beneficiary_id": "vendor_0042", "bank_account_number": "00011020001772", "bank_account_last_four": "1772", "utr": "UTR1",
		} {
			if got := plain(at(state, attribute)); got != want {
				t.Errorf("%s is %v, want %v", attribute, got, want)
			}
		}
		if got := decimalText(t, at(state, "amount")); got != "1000.1" {
			t.Errorf("the amount is %s", got)
		}
	}
}

// An attribute that no answer fills would promise what Cashfree does not tell.
func TestEveryAttributeOfATransferIsFilled(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	transfer := salary()
	transfer.VPA, transfer.Mode = "asha@examplebank", "imps"
	sim.PutTransfer(transfer)
	state, diags := readData(t, providerFor(base, nil), transferStatusType, object{"transfer_id": "salary_1"})
	wantNoErrors(t, diags)
	attributes := map[string]tftypes.Value{}
	must(t, state.As(&attributes))
	for name, value := range attributes {
		if argument := name == "wait_until_terminal" || name == "timeouts"; value.IsNull() != argument {
			t.Errorf("%s is %v", name, value)
		}
	}
}

// Which statuses are final, and which of them mean that the money arrived.
func TestStatusesOfATransfer(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	for status, want := range map[string][2]bool{
		"RECEIVED": {}, "APPROVAL_PENDING": {}, "VALIDATION_PENDING": {}, "QUEUED": {}, "PENDING": {}, "SOMETHING_NEW": {},
		"SUCCESS": {true, true},
		"FAILED":  {true, false}, "REJECTED": {true, false}, "MANUALLY_REJECTED": {true, false}, "REVERSED": {true, false},
	} {
		transfer := salary()
		transfer.Status = status
		sim.PutTransfer(transfer)
		state, diags := readData(t, providerFor(base, nil), transferStatusType, object{"transfer_id": "salary_1"})
		wantNoErrors(t, diags)
		if got := [2]bool{isTrue(t, at(state, "terminal")), isTrue(t, at(state, "succeeded"))}; got != want {
			t.Errorf("%s: terminal and succeeded are %v, want %v", status, got, want)
		}
	}
}

func TestAPayrollWaitsForItsTransfer(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	transfer := salary()
	transfer.Status, transfer.Steps = "PENDING", []simulator.TransferStep{{Status: "PENDING", Reads: 3}, {Status: "SUCCESS"}}
	sim.PutTransfer(transfer)
	state, diags := readData(t, providerFor(base, nil), transferStatusType, object{"transfer_id": "salary_1", "wait_until_terminal": true})
	wantNoErrors(t, diags)
	if got := plain(at(state, "status")); got != "SUCCESS" {
		t.Errorf("the status is %v", got)
	}
}

func TestATransferStillUnderWayAtTheEndIsAWarning(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // where the time is over when everybody waits, and not before the first look
		s := newStopped(t, payouts.Config{})
		transfer := salary()
		transfer.Status = "PENDING"
		s.sim.PutTransfer(transfer)
		began := time.Now()
		state, diags := s.data(t.Context(), transferStatusType, object{
			"transfer_id": "salary_1", "wait_until_terminal": true, "timeouts": object{"read": "100s"},
		})
		wantNoErrors(t, diags)
		wantWarning(t, diags, `Transfer "salary_1" is still under way`, "PENDING")
		if isTrue(t, at(state, "terminal")) {
			t.Error("it counts as terminal")
		}
		if waited := time.Since(began); waited != 100*time.Second {
			t.Errorf("it waited %v", waited)
		}
	})
}

func TestATransferIsAskedForByExactlyOneID(t *testing.T) {
	t.Parallel()
	for _, config := range []object{{}, {"transfer_id": "a", "cf_transfer_id": "b"}} {
		if _, diags := readData(t, providerFor("http://127.0.0.1:1", nil), transferStatusType, config); !hasErrors(diags) {
			t.Errorf("%v was accepted", config)
		}
	}
}

func TestATransferThatDoesNotExistIsAnError(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	_, diags := readData(t, providerFor(base, nil), transferStatusType, object{"transfer_id": "none"})
	wantError(t, diags, "", `Cannot read transfer "none"`, "transfer_id_not_found")
}

func isTrue(t *testing.T, value tftypes.Value) bool {
	t.Helper()
	var is bool
	must(t, value.As(&is))
	return is
}

func TestWithoutNumbersInStateATransferGivesTheEndAlone(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	sim.PutTransfer(salary())
	state, diags := readData(t, providerFor(base, object{"account_numbers_in_state": false}), transferStatusType, object{"transfer_id": "salary_1"})
	wantNoErrors(t, diags)
	if plain(at(state, "bank_account_number")) != nil || plain(at(state, "bank_account_last_four")) != "1772" {
		t.Error(state.String())
	}
}

// Whoever stops a run gets an error: an answer would pass for the last word.
func TestAStoppedWaitForATransferIsAnError(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	transfer := salary()
	transfer.Status = "PENDING"
	sim.PutTransfer(transfer)
	stopped := impatient()
	stopped.Wait = func(context.Context, time.Duration) error { return context.Canceled }
	_, diags := readDataWith(t, stopped, providerFor(base, nil), transferStatusType, object{"transfer_id": "salary_1", "wait_until_terminal": true})
	wantError(t, diags, "", `Stopped waiting for transfer "salary_1"`)
}

func TestTheTimeOfATransferEndsDuringALook(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	transfer := salary()
	transfer.Status = "PENDING"
	sim.PutTransfer(transfer)
	sim.Inject(simulator.Fault{Method: "GET", Skip: 1, Action: simulator.FaultHang})
	state, diags := readData(t, providerFor(base, nil), transferStatusType, object{
		"transfer_id": "salary_1", "wait_until_terminal": true, "timeouts": object{"read": "1s"},
	})
	wantNoErrors(t, diags)
	wantWarning(t, diags, "still under way")
	if got := plain(at(state, "status")); got != "PENDING" {
		t.Errorf("the status is %v", got)
	}
}
