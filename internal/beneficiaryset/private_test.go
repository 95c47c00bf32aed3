package beneficiaryset_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// A private state that cannot be read is an error in every operation that depends on it, and nothing is sent to
// Cashfree: otherwise nothing would protect the payees of another environment.
func TestBeneficiarySet_Private_Unreadable(t *testing.T) {
	t.Parallel()
	changed := object{"csv_wo": coretest.Vendors(3, "v001,Asha Rao", "v001,Asha R Rao")}
	for name, operation := range map[string]func(c, otherKey *coretest.Core, prior *coretest.Instance) []*tfprotov6.Diagnostic{
		"plan under another key": func(_, otherKey *coretest.Core, prior *coretest.Instance) []*tfprotov6.Diagnostic {
			return otherKey.Plan(prior, changed).Diags
		},
		"read": func(c, _ *coretest.Core, prior *coretest.Instance) []*tfprotov6.Diagnostic {
			_, diags := c.Refresh(prior)
			return diags
		},
		"update": func(c, _ *coretest.Core, prior *coretest.Instance) []*tfprotov6.Diagnostic {
			after, diags := c.Apply(c.Plan(prior, changed))
			if !after.State.Equal(prior.State) {
				c.T.Error("the state changed")
			}
			return diags
		},
		"destroy": func(c, _ *coretest.Core, prior *coretest.Instance) []*tfprotov6.Diagnostic { return c.Destroy(prior) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := setCore(t, base, nil)
			created := c.Create(object{"csv_wo": coretest.Vendors(3)})
			created.Private = []byte(`{"origin": `)
			otherKey := setCore(t, base, object{"fingerprint_key": "a key of the user's own"})
			sim.ResetRequests()
			coretest.WantError(t, operation(c, otherKey, created), "", "Unreadable private state", "Nothing was changed")
			if calls := len(sim.Requests()); calls != 0 {
				t.Errorf("%d calls were made", calls)
			}
		})
	}
}

// A set without private state, as after an import, has no recorded origin, and no operation is refused.
func TestBeneficiarySet_Private_Absent(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": coretest.Vendors(3)})
	created.Private = nil
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if len(refreshed.Private) == 0 {
		t.Error("the read did not record the origin")
	}
	coretest.WantNoErrors(t, setCore(t, base, nil).Destroy(created)) // in another run
	if left := len(sim.All()); left != 0 {
		t.Errorf("%d are left", left)
	}
}
