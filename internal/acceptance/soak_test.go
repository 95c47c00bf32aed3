package acceptance

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"
)

// The sizes of `make test`. Those of `make soak` are in the GNUmakefile.
var (
	soakSeed    = flag.Int64("soak.seed", 0, "repeat the soak with this seed; 0 draws one")
	soakSeeds   = flag.Int("soak.seeds", 1, "soak with so many seeds, one after the other")
	soakSingles = flag.Int("soak.singles", 30, "payees under for_each")
	soakMembers = flag.Int("soak.members", 150, "payees in a set")
)

// seeds are those of this run.
func seeds() []int64 {
	if *soakSeed != 0 {
		return []int64{*soakSeed}
	}
	drawn := make([]int64, *soakSeeds)
	for i := range drawn {
		drawn[i] = time.Now().UnixNano()%1_000_000_000 + int64(i) + 1
	}
	return drawn
}

// lingering is how long Cashfree's answers take from Ctrl-C on: whoever goes on all the same is seen doing so.
const lingering = 400 * time.Millisecond

// ctrlC is pressed by somebody who has seen enough.
func ctrlC(l *life, r *turn, command *exec.Cmd) bool {
	l.sim.SetLatency(lingering)
	r.stopped = time.Now()
	if command.Process.Signal(os.Interrupt) != nil { // it was over
		r.stopped = time.Time{}
		return false
	}
	return true
}

// A fifth of all calls fails, in every way that calls do. Payees are created, and a changed document is applied; in the
// middle of each somebody presses Ctrl-C. The runs go on until a plan is empty, and then Cashfree's own journal tells
// whether anything went wrong on the way.
func TestSoak(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds() {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			for i, f := range forms {
				t.Run(f.name, func(t *testing.T) { soak(t, f, seed, uint64(i)) })
			}
		})
	}
}

func soak(t *testing.T, f form, seed int64, number uint64) {
	t.Helper()
	began := time.Now()
	size := *soakSingles
	if f.set {
		size = *soakMembers
	}
	l := live(t, f, seed, number)
	l.breaks(storm(0.2 / float64(size))) // four of five refreshes do not meet the firewall
	l.reach(l.first(size), ctrlC)
	revised := l.revised(l.wanted, 0.1)
	if f.set {
		revised = l.swapped(revised)
	}
	for _, fault := range refusals {
		l.sim.Inject(fault)
	}
	l.reach(revised, ctrlC)
	l.clears()
	l.ends(0, "plan", "-detailed-exitcode", "-input=false")
	l.prove()

	if l.struck == 0 {
		t.Error("nobody pressed Ctrl-C in time")
	}
	weather := l.tally()
	if share := weather.share(); share < 0.1 || share > 0.35 {
		t.Errorf("this was no weather: %v", weather)
	}
	t.Logf("seed %d: %d payees, %d runs until an empty plan, %d of them interrupted, the last write %v after Ctrl-C, %d import blocks, %d put back, in %v; %v",
		seed, size, len(l.runs), l.struck, l.lastWrite(), l.copied, l.putBack, time.Since(began).Round(time.Second), weather)
}
