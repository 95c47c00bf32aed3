package acceptance

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// convergence is one configuration whose document changes, and the runs of the CLI until Cashfree matches the document.
type convergence struct {
	*workspace
	documentAuthor
	form          configForm
	maxRuns       int           // per document
	latency       time.Duration // of the simulator
	former        payeeDocument
	wanted        payeeDocument
	runs          []*cliRun
	importBlocks  string // copied from errors
	copiedImports int    // how many blocks were copied
	disrupted     int    // how many disruptions were in time
	putBacks      int    // how many payees were put back
	undone        int    // how many payees were removed that the same run had created
	maxAway       int    // how many payees that were to stay were missing at a time
}

// cliRun is one run of the CLI, with all that check needs of it.
type cliRun struct {
	firstEvent      int // its index in the journal
	wanted, former  payeeDocument
	plannedRemovals map[string]bool   // payees that its plan removes
	staying         map[string]string // payees that are to stay, and the ids that they are to have
	created, away   map[string]bool   // by id, as far as the events were followed
	calls           []simulator.Request
	interrupted     time.Time // of Ctrl-C; zero without one
	killed          bool      // the provider was
	previous        *cliRun   // nil for the first run
	ended           time.Time
}

// disruption does something to the CLI in the middle of a run, and reports whether it was in time.
type disruption func(*convergence, *cliRun, *exec.Cmd) bool

// newConvergence makes a workspace for a form of configuration. The seed determines everything that is random, except
// the order of calls that are under way at the same time.
func newConvergence(t *testing.T, f configForm, seed int64, number uint64) *convergence {
	t.Helper()
	c := &convergence{workspace: newWorkspace(t), form: f, maxRuns: 60}
	c.random, c.withVPAs = rand.New(rand.NewPCG(uint64(seed), number)), f.isSet
	c.sim.Reseed(seed ^ int64(number)<<40)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("to repeat it: make soak SEED=%d", seed)
		}
	})
	c.writeConfig(f.configuration())
	return c
}

// converge runs apply until it succeeds, and then plan, which must be empty once it succeeds. One of the runs is
// disrupted.
func (c *convergence) converge(wanted payeeDocument, disrupt disruption) {
	c.Helper()
	c.former, c.wanted = c.wanted, wanted
	c.writeFile(c.form.documentFile(wanted))
	firstRun := len(c.runs)
	for done := false; !done; {
		writes := 0
		if disrupt != nil {
			writes = 1 + c.random.IntN(1+c.pendingWrites()*2/3)
		}
		output, status, happened := c.runOnce(disrupt, writes, "apply", "-auto-approve")
		if happened {
			disrupt = nil
			c.disrupted++
		}
		if done = status == 0; !done {
			c.checkRunCount(firstRun, output)
			c.copyImportBlocks(output)
		}
	}
	c.importBlocks = "" // the payees are imported, and a block of one that leaves the document would be an error
	c.writeFile("imports.tf", "")
	for {
		output, status, _ := c.runOnce(nil, 0, "plan", "-detailed-exitcode")
		if status == 0 {
			return
		}
		if status == 2 {
			c.Fatalf("an apply succeeded, and the plan after it is not empty:\n%s", output)
		}
		c.checkRunCount(firstRun, output)
	}
}

// checkRunCount ends the test when a document has taken maxRuns.
func (c *convergence) checkRunCount(firstRun int, output string) {
	c.Helper()
	if len(c.runs)-firstRun >= c.maxRuns {
		c.Fatalf("%d runs did not reach an empty plan; the last one printed:\n%s", c.maxRuns, output)
	}
}

// pendingWrites returns how many creations and removals are left until Cashfree matches the document.
func (c *convergence) pendingWrites() int {
	calls := 0
	for id, want := range c.wanted {
		switch got, exists := c.sim.Get(id); {
		case !exists:
			calls++
		case !sameFacts(got, want):
			calls += 2
		}
	}
	for _, got := range c.sim.All() {
		if _, stays := c.wanted[got.ID]; !stays {
			calls++
		}
	}
	return calls
}

// sameFacts reports whether two payees are equal in everything that a document or Cashfree's checks determine.
func sameFacts(a, b simulator.Beneficiary) bool {
	a.AddedOn = b.AddedOn
	return a == b
}

// runOnce runs the CLI. It disrupts the run, if disrupt is not nil, after so many creations and removals.
func (c *convergence) runOnce(disrupt disruption, writes int, arguments ...string) (output string, status int, happened bool) {
	c.Helper()
	c.sim.ResetRequests()
	r := &cliRun{firstEvent: len(c.sim.Journal()), wanted: c.wanted, former: c.former}
	if len(c.runs) > 0 {
		r.previous = c.runs[len(c.runs)-1]
	}
	c.runs = append(c.runs, r)

	var text bytes.Buffer
	command := c.command(append(arguments, "-input=false", "-no-color")...)
	command.Stdout, command.Stderr = &text, &text
	if err := command.Start(); err != nil {
		c.Fatal(err)
	}
	exited := make(chan struct{})
	go func() {
		defer close(exited)
		_ = command.Wait()
	}()
	if disrupt != nil && c.waitForWrites(writes, exited) {
		happened = disrupt(c, r, command)
	}
	<-exited
	r.ended = time.Now()
	c.sim.SetLatency(c.latency)
	r.calls = c.sim.Requests()
	r.plannedRemovals = c.form.plannedRemovals(text.String())
	return text.String(), command.ProcessState.ExitCode(), happened
}

// waitForWrites waits for so many creations and removals, and reports whether they came before the run ended.
func (c *convergence) waitForWrites(writes int, exited <-chan struct{}) bool {
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for {
		if c.sim.Count(http.MethodPost, "")+c.sim.Count(http.MethodDelete, "") >= writes {
			return true
		}
		select {
		case <-exited:
			return false
		case <-ticker.C:
		}
	}
}

// What copyImportBlocks looks for in flattened errors.
var (
	existsAsPlanned = regexp.MustCompile(`^Beneficiary already exists .*Beneficiary "(\w+)" exists already and has exactly the planned content\.`)
	importBlock     = regexp.MustCompile(`import \{ to = cashfree_payout_beneficiary\.NAME id = "(\w+)" \}`)
)

// copyImportBlocks does what the errors of a run advise, and nothing else. It copies the import blocks of payees that
// exist with the planned content. An error about an unknown outcome advises another run first, and has no block.
func (c *convergence) copyImportBlocks(output string) {
	c.Helper()
	if c.form.isSet || c.form.adopts() {
		return
	}
	for _, text := range strings.Split(flatten(output), "Error: ")[1:] {
		exists := existsAsPlanned.FindStringSubmatch(text)
		if exists == nil {
			continue
		}
		block := importBlock.FindStringSubmatch(text)
		if block == nil || block[1] != exists[1] {
			c.Fatalf("%s exists already, and the error has no import block for it: %s", exists[1], text)
		}
		c.copiedImports++
		c.importBlocks += fmt.Sprintf("import {\n  to = cashfree_payout_beneficiary.vendor[%[1]q]\n  id = %[1]q\n}\n", block[1])
	}
	c.writeFile("imports.tf", c.importBlocks)
}
