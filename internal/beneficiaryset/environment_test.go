package beneficiaryset_test

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A set is neither read from nor removed from another environment than it was written to.
func TestBeneficiarySet_Environment_ReadAndDestroy(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(5)})
	other.Put(simulator.Beneficiary{ID: "v001", Name: "Somebody Else", VPA: "else@examplebank"})
	c := setCore(t, elsewhere, nil)
	kept, diags := c.Refresh(created)
	coretest.WantError(t, diags, "", "another environment", base, elsewhere)
	coretest.WantError(t, c.Destroy(kept), "", "another environment")
	if len(other.All()) != 1 {
		t.Error("a payee of another environment was removed")
	}
}

// A set is not updated in another environment than it was written to.
func TestBeneficiarySet_Environment_Update(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(3)})
	c := setCore(t, elsewhere, nil)
	for _, document := range []string{coretest.Vendors(2), coretest.Vendors(3, "v001,Asha Rao", "v001,Asha R Rao")} {
		_, diags := c.Apply(c.Plan(created, object{"csv_wo": document})) // -refresh=false
		coretest.WantError(t, diags, "", "another environment")
	}
	if calls := len(other.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}

// Another environment has payees with the same summaries and other accounts.
func TestBeneficiarySet_Environment_EqualSummaries(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(3)})
	for _, b := range sim.All() {
		b.BankAccountNumber = "9" + b.BankAccountNumber
		other.Put(b)
	}
	_, diags := setCore(t, elsewhere, nil).Refresh(created)
	coretest.WantError(t, diags, "", "another environment")
}

// A set follows an API that moved to another address, and warns of it.
func TestBeneficiarySet_Environment_MovedAPI(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(3)})
	for _, b := range sim.All() {
		other.Put(b)
	}
	c := setCore(t, elsewhere, nil)
	moved, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "API address changed", "treats them as the same")
	coretest.WantNoErrors(t, c.Destroy(moved))
	if len(other.All()) != 0 {
		t.Error("they are not removed")
	}
}

// An apply that makes no call does not show where the members are, and keeps the recorded origin.
func TestBeneficiarySet_Environment_ApplyWithoutCalls(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv": coretest.Vendors(2)})
	c := setCore(t, elsewhere, nil)
	applied, diags := c.Apply(c.Plan(created, object{"csv": coretest.Vendors(2) + "\n"})) // -refresh=false
	coretest.WantNoErrors(t, diags)
	_, diags = c.Refresh(applied)
	coretest.WantError(t, diags, "", "another environment")
}
