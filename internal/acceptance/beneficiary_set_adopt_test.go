package acceptance

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// adoptionCommand is in errors about payees that a set can take over.
const adoptionCommand = "CASHFREE_PAYOUT_ADOPT_EXISTING=true terraform apply"

// adopting returns the same directory with the variable of that command, for the applies that are to take payees over.
func (w *workspace) adopting() *workspace {
	return w.withEnv(map[string]string{"CASHFREE_PAYOUT_ADOPT_EXISTING": "true"})
}

// TestAccBeneficiarySet_Adopt shows that a set takes over no payees of another state unless it is told to, and that the
// other state keeps them when the refused one is destroyed.
func TestAccBeneficiarySet_Adopt(t *testing.T) {
	h := newHarness(t)
	first, second := h.newWorkspace(), h.newWorkspace()
	for _, w := range []*workspace{first, second} {
		w.writeSet("csv_wo", vendorsCSV(20))
	}
	first.apply()
	refused := second.wantApplyError()
	wantTexts(t, refused, "20 of 20 members not created", "These exist already, with exactly the content of their rows: v00000, v00001",
		"If another resource or another state manages them", adoptionCommand, "Nothing was stored in the state.")
	second.wantNoSecrets(refused, vendorAccountPrefix)
	second.destroy()
	first.wantEmptyPlan()
	first.wantCreatedOnce(20)

	second.writeFile("provider.tf", "provider \"cashfree\" {\n  adopt_existing = false\n}\n") // the argument wins
	wantTexts(t, second.adopting().wantApplyError(), "remove adopt_existing = false from the provider block")
	if err := os.Remove(second.dir + "/provider.tf"); err != nil {
		t.Fatal(err)
	}
	wantTexts(t, second.adopting().apply(), "Warning: Existing payees taken over: 20", "v00000, v00001", "1 added, 0 changed, 0 destroyed")
	second.wantEmptyPlan()
	first.wantEmptyPlan()
	first.wantCreatedOnce(20)
}

// TestAccBeneficiarySet_Adopt_RowMoves shows what happens when a row moves from the document of one state to that of
// another one, and the new owner applies first: it is refused. Otherwise the former owner would then remove the payee
// of the new one.
func TestAccBeneficiarySet_Adopt_RowMoves(t *testing.T) {
	h := newHarness(t)
	former, later := h.newWorkspace(), h.newWorkspace()
	lines := strings.SplitAfter(vendorsCSV(20), "\n")
	document := func(from, to int) string { return lines[0] + strings.Join(lines[from+1:to+1], "") }
	former.writeSet("csv_wo", document(0, 10))
	former.apply()
	later.writeSet("csv_wo", document(10, 20))
	later.apply()

	former.writeSet("csv_wo", document(0, 9))
	later.writeSet("csv_wo", document(9, 20))
	wantTexts(t, later.wantApplyError(), "1 of 1 changes not made", "content of their rows: v00009.", "let it forget them first", adoptionCommand)
	former.wantChanges()
	former.apply()
	wantTexts(t, later.wantChanges(), `+ "v00009"`)
	later.apply()
	later.wantEmptyPlan()
	former.wantEmptyPlan()
	if _, exists := h.sim.Get("v00009"); !exists || len(h.sim.All()) != 20 {
		t.Errorf("%d payees are left", len(h.sim.All()))
	}
}

// TestAccBeneficiarySet_Adopt_FirstCreate shows how to go on after a first create that was disturbed in the middle. A
// run that is stopped prints the command. One whose provider is killed prints nothing, and the next error has it.
func TestAccBeneficiarySet_Adopt_FirstCreate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		do       func(*exec.Cmd) bool
		isSilent bool
	}{
		"stopped":             {func(command *exec.Cmd) bool { return command.Process.Signal(os.Interrupt) == nil }, false},
		"the provider killed": {killProviderOf, true},
	} {
		t.Run(name, func(t *testing.T) {
			if test.isSilent {
				needProcesses(t)
			}
			w := newWorkspace(t)
			w.writeSet("csv_wo", vendorsCSV(100))
			w.sim.SetLatency(50 * time.Millisecond) // so that the run has a middle on any machine
			var output bytes.Buffer
			command := w.command("apply", "-auto-approve", "-input=false", "-no-color")
			command.Stdout, command.Stderr = &output, &output
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			for w.sim.Count(http.MethodPost, "") < 30 {
				<-time.After(5 * time.Millisecond)
			}
			if !test.do(command) {
				t.Fatal("it ended before it was disturbed")
			}
			if command.Wait() == nil {
				t.Fatal("a disturbed run succeeded")
			}
			w.sim.SetLatency(0)
			created := len(w.sim.All())
			if created < 10 || created > 90 {
				t.Errorf("%d payees exist", created)
			}
			if printed := strings.Contains(flatten(output.String()), adoptionCommand); printed == test.isSilent {
				t.Errorf("that the command is printed is %v:\n%s", printed, output.String())
			}
			if test.isSilent {
				wantTexts(t, w.wantApplyError(), "These exist already", adoptionCommand)
			}
			wantTexts(t, w.adopting().apply(), "Warning: Existing payees taken over", "1 added, 0 changed, 0 destroyed")
			w.wantEmptyPlan()
			w.wantCreatedOnce(100)
		})
	}
}
