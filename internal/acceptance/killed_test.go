package acceptance

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var killedTimes = flag.Int("killed.times", 6, "how often to kill the provider or interrupt the CLI, in all")

// TestAccKilledInTheMiddle shows that runs reach an empty plan after the provider was killed, as by a machine without
// memory, or the CLI was interrupted. Each subtest has one of them during a create and the other during a change of
// half the document.
func TestAccKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	needProcesses(t)
	seed := seeds()[0]
	for n := range (*killedTimes + 1) / 2 {
		f, disruptions := configForms[n%len(configForms)], []disruption{killProvider, interruptCLI}
		if n/len(configForms)%2 == 1 {
			disruptions = []disruption{interruptCLI, killProvider}
		}
		t.Run(fmt.Sprintf("%d, %s", n+1, f.name), func(t *testing.T) { testKilled(t, f, seed, uint64(n), disruptions) })
	}
}

// needProcesses skips a test that kills the provider where its process cannot be found.
func needProcesses(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("the provider's process is found in /proc, which this system does not have")
	}
}

// testKilled runs one form of configuration with two disruptions.
func testKilled(t *testing.T, f configForm, seed int64, number uint64, disruptions []disruption) {
	t.Helper()
	size := 30
	if f.isSet {
		size = 150
	}
	c := newConvergence(t, f, seed, number)
	c.maxRuns = 6
	c.latency = 50 * time.Millisecond // so that a run has a middle on any machine
	c.sim.SetLatency(c.latency)
	began := time.Now()
	c.converge(c.newDocument(size), disruptions[0])
	revised := c.revise(c.wanted, 0.5)
	if f.isSet {
		revised = c.exchange(revised, size/10)
	}
	c.converge(revised, disruptions[1])
	c.check()
	if c.disrupted != len(disruptions) {
		t.Errorf("%d of %d disruptions were in time", c.disrupted, len(disruptions))
	}
	t.Logf("seed %d: %d payees, %d disruptions, %d runs until an empty plan, the last write %v after Ctrl-C, %d import blocks, in %v",
		seed, size, c.disrupted, len(c.runs), c.lastWrite(), c.copiedImports, time.Since(began).Round(time.Second))
}

// killProvider is a disruption that kills the provider's process.
func killProvider(_ *convergence, r *cliRun, command *exec.Cmd) bool {
	r.killed = killProviderOf(command)
	return r.killed
}

// killProviderOf kills the provider's process of a CLI, and reports whether it was there. The CLI has one of them while
// it applies.
func killProviderOf(command *exec.Cmd) bool {
	happened := false
	for _, dir := range providersOf(command) {
		id, _ := strconv.Atoi(filepath.Base(dir))
		if process, err := os.FindProcess(id); err == nil && process.Kill() == nil {
			happened = true
		}
	}
	return happened
}

// providersOf returns the folders in /proc of the providers that a CLI has started, and not those of other tests.
func providersOf(command *exec.Cmd) []string {
	dirs, _ := filepath.Glob("/proc/[0-9]*") // the pattern is valid
	return slices.DeleteFunc(dirs, func(dir string) bool { return !isProvider(dir) || parentID(dir) != command.Process.Pid })
}

// isProvider reports whether a folder in /proc is that of a provider that has not ended.
func isProvider(dir string) bool {
	program, err := os.Readlink(filepath.Join(dir, "exe"))
	return err == nil && program == providerPath
}

// parentID returns the process id of the parent, which stands second after the program's name in brackets.
func parentID(dir string) int {
	stat, _ := os.ReadFile(filepath.Join(dir, "stat"))
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 2 {
		return 0
	}
	id, _ := strconv.Atoi(fields[1])
	return id
}
