package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// A limit was enough for a hundred payees and is not for a thousand. It is raised in the code, where no refresh sees it: the
// message says how to get out.
func TestARefreshOutOfTimeSaysHowToRaiseItsLimit(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for c, config := range map[*coretest.Core]object{
		newCore(t, coretest.ProviderBlock(base, nil)):                             asha(),
		newCore(t, coretest.ProviderBlock(base, nil)).Of(beneficiaryset.TypeName): {"csv_wo": coretest.Vendors(3)},
	} {
		config["timeouts"] = object{"read": "1ns"}
		created := c.Create(config)
		_, diags := c.Refresh(created)
		coretest.WantError(t, diags, "", "context deadline exceeded", "timeouts.read", "apply once with -refresh=false")

		config["timeouts"] = object{"read": "5m"}
		raised, diags := c.Apply(c.Plan(created, config)) // -refresh=false
		coretest.WantNoErrors(t, diags)
		wantNoDrift(t, c, raised, config)
	}
}
