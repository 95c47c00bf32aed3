package provider

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A team moves from for_each over the single resource to a set: in one run the set takes over what exists, and the
// single resources are removed.
func TestAPayeeThatASetTookOverIsNotRemovedByTheSingleResource(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	before := newCore(t, providerFor(base, nil))
	single := before.create(object{"beneficiary_id": "v000", "name": "Asha Rao",
		"instrument": object{"bank_account_number": "00011020000000", "bank_ifsc": "HDFC0000001"}})
	run := newCore(t, providerFor(base, nil))
	run.of(setType).create(object{"csv_wo": vendors(3)})
	wantNoErrors(t, run.destroy(single))
	if _, exists := sim.Get("v000"); !exists {
		t.Error("v000 is in the set's state, and gone")
	}
}

// A set is split in two: v001 goes from one to the other in one run.
func TestAPayeeThatMovesFromASetToAnother(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	created := setCore(t, base, nil).create(object{"csv_wo": vendors(2)})
	c := setCore(t, base, nil)
	p := c.plan(created, object{"csv_wo": vendors(1)})
	c.create(object{"csv_wo": header + "v001,Asha Rao,00011020000001,HDFC0000001,\n"})
	left, diags := c.apply(p)
	wantNoErrors(t, diags)
	if _, exists := sim.Get("v001"); !exists || left.read("members.v001") != nil {
		t.Error("v001 is in the second set's state, and gone")
	}
}

// create_before_destroy with -replace: the new object takes over everything, and the former one removes it.
func TestCreateBeforeDestroyKeepsThePayees(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	former := setCore(t, base, nil).create(object{"csv_wo": vendors(5)})
	c := setCore(t, base, nil)
	c.create(object{"csv_wo": vendors(5)})
	wantNoErrors(t, c.destroy(former))
	if left := len(sim.All()); left != 5 {
		t.Errorf("%d of 5 are left, and the state has all", left)
	}
}

// The removal of one member is refused by a firewall. What is under way for the others between removal and creation is finished.
func TestAGeneralFailureDoesNotLoseOthers(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, object{"max_retries": 0})
	created := c.create(object{"csv_wo": vendors(300)})
	sim.SetLatency(20 * time.Millisecond)
	sim.Inject(simulator.Fault{Method: http.MethodDelete, BeneficiaryID: "v050", Times: 1, Action: simulator.FaultEdgeHTML})
	_, diags := c.apply(c.plan(created, object{"csv_wo": vendors(300, "Asha Rao", "Asha R Rao")}))
	if left := len(sim.All()); left != 300 {
		t.Errorf("%d of 300 are left:\n%s", left, text(diags))
	}
}

// Two forms of which each may still turn out to be null, as both are in `validate` of a module with two variables.
func TestTwoDocumentsThatAreNotKnownYet(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	wantNoErrors(t, c.validate(object{"csv": notKnownYet{}, "json": notKnownYet{}}))
	wantNoErrors(t, c.validate(object{"csv": notKnownYet{}, "json": `{"v1":{"name":"Asha Rao","vpa":"ab@cd"}}`}))
}

// An apply of the document's form alone says nothing about where the members are.
func TestAnApplyWithoutCallsKeepsTheOrigin(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	_, elsewhere := startSimulator(t, testOptions())
	created := setCore(t, base, nil).create(object{"csv": vendors(2)})
	c := setCore(t, elsewhere, nil)
	applied, diags := c.apply(c.plan(created, object{"csv": vendors(2) + "\n"})) // -refresh=false
	wantNoErrors(t, diags)
	_, diags = c.refresh(applied)
	wantError(t, diags, "", "belongs to another environment")
}

