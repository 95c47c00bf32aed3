package provider

import (
	"maps"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// asha returns the configuration of a payee with a value for each fact but the country code, which most leave out.
func asha() object {
	return object{
		"beneficiary_id": "vendor_0042",
		"name":           "Asha Rao",
		"instrument":     object{"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001", "vpa": "asha@examplebank"},
		"contact": object{
			"email": "asha@example.com", "phone": "9876543210", "address": "1 Test Road",
			"city": "Pune", "state": "Maharashtra", "postal_code": "411001",
		},
	}
}

// ravi returns the configuration of a payee with a UPI address and no account.
func ravi() object {
	return object{"beneficiary_id": "vendor_0043", "name": "Ravi Iyer", "instrument": object{"vpa": "ravi@examplebank"}}
}

// rao returns the configuration of a payee that was added through version 1 of the API. Its name and its PIN code are
// refused for a new payee.
func rao() object {
	return with(with(asha(), "name", "M/s. Rao 2 Traders"), "contact.postal_code", "41100")
}

// storedAsha is what Cashfree has of a verified payee with an account.
func storedAsha() simulator.Beneficiary {
	return simulator.Beneficiary{
		ID: "vendor_0042", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001",
		Phone: "9876543210", Status: "VERIFIED",
	}
}

// with returns a configuration with another value in one place. A place within a group is written "contact.email".
func with(config object, path string, value any) object {
	changed := maps.Clone(config)
	if group, name, nested := strings.Cut(path, "."); nested {
		members, _ := changed[group].(object)
		members = maps.Clone(members)
		members[name] = value
		changed[group] = members
		return changed
	}
	changed[path] = value
	return changed
}

// writeOnly returns a configuration with its account number in the write-only argument.
func writeOnly(config object) object {
	number := config["instrument"].(object)["bank_account_number"]
	return with(with(config, "instrument.bank_account_number", nil), "instrument.bank_account_number_wo", number)
}

// lastStep returns the last name of a path, such as "email" of "contact.email".
func lastStep(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// wantNoDrift asserts that a refresh changes nothing in the state, and that the plan after it is empty.
func wantNoDrift(t *testing.T, c *coretest.Core, created *coretest.Instance, config object) {
	t.Helper()
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if !refreshed.State.Equal(created.State) {
		t.Errorf("the refresh changed the state:\n%s\n%s", created.State, refreshed.State)
	}
	if p := c.Plan(refreshed, config); p.Action != "none" {
		t.Errorf("the plan is %q because of %v", p.Action, p.Paths)
	}
}
