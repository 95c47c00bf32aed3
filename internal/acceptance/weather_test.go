package acceptance

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// tooLate is longer than the users of these stories wait for an answer.
const tooLate = 1500 * time.Millisecond

// storm is the faults and the share of all calls that each strikes, a fifth of all together. A refusal at the edge is
// not repeated, as nothing mends a firewall: one strikes for every so many calls, so that a run can get through at all.
func storm(edge float64) []simulator.Fault {
	return []simulator.Fault{
		{Probability: 0.03, Action: simulator.FaultStatusBefore, Status: http.StatusInternalServerError, ContentType: "application/json"},
		{Probability: 0.03, Action: simulator.FaultStatusBefore, Status: http.StatusBadGateway, ContentType: "text/html"},
		{Probability: 0.042, Action: simulator.FaultStatusBefore, Status: http.StatusServiceUnavailable},
		{Probability: 0.02, Action: simulator.FaultStatusAfter, Status: http.StatusInternalServerError, ContentType: "application/json"},
		{Probability: 0.025, Action: simulator.FaultResetBefore},
		{Probability: 0.025, Action: simulator.FaultResetAfter},
		{Probability: 0.02, Action: simulator.FaultCutBody},
		{Probability: 0.0025, Action: simulator.FaultHang},
		{Probability: 0.0025, Action: simulator.FaultStatusAfter, Status: http.StatusGatewayTimeout, Delay: tooLate},
		{Probability: 0.0025, Action: simulator.FaultThrottle, RetryAfter: 1},
		{Probability: 0.0005, Action: simulator.FaultThrottle}, // costs seconds each time: nobody says how long it lasts
		{Probability: edge, Action: simulator.FaultEdgeHTML},
	}
}

// refusals are of no weather: a few removals and a few payees are not accepted at first. What a set has removed for one
// that it cannot add, it puts back.
var refusals = []simulator.Fault{
	{Method: http.MethodDelete, Skip: 1, Times: 3, Action: simulator.FaultStatusBefore, Status: http.StatusUnprocessableEntity},
	{Method: http.MethodPost, Probability: 0.15, Times: 6, Action: simulator.FaultStatusBefore, Status: http.StatusUnprocessableEntity},
}

// breaks lets the storm begin. Of several faults the first strikes, so each is given its share of what is left by those
// before it.
func (l *life) breaks(faults []simulator.Fault) {
	l.latency = 3 * time.Millisecond
	l.sim.SetLatency(l.latency)
	l.sim.Inject(simulator.Fault{Probability: 0.03, Action: simulator.FaultLatency, Delay: 200 * time.Millisecond})
	left := 1.0
	for _, fault := range faults {
		share := fault.Probability
		fault.Probability = share / left
		left -= share
		l.sim.Inject(fault)
	}
}

// clears ends the storm.
func (l *life) clears() {
	l.sim.ClearFaults()
}

// tally counts calls, and those that failed by what struck them.
type tally struct {
	calls  int
	struck map[string]int
}

func (l *life) tally() tally {
	sum := tally{struck: make(map[string]int)}
	for _, r := range l.runs {
		sum.calls += len(r.calls)
		for _, call := range r.calls {
			switch call.Fault {
			case "", simulator.FaultLatency:
			case simulator.FaultStatusBefore, simulator.FaultStatusAfter:
				sum.struck[fmt.Sprintf("%s %d", call.Fault, call.Status)]++
			default:
				sum.struck[string(call.Fault)]++
			}
		}
	}
	return sum
}

func (t tally) failed() int {
	sum := 0
	for _, count := range t.struck {
		sum += count
	}
	return sum
}

func (t tally) share() float64 { return float64(t.failed()) / float64(max(1, t.calls)) }

func (t tally) String() string {
	kinds := make([]string, 0, len(t.struck))
	for _, kind := range slices.Sorted(maps.Keys(t.struck)) {
		kinds = append(kinds, fmt.Sprintf("%d %s", t.struck[kind], kind))
	}
	return fmt.Sprintf("%d calls, %.1f %% of them failed: %s", t.calls, 100*t.share(), strings.Join(kinds, ", "))
}
