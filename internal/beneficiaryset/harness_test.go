package beneficiaryset_test

import (
	"context"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/provider"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

type object = coretest.Object

const beneficiaryType = "cashfree_payout_beneficiary"

// asha returns the configuration of a single beneficiary.
func asha() object {
	return object{"beneficiary_id": "vendor_0042", "name": "Asha Rao", "instrument": object{"vpa": "asha@examplebank"}}
}

// withoutWaiting returns a provider in which waiting takes no time and the environment is empty.
func withoutWaiting() provider.Options {
	return provider.Options{
		Version: "test",
		Getenv:  func(string) string { return "" },
		Wait:    func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

// setCore configures a provider, and plays core for a beneficiary set of it.
func setCore(t testing.TB, base string, changes object) *coretest.Core {
	t.Helper()
	c, diags := start(t, withoutWaiting(), coretest.ProviderBlock(base, changes))
	coretest.WantNoErrors(t, diags)
	return c
}

func start(t testing.TB, options provider.Options, block object) (*coretest.Core, []*tfprotov6.Diagnostic) {
	t.Helper()
	return coretest.Start(t, provider.Server(options), block, beneficiaryset.TypeName)
}

// inProcess starts a simulator whose clients wait in the time of a bubble of testing/synctest, and plays core for a
// beneficiary set.
func inProcess(t testing.TB) (*simulator.Simulator, *coretest.Core) {
	t.Helper()
	sim := simulator.New(coretest.SimulatorOptions())
	return sim, inProcessCore(t, sim, nil)
}

// inProcessCore configures a provider for such a simulator, and plays core for a beneficiary set of it.
func inProcessCore(t testing.TB, sim *simulator.Simulator, changes object) *coretest.Core {
	t.Helper()
	options := provider.Options{Version: "test", Getenv: func(string) string { return "" }, NewClient: coretest.InProcessClient(sim, payouts.Config{})}
	c, diags := start(t, options, coretest.ProviderBlock(coretest.InProcessURL, changes))
	coretest.WantNoErrors(t, diags)
	return c.InOneProcess()
}

// wantAllNamed wants a number of payees to exist, all with this name.
func wantAllNamed(t *testing.T, sim *simulator.Simulator, count int, name string) {
	t.Helper()
	all := sim.All()
	if len(all) != count {
		t.Errorf("%d of %d payees are left", len(all), count)
	}
	for _, payee := range all {
		if payee.Name != name {
			t.Errorf("%s is called %q, want %q", payee.ID, payee.Name, name)
		}
	}
}

// isUnknown reports whether an attribute of a plan is known after apply.
func isUnknown(p *coretest.Change, name string) bool {
	return coretest.Plain(coretest.At(p.Planned, name)) == (coretest.Unknown{})
}
