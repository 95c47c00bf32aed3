package beneficiaryset_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

func TestASetIsCreatedReadChangedAndRemoved(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"csv", "csv_wo"} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := setCore(t, base, nil)
			created := c.Create(object{form: coretest.Vendors(200)})
			if len(sim.All()) != 200 || created.Get("members.v007") != "Asha Rao, HDFC0000001, …0007" || created.Get("statuses.v007") != "VERIFIED" {
				t.Fatalf("%d exist, and v007 is %v", len(sim.All()), created.Get("members.v007"))
			}
			if kept := created.Get(form); strings.HasSuffix(form, "_wo") && (kept != nil || strings.Contains(created.State.String(), "00011020000007")) {
				t.Error("the document is in the state")
			}
			refreshed, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			if p := c.Plan(refreshed, object{form: coretest.Vendors(200)}); p.Action != "none" {
				t.Fatalf("the second plan is %q", p.Action)
			}

			before := len(sim.Journal())
			changed := coretest.Vendors(199, "v003,Asha Rao", "v003,Asha R Rao") + "w000,Ravi Iyer,,,ravi@examplebank\n"
			p := c.Plan(refreshed, object{form: changed})
			coretest.WantNoErrors(t, p.Diags)
			if p.Action != "update" || coretest.Plain(coretest.At(p.Planned, "fingerprints.v003")) != (coretest.Unknown{}) || coretest.Plain(coretest.At(p.Planned, "fingerprints.v004")) == (coretest.Unknown{}) {
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
		})
	}
}

// One member of many is changed by hand: it alone is shown, and healed with one removal and one creation.
func TestDriftOfOneMemberIsShownAloneAndHealed(t *testing.T) {
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
			differences, err := drifted.State.Diff(p.Planned)
			coretest.Must(t, err)
			for _, difference := range differences {
				if !strings.Contains(difference.String(), "v042") && len(difference.Path.Steps()) > 1 {
					t.Errorf("the plan shows %s as well", difference)
				}
			}
			if p.Action != "update" || coretest.Plain(coretest.At(p.Planned, "fingerprints.v042")) != (coretest.Unknown{}) {
				t.Fatalf("the plan is %q", p.Action)
			}
			before := len(sim.Journal())
			healed, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			if events := coretest.Kinds(sim)[before:]; !slices.Equal(events, []string{"removed", "created"}) {
				t.Errorf("it was healed by %v", events)
			}
			if again := c.Plan(healed, object{"csv_wo": coretest.Vendors(300)}); again.Action != "none" {
				t.Errorf("the plan after it is %q", again.Action)
			}
		})
	}
}

func TestAStatusAloneChangesNothing(t *testing.T) {
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

// A change of form alone (the order of lines, the letter case of an IFSC) is recorded without a call.
func TestADocumentInAnotherFormMakesNoCall(t *testing.T) {
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

// Cashfree may keep e-mail addresses in lower case. Fingerprints say that nothing has changed, and addresses go out as typed.
func TestTheLetterCaseOfAnEMailAddressIsNoDriftOfASet(t *testing.T) {
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

func TestAMemberThatCannotBePutBackIsSaidToBeGone(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv": coretest.Vendors(3)})
	sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "v001", Action: simulator.FaultStatusBefore, Status: 422})
	kept, diags := c.Apply(c.Plan(created, object{"csv": coretest.Vendors(3, "v001,Asha Rao", "v001,Asha R Rao")}))
	coretest.WantError(t, diags, "members", "could not be put back", "cannot be paid")
	if kept.Get("members.v001") != nil || kept.Get("members.v000") == nil {
		t.Errorf("the state is %s", kept.State)
	}
}

// Two members swap their accounts: each can be added only when the other has gone.
func TestTwoMembersSwapTheirAccounts(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(2)})
	swapped := coretest.Header + "v000,Asha Rao,00011020000001,HDFC0000001,\nv001,Asha Rao,00011020000000,HDFC0000001,\n"
	_, diags := c.Apply(c.Plan(created, object{"csv": swapped}))
	coretest.WantNoErrors(t, diags)
	if stored, _ := sim.Get("v000"); stored.BankAccountNumber != "00011020000001" {
		t.Errorf("v000 has %s", stored.BankAccountNumber)
	}
}

// The run is stopped in the middle: it ends at once, what was done is kept, and the next run does the rest.
func TestAStoppedUpdateKeepsWhatWasDone(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(1)})
	sim.SetLatency(20 * time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(150*time.Millisecond, stop)
	p := c.Plan(created, object{"csv": coretest.Vendors(200)})
	began := time.Now()
	kept, diags := c.ApplyWith(ctx, p)
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	coretest.WantError(t, diags, "members", "changes could not be made", "Not started, because the run was stopped: v")
	sim.SetLatency(0)
	refreshed, diags := c.Refresh(kept)
	coretest.WantNoErrors(t, diags)
	if !refreshed.State.Equal(kept.State) {
		t.Error("the state was not what Cashfree held")
	}
	_, diags = c.Apply(c.Plan(refreshed, object{"csv": coretest.Vendors(200)}))
	coretest.WantNoErrors(t, diags)
	wantOnce(t, sim, 200)
}

