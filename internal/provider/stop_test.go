package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// The CLI let go of an operation, somebody pressed Ctrl-C, and the provider hears of the second first.
func TestWhatArrivesAfterAStopIsNotBegun(t *testing.T) {
	t.Parallel()
	for typeName, config := range map[string]object{
		beneficiaryType: asha(),
		setType:         {"csv_wo": vendors(3)},
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			sim, base := startSimulator(t, testOptions())
			c := newCore(t, providerFor(base, nil)).of(typeName).inOneProcess()
			known := newCore(t, providerFor(base, nil)).of(typeName).create(config)
			creation := c.plan(nil, config)
			sim.ResetRequests()
			_, err := c.server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
			must(t, err)

			says := func(diags []*tfprotov6.Diagnostic) {
				t.Helper()
				if said := text(diags); !strings.Contains(said, "context canceled") && !strings.Contains(said, "the run was stopped") {
					t.Errorf("the stop is not told: %s", text(diags))
				}
			}
			recorded, diags := c.apply(creation)
			says(diags)
			if recorded != nil {
				t.Error("state was recorded")
			}
			says(c.destroy(known))
			_, diags = c.refresh(known)
			says(diags)
			if calls := sim.Requests(); len(calls) != 0 {
				t.Errorf("Cashfree was called: %+v", calls)
			}
		})
	}
}

// Under a debugger the process outlives the run that was stopped.
func TestTheRunAfterAStopIsNotStopped(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	block := providerFor(base, nil)
	c := newCore(t, block).inOneProcess()
	_, err := c.server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
	must(t, err)
	typ := c.schemas.Provider.ValueType()
	_, err = c.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: dynamic(t, typ, valueOf(t, typ, block))})
	must(t, err)
	c.create(asha())
	if len(sim.All()) != 1 {
		t.Error("nothing was created")
	}
}

// One that waits for a transfer would do so for minutes.
func TestALookThatArrivesAfterAStopIsNotBegun(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	c.create(asha())
	sim.ResetRequests()
	_, err := c.server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
	must(t, err)

	const typeName = "cashfree_payout_beneficiary"
	typ := c.schemas.DataSourceSchemas[typeName].ValueType()
	_, err = c.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: typeName, Config: dynamic(t, typ, valueOf(t, typ, object{"beneficiary_id": "vendor_0042"})),
	})
	must(t, err)
	_, _ = c.importByID("00011020001772,HDFC0000001")
	const lent = "cashfree_payout_token"
	typ = c.schemas.EphemeralResourceSchemas[lent].ValueType()
	_, err = c.server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: lent, Config: dynamic(t, typ, valueOf(t, typ, object{})),
	})
	must(t, err)
	if calls := sim.Requests(); len(calls) != 0 {
		t.Errorf("Cashfree was called: %+v", calls)
	}
}
