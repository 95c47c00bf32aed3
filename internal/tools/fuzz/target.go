package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

// target is one fuzz test, built.
type target struct {
	name, folder, binary, cache string
}

const (
	// firstRound is a number of executions that the slowest test is through with in about a second.
	firstRound = 500
	// mostInputs is far more than are ever kept of one test.
	mostInputs = 100_000
	// longestRound is how long one is to take.
	longestRound = 10 * time.Second
)

// fuzz runs rounds of executions until the time is over. What one round finds, the next begins with.
func (t target) fuzz(ctx context.Context, w io.Writer, each time.Duration) error {
	start := time.Now()
	var executions, found int
	for number := firstRound; number > 0; {
		began := time.Now()
		said, err := t.round(ctx, number)
		if err != nil {
			return err
		}
		done, interesting := counts(said)
		switch {
		case done > 0:
		case executions > 0: // what is left of the time went into beginning anew
			number = 0
			continue
		case number > mostInputs:
			return fmt.Errorf("nothing was executed\n%s", said)
		default: // each round begins with the inputs that are kept, and there are more of them than this
			number *= 4
			continue
		}
		executions, found = executions+done, found+interesting
		number = nextRound(number, time.Since(began), each-time.Since(start), each)
	}
	_, err := fmt.Fprintf(w, "%-26s %9d executions, %4d new interesting inputs, %s\n",
		t.name, executions, found, time.Since(start).Round(100*time.Millisecond))
	return err
}

// nextRound is how many executions fit into the time that is left, or none where that is too little to begin anew.
// Starting takes a part of every round, so a short one says little about the pace: the numbers grow in steps. On a machine
// that others use as well the pace changes, so that no round is long.
func nextRound(number int, took, left, each time.Duration) int {
	if left < each/10 || left < took/5 {
		return 0
	}
	fitting := float64(number) * min(left, longestRound).Seconds() / took.Seconds()
	return min(20*number, int(fitting))
}

func (t target) round(ctx context.Context, executions int) (said []byte, err error) {
	var heard bytes.Buffer
	command := exec.CommandContext(ctx, t.binary, "-test.run=^$", "-test.fuzz=^"+t.name+"$",
		fmt.Sprintf("-test.fuzztime=%dx", executions), "-test.fuzzminimizetime=1000x", "-test.fuzzcachedir="+t.cache)
	command.Dir = t.folder // so that what fails is written into the package's testdata
	command.Stdout, command.Stderr = &heard, &heard
	err = command.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && ctx.Err() == nil {
		err = fmt.Errorf("%w\n%s", err, heard.Bytes())
	}
	return heard.Bytes(), err
}

var counted = regexp.MustCompile(`execs: (\d+) .*new interesting: (\d+)`)

// counts reads the last of the lines that Go writes while it fuzzes.
func counts(said []byte) (executions, interesting int) {
	matches := counted.FindAllSubmatch(said, -1)
	if len(matches) == 0 {
		return 0, 0
	}
	last := matches[len(matches)-1]
	executions, _ = strconv.Atoi(string(last[1]))
	interesting, _ = strconv.Atoi(string(last[2]))
	return executions, interesting
}
