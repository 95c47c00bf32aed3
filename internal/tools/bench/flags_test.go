package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

// A list is sorted and has no duplicates, and every other text is an error.
func TestParseSizes(t *testing.T) {
	t.Parallel()
	for list, want := range map[string][]int{
		"100": {100}, "1000, 100,1000": {100, 1000}, "none": nil, " none ": nil,
	} {
		if got, err := parseSizes(list); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %v, %v, want %v", list, got, err, want)
		}
	}
	for _, list := range []string{"", "0", "-1", "1,,2", "many", "1e3", "200001", "none,1"} {
		if got, err := parseSizes(list); err == nil {
			t.Errorf("%q: got %v, want an error", list, got)
		}
	}
}

// A bad command line ends in one line on standard error.
func TestCommandLine_Error(t *testing.T) {
	t.Parallel()
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	for line, want := range map[string]string{
		"-sizes 10,x":                 `invalid value "10,x" for flag -sizes: must be whole numbers from 1 to 200000, got "x"`,
		"-sizes none":                 "-sizes must have at least one number",
		"-for-each-sizes 0":           "for flag -for-each-sizes",
		"-limit 0s":                   "-limit must be positive, got 0s",
		"-fast":                       "flag provided but not defined: -fast",
		"more":                        `unexpected argument "more"`,
		"-cli " + nowhere:             "-cli: program " + nowhere + " not found",
		"-svg " + nowhere + "/x.svg":  "-svg: stat " + nowhere,
		"-markdown " + nowhere + "/x": "-markdown: stat " + nowhere,
	} {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), strings.Fields(line), &stdout, &stderr); code == 0 {
			t.Errorf("%s: the exit status is 0", line)
		}
		if got := stderr.String(); !contains(got, want) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: got %q, want one line with %q", line, got, want)
		}
		if stdout.Len() > 0 {
			t.Errorf("%s: there is output: %s", line, &stdout)
		}
	}
}

// Flags that are not set have their documented defaults.
func TestParse_Defaults(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	got, err := parse([]string{"-cli", self, "-for-each-sizes", "none"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if got.cli != self || !slices.Equal(got.sizes, []int{100, 1000, 10000, 50000}) || got.forEachSizes != nil {
		t.Errorf("got %+v", got)
	}
	var help bytes.Buffer
	if _, err := parse([]string{"-h"}, &help); !errors.Is(err, flag.ErrHelp) || !contains(help.String(), "-for-each-sizes") {
		t.Errorf("got the error %v and the help %q", err, &help)
	}
}
