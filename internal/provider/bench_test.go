package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// BenchmarkBeneficiary_Read measures the read of one beneficiary, with one call to the simulator.
func BenchmarkBeneficiary_Read(b *testing.B) {
	c, created := createForBenchmark(b)
	for b.Loop() {
		if _, diags := c.Refresh(created); coretest.HasErrors(diags) {
			b.Fatal(coretest.Text(diags))
		}
	}
}

// BenchmarkBeneficiary_Plan measures the plan of one beneficiary, which makes no call.
func BenchmarkBeneficiary_Plan(b *testing.B) {
	c, created := createForBenchmark(b)
	config := coretest.ValueOf(b, c.Type, asha())
	for b.Loop() {
		if p := c.PlanOnce(created, config); coretest.HasErrors(p.Diags) {
			b.Fatal(coretest.Text(p.Diags))
		}
	}
}

// createForBenchmark creates the beneficiary that a benchmark reads or plans.
func createForBenchmark(b *testing.B) (*coretest.Core, *coretest.Instance) {
	b.Helper()
	_, base := coretest.StartSimulator(b, coretest.SimulatorOptions())
	c := newCore(b, coretest.ProviderBlock(base, nil))
	b.ReportAllocs()
	return c, c.Create(asha())
}
