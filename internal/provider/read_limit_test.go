package provider

import "testing"

// A limit was enough for a hundred payees and is not for a thousand. It is raised in the code, where no refresh sees it: the
// message says how to get out.
func TestARefreshOutOfTimeSaysHowToRaiseItsLimit(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	for c, config := range map[*core]object{
		newCore(t, providerFor(base, nil)): asha(),
		setCore(t, base, nil):              {"csv_wo": vendors(3)},
	} {
		config["timeouts"] = object{"read": "1ns"}
		created := c.create(config)
		_, diags := c.refresh(created)
		wantError(t, diags, "", "context deadline exceeded", "timeouts.read", "apply once with -refresh=false")

		config["timeouts"] = object{"read": "5m"}
		raised, diags := c.apply(c.plan(created, config)) // -refresh=false
		wantNoErrors(t, diags)
		wantNoDrift(t, c, raised, config)
	}
}
