package beneficiaryset_test

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// In one run a set adopts the payee of a single resource, and the removal of the single resource leaves it at Cashfree.
func TestBeneficiarySet_Adopt_FromSingleResource(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	before := setCore(t, base, nil).Of(beneficiaryType)
	single := before.Create(object{"beneficiary_id": "v000", "name": "Asha Rao",
		"instrument": object{"bank_account_number": "00011020000000", "bank_ifsc": "HDFC0000001"}})
	run := setCore(t, base, nil)
	run.Create(object{"csv_wo": coretest.Vendors(3)})
	coretest.WantNoErrors(t, run.Of(beneficiaryType).Destroy(single))
	if _, exists := sim.Get("v000"); !exists {
		t.Error("v000 is in the set's state, and does not exist")
	}
}

// In one run a payee moves from one set to another.
func TestBeneficiarySet_Adopt_FromAnotherSet(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(2)})
	c := setCore(t, base, nil)
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(1)})
	c.Create(object{"csv_wo": coretest.Header + "v001,Asha Rao,00011020000001,HDFC0000001,\n"})
	left, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if _, exists := sim.Get("v001"); !exists || left.Get("members.v001") != nil {
		t.Error("v001 is in the second set's state, and does not exist")
	}
}

// With create_before_destroy and -replace the new object adopts all payees, and the removal of the former one keeps
// them.
func TestBeneficiarySet_Adopt_CreateBeforeDestroy(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	former := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(5)})
	c := setCore(t, base, nil)
	c.Create(object{"csv_wo": coretest.Vendors(5)})
	coretest.WantNoErrors(t, c.Destroy(former))
	if left := len(sim.All()); left != 5 {
		t.Errorf("%d of 5 are left, and the state has all", left)
	}
}
