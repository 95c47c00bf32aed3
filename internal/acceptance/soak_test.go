package acceptance

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The defaults are the sizes of `make test`. Those of `make soak` are in the GNUmakefile.
var (
	soakSeed    = flag.Int64("soak.seed", 0, "the seed of the soak; 0 takes a random one")
	soakSeeds   = flag.Int("soak.seeds", 1, "how many random seeds to soak with, one after the other")
	soakSingles = flag.Int("soak.singles", 20, "payees under for_each")
	soakMembers = flag.Int("soak.members", 100, "payees in a set")
)

// seeds returns the seeds of this run.
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

// interruptLatency is how long the simulator takes to answer after Ctrl-C. A run that goes on is seen in that time.
const interruptLatency = 400 * time.Millisecond

// interruptCLI is a disruption by Ctrl-C.
func interruptCLI(c *convergence, r *cliRun, command *exec.Cmd) bool {
	c.sim.SetLatency(interruptLatency)
	r.interrupted = time.Now()
	if command.Process.Signal(os.Interrupt) != nil { // it has ended
		r.interrupted = time.Time{}
		return false
	}
	return true
}

// TestAccSoak shows that runs reach an empty plan while a fifth of all calls fails in every way, and while Ctrl-C
// interrupts a create and an update. Cashfree's journal then shows whether anything went wrong on the way.
func TestAccSoak(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds() {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			for i, f := range configForms {
				t.Run(f.name, func(t *testing.T) { testSoak(t, f, seed, uint64(i)) })
			}
		})
	}
}

// testSoak runs one seed with one form of configuration.
func testSoak(t *testing.T, f configForm, seed int64, number uint64) {
	t.Helper()
	began := time.Now()
	size := *soakSingles
	if f.isSet {
		size = *soakMembers
	}
	c := newConvergence(t, f, seed, number)
	c.injectFaults(faultMix(0.2 / float64(size))) // the firewall lets four of five refreshes through
	c.converge(c.newDocument(size), interruptCLI)
	revised := c.revise(c.wanted, 0.1)
	if f.isSet {
		revised = c.exchange(revised, size/30)
	}
	for _, fault := range refusalFaults {
		c.sim.Inject(fault)
	}
	c.converge(revised, interruptCLI)
	c.sim.ClearFaults()
	c.wantEmptyPlan()
	c.check()

	if c.disrupted == 0 {
		t.Error("no run was interrupted in time")
	}
	counts := c.countCalls()
	if share := counts.share(); share < 0.1 || share > 0.35 {
		t.Errorf("%.2f of all calls failed, want 0.10 to 0.35: %v", share, counts)
	}
	t.Logf("seed %d: %d payees, %d runs until an empty plan, %d of them interrupted, the last write %v after Ctrl-C, %d import blocks, %d put back, %d undone, up to %d away, in %v; %v",
		seed, size, len(c.runs), c.disrupted, c.lastWrite(), c.copiedImports, c.putBacks, c.undone, c.maxAway, time.Since(began).Round(time.Second), counts)
}

// lateAnswer is longer than shortTimeout.
const lateAnswer = 1500 * time.Millisecond

// faultMix returns faults, and the share of all calls that each of them hits: a fifth of all together. The client does
// not repeat a call that a firewall refuses, so that one is rare enough for a run to succeed.
func faultMix(edge float64) []simulator.Fault {
	return []simulator.Fault{
		{Probability: 0.03, Action: simulator.FaultStatusBefore, Status: http.StatusInternalServerError, ContentType: "application/json"},
		{Probability: 0.03, Action: simulator.FaultStatusBefore, Status: http.StatusBadGateway, ContentType: "text/html"},
		{Probability: 0.042, Action: simulator.FaultStatusBefore, Status: http.StatusServiceUnavailable},
		{Probability: 0.02, Action: simulator.FaultStatusAfter, Status: http.StatusInternalServerError, ContentType: "application/json"},
		{Probability: 0.025, Action: simulator.FaultResetBefore},
		{Probability: 0.025, Action: simulator.FaultResetAfter},
		{Probability: 0.02, Action: simulator.FaultCutBody},
		{Probability: 0.0025, Action: simulator.FaultHang},
		{Probability: 0.0025, Action: simulator.FaultStatusAfter, Status: http.StatusGatewayTimeout, Delay: lateAnswer},
		{Probability: 0.0025, Action: simulator.FaultThrottle, RetryAfter: 1},
		{Probability: 0.0005, Action: simulator.FaultThrottle}, // costs seconds each time, without a Retry-After
		{Probability: edge, Action: simulator.FaultEdgeHTML},
	}
}

// refusalFaults refuse a few removals and creations at first. A set puts back what it has removed for a payee that is
// refused.
var refusalFaults = []simulator.Fault{
	{Method: http.MethodDelete, Skip: 1, Times: 3, Action: simulator.FaultStatusBefore, Status: http.StatusUnprocessableEntity},
	{Method: http.MethodPost, Probability: 0.15, Times: 6, Action: simulator.FaultStatusBefore, Status: http.StatusUnprocessableEntity},
}

// injectFaults switches the faults on. The simulator applies the first that hits, so each one gets its share of the
// calls that the faults before it leave.
func (c *convergence) injectFaults(faults []simulator.Fault) {
	c.latency = 3 * time.Millisecond
	c.sim.SetLatency(c.latency)
	c.sim.Inject(simulator.Fault{Probability: 0.03, Action: simulator.FaultLatency, Delay: 200 * time.Millisecond})
	left := 1.0
	for _, fault := range faults {
		share := fault.Probability
		fault.Probability = share / left
		left -= share
		c.sim.Inject(fault)
	}
}

// callCounts counts all calls, and those that failed by their fault.
type callCounts struct {
	calls    int
	failures map[string]int
}

func (c *convergence) countCalls() callCounts {
	sum := callCounts{failures: make(map[string]int)}
	for _, r := range c.runs {
		sum.calls += len(r.calls)
		for _, call := range r.calls {
			switch call.Fault {
			case "", simulator.FaultLatency:
			case simulator.FaultStatusBefore, simulator.FaultStatusAfter:
				sum.failures[fmt.Sprintf("%s %d", call.Fault, call.Status)]++
			default:
				sum.failures[string(call.Fault)]++
			}
		}
	}
	return sum
}

func (t callCounts) failed() int {
	sum := 0
	for _, count := range t.failures {
		sum += count
	}
	return sum
}

func (t callCounts) share() float64 { return float64(t.failed()) / float64(max(1, t.calls)) }

func (t callCounts) String() string {
	kinds := make([]string, 0, len(t.failures))
	for _, kind := range slices.Sorted(maps.Keys(t.failures)) {
		kinds = append(kinds, fmt.Sprintf("%d %s", t.failures[kind], kind))
	}
	return fmt.Sprintf("%d calls, %.1f %% of them failed: %s", t.calls, 100*t.share(), strings.Join(kinds, ", "))
}
