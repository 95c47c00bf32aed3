package provider

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// vendors is a document of n payees with the ids v000, v001 and so on.
func vendors(n int, changes ...string) string {
	var text strings.Builder
	text.WriteString(header)
	for i := range n {
		fmt.Fprintf(&text, "v%03d,Asha Rao,000110200%05d,HDFC0000001,\n", i, i)
	}
	return strings.NewReplacer(changes...).Replace(text.String())
}

func setCore(t *testing.T, base string, block object) *core {
	t.Helper()
	return newCore(t, providerFor(base, block)).of(setType)
}

func TestASetIsCreatedReadChangedAndRemoved(t *testing.T) {
	t.Parallel()
	for _, form := range setForms[:2] {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			sim, base := startSimulator(t, testOptions())
			c := setCore(t, base, nil)
			created := c.create(object{form: vendors(200)})
			if len(sim.All()) != 200 || created.read("members.v007") != "Asha Rao, HDFC0000001, …0007" || created.read("statuses.v007") != "VERIFIED" {
				t.Fatalf("%d exist, and v007 is %v", len(sim.All()), created.read("members.v007"))
			}
			if kept := created.read(form); isWriteOnly(form) && (kept != nil || strings.Contains(created.state.String(), "00011020000007")) {
				t.Error("the document is in the state")
			}
			refreshed, diags := c.refresh(created)
			wantNoErrors(t, diags)
			if p := c.plan(refreshed, object{form: vendors(200)}); p.action != "none" {
				t.Fatalf("the second plan is %q", p.action)
			}

			before := len(sim.Journal())
			changed := vendors(199, "v003,Asha Rao", "v003,Asha R Rao") + "w000,Ravi Iyer,,,ravi@examplebank\n"
			p := c.plan(refreshed, object{form: changed})
			wantNoErrors(t, p.diags)
			if p.action != "update" || plain(at(p.planned, "fingerprints.v003")) != (notKnownYet{}) || plain(at(p.planned, "fingerprints.v004")) == (notKnownYet{}) {
				t.Fatalf("the plan is %q", p.action)
			}
			updated, diags := c.apply(p)
			wantNoErrors(t, diags)
			events := sim.Journal()[before:]
			if len(events) != 4 { // one removed, one removed and added, one added
				t.Errorf("the change was %+v", events)
			}
			wantNoErrors(t, c.destroy(updated))
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
			sim, base := startSimulator(t, testOptions())
			c := setCore(t, base, nil)
			created := c.create(object{"csv_wo": vendors(300)})
			sim.Update("v042", edit)
			drifted, diags := c.refresh(created)
			wantNoErrors(t, diags)
			p := c.plan(drifted, object{"csv_wo": vendors(300)})
			differences, err := drifted.state.Diff(p.planned)
			must(t, err)
			for _, difference := range differences {
				if !strings.Contains(difference.String(), "v042") && len(difference.Path.Steps()) > 1 {
					t.Errorf("the plan shows %s as well", difference)
				}
			}
			if p.action != "update" || plain(at(p.planned, "fingerprints.v042")) != (notKnownYet{}) {
				t.Fatalf("the plan is %q", p.action)
			}
			before := len(sim.Journal())
			healed, diags := c.apply(p)
			wantNoErrors(t, diags)
			if events := kinds(sim)[before:]; !slices.Equal(events, []string{"removed", "created"}) {
				t.Errorf("it was healed by %v", events)
			}
			if again := c.plan(healed, object{"csv_wo": vendors(300)}); again.action != "none" {
				t.Errorf("the plan after it is %q", again.action)
			}
		})
	}
}

