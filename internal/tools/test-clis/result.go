package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// event is a line of "go test -json". "go doc test2json" documents it.
type event struct {
	Action  string
	Test    string // empty if the event is about the package
	Output  string
	Elapsed float64
}

// result is the result of one run of "go test".
type result struct {
	passed, failed int // top-level tests
	subtests       int // passed or failed
	skipped        []skip
	err            error // of go test itself
}

type skip struct{ test, reason string }

func (r *result) ok() bool { return r.err == nil && r.failed == 0 && r.passed > 0 }

// String returns the last line, such as "41 tests passed, 1 skipped (96 subtests)".
func (r *result) String() string {
	parts := []string{count(r.passed) + " passed"}
	if r.failed > 0 {
		parts = slices.Insert(parts, 0, count(r.failed)+" FAILED")
	}
	if len(r.skipped) > 0 {
		parts = append(parts, fmt.Sprintf("%d skipped", len(r.skipped)))
	}
	line := strings.Join(parts, ", ")
	if r.subtests > 0 {
		line += fmt.Sprintf(" (%d subtests)", r.subtests)
	}
	switch {
	case r.err != nil && r.failed == 0:
		line = fmt.Sprintf("FAILED: %v; %s", r.err, line)
	case r.passed+r.failed == 0:
		line = "FAILED: no test ran; " + line
	}
	return line
}

func count(n int) string {
	if n == 1 {
		return "1 test"
	}
	return fmt.Sprintf("%d tests", n)
}

// read counts the events. It writes a line for each test when it ends, and the whole output of those that failed.
func (r *result) read(events io.Reader, w io.Writer) error {
	output := make(map[string]string) // of tests that have not ended
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) != nil {
				fmt.Fprintf(w, "%s", line) // a message of the go command
			} else {
				r.add(e, output, w)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r *result) add(e event, output map[string]string, w io.Writer) {
	if e.Test == "" {
		r.addPackage(e, output, w)
		return
	}
	sub := strings.Contains(e.Test, "/")
	switch e.Action {
	case "output":
		if !progress.MatchString(e.Output) {
			output[e.Test] += e.Output
		}
		return
	case "pass":
		if !sub {
			r.passed++
		}
	case "fail":
		if !sub {
			r.failed++
		}
		fmt.Fprint(w, output[e.Test])
	case "skip":
		r.skipped = append(r.skipped, skip{e.Test, reason(output[e.Test])})
	default: // run, pause, cont
		return
	}
	delete(output, e.Test)
	if sub && e.Action != "skip" {
		r.subtests++
	}
	if !sub || e.Action == "fail" {
		fmt.Fprintf(w, "--- %s: %s (%.2fs)\n", strings.ToUpper(e.Action), e.Test, e.Elapsed)
	}
}

func (r *result) addPackage(e event, output map[string]string, w io.Writer) {
	switch e.Action {
	case "output", "build-output":
		fmt.Fprint(w, e.Output)
	case "fail": // after a panic or a time-out some tests never end, and their output matters most
		for _, name := range slices.Sorted(maps.Keys(output)) {
			fmt.Fprintf(w, "--- not ended: %s\n%s", name, output[name])
		}
	}
}

// progress matches the lines of go test about the start and end of each test, which would hide the others.
var progress = regexp.MustCompile(`^\s*(=== (RUN|PAUSE|CONT|NAME)|--- (PASS|FAIL|SKIP))`)

var position = regexp.MustCompile(`^\s*\S+\.go:\d+: `)

// reason returns the text that a test passed to t.Skip.
func reason(output string) string {
	text := strings.TrimSpace(position.ReplaceAllString(output, ""))
	if text == "" {
		return "no reason given"
	}
	return strings.Join(strings.Fields(text), " ")
}
