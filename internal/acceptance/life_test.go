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

// life is that of one configuration: documents that change, and runs of the CLI until Cashfree is as the document says.
type life struct {
	*workspace
	author
	form   form
	most   int // runs that a document may take
	wanted document
	former document
	runs   []*turn
	blocks string // import blocks that errors have printed
	copied int    // how many there were
	struck int    // blows

	putBack int           // events
	latency time.Duration // of Cashfree
}

// turn is one run of the CLI, with all that a proof needs of it.
type turn struct {
	from           int // events before it
	wanted, former document
	going          map[string]bool // of which its plan says that they will be removed
	calls          []simulator.Request
	stopped        time.Time // when somebody pressed Ctrl-C; zero where nobody did
	ended          time.Time
}

// blow is what happens to a CLI in the middle of a run. It says whether it has struck.
type blow func(*life, *turn, *exec.Cmd) bool

// live begins a life. All that is left to chance is drawn from the seed, but which of the calls under way at a time comes
// first is not.
func live(t *testing.T, f form, seed int64, number uint64) *life {
	t.Helper()
	l := &life{workspace: begin(t).workspace(), form: f, author: author{chance: rand.New(rand.NewPCG(uint64(seed), number))}, most: 60}
	l.sim.Reseed(seed ^ int64(number)<<40)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("to repeat it: make soak SEED=%d", seed)
		}
	})
	l.write("main.tf", f.configuration())
	return l
}

// reach runs apply until it succeeds and then plan until it gets through: that one must be empty. The blow falls once.
func (l *life) reach(wanted document, falls blow) {
	l.Helper()
	l.former, l.wanted = l.wanted, wanted
	l.write(l.form.file(wanted))
	begun := len(l.runs)
	for done := false; !done; {
		moment := 0
		if falls != nil {
			moment = 1 + l.chance.IntN(1+l.left()*2/3)
		}
		output, status, struck := l.run(falls, moment, "apply", "-auto-approve")
		if struck {
			falls = nil
			l.struck++
		}
		if done = status == 0; !done {
			l.within(begun, output)
			l.help(output)
		}
	}
	l.blocks = "" // they have done their work, and one whose payee leaves the document would be an error
	l.write("imports.tf", "")
	for {
		output, status, _ := l.run(nil, 0, "plan", "-detailed-exitcode")
		if status == 0 {
			return
		}
		if status == 2 {
			l.Fatalf("an apply succeeded, and the plan after it is not empty:\n%s", output)
		}
		l.within(begun, output)
	}
}

func (l *life) within(begun int, output string) {
	l.Helper()
	if len(l.runs)-begun >= l.most {
		l.Fatalf("%d runs did not reach an empty plan; the last one said:\n%s", l.most, output)
	}
}

// left is how many calls that write Cashfree is away from the document.
func (l *life) left() int {
	calls := 0
	for id, want := range l.wanted {
		switch held, exists := l.sim.Get(id); {
		case !exists:
			calls++
		case !same(held, want):
			calls += 2
		}
	}
	for _, held := range l.sim.All() {
		if _, stays := l.wanted[held.ID]; !stays {
			calls++
		}
	}
	return calls
}

// same compares what is fact.
func same(a, b simulator.Beneficiary) bool {
	a.AddedOn = b.AddedOn
	return a == b
}

// run runs the CLI. Where a blow is to fall, it does once Cashfree has seen that many calls that write.
func (l *life) run(falls blow, moment int, arguments ...string) (output string, status int, struck bool) {
	l.Helper()
	l.sim.ResetRequests()
	r := &turn{from: len(l.sim.Journal()), wanted: l.wanted, former: l.former}
	l.runs = append(l.runs, r)

	var text bytes.Buffer
	command := l.command(append(arguments, "-input=false", "-no-color")...)
	command.Stdout, command.Stderr = &text, &text
	if err := command.Start(); err != nil {
		l.Fatal(err)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = command.Wait()
	}()
	if falls != nil && l.comes(moment, over) {
		struck = falls(l, r, command)
	}
	<-over
	r.ended = time.Now()
	l.sim.SetLatency(l.latency)
	r.calls = l.sim.Requests()
	r.going = l.form.going(text.String())
	return text.String(), command.ProcessState.ExitCode(), struck
}

// comes waits for a moment of a run, and says whether it came before the run was over.
func (l *life) comes(moment int, over <-chan struct{}) bool {
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for {
		if l.sim.Count(http.MethodPost, "")+l.sim.Count(http.MethodDelete, "") >= moment {
			return true
		}
		select {
		case <-over:
			return false
		case <-look.C:
		}
	}
}

var (
	existsAsPlanned = regexp.MustCompile(`^Beneficiary "(\w+)" exists already .* It has exactly the planned content\.`)
	importBlock     = regexp.MustCompile(`import \{ to = cashfree_payout_beneficiary\.NAME id = "(\w+)" \}`)
)

// help does what the errors of a run ask of a user, and nothing else: it copies the import blocks of payees that exist
// as planned. An outcome that is unknown asks for another run first.
func (l *life) help(output string) {
	l.Helper()
	if l.form.set || l.form.adopts() {
		return
	}
	for _, text := range strings.Split(flatten(output), "Error: ")[1:] {
		exists := existsAsPlanned.FindStringSubmatch(text)
		if exists == nil {
			continue
		}
		block := importBlock.FindStringSubmatch(text)
		if block == nil || block[1] != exists[1] {
			l.Fatalf("%s exists already, and the error has no import block for it: %s", exists[1], text)
		}
		l.copied++
		l.blocks += fmt.Sprintf("import {\n  to = cashfree_payout_beneficiary.vendor[%[1]q]\n  id = %[1]q\n}\n", block[1])
	}
	l.write("imports.tf", l.blocks)
}
