package provider

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

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Accounts that all move on by half the table wait for each other, whatever the order: and nobody is lost.
func TestMembersThatWaitForEachOther(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"max_concurrent_requests": 1})
	created := c.create(object{"csv_wo": vendors(150)})
	var shifted strings.Builder
	shifted.WriteString(header)
	for i := range 150 {
		fmt.Fprintf(&shifted, "v%03d,Asha Rao,000110200%05d,HDFC0000001,\n", i, (i+120)%150)
	}
	_, diags := c.apply(c.plan(created, object{"csv_wo": shifted.String()}))
	wantNoErrors(t, diags)
	if stored, _ := sim.Get("v000"); stored.BankAccountNumber != "00011020000120" || len(sim.All()) != 150 {
		t.Errorf("v000 has %s, %d exist", stored.BankAccountNumber, len(sim.All()))
	}
}

// A member that is added takes the account of one that is removed in the same run.
func TestMemberThatTakesTheAccountOfARemovedOne(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv_wo": vendors(30)})
	before := len(sim.Journal())
	_, diags := c.apply(c.plan(created, object{"csv_wo": vendors(30, "v0", "w0")}))
	wantNoErrors(t, diags)
	if events := kinds(sim)[before:]; slices.Contains(events[:30], "created") {
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
	_, base := startSimulator(t, testOptions())
	other, elsewhere := startSimulator(t, testOptions())
	created := setCore(t, base, nil).create(object{"csv_wo": vendors(3)})
	c := setCore(t, elsewhere, nil)
	for _, document := range []string{vendors(2), vendors(3, "v001,Asha Rao", "v001,Asha R Rao")} {
		_, diags := c.apply(c.plan(created, object{"csv_wo": document})) // -refresh=false
		wantError(t, diags, "", "belongs to another environment")
	}
	if calls := len(other.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}

func TestDocumentThatChangedSinceThePlan(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	for name, document := range map[string]string{"other content": vendors(3, "Asha", "Ravi"), "one less": vendors(2), "one more": vendors(4)} {
		p := c.plan(nil, object{"csv_wo": vendors(3)})
		p.config = valueOf(t, c.objects, object{"csv_wo": document})
		_, diags := c.apply(p)
		wantError(t, diags, "", "inconsistent final plan")
		_, diags = c.carryOut(t.Context(), p) // as if it changed after core's last plan
		wantError(t, diags, "", "The document has changed since the plan")
		if len(sim.All()) != 0 {
			t.Errorf("%s was applied", name)
		}
	}
}

func TestUnknownDocumentChangesOnlyTheMembersThatDiffer(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv": vendors(20)})
	p := c.plan(created, object{"csv": notKnownYet{}})
	for _, name := range []string{"members", "fingerprints", "statuses"} {
		if plain(at(p.planned, name)) != (notKnownYet{}) {
			t.Errorf("%s is known", name)
		}
	}
	known := c.plan(created, object{"csv": vendors(20, "v007,Asha Rao", "v007,Asha R Rao")})
	p.config = known.config
	known.planned, p.planned = p.planned, known.planned
	sim.ResetRequests()
	before := len(sim.Journal())
	_, diags := c.apply(p)
	wantNoErrors(t, diags)
	if events := kinds(sim)[before:]; !slices.Equal(events, []string{"removed", "created"}) {
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
		sim, base := startSimulator(t, testOptions())
		sim.Inject(fault)
		_, diags := func() (*instance, []*tfprotov6.Diagnostic) {
			c := setCore(t, base, object{"max_retries": 0})
			return c.apply(c.plan(nil, object{"csv_wo": vendors(500)}))
		}()
		wantError(t, diags, "members", "another member met what all would meet")
		if calls := len(sim.Requests()); calls > 100 {
			t.Errorf("%s: %d calls were made", name, calls)
		}
	}
}

func TestTimeoutsBoundEachOperationOfASet(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	limited := object{"csv_wo": vendors(100), "timeouts": object{"update": "60ms", "delete": "60ms"}}
	created := c.create(limited)
	sim.SetLatency(20 * time.Millisecond)
	limited["csv_wo"] = vendors(200)
	_, diags := c.apply(c.plan(created, limited))
	wantError(t, diags, "members", "the time limit is over")
	wantError(t, c.destroy(created), "members", "could not be removed", "the time limit is over")
}

// A removal that fails in part keeps in the state what is left, and no more.
func TestDestroyOfMembersThatFailsInPart(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.create(object{"csv_wo": vendors(20)})
	sim.Remove("v003") // gone already: no failure
	sim.Inject(simulator.Fault{Method: http.MethodDelete, BeneficiaryID: "v010", Action: simulator.FaultStatusBefore, Status: 422})
	null := dynamic(t, c.objects, valueOf(t, c.objects, nil))
	answer, err := c.server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{TypeName: setType,
		PriorState: dynamic(t, c.objects, created.state), PlannedState: null, Config: null, PlannedPrivate: created.private})
	must(t, err)
	wantError(t, answer.Diagnostics, "members", "1 of 20 members could not be removed", "v010:")
	left := &instance{state: unmarshal(t, c.objects, answer.NewState)}
	if left.read("members.v010") == nil || left.read("members.v011") != nil || left.read("members.v003") != nil {
		t.Errorf("the state is %s", left.state)
	}
}

// Between plan and apply somebody makes the change by hand, removes a member, or adds one with other content.
func TestMembersThatSomebodyTouchedSinceThePlan(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv_wo": vendors(3)})
	p := c.plan(created, object{"csv_wo": vendors(4, "Asha Rao", "Asha R Rao")})
	sim.Update("v000", func(b *simulator.Beneficiary) { b.Name = "Asha R Rao" })
	sim.Remove("v001")
	sim.Put(simulator.Beneficiary{ID: "v003", Name: "Somebody Else", VPA: "else@examplebank"})
	before := len(sim.Journal())
	kept, diags := c.apply(p)
	wantError(t, diags, "members", "v003: it exists with other content: name, bank_account_number, bank_ifsc, vpa differ")
	for _, event := range sim.Journal()[before:] {
		if event.ID == "v000" || event.ID == "v003" {
			t.Errorf("%s was %s", event.ID, event.Kind)
		}
	}
	if kept.read("members.v003") != nil || kept.read("members.v000") == nil || kept.read("members.v001") == nil {
		t.Errorf("the state is %s", kept.state)
	}
}

// A member is gone since the plan, and cannot be added: the state has to say that it is gone.
func TestMemberThatVanishedAndCannotBeAdded(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.create(object{"csv_wo": vendors(3)})
	p := c.plan(created, object{"csv_wo": vendors(3, "v001,Asha Rao", "v001,Asha R Rao")})
	sim.Remove("v001")
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 422})
	kept, diags := c.apply(p)
	wantError(t, diags, "members", "v001: ")
	if kept.read("members.v001") != nil {
		t.Error("the state has a member that is gone")
	}
}

