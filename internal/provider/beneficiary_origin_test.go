package provider

import (
	"encoding/json"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// With the credentials of another environment, where every id is unknown, the state is kept and nobody is removed.
func TestBeneficiary_Origin_NotFound(t *testing.T) {
	t.Parallel()
	_, sandbox := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, production := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := newCore(t, coretest.ProviderBlock(sandbox, nil)).Create(asha())

	c := newCore(t, coretest.ProviderBlock(production, nil))
	kept, diags := c.Refresh(created)
	coretest.WantError(t, diags, "beneficiary_id", "Beneficiary of another environment", `beneficiary "vendor_0042" was written to`, sandbox, production)
	if kept == nil {
		t.Error("the state was emptied")
	}

	other.Put(simulator.Beneficiary{ID: "vendor_0042", Name: "Somebody Else", VPA: "else@examplebank"})
	coretest.WantError(t, c.Destroy(created), "beneficiary_id", "Beneficiary of another environment")
	if _, there := other.Get("vendor_0042"); !there {
		t.Error("a payee of another environment was removed")
	}
}

// The state follows an API that moved, for example behind a proxy, as long as the same beneficiary is found there.
func TestBeneficiary_Origin_Moved(t *testing.T) {
	t.Parallel()
	old, before := coretest.StartSimulator(t, coretest.SimulatorOptions())
	moved, after := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := newCore(t, coretest.ProviderBlock(before, nil)).Create(asha())
	stored, _ := old.Get("vendor_0042")
	moved.Put(stored)

	c := newCore(t, coretest.ProviderBlock(after, nil))
	followed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	moved.Remove("vendor_0042")
	gone, diags := c.Refresh(followed)
	coretest.WantNoErrors(t, diags)
	if gone != nil {
		t.Error("the record is still taken for one of the former address")
	}
}

// The state does not follow where the id is another payee in the other environment.
func TestBeneficiary_Origin_OtherPayee(t *testing.T) {
	t.Parallel()
	_, sandbox := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, production := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for name, config := range map[string]object{"plain": asha(), "write-only": writeOnly(with(asha(), "beneficiary_id", "vendor_0043"))} {
		id := config["beneficiary_id"].(string)
		created := newCore(t, coretest.ProviderBlock(sandbox, nil)).Create(config)
		newCore(t, coretest.ProviderBlock(sandbox, nil)).Destroy(created) // one account, one beneficiary
		other.Put(simulator.Beneficiary{ID: id, Name: "Somebody Else", VPA: id + "@examplebank", Status: "VERIFIED"})
		c := newCore(t, coretest.ProviderBlock(production, nil))
		kept, diags := c.Refresh(created)
		coretest.WantError(t, diags, "beneficiary_id", "Beneficiary of another environment")
		coretest.WantError(t, c.Destroy(kept), "beneficiary_id", "Beneficiary of another environment")
		if _, there := other.Get(id); !there {
			t.Errorf("%s: a payee of another environment was removed", name)
		}
	}
}

// A record of the API that cannot be read is an error: to go on would switch off the protection against other
// environments.
func TestBeneficiary_Origin_UnreadableRecord(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	private, err := json.Marshal(map[string][]byte{originKey: []byte("{}")})
	coretest.Must(t, err)
	created.Private = private
	kept, diags := c.Refresh(created)
	coretest.WantError(t, diags, "", "Unreadable private state", `"origin"`, "Nothing was changed", "import the resource again")
	if kept == nil {
		t.Error("the state was removed")
	}
	coretest.WantError(t, c.Destroy(created), "", "Unreadable private state")
	if _, exists := sim.Get("vendor_0042"); !exists {
		t.Error("the beneficiary was removed")
	}
}