func TestAStatusAloneChangesNothing(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv": vendors(3)})
	sim.Update("v001", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
	refreshed, diags := c.refresh(created)
	wantNoErrors(t, diags)
	wantWarning(t, diags, "1 member cannot be paid", "v001: INVALID")
	if p := c.plan(refreshed, object{"csv": vendors(3)}); p.action != "none" || refreshed.read("statuses.v001") != "INVALID" {
		t.Errorf("the plan is %q", p.action)
	}
}

// A change of form alone (the order of lines, the letter case of an IFSC) is recorded without a call.
func TestADocumentInAnotherFormMakesNoCall(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv": vendors(3)})
	sim.ResetRequests()
	p := c.plan(created, object{"csv": vendors(3, "HDFC0000001", "hdfc0000001", "Asha Rao", " Asha  Rao")})
	if p.action != "update" {
		t.Fatalf("the plan is %q", p.action)
	}
	_, diags := c.apply(p)
	wantNoErrors(t, diags)
	if len(sim.Requests()) != 0 {
		t.Errorf("calls were made: %+v", sim.Requests())
	}
}

// Cashfree may keep e-mail addresses in lower case. Fingerprints say that nothing has changed, and addresses go out as typed.
func TestTheLetterCaseOfAnEMailAddressIsNoDriftOfASet(t *testing.T) {
	t.Parallel()
	for _, form := range setForms[:2] {
		sim, base := startSimulator(t, testOptions())
		config := object{form: "beneficiary_id,name,vpa,email\nv1,Asha Rao,asha@examplebank,Asha.Rao@Example.com\n"}
		created := setCore(t, base, nil).create(config)
		if sent, _ := sim.Get("v1"); sent.Email != "Asha.Rao@Example.com" {
			t.Errorf("%s: %q was sent", form, sent.Email)
		}
		sim.Update("v1", func(b *simulator.Beneficiary) { b.Email = strings.ToLower(b.Email) })
		c := setCore(t, base, nil)
		refreshed, diags := c.refresh(created)
		wantNoErrors(t, diags)
		if p := c.plan(refreshed, config); p.action != "none" {
			t.Errorf("%s: the plan is %q", form, p.action)
		}
		sim.Update("v1", func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" })
		refreshed, diags = c.refresh(created)
		wantNoErrors(t, diags)
		if p := c.plan(refreshed, config); p.action != "update" {
			t.Errorf("%s: with another address the plan is %q", form, p.action)
		}
	}
}

func TestAMemberThatCannotBePutBackIsSaidToBeGone(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.create(object{"csv": vendors(3)})
	sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "v001", Action: simulator.FaultStatusBefore, Status: 422})
	kept, diags := c.apply(c.plan(created, object{"csv": vendors(3, "v001,Asha Rao", "v001,Asha R Rao")}))
	wantError(t, diags, "members", "could not be put back", "cannot be paid")
	if kept.read("members.v001") != nil || kept.read("members.v000") == nil {
		t.Errorf("the state is %s", kept.state)
	}
}

// Two members swap their accounts: each can be added only when the other has gone.
func TestTwoMembersSwapTheirAccounts(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv": vendors(2)})
	swapped := header + "v000,Asha Rao,00011020000001,HDFC0000001,\nv001,Asha Rao,00011020000000,HDFC0000001,\n"
	_, diags := c.apply(c.plan(created, object{"csv": swapped}))
	wantNoErrors(t, diags)
	if stored, _ := sim.Get("v000"); stored.BankAccountNumber != "00011020000001" {
		t.Errorf("v000 has %s", stored.BankAccountNumber)
	}
}

// The run is stopped in the middle: it ends at once, what was done is kept, and the next run does the rest.
func TestAStoppedUpdateKeepsWhatWasDone(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv": vendors(1)})
	sim.SetLatency(20 * time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(150*time.Millisecond, stop)
	p := c.plan(created, object{"csv": vendors(200)})
	began := time.Now()
	kept, diags := c.applyWith(ctx, p)
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	wantError(t, diags, "members", "changes could not be made", "Not begun, since the run was stopped: v")
	sim.SetLatency(0)
	refreshed, diags := c.refresh(kept)
	wantNoErrors(t, diags)
	if !refreshed.state.Equal(kept.state) {
		t.Error("the state was not what Cashfree held")
	}
	_, diags = c.apply(c.plan(refreshed, object{"csv": vendors(200)}))
	wantNoErrors(t, diags)
	wantOnce(t, sim, 200)
}

func TestWrongCredentialsEndTheRunEarly(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"client_secret": "cfsk_wrong"})
	_, diags := c.apply(c.plan(nil, object{"csv": vendors(500)}))
	wantError(t, diags, "members", "500 of 500 members could not be created", "another member met what all would meet", "None was created")
	if calls := len(sim.Requests()); calls > 100 {
		t.Errorf("%d calls were made", calls)
	}
}

