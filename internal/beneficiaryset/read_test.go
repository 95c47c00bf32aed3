package beneficiaryset_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A plan shows only the member that was changed by hand, and the apply corrects it with one removal and one addition.
func TestBeneficiarySet_Read_Drift(t *testing.T) {
	t.Parallel()
	for what, edit := range map[string]func(*simulator.Beneficiary){
		"shown by the summary":  func(b *simulator.Beneficiary) { b.BankAccountNumber = "66611020009999" },
		"hidden by the summary": func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" },
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := setCore(t, base, nil)
			created := c.Create(object{"csv_wo": coretest.Vendors(300)})
			sim.Update("v042", edit)
			drifted, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			p := c.Plan(drifted, object{"csv_wo": coretest.Vendors(300)})
			wantOnlyMemberPlanned(t, drifted, p, "v042")
			before := len(sim.Journal())
			corrected, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			if events := coretest.Kinds(sim)[before:]; !slices.Equal(events, []string{"removed", "created"}) {
				t.Errorf("it was corrected by %v", events)
			}
			if again := c.Plan(corrected, object{"csv_wo": coretest.Vendors(300)}); again.Action != "none" {
				t.Errorf("the next plan is %q", again.Action)
			}
		})
	}
}

// wantOnlyMemberPlanned wants a plan to change this member and no other.
func wantOnlyMemberPlanned(t *testing.T, prior *coretest.Instance, p *coretest.Change, id string) {
	t.Helper()
	differences, err := prior.State.Diff(p.Planned)
	coretest.Must(t, err)
	for _, difference := range differences {
		if !strings.Contains(difference.String(), id) && len(difference.Path.Steps()) > 1 {
			t.Errorf("the plan shows %s as well", difference)
		}
	}
	if p.Action != "update" || !isUnknown(p, "statuses."+id) {
		t.Fatalf("the plan is %q", p.Action)
	}
}

// A status that changes is recorded with a warning, and plans no change.
func TestBeneficiarySet_Read_StatusOnly(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(3)})
	sim.Update("v001", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "1 member cannot be paid", "v001: INVALID")
	if p := c.Plan(refreshed, object{"csv": coretest.Vendors(3)}); p.Action != "none" || refreshed.Get("statuses.v001") != "INVALID" {
		t.Errorf("the plan is %q", p.Action)
	}
}

// Cashfree may keep e-mail addresses in lower case: that is no drift, and addresses are sent as written.
func TestBeneficiarySet_Read_EmailLetterCase(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"csv", "csv_wo"} {
		sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
		config := object{form: "beneficiary_id,name,vpa,email\nv1,Asha Rao,asha@examplebank,Asha.Rao@Example.com\n"}
		created := setCore(t, base, nil).Create(config)
		if sent, _ := sim.Get("v1"); sent.Email != "Asha.Rao@Example.com" {
			t.Errorf("%s: %q was sent", form, sent.Email)
		}
		sim.Update("v1", func(b *simulator.Beneficiary) { b.Email = strings.ToLower(b.Email) })
		c := setCore(t, base, nil)
		refreshed, diags := c.Refresh(created)
		coretest.WantNoErrors(t, diags)
		if p := c.Plan(refreshed, config); p.Action != "none" {
			t.Errorf("%s: the plan is %q", form, p.Action)
		}
		sim.Update("v1", func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" })
		refreshed, diags = c.Refresh(created)
		coretest.WantNoErrors(t, diags)
		if p := c.Plan(refreshed, config); p.Action != "update" {
			t.Errorf("%s: with another address the plan is %q", form, p.Action)
		}
	}
}

// Only a proven absence removes a member from the state.
func TestBeneficiarySet_Read_ProvenAbsence(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(50)})
	sim.Inject(simulator.Fault{Method: http.MethodGet, BeneficiaryID: "v020", Action: simulator.FaultEdgeHTML})
	kept, diags := c.Refresh(created)
	coretest.WantError(t, diags, "", "Cannot read the beneficiary set", `"v020"`)
	if !kept.State.Equal(created.State) {
		t.Error("the state changed")
	}
	sim.ClearFaults()
	sim.Remove("v020")
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if refreshed.Get("members.v020") != nil || refreshed.Get("members.v021") == nil {
		t.Error("the state has the member that does not exist, or lacks another one")
	}
}

// A stopped read is an error, and keeps the state.
func TestBeneficiarySet_Read_Stopped(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": coretest.Vendors(3)})
	sim.SetLatency(20 * time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, diags := c.RefreshWith(ctx, created)
	coretest.WantError(t, diags, "", "Cannot read the beneficiary set")
}

// While the credentials are unknown a refresh keeps the state, and an import is an error.
func TestBeneficiarySet_Read_CredentialsUnknown(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(3)})
	c := setCore(t, base, object{"client_secret": coretest.Unknown{}})
	kept, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "Existing resources were not read")
	if !kept.State.Equal(created.State) {
		t.Error("the state changed")
	}
	_, diags = c.Import("v000")
	coretest.WantError(t, diags, "", "not known yet")
}

// Where no member is found, one warning in a run names another Cashfree account as the likely cause.
func TestBeneficiarySet_Read_NothingFound(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 3} {
		sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
		c := setCore(t, base, nil)
		created := c.Create(object{"csv_wo": coretest.Vendors(size)})
		for _, b := range sim.All() {
			sim.Remove(b.ID)
		}
		_, diags := c.Refresh(created)
		coretest.WantWarning(t, diags, "No beneficiary found", "credentials may be those of another Cashfree account")
		if _, again := c.Refresh(created); len(diags) != 1 || len(again) != 0 {
			t.Errorf("%d members: there are more warnings than one: %s\n%s", size, coretest.Text(diags), coretest.Text(again))
		}
	}
}

// Sets and single payees of a run are of one Cashfree account: where any is found, there is no warning.
func TestBeneficiarySet_Read_NothingFoundWithSinglePayee(t *testing.T) {
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
	if text := refresh(); text != "" {
		t.Errorf("beside a set that is found: %s", text)
	}
	for _, b := range sim.All() {
		sim.Remove(b.ID)
	}
	if text := refresh(); strings.Count(text, "No beneficiary found") != 1 {
		t.Errorf("for a set and a single payee that do not exist: %s", text)
	}
	sim.Put(simulator.Beneficiary{ID: "v001", Name: "Asha Rao", BankAccountNumber: "00011020000001", BankIFSC: "HDFC0000001"})
	if text := refresh(); strings.Contains(text, "another Cashfree account") {
		t.Errorf("one member was found: %s", text)
	}
}

// The read of one member hangs. A single payee that does not exist does not wait for it, because another member was
// found.
func TestBeneficiarySet_Read_NotFoundWhileSetIsRead(t *testing.T) {
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
