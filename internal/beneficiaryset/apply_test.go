package beneficiaryset_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A set is created, read, changed and removed, with a document that the state holds and with one that it does not hold.
func TestBeneficiarySet_Apply_LifeCycle(t *testing.T) {
	t.Parallel()
	for _, argument := range []string{"csv", "csv_wo"} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			testLifeCycle(t, argument)
		})
	}
}

func testLifeCycle(t *testing.T, argument string) {
	t.Helper()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{argument: coretest.Vendors(200)})
	if len(sim.All()) != 200 || created.Get("members.v007") != "Asha Rao, HDFC0000001, …0007" || created.Get("statuses.v007") != "VERIFIED" {
		t.Fatalf("%d exist, and v007 is %v", len(sim.All()), created.Get("members.v007"))
	}
	if stored := created.Get(argument); strings.HasSuffix(argument, "_wo") && (stored != nil || strings.Contains(created.State.String(), "00011020000007")) {
		t.Error("the document is in the state")
	}
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(refreshed, object{argument: coretest.Vendors(200)}); p.Action != "none" {
		t.Fatalf("the second plan is %q", p.Action)
	}

	before := len(sim.Journal())
	changed := coretest.Vendors(199, "v003,Asha Rao", "v003,Asha R Rao") + "w000,Ravi Iyer,,,ravi@examplebank\n"
	p := c.Plan(refreshed, object{argument: changed})
	coretest.WantNoErrors(t, p.Diags)
	if p.Action != "update" || !isUnknown(p, "statuses.v003") || isUnknown(p, "statuses.v004") {
		t.Fatalf("the plan is %q", p.Action)
	}
	updated, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	events := sim.Journal()[before:]
	if len(events) != 4 { // one removed, one removed and added, one added
		t.Errorf("the change was %+v", events)
	}
	coretest.WantNoErrors(t, c.Destroy(updated))
	if left := sim.All(); len(left) != 0 {
		t.Errorf("%d are left", len(left))
	}
}

// A document with the same facts in another form (the order of lines, the letter case of an IFSC) is recorded without a
// call.
func TestBeneficiarySet_Apply_SameFacts(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(3)})
	sim.ResetRequests()
	p := c.Plan(created, object{"csv": coretest.Vendors(3, "HDFC0000001", "hdfc0000001", "Asha Rao", " Asha  Rao")})
	if p.Action != "update" {
		t.Fatalf("the plan is %q", p.Action)
	}
	_, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if len(sim.Requests()) != 0 {
		t.Errorf("calls were made: %+v", sim.Requests())
	}
}

// A document that moves from argument to argument makes no call, and no former argument stays in the state.
func TestBeneficiarySet_Apply_AnotherArgument(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	json := `{"v000":{"name":"Asha Rao","bank_account_number":"00011020000000","bank_ifsc":"HDFC0000001"}}`
	state := c.Create(object{"csv": coretest.Vendors(1)})
	sim.ResetRequests()
	for _, config := range []object{{"csv_wo": coretest.Vendors(1)}, {"json": json}, {"json_wo": json}, {"csv": coretest.Vendors(1)}, {"json_wo": json}} {
		p := c.Plan(state, config)
		next, diags := c.Apply(p)
		coretest.WantNoErrors(t, diags)
		for _, form := range []string{"csv", "csv_wo", "json", "json_wo"} {
			if want := config[form]; !strings.HasSuffix(form, "_wo") && next.Get(form) != want || strings.HasSuffix(form, "_wo") && next.Get(form) != nil {
				t.Errorf("%s is %v", form, next.Get(form))
			}
		}
		state = next
	}
	if len(sim.Requests()) != 0 {
		t.Error("calls were made")
	}
}

// A document that was unknown to the plan changes only the members that differ.
func TestBeneficiarySet_Apply_UnknownDocument(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(20)})
	p := c.Plan(created, object{"csv": coretest.Unknown{}})
	for _, name := range []string{"members", "fingerprints", "statuses"} {
		if !isUnknown(p, name) {
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
	if calls := len(sim.Requests()); calls != 4 { // read, read again just before the removal, remove, add
		t.Errorf("%d calls were made", calls)
	}
}

// A document that changed since the plan is refused, by core and by the provider.
func TestBeneficiarySet_Apply_DocumentChanged(t *testing.T) {
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

// Since the plan somebody made the change of one member by hand, removed another, and added one with other content.
func TestBeneficiarySet_Apply_ChangedByHand(t *testing.T) {
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

// A member that vanished since the plan and cannot be added leaves the state.
func TestBeneficiarySet_Apply_Vanished(t *testing.T) {
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
		t.Error("the state has a member that does not exist")
	}
}

// A write-only document in ignore_changes reaches the plan as the null of the state, and no member changes.
func TestBeneficiarySet_Apply_IgnoredWriteOnlyDocument(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"account_numbers_in_state": false})
	created := c.Create(object{"csv_wo": coretest.Vendors(3)})
	ignored := c.PlanOnce(created, coretest.ValueOf(t, c.Type, object{}))
	coretest.WantNoErrors(t, ignored.Diags)
	if got := coretest.ActionOf(ignored); got != "none" {
		t.Errorf("it plans %q", got)
	}

	calls := len(sim.Requests())
	p := c.PlanOnce(created, coretest.ValueOf(t, c.Type, object{"timeouts": object{"read": "5m"}}))
	coretest.WantNoErrors(t, p.Diags)
	// An apply gets it nevertheless.
	p.Config = coretest.ValueOf(t, c.Type, object{"csv_wo": coretest.Vendors(5), "timeouts": object{"read": "5m"}})
	applied, diags := c.CarryOut(t.Context(), p)
	coretest.WantNoErrors(t, diags)
	if !coretest.At(applied.State, "members").Equal(coretest.At(created.State, "members")) || len(sim.Requests()) > calls {
		t.Errorf("%d calls left %v", len(sim.Requests())-calls, coretest.Plain(coretest.At(applied.State, "members")))
	}
}

// Where another document in the code is ignored, an apply corrects a member by the document of the state.
func TestBeneficiarySet_Apply_IgnoredDocument(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(3)})
	sim.Update("v001", func(b *simulator.Beneficiary) { b.Name = "Mallory" })
	drifted, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	p := c.Plan(drifted, object{"csv": coretest.Vendors(3)}) // that of the state, in the place of the other
	p.Config = coretest.ValueOf(t, c.Type, object{"csv": coretest.Vendors(5)})
	_, diags = c.CarryOut(t.Context(), p)
	coretest.WantNoErrors(t, diags)
	if stored, _ := sim.Get("v001"); stored.Name != "Asha Rao" || len(sim.All()) != 3 {
		t.Errorf("v001 is %q, and %d exist", stored.Name, len(sim.All()))
	}
}
