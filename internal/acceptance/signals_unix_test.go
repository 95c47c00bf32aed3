//go:build unix

package acceptance

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

var signalsTimes = flag.Int("signals.times", 3, "at how many moments of a change to end the CLI, for each test")

const (
	// signalMembers is how many members the sets of these tests have.
	signalMembers = 120
	// lastMoment is the last event after which the change of a set is disturbed. Enough is left then for the change not
	// to end before the signal is sent.
	lastMoment = 2 * signalMembers * 4 / 5
	// maxOrphanTime is how long a provider may go on after the CLI was killed.
	maxOrphanTime = 10 * time.Second
	// providerLog is the file to which the provider writes its log in the end.
	providerLog = "provider.log"
)

// roundCSV returns a document of the members. All of them get new accounts in each round.
func roundCSV(round int) string {
	var text strings.Builder
	text.WriteString("beneficiary_id,name,bank_account_number,bank_ifsc\n")
	for i := range signalMembers {
		fmt.Fprintf(&text, "m%05d,Asha Rao,%s%05d,HDFC0000001\n", i, roundPrefix(round), i)
	}
	return text.String()
}

// roundPrefix starts the account numbers of a round.
func roundPrefix(round int) string { return fmt.Sprintf("%s%03d", vendorAccountPrefix, round) }

// inOwnGroup makes the CLI and the provider a process group, as a terminal, systemd or a runner does.
func (w *workspace) inOwnGroup() *workspace {
	other := *w
	other.attributes = &syscall.SysProcAttr{Setpgid: true}
	return &other
}

// signalGroup sends a signal to the CLI and the provider.
func signalGroup(signal syscall.Signal) func(*exec.Cmd) bool {
	return func(command *exec.Cmd) bool { return syscall.Kill(-command.Process.Pid, signal) == nil }
}

// disturbApply disturbs an apply after a number of creations and removals.
func (w *workspace) disturbApply(events int, do func(*exec.Cmd) bool) {
	w.Helper()
	before := len(w.sim.Journal())
	w.disturb(func() bool { return len(w.sim.Journal()) >= before+events }, do, "apply", "-auto-approve")
}

// finishApply does the rest of a disturbed apply. Then all payees exist.
func (w *workspace) finishApply(payees int) {
	w.Helper()
	w.sim.SetLatency(0)
	w.apply()
	w.wantEmptyPlan()
	if got := len(w.sim.All()); got != payees {
		w.Errorf("%d of %d payees exist in the end", got, payees)
	}
}

// moments returns after how many events a change is disturbed, from the first one to the last.
func moments(last int) []int {
	spread := make([]int, *signalsTimes)
	for i := range spread {
		spread[i] = 1 + (i+1)*(last-1)/len(spread)
	}
	spread[0] = 1
	return spread
}

// TestAccSignal_Terminate_Set shows that SIGTERM to the CLI and the provider together, as systemd, timeout and CI
// runners send it, ends the change of a set like Ctrl-C: every payee exists, and the next apply does the rest.
func TestAccSignal_Terminate_Set(t *testing.T) {
	w := newWorkspace(t).inOwnGroup()
	w.writeSet("csv_wo", roundCSV(0))
	w.apply()
	for round, events := range moments(lastMoment) {
		w.writeSet("csv_wo", roundCSV(round+1))
		w.sim.SetLatency(60 * time.Millisecond) // so that the apply has a middle on any machine
		w.disturbApply(events, signalGroup(syscall.SIGTERM))
		if got := len(w.sim.All()); got != signalMembers {
			t.Errorf("after %d events %d of %d payees exist", events, got, signalMembers)
		}
		w.finishApply(signalMembers)
	}
}

// TestAccSignal_Terminate_Singles shows the same for single payees: what was created is in the state, and the next
// apply creates exactly the rest.
func TestAccSignal_Terminate_Singles(t *testing.T) {
	t.Parallel()
	const payees = 40
	for _, events := range moments(payees / 2) {
		t.Run(fmt.Sprintf("after %d", events), func(t *testing.T) {
			w := newWorkspace(t).inOwnGroup()
			w.writeConfig(fmt.Sprintf(`
resource "cashfree_payout_beneficiary" "vendor" {
  for_each       = toset([for i in range(%d) : format("%%03d", i)])
  beneficiary_id = "v${each.key}"
  name           = "Asha Rao"
  instrument = {
    bank_account_number = "%s${each.key}"
    bank_ifsc           = "HDFC0000001"
  }
}
`, payees, vendorAccountPrefix))
			w.sim.SetLatency(200 * time.Millisecond)
			w.disturbApply(events, signalGroup(syscall.SIGTERM))
			w.sim.SetLatency(0)
			created := len(w.sim.All())
			if recorded := strings.Count(w.run(0, "state", "list"), "cashfree_payout_beneficiary.vendor"); recorded != created {
				t.Errorf("%d payees exist, and the state has %d", created, recorded)
			}
			wantTexts(t, w.wantChanges(), fmt.Sprintf("Plan: %d to add, 0 to change, 0 to destroy.", payees-created))
			w.finishApply(payees)
			w.wantCreatedOnce(payees)
		})
	}
}

