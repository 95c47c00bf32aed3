package acceptance

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// manyMembers is how many members the sets of these tests have.
const manyMembers = 300

// TestAccBeneficiarySet_RenamedAndRefused shows that where Cashfree refuses the form of new ids, three exchanges are
// tried one after the other and put back, and nobody else is touched.
func TestAccBeneficiarySet_RenamedAndRefused(t *testing.T) {
	w := newWorkspace(t)
	w.writeSet("csv_wo", vendorsCSV(manyMembers))
	w.apply()
	before := len(w.sim.Journal())
	w.sim.Inject(simulator.Fault{Method: http.MethodPost, BeneficiaryID: "x-", Action: simulator.FaultStatusBefore, Status: 422,
		ContentType: "application/json", Body: `{"type":"invalid_request_error","code":"beneficiary_id_invalid","message":"Please enter valid beneficiary_id"}`})
	w.writeSet("csv_wo", vendorsCSV(manyMembers, "v0", "x-0"))
	wantTexts(t, w.wantApplyError(), fmt.Sprintf("%d of %[1]d changes not made", manyMembers), "beneficiary_id_invalid", "The payee was put back as it was.",
		"Not started, because Cashfree refused three exchanges in a row for the same reason")
	w.wantMissing(before, 1, 0)
	if events := w.sim.Journal()[before:]; len(events) != 6 {
		t.Errorf("three payees were removed and put back by %+v", events)
	}
	w.wantEmptyPlanOf(vendorsCSV(manyMembers))

	w.sim.ClearFaults()
	w.writeSet("csv_wo", vendorsCSV(manyMembers, "v0", "x-0"))
	w.apply()
	w.wantEmptyPlan()
	w.wantMissing(before, 10, 0)
}

// TestAccBeneficiarySet_RotatedAndStopped shows that members who hand on their accounts are put back, or get their new
// accounts, when Ctrl-C stops the run in the middle, and that the next apply does the rest.
func TestAccBeneficiarySet_RotatedAndStopped(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ lines, maxAway, maxMissing int }{
		"swaps":           {manyMembers / 2, 20, 0},
		"rings of thirty": {manyMembers / 30, 20, 10}, // to undo half a ring takes longer than the run has
		"one ring":        {1, 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			w.testRotation(test.lines, func(command *exec.Cmd) bool { return command.Process.Signal(os.Interrupt) == nil }, test.maxAway, test.maxMissing)
		})
	}
}

// TestAccBeneficiarySet_RotatedAndKilled shows the same for a provider that is killed: at most two payees for each call
// that is made at a time are missing, and the next apply adds them.
func TestAccBeneficiarySet_RotatedAndKilled(t *testing.T) {
	needProcesses(t)
	w := newWorkspace(t)
	w.testRotation(manyMembers/2, killProviderOf, 20, 20)
}

// testRotation assigns to every member the account of one a number of lines below, and disturbs the run in the middle.
func (w *workspace) testRotation(lines int, disturb func(*exec.Cmd) bool, maxAway, maxMissing int) {
	w.Helper()
	w.writeSet("csv_wo", rotatedCSV(0))
	w.apply()
	before := len(w.sim.Journal())
	w.writeSet("csv_wo", rotatedCSV(lines))
	w.sim.SetLatency(20 * time.Millisecond) // so that a run has a middle on any machine
	w.disturb(func() bool { return len(w.sim.Journal()) > before+manyMembers/3 }, disturb, "apply", "-auto-approve")
	w.sim.SetLatency(0)
	w.wantMissing(before, maxAway, maxMissing)
	w.apply()
	w.wantMissing(before, maxAway, 0)
	w.wantEmptyPlan()
	w.wantRotated(lines)
}

// TestAccBeneficiarySet_RenamedAndKilled shows what a killed provider leaves of members that get new ids. A new payee
// whose creation was not recorded is in no state. The next apply refuses it, and its command takes it over.
func TestAccBeneficiarySet_RenamedAndKilled(t *testing.T) {
	needProcesses(t)
	w := newWorkspace(t)
	w.writeSet("csv_wo", vendorsCSV(manyMembers))
	w.apply()
	before := len(w.sim.Journal())
	w.writeSet("csv_wo", vendorsCSV(manyMembers, "v0", "w0"))
	w.sim.SetLatency(20 * time.Millisecond)
	w.disturb(func() bool { return len(w.sim.Journal()) > before+manyMembers/3 }, killProviderOf, "apply", "-auto-approve")
	w.sim.SetLatency(0)
	w.wantMissing(before, 10, 10)
	wantTexts(t, w.wantApplyError(), "These exist already, with exactly the content of their rows", adoptionCommand)
	w.wantMissing(before, 10, 10)
	wantTexts(t, w.adopting().apply(), "Warning: Existing payees taken over")
	w.wantMissing(before, 10, 0)
	w.wantEmptyPlan()
}

// rotatedCSV returns the document of vendors in which each has the account of the one a number of lines below.
func rotatedCSV(lines int) string {
	var text strings.Builder
	text.WriteString("beneficiary_id,name,bank_account_number,bank_ifsc\n")
	for i := range manyMembers {
		fmt.Fprintf(&text, "v%05d,Asha Rao,%s,HDFC0000001\n", i, numberedAccount((i+lines)%manyMembers))
	}
	return text.String()
}

// wantRotated checks that each vendor has the account of the one a number of lines below.
func (w *workspace) wantRotated(lines int) {
	w.Helper()
	for i := range manyMembers {
		id, want := fmt.Sprintf("v%05d", i), numberedAccount((i+lines)%manyMembers)
		if got, _ := w.sim.Get(id); got.BankAccountNumber != want {
			w.Errorf("%s has %s, want %s", id, got.BankAccountNumber, want)
		}
	}
}

// wantMissing checks how many payees were missing at a time since an event, and how many are missing now.
func (w *workspace) wantMissing(since, maxAway, maxMissing int) {
	w.Helper()
	missing, most := 0, 0
	for _, event := range w.sim.Journal()[since:] {
		switch event.Kind {
		case simulator.EventCreated:
			missing--
		case simulator.EventRemoved:
			missing++
			most = max(most, missing)
		}
	}
	if most > maxAway || missing > maxMissing || missing != manyMembers-len(w.sim.All()) {
		w.Errorf("up to %d payees were missing, and %d are; %d of %d exist", most, missing, len(w.sim.All()), manyMembers)
	}
}

// wantEmptyPlanOf checks that the plan of a document is empty.
func (w *workspace) wantEmptyPlanOf(document string) {
	w.Helper()
	w.writeSet("csv_wo", document)
	w.wantEmptyPlan()
}
