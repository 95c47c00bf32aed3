package provider

import "testing"

// create_before_destroy, or a resource renamed without a moved block: the create takes the existing one over, and the
// removal of the former object comes after it.
func TestWhatWasTakenOverIsNotRemovedInTheSameRun(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, object{"adopt_existing": true}))
	former := c.create(asha())
	_, diags := c.apply(c.plan(nil, asha()))
	wantNoErrors(t, diags)
	diags = c.destroy(former)
	wantNoErrors(t, diags)
	wantWarning(t, diags, `"vendor_0042" was not removed`)
	if _, there := sim.Get("vendor_0042"); !there {
		t.Error("the beneficiary that the state holds was removed")
	}
}
