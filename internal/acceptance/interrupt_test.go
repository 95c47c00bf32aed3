package acceptance

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// maxInterruptTime is how long an interrupted run may go on, on a busy machine. Without the interrupt it would wait for
// minutes.
const maxInterruptTime = 5 * time.Second

// interrupt starts a command, sends an interrupt as soon as waiting returns true, and returns how long the command went
// on.
func (w *workspace) interrupt(waiting func() bool, arguments ...string) time.Duration {
	w.Helper()
	return w.disturb(waiting, func(command *exec.Cmd) bool { return command.Process.Signal(os.Interrupt) == nil }, arguments...)
}

// disturb starts a command, does something to it as soon as waiting returns true, and returns how long the command went
// on. The command must fail.
func (w *workspace) disturb(waiting func() bool, do func(*exec.Cmd) bool, arguments ...string) time.Duration {
	w.Helper()
	command := w.command(append(arguments, "-input=false", "-no-color")...)
	if err := command.Start(); err != nil {
		w.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for ticker := time.NewTicker(5 * time.Millisecond); !waiting(); {
		select {
		case err := <-ended:
			w.Fatalf("it did not wait: %v", err)
		case <-ticker.C:
		}
	}
	disturbed := time.Now()
	if !do(command) {
		w.Fatal("it ended before it was disturbed")
	}
	select {
	case err := <-ended:
		if _, failed := errors.AsType[*exec.ExitError](err); !failed {
			w.Errorf("a disturbed run ended with %v", err)
		}
	case <-time.After(2 * time.Minute):
		_ = command.Process.Kill()
		w.Fatal("it is still waiting")
	}
	return time.Since(disturbed)
}

// waitingRun is a run of the CLI that waits for Cashfree.
type waitingRun struct {
	first    string // a configuration that is applied before
	config   string
	vendors  int                        // in a set, instead of config
	fault    func(*simulator.Simulator) // makes the run wait
	command  string
	requests int // when there are as many, the run waits
	existing int // how many beneficiaries exist at the end
}

// TestAccInterrupt_EveryWait shows that Ctrl-C ends a run wherever it waits for Cashfree, and that the same command
// finishes the work later.
func TestAccInterrupt_EveryWait(t *testing.T) {
	t.Parallel()
	hang := func(method string) func(*simulator.Simulator) {
		return func(sim *simulator.Simulator) {
			sim.Inject(simulator.Fault{Method: method, Action: simulator.FaultHang})
		}
	}
	salary := `
data "cashfree_payout_transfer_status" "salary" {
  transfer_id         = "salary_1"
  wait_until_terminal = true
}
`
	for name, tc := range map[string]waitingRun{
		"plan":               {first: ashaConfig(), config: ashaConfig(), fault: hang(http.MethodGet), command: "plan", requests: 1, existing: 1},
		"refresh":            {first: ashaConfig(), config: ashaConfig(), fault: hang(http.MethodGet), command: "refresh", requests: 1, existing: 1},
		"create":             {config: ashaConfig(), fault: hang(http.MethodPost), command: "apply", requests: 1, existing: 1},
		"create and look-up": {config: ashaConfig(), fault: hang(""), command: "apply", requests: 1, existing: 1},
		"verification": {config: ashaConfig(), command: "apply", requests: 2, existing: 1, fault: func(sim *simulator.Simulator) {
			sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1_000_000 })
		}},
		"throttled": {config: ashaConfig(), command: "apply", requests: 1, existing: 1, fault: func(sim *simulator.Simulator) {
			sim.Inject(simulator.Fault{Action: simulator.FaultThrottle, RetryAfter: 110})
		}},
		"create of a set": {vendors: 200, fault: hang(http.MethodPost), command: "apply", requests: 10, existing: 200},
		"a data source's wait": {config: salary, command: "plan", requests: 2, fault: func(sim *simulator.Simulator) {
			sim.PutTransfer(simulator.Transfer{ID: "salary_1", Amount: "100.10", Status: "PENDING"})
		}},
		"a data source's call": {config: salary, fault: hang(http.MethodGet), command: "plan", requests: 1},
	} {
		t.Run(name, tc.test)
	}
}

// test interrupts the run while it waits, and lets Cashfree answer to a second run.
func (r waitingRun) test(t *testing.T) {
	w := newWorkspace(t)
	if r.first != "" {
		w.writeConfig(r.first)
		w.apply()
	}
	w.writeConfig(r.config)
	if r.vendors > 0 {
		w.writeSet("csv_wo", vendorsCSV(r.vendors))
	}
	before := ""
	if r.first != "" {
		before = w.readFile("terraform.tfstate")
	}
	w.sim.ResetRequests()
	r.fault(w.sim)

	arguments := []string{r.command}
	if r.command == "apply" {
		arguments = append(arguments, "-auto-approve")
	}
	took := w.interrupt(func() bool { return w.sim.Count("", "") >= r.requests }, arguments...)
	t.Logf("it ended %v after the interrupt", took.Round(10*time.Millisecond))
	if took > maxInterruptTime {
		t.Errorf("it took %v to end", took)
	}
	if before != "" && w.readFile("terraform.tfstate") != before {
		t.Error("the state has changed")
	}

	w.sim.ClearFaults()
	w.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 0 })
	w.sim.PutTransfer(simulator.Transfer{ID: "salary_1", Amount: "100.10", Status: "SUCCESS"})
	w.apply()
	w.wantEmptyPlan()
	w.wantCreatedOnce(r.existing)
}
