package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// What Terraform pays for each beneficiary of a plan: one read, with one call to the simulator, and one plan without.

func BenchmarkRead(b *testing.B) {
	c, created := benchmarked(b)
	for b.Loop() {
		if _, diags := c.Refresh(created); coretest.HasErrors(diags) {
			b.Fatal(coretest.Text(diags))
		}
	}
}

func BenchmarkPlan(b *testing.B) {
	c, created := benchmarked(b)
	config := coretest.ValueOf(b, c.Type, asha())
	for b.Loop() {
		if p := c.PlanOnce(created, config); coretest.HasErrors(p.Diags) {
			b.Fatal(coretest.Text(p.Diags))
		}
	}
}

func benchmarked(b *testing.B) (*coretest.Core, *coretest.Instance) {
	b.Helper()
	_, base := coretest.StartSimulator(b, coretest.SimulatorOptions())
	c := newCore(b, coretest.ProviderBlock(base, nil))
	b.ReportAllocs()
	return c, c.Create(asha())
}
