package main

import (
	"bytes"
	"io"
	"strings"
)

// skips passes on what it is given, and keeps the lines in which gotestsum lists the tests that were skipped, each with
// its reason. The list of the first CLI would otherwise be far above the last lines.
type skips struct {
	w     io.Writer
	lines []string

	rest   []byte // of a line that has not ended
	isSkip bool   // the lines that follow are the reason
}

func (s *skips) Write(p []byte) (int, error) {
	s.rest = append(s.rest, p...)
	for {
		line, rest, found := bytes.Cut(s.rest, []byte("\n"))
		if !found {
			return s.w.Write(p)
		}
		s.add(string(line))
		s.rest = rest
	}
}

func (s *skips) add(line string) {
	test, isTest := strings.CutPrefix(line, "=== SKIP: ")
	switch {
	case isTest:
		s.lines, s.isSkip = append(s.lines, "skipped "+test), true
	case s.isSkip && strings.HasPrefix(line, " "):
		s.lines[len(s.lines)-1] += ": " + strings.TrimSpace(line)
	default:
		s.isSkip = false
	}
}
