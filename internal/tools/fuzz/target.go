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

// target is a compiled fuzz test.
type target struct {
	name, folder, binary, cache string
}

const (
	// firstRound is a number of executions that the slowest test finishes in about a second.
	firstRound = 500
	// maxInputs is far more than the number of inputs that are ever kept for one test.
	maxInputs = 100_000
	// maxRound is how long a round should take at most.
	maxRound = 10 * time.Second
)

// fuzz runs rounds of executions until the time is up. Each round starts with the inputs that the previous rounds
// found.
func (t target) fuzz(ctx context.Context, w io.Writer, each time.Duration) error {
	start := time.Now()
	var executions, found int
	for number := firstRound; number > 0; {
		began := time.Now()
		out, err := t.round(ctx, number)
		if err != nil {
			return err
		}
		done, interesting := counts(out)
		switch {
		case done > 0:
		case executions > 0: // the round was too short: all of it went into running the kept inputs
			number = 0
			continue
		case number > maxInputs:
			return fmt.Errorf("the fuzz test executed nothing\n%s", out)
		default: // each round runs the kept inputs first, and there are more of them than this number
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

// nextRound returns how many executions fit into the time that is left, or 0 if that is too short for another round.
// Every round spends time on its start, so a short round is a poor measure of speed: the numbers grow in steps. Rounds
// stay short, since the speed changes on a machine that others use as well.
func nextRound(number int, took, left, each time.Duration) int {
	if left < each/10 || left < took/5 {
		return 0
	}
	fitting := float64(number) * min(left, maxRound).Seconds() / took.Seconds()
	return min(20*number, int(fitting))
}

// round runs the test for a number of executions, and returns its output.
func (t target) round(ctx context.Context, executions int) ([]byte, error) {
	var out bytes.Buffer
	command := exec.CommandContext(ctx, t.binary, "-test.run=^$", "-test.fuzz=^"+t.name+"$",
		fmt.Sprintf("-test.fuzztime=%dx", executions), "-test.fuzzminimizetime=1000x", "-test.fuzzcachedir="+t.cache)
	command.Dir = t.folder // Go writes a failing input into testdata below this folder
	command.Stdout, command.Stderr = &out, &out
	err := command.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); exited && ctx.Err() == nil {
		err = fmt.Errorf("%w\n%s", err, out.Bytes())
	}
	return out.Bytes(), err
}

var progress = regexp.MustCompile(`execs: (\d+) .*new interesting: (\d+)`)

// counts parses the last of the progress lines that Go writes while it fuzzes.
func counts(out []byte) (executions, interesting int) {
	matches := progress.FindAllSubmatch(out, -1)
	if len(matches) == 0 {
		return 0, 0
	}
	last := matches[len(matches)-1]
	executions, _ = strconv.Atoi(string(last[1]))
	interesting, _ = strconv.Atoi(string(last[2]))
	return executions, interesting
}
