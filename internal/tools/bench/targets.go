package main

import (
	"fmt"
	"strings"
	"time"
)

type verdict string

const (
	met         verdict = "met"
	notMet      verdict = "NOT MET"
	notMeasured verdict = "not measured"
)

// target is one target of the project, with the measurement of this run.
type target struct {
	what, target, measured string
	verdict                verdict
}

// The bounds.
const (
	forEachBound  = 20.0 // times cheaper than for_each
	floorBound    = 1.6
	growthBound   = 12.0
	idleBound     = 1.15
	memoryBound   = 100e6
	latencyBound  = 1.15
	throttleBound = 0.05
	startBound    = 25 * time.Millisecond
	programBound  = 25e6
)

func (r *results) targets() []target {
	return []target{
		r.againstForEach(planStep),
		r.againstForEach(applyStep),
		r.againstFloor(),
		r.growth(planStep),
		r.growth(applyStep),
		r.againstIdle(),
		r.memory(),
		r.largestWorks(),
		r.withLatency(),
		r.withThrottling(),
		r.handshake(),
		r.programSize(),
	}
}

// missed returns an error if a target was measured and not met.
func (r *results) missed() error {
	var missed []string
	for _, one := range r.targets() {
		if one.verdict == notMet {
			missed = append(missed, one.what)
		}
	}
	if len(missed) == 0 {
		return nil
	}
	return fmt.Errorf("targets not met: %s", strings.Join(missed, "; "))
}

// newTarget returns a target with its verdict, and without a figure if it was not measured.
func newTarget(what, aim string, known bool, measured func() (string, bool)) target {
	t := target{what: what, target: aim, measured: "–", verdict: notMeasured}
	if !known {
		return t
	}
	var ok bool
	t.measured, ok = measured()
	t.verdict = notMet
	if ok {
		t.verdict = met
	}
	return t
}

func (r *results) againstForEach(step string) target {
	set, known1 := r.find(setName, smallSize, step)
	each, known2 := r.find(forEachName, smallSize, step)
	return newTarget(
		fmt.Sprintf("set against for_each, %s of %s, CPU", step, thousands(smallSize)),
		fmt.Sprintf("≤ 1/%.0f", forEachBound), known1 && known2,
		func() (string, bool) {
			times := ratio(each.processor(), set.processor())
			return fmt.Sprintf("1/%.1f (%s, %s)", times, seconds(set.processor()), seconds(each.processor())),
				times >= forEachBound
		})
}

// againstIdle compares the provider's cost of single beneficiaries with that of a provider that does nothing.
func (r *results) againstIdle() target {
	each, known1 := r.find(forEachName, smallSize, planStep)
	idle, known2 := r.find(idleName, smallSize, planStep)
	return newTarget(
		fmt.Sprintf("provider's own CPU, plan of %s singles against an idle provider", thousands(smallSize)),
		fmt.Sprintf("≤ %.2f ×", idleBound), known1 && known2,
		func() (string, bool) {
			times := ratio(each.provider.Processor, idle.provider.Processor)
			return fmt.Sprintf("%.2f × (%s, %s)",
				times, seconds(each.provider.Processor), seconds(idle.provider.Processor)), times <= idleBound
		})
}

// againstFloor compares the set with one of an idle provider, in which core handles the same texts and the same maps.
func (r *results) againstFloor() target {
	set, known1 := r.find(setName, largeSize, planStep)
	floor, known2 := r.find(floorName, largeSize, planStep)
	return newTarget(
		fmt.Sprintf("set against an idle provider's set, plan of %s, CPU", thousands(largeSize)),
		fmt.Sprintf("≤ %.1f ×", floorBound), known1 && known2,
		func() (string, bool) {
			times := ratio(set.processor(), floor.processor())
			return fmt.Sprintf("%.2f × (%s, %s)", times, seconds(set.processor()), seconds(floor.processor())), times <= floorBound
		})
}

func (r *results) growth(step string) target {
	small, known1 := r.find(setName, smallSize, step)
	large, known2 := r.find(setName, largeSize, step)
	return newTarget(
		fmt.Sprintf("provider's own CPU, %s of %s against %s", step, thousands(largeSize), thousands(smallSize)),
		fmt.Sprintf("≤ %.0f ×", growthBound), known1 && known2,
		func() (string, bool) {
			times := ratio(large.provider.Processor, small.provider.Processor)
			return fmt.Sprintf("%.1f × (%s, %s)",
				times, seconds(large.provider.Processor), seconds(small.provider.Processor)), times <= growthBound
		})
}

func (r *results) memory() target {
	plan, known1 := r.find(setName, largeSize, planStep)
	apply, known2 := r.find(setName, largeSize, applyStep)
	peak := plan.provider.plus(apply.provider).Peak
	return newTarget(fmt.Sprintf("provider's peak of memory at %s", thousands(largeSize)), "< "+megabytes(memoryBound),
		known1 && known2 && peak > 0,
		func() (string, bool) { return megabytes(peak), peak < memoryBound })
}

// largestWorks is met if both steps ran: a step without the right effect is no measurement.
func (r *results) largestWorks() target {
	_, applied := r.find(setName, r.largest, applyStep)
	plan, planned := r.find(setName, r.largest, planStep)
	return newTarget(fmt.Sprintf("set of %s", thousands(r.largest)), "works", r.largest > 0,
		func() (string, bool) {
			if !applied || !planned {
				return "failed", false
			}
			return "plan in " + seconds(plan.wall), true
		})
}

func (r *results) withLatency() target {
	quick, known := r.find(setName, smallSize, planStep)
	rounds := time.Duration(smallSize/defaultConcurrency) * latency
	aim := fmt.Sprintf("≤ %.2f × %s + zero-latency time", latencyBound, seconds(rounds))
	bound := time.Duration(latencyBound*float64(rounds)) + quick.wall
	if known {
		aim += " = " + seconds(bound)
	}
	return newTarget(
		fmt.Sprintf("plan of %s at %s latency, %d at a time, wall", thousands(smallSize), latency, defaultConcurrency),
		aim, known && r.latency != nil,
		func() (string, bool) { return seconds(r.latency.wall), r.latency.wall <= bound })
}

func (r *results) withThrottling() target {
	return newTarget(
		fmt.Sprintf("plan of %s, %d at a time, limit %d a minute", thousands(smallSize), eagerConcurrency, rateLimit),
		fmt.Sprintf("no error, ≤ %.0f %% throttled", 100*throttleBound), r.throttled != nil,
		func() (string, bool) {
			t := r.throttled
			share := float64(t.refused) / float64(max(1, t.calls))
			text := fmt.Sprintf("%.1f %% (%s of %s)", 100*share, thousands(t.refused), thousands(t.calls))
			if t.err != nil {
				return "error: " + firstLine(t.err) + "; " + text, false
			}
			return "no error, " + text, share <= throttleBound
		})
}

func (r *results) handshake() target {
	return newTarget("provider's start until its handshake, wall", "< "+milliseconds(startBound), r.startUp != nil,
		func() (string, bool) { return milliseconds(r.startUp.handshake), r.startUp.handshake < startBound })
}

func (r *results) programSize() target {
	return newTarget("size of the program", "< "+megabytes(programBound), r.startUp != nil,
		func() (string, bool) { return megabytes(r.startUp.size), r.startUp.size < programBound })
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(1, b)) }
