package provider

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
)

const beneficiaryDataType = "cashfree_payout_beneficiary"

// A beneficiary is found by id or by account, and the arguments come back as they were written.
func TestBeneficiaryDataSource_Lookup(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Put(storedAsha())
	for name, config := range map[string]object{
		"by id":               {"beneficiary_id": "vendor_0042"},
		"by account":          {"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001"},
		"by account, loosely": {"bank_account_number": "00011020001772", "bank_ifsc": "hdfc0000001"},
	} {
		state, diags := readData(t, coretest.ProviderBlock(base, nil), beneficiaryDataType, config)
		coretest.WantNoErrors(t, diags)
		for attribute, want := range map[string]any{
			"beneficiary_id": "vendor_0042", "name": "Asha Rao", "bank_account_number": "00011020001772",
			"bank_account_last_four": "1772", "phone": "9876543210", "email": nil, "status": "VERIFIED",
		} {
			if got := coretest.Plain(coretest.At(state, attribute)); got != want {
				t.Errorf("%s: %s is %v, want %v", name, attribute, got, want)
			}
		}
		for attribute, configured := range config {
			if got := coretest.Plain(coretest.At(state, attribute)); got != configured {
				t.Errorf("%s: %s is configured as %v and came back as %v", name, attribute, configured, got)
			}
		}
	}
}

// A beneficiary that does not exist is an error, without its account number.
func TestBeneficiaryDataSource_NotFound(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, diags := readData(t, coretest.ProviderBlock(base, nil), beneficiaryDataType, object{"beneficiary_id": "nobody"})
	coretest.WantError(t, diags, "", `Cannot read beneficiary "nobody"`, "beneficiary_not_found", "#not-found")
	_, diags = readData(t, coretest.ProviderBlock(base, nil), beneficiaryDataType, object{"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001"})
	coretest.WantError(t, diags, "", "account …1772 and IFSC HDFC0000001")
	numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772")
}

// A configuration that names no beneficiary, or one in two ways, is refused.
func TestBeneficiaryDataSource_Validate(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]object{
		"not at all":           {},
		"in both ways":         {"beneficiary_id": "v", "bank_account_number": "12345678", "bank_ifsc": "HDFC0000001"},
		"account without IFSC": {"bank_account_number": "12345678"},
		"IFSC without account": {"beneficiary_id": "v", "bank_ifsc": "HDFC0000001"},
		"malformed id":         {"beneficiary_id": "v v"},
	} {
		if _, diags := readData(t, coretest.ProviderBlock("http://127.0.0.1:1", nil), beneficiaryDataType, config); !coretest.HasErrors(diags) {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Without account numbers in the state, a lookup by id returns the last four digits only.
func TestBeneficiaryDataSource_NoAccountNumbersInState(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Put(storedAsha())
	state, diags := readData(t, coretest.ProviderBlock(base, object{"account_numbers_in_state": false}), beneficiaryDataType,
		object{"beneficiary_id": "vendor_0042"})
	coretest.WantNoErrors(t, diags)
	if strings.Contains(state.String(), "00011020001772") || coretest.Plain(coretest.At(state, "bank_account_last_four")) != "1772" {
		t.Error(state.String())
	}
}

// A number that the configuration has comes back in each case, as core demands.
func TestBeneficiaryDataSource_NoAccountNumbersInState_ConfiguredNumber(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Put(storedAsha())
	_, diags := readData(t, coretest.ProviderBlock(base, object{"account_numbers_in_state": false}), beneficiaryDataType,
		object{"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001"})
	coretest.WantError(t, diags, "", "Account number would be stored", "Search with beneficiary_id.")
	if calls := len(sim.Requests()); calls > 0 {
		t.Errorf("%d calls were made", calls)
	}
}

// Only the status VERIFIED is payable.
func TestBeneficiaryDataSource_Payable(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for status, want := range map[string]bool{"VERIFIED": true, "INITIATED": false, "INVALID": false, "SOMETHING_NEW": false} {
		stored := storedAsha()
		stored.Status = status
		sim.Put(stored)
		state, diags := readData(t, coretest.ProviderBlock(base, nil), beneficiaryDataType, object{"beneficiary_id": "vendor_0042"})
		coretest.WantNoErrors(t, diags)
		if got := isTrue(t, coretest.At(state, "payable")); got != want {
			t.Errorf("%s: payable is %v", status, got)
		}
	}
}