// Cashfree keeps the ids of removed payees: nothing waits for these.
func TestMemberWhoseIDIsKeptIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.RecreateAfterDelete = "refused" })
	c := setCore(t, base, nil)
	created := c.create(object{"csv_wo": vendors(2)})
	sim.ResetRequests()
	_, diags := c.apply(c.plan(created, object{"csv_wo": vendors(2, "v001,Asha Rao", "v001,Asha R Rao")}))
	wantError(t, diags, "members", "v001: ", "could not be put back")
	if calls := len(sim.Requests()); calls > 5 { // read, remove, add, look up, put back
		t.Errorf("%d calls were made", calls)
	}
}

// What had not begun is told apart from what failed.
func TestStoppedCreateListsWhatHadNotBegun(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	sim.SetLatency(20 * time.Millisecond)
	c := setCore(t, base, nil)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, stop)
	recorded, diags := c.applyWith(ctx, c.plan(nil, object{"csv_wo": vendors(300)}))
	if recorded != nil || strings.Contains(text(diags), "nothing was sent") {
		t.Errorf("%.600s", text(diags))
	}
}

// A read that is stopped says so, and keeps the state.
func TestStoppedReadOfVendorsKeepsThemAll(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv_wo": vendors(3)})
	sim.SetLatency(20 * time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, diags := c.refreshWith(ctx, created)
	wantError(t, diags, "", "Cannot read the beneficiary set")
}

func TestSetFollowsAnAPIThatMoved(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	other, elsewhere := startSimulator(t, testOptions())
	created := setCore(t, base, nil).create(object{"csv_wo": vendors(3)})
	for _, b := range sim.All() {
		other.Put(b)
	}
	c := setCore(t, elsewhere, nil)
	moved, diags := c.refresh(created)
	wantNoErrors(t, diags)
	wantNoErrors(t, c.destroy(moved))
	if len(other.All()) != 0 {
		t.Error("they are not removed")
	}
}

func TestSetWhileCredentialsAreUnknown(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	created := setCore(t, base, nil).create(object{"csv_wo": vendors(3)})
	c := setCore(t, base, object{"client_secret": notKnownYet{}})
	kept, diags := c.refresh(created)
	wantNoErrors(t, diags)
	wantWarning(t, diags, "Existing resources were not read")
	if !kept.state.Equal(created.state) {
		t.Error("the state changed")
	}
	_, diags = c.importByID("v000")
	wantError(t, diags, "", "not known yet")
}

func TestSetWithoutWriteOnlySupport(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	for _, capabilities := range []*tfprotov6.ValidateResourceConfigClientCapabilities{nil, {}} {
		answer, err := c.server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: setType,
			Config: dynamic(t, c.objects, valueOf(t, c.objects, object{"json_wo": "{}"})), ClientCapabilities: capabilities})
		must(t, err)
		if !strings.Contains(errorsIn(answer.Diagnostics), "json_wo needs Terraform 1.11") {
			t.Errorf("it says %s", text(answer.Diagnostics))
		}
	}
}

// A state of a later version has an attribute that this one does not know.
func TestSetStateOfAnotherVersion(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	raw, err := json.Marshal(object{"members": object{"v1": "Asha Rao, ab@cd"}, "later": true})
	must(t, err)
	answer, err := c.server.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{TypeName: setType, RawState: &tfprotov6.RawState{JSON: raw}})
	must(t, err)
	wantNoErrors(t, answer.Diagnostics)
	if got := (&instance{state: unmarshal(t, c.objects, answer.UpgradedState)}).read("members.v1"); got != "Asha Rao, ab@cd" {
		t.Errorf("v1 is %v", got)
	}
}

func TestMovedToASet(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	answer, err := c.server.MoveResourceState(t.Context(), &tfprotov6.MoveResourceStateRequest{SourceTypeName: beneficiaryType, TargetTypeName: setType})
	must(t, err)
	wantError(t, answer.Diagnostics, "", "Import its beneficiaries into the set")
}
