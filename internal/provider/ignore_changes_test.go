package provider

import (
	"slices"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A number in ignore_changes reaches the plan as the null that the state has of it, and stays what it was: it is no reason
// to remove the payee, whatever else changes.
func TestAnIgnoredWriteOnlyNumberReplacesNothing(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, nil))
	created := c.create(writeOnly(asha()))
	ignored := with(asha(), "instrument.bank_account_number", nil)
	for _, changed := range []object{with(ignored, "timeouts", object{"read": "2m"}), with(ignored, "instrument.bank_ifsc", "hdfc0000001")} {
		p := c.planOnce(created, valueOf(t, c.objects, changed))
		wantNoErrors(t, p.diags)
		if len(p.paths) > 0 || !at(p.planned, "bank_account_last_four").Equal(at(created.state, "bank_account_last_four")) {
			t.Errorf("replaced because of %v, with %v for the last four digits", p.paths, plain(at(p.planned, "bank_account_last_four")))
		}
	}
	if p := c.planOnce(created, valueOf(t, c.objects, with(ignored, "name", "Bina Rao"))); !slices.Equal(p.paths, []string{"name"}) {
		t.Errorf("another name is replaced because of %v", p.paths)
	}
}

// A write-only document in ignore_changes reaches the plan as the null that the state has of it: the members stay as they are.
func TestAnIgnoredWriteOnlyDocumentChangesNothing(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"account_numbers_in_state": false})
	created := c.create(object{"csv_wo": vendors(3)})
	ignored := c.planOnce(created, valueOf(t, c.objects, object{}))
	wantNoErrors(t, ignored.diags)
	if got := action(ignored); got != "none" {
		t.Errorf("it plans %q", got)
	}

	calls := len(sim.Requests())
	p := c.planOnce(created, valueOf(t, c.objects, object{"timeouts": object{"read": "5m"}}))
	wantNoErrors(t, p.diags)
	p.config = valueOf(t, c.objects, object{"csv_wo": vendors(5), "timeouts": object{"read": "5m"}}) // an apply gets it nevertheless
	applied, diags := c.carryOut(t.Context(), p)
	wantNoErrors(t, diags)
	if !at(applied.state, "members").Equal(at(created.state, "members")) || len(sim.Requests()) > calls {
		t.Errorf("%d calls left %v", len(sim.Requests())-calls, plain(at(applied.state, "members")))
	}
}

// Somebody changes a member by hand, while another document is in the code and ignored: what the plan says is done.
func TestAnIgnoredDocumentIsAppliedAsTheStateHasIt(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv": vendors(3)})
	sim.Update("v001", func(b *simulator.Beneficiary) { b.Name = "Mallory" })
	drifted, diags := c.refresh(created)
	wantNoErrors(t, diags)
	p := c.plan(drifted, object{"csv": vendors(3)}) // that of the state, in the place of the other
	p.config = valueOf(t, c.objects, object{"csv": vendors(5)})
	_, diags = c.carryOut(t.Context(), p)
	wantNoErrors(t, diags)
	if stored, _ := sim.Get("v001"); stored.Name != "Asha Rao" || len(sim.All()) != 3 {
		t.Errorf("v001 is %q, and %d exist", stored.Name, len(sim.All()))
	}
}