// Accounts that all move on by one line: the additions that have to wait are made many at a time.
func TestWaitingAdditionsAreMadeManyAtATime(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	const n = 300
	created := c.create(object{"csv_wo": vendors(n)})
	var shifted strings.Builder
	shifted.WriteString(header)
	for i := range n {
		fmt.Fprintf(&shifted, "v%03d,Asha Rao,000110200%05d,HDFC0000001,\n", i, (i+150)%n)
	}
	p := c.plan(created, object{"csv_wo": shifted.String()})
	const latency = 20 * time.Millisecond
	sim.SetLatency(latency)
	sim.ResetRequests()
	_, diags := c.apply(p)
	wantNoErrors(t, diags)
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
	_, wrong := readDocument("csv", header+"v1,\"Asha Rao,,,ab@cd\n"+strings.Repeat("v2,Asha Rao,,,ef@gh\n", 50))
	if len(wrong) != 1 || !strings.HasPrefix(wrong[0], "line 2:") {
		t.Errorf("a quote that opens on line 2: %q", wrong)
	}
	_, wrong = readDocument("csv", "beneficiary_id,\"na\"me\"\n")
	if strings.Contains(strings.Join(wrong, ""), "there is no header") {
		t.Errorf("a malformed header: %q", wrong)
	}
	_, wrong = readDocument("json", `{"v1":{"name":"Asha Rao","bank_account_number":"00011020001772","bank_account_number":"00011020009999","bank_ifsc":"HDFC0000001"}}`)
	if len(wrong) == 0 {
		t.Error("a field that is there twice is not found: the last one wins in silence")
	}
}

func TestImportOfAFile(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	setCore(t, base, nil).create(object{"csv": vendors(3)})
	file := filepath.Join(t.TempDir(), "ids.txt")
	must(t, os.WriteFile(file, []byte("\ufeffv000\nv001\r\nv002\n"), 0o600))
	_, diags := setCore(t, base, nil).importByID("@" + file)
	wantNoErrors(t, diags)

	must(t, os.WriteFile(file, make([]byte, 17<<20), 0o600))
	_, diags = setCore(t, base, nil).importByID("@" + file)
	wantError(t, diags, "", "Cannot read the list of ids", "longer than 16 MiB")
}

// Somebody gives the document in place of the list of ids.
func TestImportShowsNoNumber(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	_, diags := setCore(t, base, nil).importByID("v000,00011020000007")
	wantNoNumber(t, text(diags), "00011020000007")
	_, diags = setCore(t, base, nil).importByID("00011020000007,00011020000007")
	wantNoNumber(t, text(diags), "00011020000007")
}

func TestASetThatFollowsAnAddressSaysSo(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	other, elsewhere := startSimulator(t, testOptions())
	created := setCore(t, base, nil).create(object{"csv_wo": vendors(3)})
	for _, b := range sim.All() {
		other.Put(b)
	}
	_, diags := setCore(t, elsewhere, nil).refresh(created)
	wantNoErrors(t, diags)
	wantWarning(t, diags, "follows its beneficiaries to another address")
}

// Another environment in which v001 has the same summary and another account.
func TestAnotherEnvironmentWithEqualSummaries(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	other, elsewhere := startSimulator(t, testOptions())
	created := setCore(t, base, nil).create(object{"csv_wo": vendors(3)})
	for _, b := range sim.All() {
		b.BankAccountNumber = "9" + b.BankAccountNumber
		other.Put(b)
	}
	_, diags := setCore(t, elsewhere, nil).refresh(created)
	wantError(t, diags, "", "belongs to another environment")
}

func TestAnApplySaysWhichMembersCannotBePaid(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 100 })
	c := setCore(t, base, nil)
	_, diags := c.apply(c.plan(nil, object{"csv_wo": vendors(3)}))
	wantNoErrors(t, diags)
	wantWarning(t, diags, "3 members cannot be paid", "v001: INITIATED")
}

// The rules of the single resource include two warnings about what Cashfree's documentation leaves open.
func TestDoubtfulMembersAreWarnedAbout(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	wantWarning(t, c.validate(object{"csv_wo": header + "v-1,Asha Rao,,,asha@paytm\n"}), "v-1")
}

// A document with an account number in place of the header.
func TestAHeaderThatIsMissing(t *testing.T) {
	t.Parallel()
	_, wrong := readDocument("csv", "v1,Asha Rao,ABCD12345,HDFC0000001\nv2,Asha Rao,ABCD12346,HDFC0000001\n")
	wantNoNumber(t, strings.Join(wrong, "\n"), "ABCD12345")
}

// A run that is stopped leaves few payees between removal and creation: no more than calls are made at a time.
func TestAStopLeavesFewPayeesRemoved(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv_wo": vendors(300)})
	sim.SetLatency(20 * time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	p := c.plan(created, object{"csv_wo": vendors(300, "Asha Rao", "Asha R Rao")})
	time.AfterFunc(500*time.Millisecond, stop)
	_, diags := c.applyWith(ctx, p)
	if missing := 300 - len(sim.All()); missing > 10 {
		t.Errorf("%d payees are removed and not added:\n%.400s", missing, text(diags))
	}
}