func TestASetIsImportedByAListOfIDs(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	setCore(t, base, nil).create(object{"csv": vendors(3)})
	file := filepath.Join(t.TempDir(), "ids.txt")
	must(t, os.WriteFile(file, []byte("v000\nv001\r\nv002\n"), 0o600))
	for _, id := range []string{"v000,v001, v002", "@" + file} {
		c := setCore(t, base, nil)
		imported, diags := c.importByID(id)
		wantNoErrors(t, diags)
		if p := c.plan(imported, object{"csv_wo": vendors(3)}); p.action != "none" {
			t.Errorf("%s: with csv_wo the plan is %q", id, p.action)
		}
		sim.ResetRequests()
		p := c.plan(imported, object{"csv": vendors(3)})
		_, diags = c.apply(p)
		wantNoErrors(t, diags)
		if p.action != "update" || len(sim.Requests()) != 0 {
			t.Errorf("%s: with csv the plan is %q and makes %d calls", id, p.action, len(sim.Requests()))
		}
	}
	c := setCore(t, base, nil)
	for id, says := range map[string]string{"": "Write the beneficiary ids", "v 1": "letters, digits", "v000,v000": "there twice", "v000,nobody": `"nobody"`, "@/does/not/exist": "no such file"} {
		_, diags := c.importByID(id)
		wantError(t, diags, "", says)
	}
}

func TestASetIsCheckedAtPlanTime(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	wantError(t, c.validate(object{}), "", "Exactly one of csv, csv_wo, json, json_wo")
	wantError(t, c.validate(object{"csv": header, "json": "{}"}), "", "here 2 are")
	wantError(t, c.validate(object{"csv_wo": vendors(3, "v001", "v 01", "v002,Asha Rao", "v002,")}), "", "2 faults in the document of csv_wo", `line 3, "v 01"`, `line 4, "v002"`)
	wantError(t, c.validate(object{"csv": header, "timeouts": object{"read": "0s"}}), "timeouts", "no time for anything")
	wantError(t, setCore(t, base, object{"account_numbers_in_state": false}).plan(nil, object{"csv": vendors(1)}).diags, "", "Use csv_wo")
	p := c.plan(nil, object{"csv": notKnownYet{}})
	wantNoErrors(t, p.diags)
	if p.action != "create" || plain(at(p.planned, "members")) != (notKnownYet{}) {
		t.Errorf("a document that is not known yet plans %q", p.action)
	}
}

func TestOnlyAProvenAbsenceTakesAMemberOutOfTheState(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.create(object{"csv_wo": vendors(50)})
	sim.Inject(simulator.Fault{Method: http.MethodGet, BeneficiaryID: "v020", Action: simulator.FaultEdgeHTML})
	kept, diags := c.refresh(created)
	wantError(t, diags, "", "Cannot read the beneficiary set", `"v020"`)
	if !kept.state.Equal(created.state) {
		t.Error("the state changed")
	}
	sim.ClearFaults()
	sim.Remove("v020")
	refreshed, diags := c.refresh(created)
	wantNoErrors(t, diags)
	if refreshed.read("members.v020") != nil || refreshed.read("members.v021") == nil {
		t.Error("the member that is gone is still there, or another one is not")
	}
}

func TestASetKeepsToItsEnvironment(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	other, elsewhere := startSimulator(t, testOptions())
	created := setCore(t, base, nil).create(object{"csv_wo": vendors(5)})
	other.Put(simulator.Beneficiary{ID: "v001", Name: "Somebody Else", VPA: "else@examplebank"})
	c := setCore(t, elsewhere, nil)
	kept, diags := c.refresh(created)
	wantError(t, diags, "", "belongs to another environment", base, elsewhere)
	wantError(t, c.destroy(kept), "", "belongs to another environment")
	if len(other.All()) != 1 {
		t.Error("a payee of another environment was removed")
	}
}

func TestARotatedSecretChangesNoMember(t *testing.T) {
	t.Parallel()
	const rotated = "cfsk_test_rotated_0123456789"
	sim, base := startSimulator(t, testOptions())
	created := setCore(t, base, nil).create(object{"csv_wo": vendors(5)})
	after := setCore(t, base, object{"client_secret": rotated})
	if p := after.plan(created, object{"csv_wo": vendors(5)}); p.action != "none" {
		t.Errorf("without refresh the plan is %q", p.action)
	}
	planned := setCore(t, base, nil).plan(created, object{"csv_wo": vendors(5, "v001,Asha Rao", "v001,Asha R Rao")})
	sim.SetCredentials(testClientID, rotated)
	refreshed, diags := after.refresh(created)
	wantNoErrors(t, diags)
	if p := after.plan(refreshed, object{"csv_wo": vendors(5)}); p.action != "none" {
		t.Errorf("with refresh the plan is %q", p.action)
	}
	applied, diags := after.apply(planned)
	wantNoErrors(t, diags)
	if stored, _ := sim.Get("v001"); stored.Name != "Asha R Rao" || applied.read("members.v001") != "Asha R Rao, HDFC0000001, …0001" {
		t.Error("the change was not made")
	}
}
