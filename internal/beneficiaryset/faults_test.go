package beneficiaryset_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A team moves from for_each over the single resource to a set: in one run the set takes over what exists, and the
// single resources are removed.
func TestAPayeeThatASetTookOverIsNotRemovedByTheSingleResource(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	before := setCore(t, base, nil).Of(beneficiaryType)
	single := before.Create(object{"beneficiary_id": "v000", "name": "Asha Rao",
		"instrument": object{"bank_account_number": "00011020000000", "bank_ifsc": "HDFC0000001"}})
	run := setCore(t, base, nil)
	run.Create(object{"csv_wo": coretest.Vendors(3)})
	coretest.WantNoErrors(t, run.Of(beneficiaryType).Destroy(single))
	if _, exists := sim.Get("v000"); !exists {
		t.Error("v000 is in the set's state, and gone")
	}
}

// A set is split in two: v001 goes from one to the other in one run.
func TestAPayeeThatMovesFromASetToAnother(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(2)})
	c := setCore(t, base, nil)
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(1)})
	c.Create(object{"csv_wo": coretest.Header + "v001,Asha Rao,00011020000001,HDFC0000001,\n"})
	left, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if _, exists := sim.Get("v001"); !exists || left.Get("members.v001") != nil {
		t.Error("v001 is in the second set's state, and gone")
	}
}

// create_before_destroy with -replace: the new object takes over everything, and the former one removes it.
func TestCreateBeforeDestroyKeepsThePayees(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	former := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(5)})
	c := setCore(t, base, nil)
	c.Create(object{"csv_wo": coretest.Vendors(5)})
	coretest.WantNoErrors(t, c.Destroy(former))
	if left := len(sim.All()); left != 5 {
		t.Errorf("%d of 5 are left, and the state has all", left)
	}
}

// The removal of one member is refused by a firewall. What is under way for the others between removal and creation is finished.
func TestAGeneralFailureDoesNotLoseOthers(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.Create(object{"csv_wo": coretest.Vendors(300)})
	sim.SetLatency(20 * time.Millisecond)
	sim.Inject(simulator.Fault{Method: http.MethodDelete, BeneficiaryID: "v050", Times: 1, Action: simulator.FaultEdgeHTML})
	_, diags := c.Apply(c.Plan(created, object{"csv_wo": coretest.Vendors(300, "Asha Rao", "Asha R Rao")}))
	if left := len(sim.All()); left != 300 {
		t.Errorf("%d of 300 are left:\n%s", left, coretest.Text(diags))
	}
}

// Two forms of which each may still turn out to be null, as both are in `validate` of a module with two variables.
func TestTwoDocumentsThatAreNotKnownYet(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	coretest.WantNoErrors(t, c.Validate(object{"csv": coretest.Unknown{}, "json": coretest.Unknown{}}))
	coretest.WantNoErrors(t, c.Validate(object{"csv": coretest.Unknown{}, "json": `{"v1":{"name":"Asha Rao","vpa":"ab@cd"}}`}))
}

// An apply of the document's form alone says nothing about where the members are.
func TestAnApplyWithoutCallsKeepsTheOrigin(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv": coretest.Vendors(2)})
	c := setCore(t, elsewhere, nil)
	applied, diags := c.Apply(c.Plan(created, object{"csv": coretest.Vendors(2) + "\n"})) // -refresh=false
	coretest.WantNoErrors(t, diags)
	_, diags = c.Refresh(applied)
	coretest.WantError(t, diags, "", "another environment")
}

// Accounts that all move on by one line: the additions that have to wait are made many at a time.
func TestWaitingAdditionsAreMadeManyAtATime(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	const n = 300
	created := c.Create(object{"csv_wo": coretest.Vendors(n)})
	var shifted strings.Builder
	shifted.WriteString(coretest.Header)
	for i := range n {
		fmt.Fprintf(&shifted, "v%03d,Asha Rao,000110200%05d,HDFC0000001,\n", i, (i+150)%n)
	}
	p := c.Plan(created, object{"csv_wo": shifted.String()})
	const latency = 20 * time.Millisecond
	sim.SetLatency(latency)
	sim.ResetRequests()
	_, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	var additions []time.Time
	for _, request := range sim.Requests() {
		if request.Method == http.MethodPost {
			additions = append(additions, request.Time)
		}
	}
	together := 0
	last := additions[len(additions)-100:] // the first try of each is made many at a time in any case
	for k := range last[1:] {
		if last[k+1].Sub(last[k]) < latency { // one after the other they are further apart
			together++
		}
	}
	if together < 20 {
		t.Errorf("of the last %d additions %d began while another was under way", len(last), together)
	}
}

