package acceptance

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

var killedTimes = flag.Int("killed.times", 6, "kill the provider, or interrupt the CLI, so many times in all")

// Half of the times the provider is killed without a warning, as by a machine that has run out of memory; half of the
// times somebody presses Ctrl-C. One life has one of them in its first create, the other in a change of half the document.
func TestKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("the provider's process is found in /proc, which this system does not have")
	}
	seed := seeds()[0]
	for n := range (*killedTimes + 1) / 2 {
		f, blows := forms[n%len(forms)], []blow{killProvider, ctrlC}
		if n/len(forms)%2 == 1 {
			blows = []blow{ctrlC, killProvider}
		}
		t.Run(fmt.Sprintf("%d, %s", n+1, f.name), func(t *testing.T) { killed(t, f, seed, uint64(n), blows) })
	}
}

func killed(t *testing.T, f form, seed int64, number uint64, blows []blow) {
	t.Helper()
	size := 30
	if f.set {
		size = 150
	}
	l := live(t, f, seed, number)
	l.most = 6
	l.latency = 50 * time.Millisecond // so that there is a middle, on a busy machine too
	l.sim.SetLatency(l.latency)
	began := time.Now()
	l.reach(l.first(size), blows[0])
	l.reach(l.revised(l.wanted, 0.5), blows[1])
	l.prove()
	if l.struck != len(blows) {
		t.Errorf("%d of %d blows have struck", l.struck, len(blows))
	}
	t.Logf("seed %d: %d payees, %d blows, %d runs until an empty plan, the last write %v after Ctrl-C, %d import blocks, in %v",
		seed, size, l.struck, len(l.runs), l.lastWrite(), l.copied, time.Since(began).Round(time.Second))
}

// killProvider kills the provider's process, of which the CLI has one while it applies.
func killProvider(l *life, _ *turn, command *exec.Cmd) bool {
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		l.Fatal(err)
	}
	struck := false
	for _, folder := range folders {
		program, err := os.Readlink(filepath.Join(folder, "exe"))
		if err != nil || program != binary || parent(folder) != command.Process.Pid {
			continue // somebody else's, or over by now
		}
		id, _ := strconv.Atoi(filepath.Base(folder))
		if process, err := os.FindProcess(id); err == nil && process.Kill() == nil {
			struck = true
		}
	}
	return struck
}

// parent reads the process id of the parent, which comes second after the name in brackets.
func parent(folder string) int {
	stat, _ := os.ReadFile(filepath.Join(folder, "stat"))
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 2 {
		return 0
	}
	id, _ := strconv.Atoi(fields[1])
	return id
}
