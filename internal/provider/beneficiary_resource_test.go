package provider

import (
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A beneficiary is created with its planned content, read without a difference, and removed. A removal of what is gone
// succeeds.
func TestBeneficiary_Lifecycle(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))

	created := c.Create(asha())
	stored, ok := sim.Get("vendor_0042")
	if !ok || stored.BankAccountNumber != "00011020001772" || stored.PostalCode != "411001" {
		t.Fatalf("the simulator holds %+v, %v", stored, ok)
	}
	for attribute, want := range map[string]any{
		"status": "VERIFIED", "bank_account_last_four": "1772", "instrument.bank_account_number": "00011020001772",
	} {
		if got := created.Get(attribute); got != want {
			t.Errorf("%s is %v, want %v", attribute, got, want)
		}
	}
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if second := c.Plan(refreshed, asha()); second.Action != "none" {
		t.Errorf("the second plan is %q", second.Action)
	}
	coretest.WantNoErrors(t, c.Destroy(refreshed))
	if left := sim.All(); len(left) != 0 {
		t.Errorf("left behind: %+v", left)
	}
	coretest.WantNoErrors(t, c.Destroy(refreshed)) // somebody else was faster: that is a removal too
}

// An update adds the identity where an older CLI stored none, and keeps the record of the API.
func TestBeneficiary_Update_Identity(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, other := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	created.Identity = nil // by a CLI that knew none; planned with -refresh=false
	updated, diags := c.Apply(c.Plan(created, with(asha(), "timeouts", object{"create": "20m"})))
	coretest.WantNoErrors(t, diags)
	if updated.Identity == nil || updated.Identity.IdentityData == nil {
		t.Error("it has no identity")
	}
	_, diags = newCore(t, coretest.ProviderBlock(other, nil)).Refresh(updated)
	// The origin survives an update.
	coretest.WantError(t, diags, "beneficiary_id", "Beneficiary of another environment")
}

// A removal that fails is an error. A state without a record of its API can be removed.
func TestBeneficiary_Delete_Fails(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 0}))
	created := c.Create(asha())
	sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusBefore, Status: 500})
	coretest.WantError(t, c.Destroy(created), "", `Cannot remove beneficiary "vendor_0042"`)
	sim.ClearFaults()
	created.Private = nil // recorded by nobody knows which API
	coretest.WantNoErrors(t, c.Destroy(created))
}

// What a resource took over in this run is not removed by another one, as with create_before_destroy or with a rename
// without a moved block: there the removal of the former object follows the creation.
func TestBeneficiary_Delete_AdoptedInSameRun(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	former := newCore(t, coretest.ProviderBlock(base, nil)).Create(asha()) // by an earlier run
	c := newCore(t, coretest.ProviderBlock(base, object{"adopt_existing": true}))
	_, diags := c.Apply(c.Plan(nil, asha()))
	coretest.WantNoErrors(t, diags)
	diags = c.Destroy(former)
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "Beneficiary not removed", `Beneficiary "vendor_0042" still exists`)
	if _, there := sim.Get("vendor_0042"); !there {
		t.Error("the beneficiary that the state holds was removed")
	}
}

// Each operation ends at its own time limit.
func TestBeneficiary_Timeouts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		operation, method string
		run               func(c *coretest.Core, created *coretest.Instance) []*tfprotov6.Diagnostic
	}{
		{"read", http.MethodGet, func(c *coretest.Core, i *coretest.Instance) []*tfprotov6.Diagnostic {
			_, diags := c.Refresh(i)
			return diags
		}},
		{"delete", http.MethodDelete, func(c *coretest.Core, i *coretest.Instance) []*tfprotov6.Diagnostic { return c.Destroy(i) }},
	} {
		t.Run(test.operation, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(with(asha(), "timeouts", object{test.operation: "100ms"}))
			sim.Inject(simulator.Fault{Method: test.method, Action: simulator.FaultHang})
			began := time.Now()
			coretest.WantError(t, test.run(c, created), "", "deadline exceeded")
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// The error of a refresh that used up its time tells how to raise the limit: core shows a refresh only the limit in the
// state.
func TestBeneficiary_Timeouts_ReadUsedUp(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for c, config := range map[*coretest.Core]object{
		newCore(t, coretest.ProviderBlock(base, nil)):                             asha(),
		newCore(t, coretest.ProviderBlock(base, nil)).Of(beneficiaryset.TypeName): {"csv_wo": coretest.Vendors(3)},
	} {
		config["timeouts"] = object{"read": "1ns"}
		created := c.Create(config)
		_, diags := c.Refresh(created)
		coretest.WantError(t, diags, "", "timeouts.read", "apply once with -refresh=false")

		config["timeouts"] = object{"read": "5m"}
		raised, diags := c.Apply(c.Plan(created, config)) // -refresh=false
		coretest.WantNoErrors(t, diags)
		wantNoDrift(t, c, raised, config)
	}
}
