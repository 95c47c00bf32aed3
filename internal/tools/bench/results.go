package main

import (
	"cmp"
	"slices"
	"time"
)

// The commands that are measured.
const (
	applyStep = "apply"
	planStep  = "plan" // with refresh, after apply, so that nothing changes
)

// key identifies a measurement.
type key struct {
	variant string
	size    int
	step    string
}

// row is a measurement.
type row struct {
	key
	wall        time.Duration
	cli         usage
	provider    usage // zero for a variant without a provider
	withCalls   bool  // whether the variant has the real provider, which makes calls
	calls       int
	connections int
}

// processor returns the processor time of CLI and provider together.
func (r row) processor() time.Duration { return r.cli.Processor + r.provider.Processor }

// medianOf returns the median of each time of several measurements, and the highest peaks of memory.
func medianOf(rows []row) row {
	median := rows[0]
	for _, figure := range []func(*row) *time.Duration{
		func(r *row) *time.Duration { return &r.wall },
		func(r *row) *time.Duration { return &r.cli.Processor },
		func(r *row) *time.Duration { return &r.provider.Processor },
	} {
		slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(*figure(&a), *figure(&b)) })
		*figure(&median) = *figure(&rows[len(rows)/2])
	}
	for _, r := range rows {
		median.cli.Peak, median.provider.Peak = max(median.cli.Peak, r.cli.Peak), max(median.provider.Peak, r.provider.Peak)
	}
	return median
}

// throttling is the result of a plan with a low limit of calls per minute.
type throttling struct {
	calls, refused int
	err            error
}

// results holds all measurements of one run.
type results struct {
	rows      []row
	client    map[int]ended // of the bare client, by the number of reads
	latency   *row          // a plan of the set at [smallSize] with latency
	throttled *throttling   // a plan of the same set with a limit of calls per minute
	largest   int           // the largest size of the set in this run
	startUp   *startUp
}

func newResults() *results {
	return &results{client: map[int]ended{}}
}

func (r *results) find(variantName string, size int, step string) (row, bool) {
	for _, m := range r.rows {
		if m.key == (key{variantName, size, step}) {
			return m, true
		}
	}
	return row{}, false
}
