package beneficiaryset_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Accounts that all move on by half the table wait for each other, whatever the order: and nobody is lost.
func TestMembersThatWaitForEachOther(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_concurrent_requests": 1})
	created := c.Create(object{"csv_wo": coretest.Vendors(150)})
	var shifted strings.Builder
	shifted.WriteString(coretest.Header)
	for i := range 150 {
		fmt.Fprintf(&shifted, "v%03d,Asha Rao,000110200%05d,HDFC0000001,\n", i, (i+120)%150)
	}
	_, diags := c.Apply(c.Plan(created, object{"csv_wo": shifted.String()}))
	coretest.WantNoErrors(t, diags)
	if stored, _ := sim.Get("v000"); stored.BankAccountNumber != "00011020000120" || len(sim.All()) != 150 {
		t.Errorf("v000 has %s, %d exist", stored.BankAccountNumber, len(sim.All()))
	}
}

// A member that is added takes the account of one that is removed in the same run.
func TestMemberThatTakesTheAccountOfARemovedOne(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": coretest.Vendors(30)})
	before := len(sim.Journal())
	_, diags := c.Apply(c.Plan(created, object{"csv_wo": coretest.Vendors(30, "v0", "w0")}))
	coretest.WantNoErrors(t, diags)
	if events := coretest.Kinds(sim)[before:]; slices.Contains(events[:30], "created") {
		t.Errorf("an addition came before the last removal: %v", events)
	}
	for _, request := range sim.Requests() {
		if request.Status == http.StatusConflict {
			t.Error("an addition met an account that was still to be let go")
		}
	}
}

func TestForeignVendorsAreNeitherWrittenNorRemoved(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(3)})
	c := setCore(t, elsewhere, nil)
	for _, document := range []string{coretest.Vendors(2), coretest.Vendors(3, "v001,Asha Rao", "v001,Asha R Rao")} {
		_, diags := c.Apply(c.Plan(created, object{"csv_wo": document})) // -refresh=false
		coretest.WantError(t, diags, "", "another environment")
	}
	if calls := len(other.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}

func TestDocumentThatChangedSinceThePlan(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	for name, document := range map[string]string{"other content": coretest.Vendors(3, "Asha", "Ravi"), "one less": coretest.Vendors(2), "one more": coretest.Vendors(4)} {
		p := c.Plan(nil, object{"csv_wo": coretest.Vendors(3)})
		p.Config = coretest.ValueOf(t, c.Type, object{"csv_wo": document})
		_, diags := c.Apply(p)
		coretest.WantError(t, diags, "", "inconsistent final plan")
		_, diags = c.CarryOut(t.Context(), p) // as if it changed after core's last plan
		coretest.WantError(t, diags, "", "Document changed since the plan")
		if len(sim.All()) != 0 {
			t.Errorf("%s was applied", name)
		}
	}
}

func TestUnknownDocumentChangesOnlyTheMembersThatDiffer(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(20)})
	p := c.Plan(created, object{"csv": coretest.Unknown{}})
	for _, name := range []string{"members", "fingerprints", "statuses"} {
		if coretest.Plain(coretest.At(p.Planned, name)) != (coretest.Unknown{}) {
			t.Errorf("%s is known", name)
		}
	}
	known := c.Plan(created, object{"csv": coretest.Vendors(20, "v007,Asha Rao", "v007,Asha R Rao")})
	p.Config = known.Config
	known.Planned, p.Planned = p.Planned, known.Planned
	sim.ResetRequests()
	before := len(sim.Journal())
	_, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if events := coretest.Kinds(sim)[before:]; !slices.Equal(events, []string{"removed", "created"}) {
		t.Errorf("it was done by %v", events)
	}
	if calls := len(sim.Requests()); calls != 3 { // read, remove, add
		t.Errorf("%d calls were made", calls)
	}
}

func TestGeneralFailuresEndTheRunOfASet(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"edge": {Method: http.MethodPost, Action: simulator.FaultEdgeHTML},
	} {
		sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
		sim.Inject(fault)
		_, diags := func() (*coretest.Instance, []*tfprotov6.Diagnostic) {
			c := setCore(t, base, object{"max_retries": 0})
			return c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(500)}))
		}()
		coretest.WantError(t, diags, "members", "another member failed with an error that affects every member")
		if calls := len(sim.Requests()); calls > 100 {
			t.Errorf("%s: %d calls were made", name, calls)
		}
	}
}

func TestTimeoutsBoundEachOperationOfASet(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	limited := object{"csv_wo": coretest.Vendors(100), "timeouts": object{"update": "60ms", "delete": "60ms"}}
	created := c.Create(limited)
	sim.SetLatency(20 * time.Millisecond)
	limited["csv_wo"] = coretest.Vendors(200)
	_, diags := c.Apply(c.Plan(created, limited))
	coretest.WantError(t, diags, "members", "the time limit was reached")
	coretest.WantError(t, c.Destroy(created), "members", "could not be removed", "the time limit was reached")
}

