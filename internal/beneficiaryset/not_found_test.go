package beneficiaryset_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

func TestSetOfWhichNothingIsFound(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 3} {
		sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
		c := setCore(t, base, nil)
		created := c.Create(object{"csv_wo": coretest.Vendors(size)})
		for _, b := range sim.All() {
			sim.Remove(b.ID)
		}
		_, diags := c.Refresh(created)
		coretest.WantWarning(t, diags, "No beneficiary of the state was found", "credentials may be those of another Cashfree account")
		if _, again := c.Refresh(created); len(diags) != 1 || len(again) != 0 {
			t.Errorf("of %d it is said more than once: %s\n%s", size, coretest.Text(diags), coretest.Text(again))
		}
	}
}

// Sets and single payees of one run are of one account: where any is found, it is the right one.
func TestASetAndASinglePayeeAreCountedTogether(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	single := setCore(t, base, nil).Of(beneficiaryType).Create(asha())
	set := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(3)})
	refresh := func() string {
		run := setCore(t, base, nil).Of(beneficiaryType)
		_, ofSet := run.Of(beneficiaryset.TypeName).Refresh(set)
		_, ofSingle := run.Refresh(single)
		return coretest.Text(append(ofSet, ofSingle...))
	}
	sim.Remove("vendor_0042")
	if said := refresh(); said != "" {
		t.Errorf("beside a set that is all there: %s", said)
	}
	for _, b := range sim.All() {
		sim.Remove(b.ID)
	}
	if said := refresh(); strings.Count(said, "No beneficiary of the state was found") != 1 {
		t.Errorf("of a set and a single payee that are gone: %s", said)
	}
	sim.Put(simulator.Beneficiary{ID: "v001", Name: "Asha Rao", BankAccountNumber: "00011020000001", BankIFSC: "HDFC0000001"})
	if said := refresh(); strings.Contains(said, "another Cashfree account") {
		t.Errorf("one member was found: %s", said)
	}
}

// One member of a set hangs. A single payee that is gone does not wait for it once another member was found.
func TestBeneficiarySet_NotFound_WhileTheSetIsRead(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	set := c.Create(object{"csv_wo": coretest.Vendors(3)})
	single := c.Of(beneficiaryType).Create(asha())
	sim.Remove("vendor_0042")
	sim.Inject(simulator.Fault{Method: http.MethodGet, BeneficiaryID: "v000", Action: simulator.FaultHang})
	ctx, stop := context.WithCancel(t.Context())
	read := make(chan struct{})
	go func() {
		defer close(read)
		c.RefreshWith(ctx, set)
	}()
	gone, diags := c.Of(beneficiaryType).Refresh(single)
	if gone != nil || len(diags) != 0 {
		t.Errorf("the single payee is %v: %s", gone, coretest.Text(diags))
	}
	stop()
	<-read
}
