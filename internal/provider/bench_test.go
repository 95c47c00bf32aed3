package provider

import (
	"testing"
)

// What Terraform pays for each beneficiary of a plan: one read, with one call to the simulator, and one plan without.

func BenchmarkRead(b *testing.B) {
	c, created := benchmarked(b)
	for b.Loop() {
		if _, diags := c.refresh(created); hasErrors(diags) {
			b.Fatal(text(diags))
		}
	}
}

func BenchmarkPlan(b *testing.B) {
	c, created := benchmarked(b)
	config := valueOf(b, c.objects, asha())
	for b.Loop() {
		if p := c.planOnce(created, config); hasErrors(p.diags) {
			b.Fatal(text(p.diags))
		}
	}
}

func benchmarked(b *testing.B) (*core, *instance) {
	b.Helper()
	_, base := startSimulator(b, testOptions())
	c := newCore(b, providerFor(base, nil))
	b.ReportAllocs()
	return c, c.create(asha())
}