// TestAccSignal_Kill_Set shows what the provider does after the CLI was killed in the change of a set: it puts back
// what it has removed, lists that in the log, and ends. The log is a file of the CLI, or of a script around the
// provider.
func TestAccSignal_Kill_Set(t *testing.T) {
	needProcesses(t)
	t.Parallel()
	kill := func(command *exec.Cmd) bool { return command.Process.Kill() == nil }
	for name, test := range map[string]struct {
		level     string // of the log
		isLogged  bool   // to a file of the CLI
		isWrapped bool   // in a script that sends the log to a file
		do        func(*exec.Cmd) bool
	}{
		"killed, without a level":         {"", true, false, kill},
		"killed, with the log on screen":  {"DEBUG", false, false, kill},
		"killed, with a script":           {"ERROR", false, true, kill},
		"the terminal of both was closed": {"DEBUG", true, false, signalGroup(syscall.SIGHUP)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t).inOwnGroup()
			w.env["TF_LOG_PROVIDER"] = test.level
			if test.isLogged {
				w.env["TF_LOG_PATH"] = filepath.Join(w.dir, providerLog)
			}
			if test.isWrapped {
				w.wrapProvider()
			}
			w.writeSet("csv_wo", roundCSV(0))
			w.apply()
			for round, creations := range moments(lastMoment / 2) {
				w.writeFile(providerLog, "")
				w.writeSet("csv_wo", roundCSV(round+1))
				putBack := w.testOrphan(round, creations, test.do)
				if log := w.readFile(providerLog); test.isLogged || test.isWrapped {
					w.wantNoSecrets(log, vendorAccountPrefix)
					if listed := putBackIDs(t, log); !slices.Equal(listed, putBack) {
						t.Errorf("%v were put back, and the log lists %v", putBack, listed)
					}
				}
				w.finishApply(signalMembers)
			}
		})
	}
}

// wrapProvider puts a script in the place of the provider, which sends its log to a file.
func (w *workspace) wrapProvider() {
	w.Helper()
	dir := w.TempDir()
	script := fmt.Sprintf("#!/bin/sh\nexec %q 2>>%q\n", providerPath, filepath.Join(w.dir, providerLog))
	if err := os.WriteFile(filepath.Join(dir, filepath.Base(providerPath)), []byte(script), 0o700); err != nil {
		w.Fatal(err)
	}
	w.useProviderIn(dir)
}

// testOrphan ends the CLI as soon as Cashfree has refused a creation, after a number of others. The payee was removed
// for that, so the provider must put it back, and end. It returns the ids of those who were put back.
func (w *workspace) testOrphan(round, creations int, do func(*exec.Cmd) bool) []string {
	w.Helper()
	before := len(w.sim.Journal())
	w.sim.ResetRequests()
	w.sim.Inject(simulator.Fault{Method: http.MethodPost, Skip: creations, Times: 1, Action: simulator.FaultStatusBefore, Status: http.StatusUnprocessableEntity})
	w.sim.SetLatency(60 * time.Millisecond) // so that the apply has a middle on any machine
	var orphans []string
	w.disturb(w.hasRefused, func(command *exec.Cmd) bool {
		orphans = providersOf(command)
		return do(command)
	}, "apply", "-auto-approve")
	w.waitForEnd(orphans)
	if got := len(w.sim.All()); got != signalMembers {
		w.Errorf("after %d creations %d of %d payees exist", creations, got, signalMembers)
	}
	putBack := []string{}
	for _, event := range w.sim.Journal()[before:] {
		if event.Kind == simulator.EventCreated && strings.HasPrefix(event.Record.BankAccountNumber, roundPrefix(round)) {
			putBack = append(putBack, event.ID)
		}
	}
	slices.Sort(putBack)
	w.Logf("after %d creations %d were put back", creations, len(putBack))
	if len(putBack) == 0 {
		w.Error("nobody was put back")
	}
	return putBack
}

// hasRefused reports whether the simulator has refused a creation.
func (w *workspace) hasRefused() bool {
	return slices.ContainsFunc(w.sim.Requests(), func(r simulator.Request) bool { return r.Fault == simulator.FaultStatusBefore })
}

// putBackIDs returns the ids that the log lists, and fails without a list.
func putBackIDs(t *testing.T, log string) []string {
	t.Helper()
	for line := range strings.Lines(log) {
		var report struct {
			Level   string   `json:"@level"`
			PutBack []string `json:"put_back"`
			Lost    []string `json:"lost"`
			Unknown []string `json:"unknown"`
		}
		if json.Unmarshal([]byte(line), &report) != nil || report.PutBack == nil {
			continue
		}
		if report.Level != "warn" || len(report.Lost)+len(report.Unknown) > 0 {
			t.Errorf("the report is %s", line)
		}
		return report.PutBack
	}
	t.Errorf("the log ends without a report:\n%s", log[max(0, len(log)-3000):])
	return nil
}

// TestAccSignal_Kill_Plan shows that the provider ends soon after the CLI was killed where nothing is under way that
// must not be cut off.
func TestAccSignal_Kill_Plan(t *testing.T) {
	needProcesses(t)
	w := newWorkspace(t)
	w.writeConfig(ashaConfig())
	w.apply()
	w.sim.ResetRequests()
	w.sim.Inject(simulator.Fault{Action: simulator.FaultHang})
	var orphans []string
	w.disturb(func() bool { return w.sim.Count("", "") > 0 }, func(command *exec.Cmd) bool {
		orphans = providersOf(command)
		return command.Process.Kill() == nil
	}, "plan")
	w.waitForEnd(orphans)
}

// waitForEnd waits until the provider has ended, which must be soon.
func (w *workspace) waitForEnd(orphans []string) {
	w.Helper()
	if len(orphans) != 1 {
		w.Fatalf("the CLI had %d providers", len(orphans))
	}
	began := time.Now()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for isProvider(orphans[0]) {
		if time.Since(began) > maxOrphanTime {
			w.Fatalf("the provider is still there %v after the end of the CLI", maxOrphanTime)
		}
		<-ticker.C
	}
	w.Logf("the provider ended %v after the CLI", time.Since(began).Round(10*time.Millisecond))
}
