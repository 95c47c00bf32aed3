package provider

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A change or a refresh that arrives after a stop is not started. The CLI may send it before Ctrl-C and the provider
// receive it after.
func TestMuxServer_Stop_LateChange(t *testing.T) {
	t.Parallel()
	for typeName, config := range map[string]object{
		beneficiaryType:         asha(),
		beneficiaryset.TypeName: {"csv_wo": coretest.Vendors(3)},
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil)).Of(typeName).ConfiguredOnce()
			known := newCore(t, coretest.ProviderBlock(base, nil)).Of(typeName).Create(config)
			creation := c.Plan(nil, config)
			sim.ResetRequests()
			_, err := c.Server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
			coretest.Must(t, err)

			wantStopped := func(diags []*tfprotov6.Diagnostic) {
				t.Helper()
				if text := coretest.Text(diags); !strings.Contains(strings.ToLower(text), "the run was stopped") {
					t.Errorf("the stop is not mentioned: %s", text)
				}
			}
			recorded, diags := c.Apply(creation)
			wantStopped(diags)
			if recorded != nil {
				t.Error("state was recorded")
			}
			wantStopped(c.Destroy(known))
			_, diags = c.Refresh(known)
			wantStopped(diags)
			if calls := sim.Requests(); len(calls) != 0 {
				t.Errorf("Cashfree was called: %+v", calls)
			}
		})
	}
}

// maxSetStopTime is how long a set may go on after a stop where Cashfree answers nothing.
const maxSetStopTime = 6 * time.Second

// A change counts as running until it has ended. The end of the process's context stops it, and every later operation.
func TestMuxServer_Process(t *testing.T) {
	t.Parallel()
	for _, typeName := range []string{beneficiaryType, beneficiaryset.TypeName} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sim := simulator.New(coretest.SimulatorOptions())
				process, end := context.WithCancel(t.Context())
				running := new(atomic.Int64)
				c, diags := startCore(t, Options{
					Version: "test", Getenv: func(string) string { return "" }, NewClient: coretest.InProcessClient(sim, payouts.Config{}),
					Context: process, Running: running,
				}, coretest.ProviderBlock(coretest.InProcessURL, nil))
				coretest.WantNoErrors(t, diags)
				config := object{"csv_wo": coretest.Vendors(3)}
				if typeName == beneficiaryType {
					config = asha()
				}
				c = c.Of(typeName).ConfiguredOnce()
				known := c.Create(config)
				if got := running.Load(); got != 0 {
					t.Errorf("%d changes run after the end of one", got)
				}
				sim.Inject(simulator.Fault{Action: simulator.FaultHang})
				ended := make(chan bool)
				go func() {
					_, diags := c.Refresh(known)
					ended <- coretest.HasErrors(diags)
				}()
				go func() { ended <- coretest.HasErrors(c.Destroy(known)) }()
				synctest.Wait()
				if got := running.Load(); got != 1 {
					t.Errorf("%d changes run, want the removal", got)
				}
				began := time.Now()
				end()
				for range 2 {
					if failed := <-ended; !failed {
						t.Error("an operation succeeded that was stopped")
					}
				}
				if took := time.Since(began); took > maxSetStopTime || running.Load() != 0 {
					t.Errorf("the stop took %v, and %d changes run after it", took, running.Load())
				}
			})
		})
	}
}

// The run after a stopped run is not stopped. Under a debugger the process serves both.
func TestMuxServer_Stop_NextRun(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	block := coretest.ProviderBlock(base, nil)
	c := newCore(t, block).InOneProcess()
	_, err := c.Server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
	coretest.Must(t, err)
	typ := c.Schemas.Provider.ValueType()
	_, err = c.Server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, block))})
	coretest.Must(t, err)
	c.Create(asha())
	if len(sim.All()) != 1 {
		t.Error("nothing was created")
	}
}

// A data source, an import or an ephemeral resource that arrives after a stop is not started. One that waits for a
// transfer would take minutes.
func TestMuxServer_Stop_LateRead(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	c.Create(asha())
	sim.ResetRequests()
	_, err := c.Server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
	coretest.Must(t, err)

	const typeName = beneficiaryDataType
	typ := c.Schemas.DataSourceSchemas[typeName].ValueType()
	_, err = c.Server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: typeName, Config: coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, object{"beneficiary_id": "vendor_0042"})),
	})
	coretest.Must(t, err)
	_, _ = c.Import("00011020001772,HDFC0000001")
	const ephemeralType = "cashfree_payout_token"
	typ = c.Schemas.EphemeralResourceSchemas[ephemeralType].ValueType()
	_, err = c.Server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: ephemeralType, Config: coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, object{})),
	})
	coretest.Must(t, err)
	if calls := sim.Requests(); len(calls) != 0 {
		t.Errorf("Cashfree was called: %+v", calls)
	}
}
