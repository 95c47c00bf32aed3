package main

import "time"

// The commands that are measured.
const (
	applyStep = "apply"
	planStep  = "plan" // with refresh, of what apply has made, so that there is nothing to change
)

// key names a measurement.
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
	provider    usage // nothing for a variant without one
	withCalls   bool  // whether the variant makes any, and so whether there is a provider
	calls       int
	connections int
}

// processor is what the user's machine has to give for the command.
func (r row) processor() time.Duration { return r.cli.Processor + r.provider.Processor }

// throttling is what became of a plan with a tight limit.
type throttling struct {
	calls, refused int
	err            error
}

// results are what one run has measured.
type results struct {
	rows      []row
	client    map[int]ended // what the bare client needs for so many reads
	latency   *row          // a plan of the set at [smallSize] with latency
	throttled *throttling   // and one with a limit
	largest   int           // the largest set that was asked for
}

func newResults() *results {
	return &results{client: map[int]ended{}}
}

func (r *results) find(variant string, size int, step string) (row, bool) {
	for _, row := range r.rows {
		if row.key == (key{variant, size, step}) {
			return row, true
		}
	}
	return row{}, false
}