func TestPlacesOfFaults(t *testing.T) {
	t.Parallel()
	_, wrong := bulk.Parse(bulk.CSV, coretest.Header+"v1,\"Asha Rao,,,ab@cd\n"+strings.Repeat("v2,Asha Rao,,,ef@gh\n", 50))
	if len(wrong) != 1 || !strings.HasPrefix(wrong[0], "line 2:") {
		t.Errorf("a quote that opens on line 2: %q", wrong)
	}
	_, wrong = bulk.Parse(bulk.CSV, "beneficiary_id,\"na\"me\"\n")
	if strings.Contains(strings.Join(wrong, ""), "the header is missing") {
		t.Errorf("a malformed header: %q", wrong)
	}
	_, wrong = bulk.Parse(bulk.JSON, `{"v1":{"name":"Asha Rao","bank_account_number":"00011020001772","bank_account_number":"00011020009999","bank_ifsc":"HDFC0000001"}}`)
	if len(wrong) == 0 {
		t.Error("a field that is there twice is not found: the last one wins in silence")
	}
}

func TestImportOfAFile(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	setCore(t, base, nil).Create(object{"csv": coretest.Vendors(3)})
	file := filepath.Join(t.TempDir(), "ids.txt")
	coretest.Must(t, os.WriteFile(file, []byte("\ufeffv000\nv001\r\nv002\n"), 0o600))
	_, diags := setCore(t, base, nil).Import("@" + file)
	coretest.WantNoErrors(t, diags)

	coretest.Must(t, os.WriteFile(file, make([]byte, 17<<20), 0o600))
	_, diags = setCore(t, base, nil).Import("@" + file)
	coretest.WantError(t, diags, "", "Cannot read the list of ids", "longer than 16 MiB")
}

// Somebody gives the document in place of the list of ids.
func TestImportShowsNoNumber(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, diags := setCore(t, base, nil).Import("v000,00011020000007")
	numbertest.WantNoneOf(t, coretest.Text(diags), "00011020000007")
	_, diags = setCore(t, base, nil).Import("00011020000007,00011020000007")
	numbertest.WantNoneOf(t, coretest.Text(diags), "00011020000007")
}

func TestASetThatFollowsAnAddressSaysSo(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(3)})
	for _, b := range sim.All() {
		other.Put(b)
	}
	_, diags := setCore(t, elsewhere, nil).Refresh(created)
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "follows its beneficiaries to another address")
}

// Another environment in which v001 has the same summary and another account.
func TestAnotherEnvironmentWithEqualSummaries(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	other, elsewhere := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": coretest.Vendors(3)})
	for _, b := range sim.All() {
		b.BankAccountNumber = "9" + b.BankAccountNumber
		other.Put(b)
	}
	_, diags := setCore(t, elsewhere, nil).Refresh(created)
	coretest.WantError(t, diags, "", "another environment")
}

func TestAnApplySaysWhichMembersCannotBePaid(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 100 })
	c := setCore(t, base, nil)
	_, diags := c.Apply(c.Plan(nil, object{"csv_wo": coretest.Vendors(3)}))
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "3 members cannot be paid", "v001: INITIATED")
}

// The rules of the single resource include two warnings about what Cashfree's documentation leaves open.
func TestDoubtfulMembersAreWarnedAbout(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	coretest.WantWarning(t, c.Validate(object{"csv_wo": coretest.Header + "v-1,Asha Rao,,,asha@paytm\n"}), "v-1")
}

// A document with an account number in place of the coretest.Header.
func TestAHeaderThatIsMissing(t *testing.T) {
	t.Parallel()
	_, wrong := bulk.Parse(bulk.CSV, "v1,Asha Rao,ABCD12345,HDFC0000001\nv2,Asha Rao,ABCD12346,HDFC0000001\n")
	numbertest.WantNoneOf(t, strings.Join(wrong, "\n"), "ABCD12345")
}

// A run that is stopped leaves few payees between removal and creation: no more than calls are made at a time.
func TestAStopLeavesFewPayeesRemoved(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": coretest.Vendors(300)})
	sim.SetLatency(20 * time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	p := c.Plan(created, object{"csv_wo": coretest.Vendors(300, "Asha Rao", "Asha R Rao")})
	time.AfterFunc(500*time.Millisecond, stop)
	_, diags := c.ApplyWith(ctx, p)
	if missing := 300 - len(sim.All()); missing > 10 {
		t.Errorf("%d payees are removed and not added:\n%.400s", missing, coretest.Text(diags))
	}
}
