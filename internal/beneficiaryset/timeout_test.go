package beneficiaryset_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

var invalidTimeouts = []string{"soon", "-1s", "0s", "30", ""}

// An invalid time limit is an error on timeouts in validation and in a plan.
func TestBeneficiarySet_Timeout_InvalidInConfiguration(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	for _, operation := range []string{"create", "read", "update", "delete"} {
		for _, limit := range invalidTimeouts {
			config := object{"csv_wo": coretest.Vendors(1), "timeouts": object{operation: limit}}
			want := fmt.Sprintf("timeouts.%s must be a duration above zero, such as 30m, got %q.", operation, limit)
			coretest.WantError(t, c.Validate(config), "timeouts", "Invalid timeout", want)
			coretest.WantError(t, c.PlanOnce(nil, coretest.ValueOf(t, c.Type, config)).Diags, "timeouts", "Invalid timeout", want)
		}
	}
}

// An invalid time limit in a plan or in a state is an error on timeouts in every operation, and nothing is sent to
// Cashfree.
func TestBeneficiarySet_Timeout_InvalidInPlanOrState(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": coretest.Vendors(3)})
	create := c.Plan(nil, object{"csv_wo": coretest.Vendors(1, "v000", "w000", "0000000", "0000099")})
	update := c.Plan(created, object{"csv_wo": coretest.Vendors(3, "Asha Rao", "Asha R Rao")})
	sim.ResetRequests()
	carryOut := func(p *coretest.Change, operation, limit string) []*tfprotov6.Diagnostic {
		changed := *p
		changed.Planned = withTimeout(t, c, p.Planned, operation, limit)
		_, diags := c.CarryOut(t.Context(), &changed)
		return diags
	}
	for _, limit := range invalidTimeouts {
		want := fmt.Sprintf("must be a duration above zero, such as 30m, got %q.", limit)
		coretest.WantError(t, carryOut(create, "create", limit), "timeouts", "Invalid timeout", want)
		coretest.WantError(t, carryOut(update, "update", limit), "timeouts", "Invalid timeout", want)

		unreadable := &coretest.Instance{State: withTimeout(t, c, created.State, "read", limit), Private: created.Private}
		_, diags := c.Refresh(unreadable)
		coretest.WantError(t, diags, "timeouts", "Invalid timeout", want)

		unremovable := &coretest.Instance{State: withTimeout(t, c, created.State, "delete", limit), Private: created.Private}
		coretest.WantError(t, c.Destroy(unremovable), "timeouts", "Invalid timeout", want)
	}
	if calls := len(sim.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}

// withTimeout returns a set with another time limit.
func withTimeout(t *testing.T, c *coretest.Core, set tftypes.Value, operation, limit string) tftypes.Value {
	t.Helper()
	var attributes map[string]tftypes.Value
	coretest.Must(t, set.As(&attributes))
	attributes["timeouts"] = coretest.ValueOf(t, c.Type.AttributeTypes["timeouts"], object{operation: limit})
	return tftypes.NewValue(c.Type, attributes)
}
