package acceptance

import (
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// promptly is what a busy machine may take for "at once". What is interrupted would wait for minutes.
const promptly = 5 * time.Second

// interrupt begins a command, presses Ctrl-C as soon as it waits, and gives how long it went on.
func (w *workspace) interrupt(waits func() bool, arguments ...string) time.Duration {
	w.Helper()
	command := w.command(append(arguments, "-input=false", "-no-color")...)
	if err := command.Start(); err != nil {
		w.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for look := time.NewTicker(5 * time.Millisecond); !waits(); {
		select {
		case err := <-ended:
			w.Fatalf("it did not wait: %v", err)
		case <-look.C:
		}
	}
	pressed := time.Now()
	if err := command.Process.Signal(os.Interrupt); err != nil {
		w.Fatal(err)
	}
	select {
	case err := <-ended:
		if _, failed := err.(*exec.ExitError); !failed { //nolint:errorlint // what Wait documents
			w.Errorf("an interrupted run ended with %v", err)
		}
	case <-time.After(2 * time.Minute):
		_ = command.Process.Kill()
		w.Fatal("it waits on")
	}
	return time.Since(pressed)
}

// Somebody presses Ctrl-C while Cashfree keeps a run waiting, at each place where it can. The run ends, nothing is lost,
// and once Cashfree answers again the same command does the rest.
func TestCtrlCEndsEveryWait(t *testing.T) {
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
	for name, story := range map[string]struct {
		first    string // applied before
		config   string
		vendors  int
		evil     func(*simulator.Simulator)
		command  string
		requests int // how many of them mean that the run waits
		exist    int // beneficiaries at the end of it all
	}{
		"plan":                 {first: asha(), config: asha(), evil: hang(http.MethodGet), command: "plan", requests: 1, exist: 1},
		"refresh":              {first: asha(), config: asha(), evil: hang(http.MethodGet), command: "refresh", requests: 1, exist: 1},
		"create":               {config: asha(), evil: hang(http.MethodPost), command: "apply", requests: 1, exist: 1},
		"create, and its look": {config: asha(), evil: hang(""), command: "apply", requests: 1, exist: 1},
		"verification": {config: asha(), command: "apply", requests: 2, exist: 1, evil: func(sim *simulator.Simulator) {
			sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1_000_000 })
		}},
		"throttled": {config: asha(), command: "apply", requests: 1, exist: 1, evil: func(sim *simulator.Simulator) {
			sim.Inject(simulator.Fault{Action: simulator.FaultThrottle, RetryAfter: 110})
		}},
		"create of a set": {vendors: 200, evil: hang(http.MethodPost), command: "apply", requests: 10, exist: 200},
		"a data source's wait": {config: salary, command: "plan", requests: 2, evil: func(sim *simulator.Simulator) {
			sim.PutTransfer(simulator.Transfer{ID: "salary_1", Amount: "100.10", Status: "PENDING"})
		}},
		"a data source's look": {config: salary, evil: hang(http.MethodGet), command: "plan", requests: 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := begin(t).workspace()
			if story.first != "" {
				w.write("main.tf", requiredProviders+story.first)
				w.ends(0, "apply", "-auto-approve", "-input=false")
			}
			w.write("main.tf", requiredProviders+story.config)
			if story.vendors > 0 {
				w.vendors("csv_wo", vendorsCSV(story.vendors))
			}
			before := ""
			if story.first != "" {
				before = w.read("terraform.tfstate")
			}
			w.sim.ResetRequests()
			story.evil(w.sim)

			arguments := []string{story.command}
			if story.command == "apply" {
				arguments = append(arguments, "-auto-approve")
			}
			took := w.interrupt(func() bool { return w.sim.Count("", "") >= story.requests }, arguments...)
			t.Logf("it ended %v after the interrupt", took.Round(10*time.Millisecond))
			if took > promptly {
				t.Errorf("it took %v to end", took)
			}
			if before != "" && w.read("terraform.tfstate") != before {
				t.Error("the state has changed")
			}

			w.sim.ClearFaults()
			w.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 0 })
			w.sim.PutTransfer(simulator.Transfer{ID: "salary_1", Amount: "100.10", Status: "SUCCESS"})
			w.ends(0, "apply", "-auto-approve", "-input=false")
			w.ends(0, "plan", "-detailed-exitcode", "-input=false")
			w.once(story.exist)
		})
	}
}