// A removal that fails in part keeps in the state what is left, and no more.
func TestDestroyOfMembersThatFailsInPart(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(20)})
	sim.Remove("v003") // gone already: no failure
	sim.Inject(simulator.Fault{Method: http.MethodDelete, BeneficiaryID: "v010", Action: simulator.FaultStatusBefore, Status: 422})
	null := coretest.Dynamic(t, c.Type, coretest.ValueOf(t, c.Type, nil))
	answer, err := c.Server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{TypeName: beneficiaryset.TypeName,
		PriorState: coretest.Dynamic(t, c.Type, created.State), PlannedState: null, Config: null, PlannedPrivate: created.Private})
	coretest.Must(t, err)
	coretest.WantError(t, answer.Diagnostics, "members", "1 of 20 members could not be removed", "v010:")
	left := &coretest.Instance{State: coretest.Decode(t, c.Type, answer.NewState)}
	if left.Get("members.v010") == nil || left.Get("members.v011") != nil || left.Get("members.v003") != nil {
		t.Errorf("the state is %s", left.State)
	}
}

// Between plan and apply somebody makes the change by hand, removes a member, or adds one with other content.
func TestMembersThatSomebodyTouchedSinceThePlan(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": coretest.Vendors(3)})
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(4, "Asha Rao", "Asha R Rao")})
	sim.Update("v000", func(b *simulator.Beneficiary) { b.Name = "Asha R Rao" })
	sim.Remove("v001")
	sim.Put(simulator.Beneficiary{ID: "v003", Name: "Somebody Else", VPA: "else@examplebank"})
	before := len(sim.Journal())
	kept, diags := c.Apply(p)
	coretest.WantError(t, diags, "members", "v003: It exists, and differs in name, bank_account_number, bank_ifsc, vpa.")
	for _, event := range sim.Journal()[before:] {
		if event.ID == "v000" || event.ID == "v003" {
			t.Errorf("%s was %s", event.ID, event.Kind)
		}
	}
	if kept.Get("members.v003") != nil || kept.Get("members.v000") == nil || kept.Get("members.v001") == nil {
		t.Errorf("the state is %s", kept.State)
	}
}

// A member is gone since the plan, and cannot be added: the state has to say that it is gone.
func TestMemberThatVanishedAndCannotBeAdded(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(3)})
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(3, "v001,Asha Rao", "v001,Asha R Rao")})
	sim.Remove("v001")
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 422})
	kept, diags := c.Apply(p)
	coretest.WantError(t, diags, "members", "v001: ")
	if kept.Get("members.v001") != nil {
		t.Error("the state has a member that is gone")
	}
}

// Cashfree keeps the ids of removed payees: nothing waits for these.
func TestMemberWhoseIDIsKeptIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.RecreateAfterDelete = "refused" })
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": coretest.Vendors(2)})
	sim.ResetRequests()
	_, diags := c.Apply(c.Plan(created, object{"csv_wo": coretest.Vendors(2, "v001,Asha Rao", "v001,Asha R Rao")}))
	coretest.WantError(t, diags, "members", "v001: ", "could not be put back")
	if calls := len(sim.Requests()); calls > 5 { // read, remove, add, look up, put back
		t.Errorf("%d calls were made", calls)
	}
}

// What had not begun is told apart from what failed.
func TestStoppedCreateListsWhatHadNotBegun(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.SetLatency(20 * time.Millisecond)
	c := setCore(t, base, nil)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, stop)
	recorded, diags := c.ApplyWith(ctx, c.Plan(nil, object{"csv_wo": coretest.Vendors(300)}))
	if recorded != nil || strings.Contains(coretest.Text(diags), "nothing was sent") {
		t.Errorf("%.600s", coretest.Text(diags))
	}
}

// A read that is stopped says so, and keeps the state.
func TestStoppedReadOfVendorsKeepsThemAll(t *testing.T) {
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

func TestSetFollowsAnAPIThatMoved(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(3)})
	for _, b := range sim.All() {
		other.Put(b)
	}
	c := setCore(t, elsewhere, nil)
	moved, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	coretest.WantNoErrors(t, c.Destroy(moved))
	if len(other.All()) != 0 {
		t.Error("they are not removed")
	}
}

func TestSetWhileCredentialsAreUnknown(t *testing.T) {
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

func TestSetWithoutWriteOnlySupport(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	for _, capabilities := range []*tfprotov6.ValidateResourceConfigClientCapabilities{nil, {}} {
		answer, err := c.Server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: beneficiaryset.TypeName,
			Config: coretest.Dynamic(t, c.Type, coretest.ValueOf(t, c.Type, object{"json_wo": "{}"})), ClientCapabilities: capabilities})
		coretest.Must(t, err)
		if !strings.Contains(coretest.ErrorsIn(answer.Diagnostics), "json_wo needs Terraform 1.11") {
			t.Errorf("it says %s", coretest.Text(answer.Diagnostics))
		}
	}
}

// A state of a later version has an attribute that this one does not know.
func TestSetStateOfAnotherVersion(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	raw, err := json.Marshal(object{"members": object{"v1": "Asha Rao, ab@cd"}, "later": true})
	coretest.Must(t, err)
	answer, err := c.Server.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{TypeName: beneficiaryset.TypeName, RawState: &tfprotov6.RawState{JSON: raw}})
	coretest.Must(t, err)
	coretest.WantNoErrors(t, answer.Diagnostics)
	if got := (&coretest.Instance{State: coretest.Decode(t, c.Type, answer.UpgradedState)}).Get("members.v1"); got != "Asha Rao, ab@cd" {
		t.Errorf("v1 is %v", got)
	}
}

func TestMovedToASet(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	answer, err := c.Server.MoveResourceState(t.Context(), &tfprotov6.MoveResourceStateRequest{SourceTypeName: beneficiaryType, TargetTypeName: beneficiaryset.TypeName})
	coretest.Must(t, err)
	coretest.WantError(t, answer.Diagnostics, "", "Import its beneficiaries into the set")
}
