package provider

import (
	"slices"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// A number in ignore_changes reaches the plan as the null that the state has of it, and stays what it was: it is no reason
// to remove the payee, whatever else changes.
func TestAnIgnoredWriteOnlyNumberReplacesNothing(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(writeOnly(asha()))
	ignored := with(asha(), "instrument.bank_account_number", nil)
	for _, changed := range []object{with(ignored, "timeouts", object{"read": "2m"}), with(ignored, "instrument.bank_ifsc", "hdfc0000001")} {
		p := c.PlanOnce(created, coretest.ValueOf(t, c.Type, changed))
		coretest.WantNoErrors(t, p.Diags)
		if len(p.Paths) > 0 || !coretest.At(p.Planned, "bank_account_last_four").Equal(coretest.At(created.State, "bank_account_last_four")) {
			t.Errorf("replaced because of %v, with %v for the last four digits", p.Paths, coretest.Plain(coretest.At(p.Planned, "bank_account_last_four")))
		}
	}
	if p := c.PlanOnce(created, coretest.ValueOf(t, c.Type, with(ignored, "name", "Bina Rao"))); !slices.Equal(p.Paths, []string{"name"}) {
		t.Errorf("another name is replaced because of %v", p.Paths)
	}
}
