package provider

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The credentials of the sandbox are swapped for those of production: there every id is unknown.
func TestAnotherEnvironmentDoesNotEmptyTheState(t *testing.T) {
	t.Parallel()
	_, sandbox := startSimulator(t, testOptions())
	other, production := startSimulator(t, testOptions())
	created := newCore(t, providerFor(sandbox, nil)).create(asha())

	c := newCore(t, providerFor(production, nil))
	kept, diags := c.refresh(created)
	wantError(t, diags, "beneficiary_id", `"vendor_0042" belongs to another environment`, sandbox, production)
	if kept == nil {
		t.Error("the state was emptied")
	}

	other.Put(simulator.Beneficiary{ID: "vendor_0042", Name: "Somebody Else", VPA: "else@examplebank"})
	wantError(t, c.destroy(created), "beneficiary_id", "belongs to another environment")
	if _, there := other.Get("vendor_0042"); !there {
		t.Error("a payee of another environment was removed")
	}
}

// An API that moves, say behind a proxy, is followed as long as the record is found there.
func TestARecordThatIsFoundElsewhereIsFollowed(t *testing.T) {
	t.Parallel()
	old, before := startSimulator(t, testOptions())
	moved, after := startSimulator(t, testOptions())
	created := newCore(t, providerFor(before, nil)).create(asha())
	stored, _ := old.Get("vendor_0042")
	moved.Put(stored)

	c := newCore(t, providerFor(after, nil))
	followed, diags := c.refresh(created)
	wantNoErrors(t, diags)
	moved.Remove("vendor_0042")
	gone, diags := c.refresh(followed)
	wantNoErrors(t, diags)
	if gone != nil {
		t.Error("the record is still taken for one of the former address")
	}
}

// The id exists in the other environment, too, and is another payee there: a refresh must not take the guard off.
func TestAnotherPayeeOfAnotherEnvironmentIsNotFollowed(t *testing.T) {
	t.Parallel()
	_, sandbox := startSimulator(t, testOptions())
	other, production := startSimulator(t, testOptions())
	for name, config := range map[string]object{"plain": asha(), "write-only": writeOnly(with(asha(), "beneficiary_id", "vendor_0043"))} {
		id := config["beneficiary_id"].(string)
		created := newCore(t, providerFor(sandbox, nil)).create(config)
		newCore(t, providerFor(sandbox, nil)).destroy(created) // one account, one beneficiary
		other.Put(simulator.Beneficiary{ID: id, Name: "Somebody Else", VPA: id + "@examplebank", Status: "VERIFIED"})
		c := newCore(t, providerFor(production, nil))
		kept, diags := c.refresh(created)
		wantError(t, diags, "beneficiary_id", "belongs to another environment")
		wantError(t, c.destroy(kept), "beneficiary_id", "belongs to another environment")
		if _, there := other.Get(id); !there {
			t.Errorf("%s: a payee of another environment was removed", name)
		}
	}
}