func TestWrongCredentialsEndTheRunEarly(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"client_secret": "cfsk_wrong"})
	_, diags := c.Apply(c.Plan(nil, object{"csv": coretest.Vendors(500)}))
	coretest.WantError(t, diags, "members", "500 of 500 members could not be created", "another member failed with an error that affects every member", "None was created")
	if calls := len(sim.Requests()); calls > 100 {
		t.Errorf("%d calls were made", calls)
	}
}

func TestASetIsImportedByAListOfIDs(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	setCore(t, base, nil).Create(object{"csv": coretest.Vendors(3)})
	file := filepath.Join(t.TempDir(), "ids.txt")
	coretest.Must(t, os.WriteFile(file, []byte("v000\nv001\r\nv002\n"), 0o600))
	for _, id := range []string{"v000,v001, v002", "@" + file} {
		c := setCore(t, base, nil)
		imported, diags := c.Import(id)
		coretest.WantNoErrors(t, diags)
		if p := c.Plan(imported, object{"csv_wo": coretest.Vendors(3)}); p.Action != "none" {
			t.Errorf("%s: with csv_wo the plan is %q", id, p.Action)
		}
		sim.ResetRequests()
		p := c.Plan(imported, object{"csv": coretest.Vendors(3)})
		_, diags = c.Apply(p)
		coretest.WantNoErrors(t, diags)
		if p.Action != "update" || len(sim.Requests()) != 0 {
			t.Errorf("%s: with csv the plan is %q and makes %d calls", id, p.Action, len(sim.Requests()))
		}
	}
	c := setCore(t, base, nil)
	for id, says := range map[string]string{"": "Write the beneficiary ids", "v 1": "letters, digits", "v000,v000": `Duplicate id "v000"`, "v000,nobody": `"nobody"`, "@/does/not/exist": "no such file"} {
		_, diags := c.Import(id)
		coretest.WantError(t, diags, "", says)
	}
}

func TestASetIsCheckedAtPlanTime(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	coretest.WantError(t, c.Validate(object{}), "", "Set exactly one of csv, csv_wo, json or json_wo; ")
	coretest.WantError(t, c.Validate(object{"csv": coretest.Header, "json": "{}"}), "", "csv and json are set")
	coretest.WantError(t, c.Validate(object{"csv_wo": coretest.Vendors(3, "v001", "v 01", "v002,Asha Rao", "v002,")}), "", "2 errors in csv_wo", `line 3, "v 01"`, `line 4, "v002"`)
	coretest.WantError(t, c.Validate(object{"csv": coretest.Header, "timeouts": object{"read": "0s"}}), "timeouts", "timeouts.read must be a duration above zero", `got "0s"`)
	coretest.WantError(t, setCore(t, base, object{"account_numbers_in_state": false}).Plan(nil, object{"csv": coretest.Vendors(1)}).Diags, "", "Use csv_wo")
	p := c.Plan(nil, object{"csv": coretest.Unknown{}})
	coretest.WantNoErrors(t, p.Diags)
	if p.Action != "create" || coretest.Plain(coretest.At(p.Planned, "members")) != (coretest.Unknown{}) {
		t.Errorf("a document that is not known yet plans %q", p.Action)
	}
}

func TestOnlyAProvenAbsenceTakesAMemberOutOfTheState(t *testing.T) {
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
		t.Error("the member that is gone is still there, or another one is not")
	}
}

func TestASetKeepsToItsEnvironment(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(5)})
	other.Put(simulator.Beneficiary{ID: "v001", Name: "Somebody Else", VPA: "else@examplebank"})
	c := setCore(t, elsewhere, nil)
	kept, diags := c.Refresh(created)
	coretest.WantError(t, diags, "", "another environment", base, elsewhere)
	coretest.WantError(t, c.Destroy(kept), "", "another environment")
	if len(other.All()) != 1 {
		t.Error("a payee of another environment was removed")
	}
}

func TestARotatedSecretChangesNoMember(t *testing.T) {
	t.Parallel()
	const rotated = "cfsk_test_rotated_0123456789"
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(5)})
	after := setCore(t, base, object{"client_secret": rotated})
	if p := after.Plan(created, object{"csv_wo": coretest.Vendors(5)}); p.Action != "none" {
		t.Errorf("without refresh the plan is %q", p.Action)
	}
	planned := setCore(t, base, nil).Plan(created, object{"csv_wo": coretest.Vendors(5, "v001,Asha Rao", "v001,Asha R Rao")})
	sim.SetCredentials(coretest.ClientID, rotated)
	refreshed, diags := after.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if p := after.Plan(refreshed, object{"csv_wo": coretest.Vendors(5)}); p.Action != "none" {
		t.Errorf("with refresh the plan is %q", p.Action)
	}
	applied, diags := after.Apply(planned)
	coretest.WantNoErrors(t, diags)
	if stored, _ := sim.Get("v001"); stored.Name != "Asha R Rao" || applied.Get("members.v001") != "Asha R Rao, HDFC0000001, …0001" {
		t.Error("the change was not made")
	}
}

// One document in four forms, one after the other: no call is made, and no form stays in the state.
func TestDocumentThatChangesItsForm(t *testing.T) {
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
