package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// newModule writes a module with one package of fuzz tests, and returns its folder.
func newModule(t *testing.T, tests string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"go.mod":                     "module example.test/fuzzed\n\ngo 1.24\n",
		"internal/plain/plain.go":    "package plain\n",
		"internal/sums/sums.go":      "package sums\n",
		"internal/sums/sums_test.go": "package sums\n\nimport \"testing\"\n\n" + tests,
	} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

const sound = `func FuzzSound(f *testing.F) { f.Fuzz(func(t *testing.T, n int) {}) }

func FuzzOther(f *testing.F) { f.Fuzz(func(t *testing.T, n int) { t.Fatal("must not run") }) }
`

const many = `func FuzzMany(f *testing.F) {
	for n := range 1500 {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, n int) {})
}
`

const broken = `func FuzzBroken(f *testing.F) {
	f.Fuzz(func(t *testing.T, n int) {
		if n > 100 {
			t.Fatal("too large")
		}
	})
}
`

// A passing test is reported in one line, and only the selected tests run.
func TestFuzz_Passing(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	chosen := regexp.MustCompile("Sound")
	if err := fuzzAll(t.Context(), &out, newModule(t, sound), chosen, 100*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`^FuzzSound +[1-9][0-9]* executions, +[0-9]+ new interesting inputs, [0-9.]+m?s\n$`)
	if !want.MatchString(out.String()) {
		t.Errorf("got %q, want a match of %s", out.String(), want)
	}
}

// The input of a failure is kept beside the test, where "go test" runs it from then on, so the command that is printed
// repeats the failure.
func TestFuzz_Failing(t *testing.T) {
	t.Parallel()
	folder := newModule(t, broken)
	err := fuzzAll(t.Context(), &bytes.Buffer{}, folder, regexp.MustCompile(""), 10*time.Second)
	if err == nil {
		t.Fatal("a failing fuzz test passed")
	}
	for _, want := range []string{"too large", "go test example.test/fuzzed/internal/sums -run '^FuzzBroken$'"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got the error %v, want one with %q", err, want)
		}
	}
	kept, _ := filepath.Glob(filepath.Join(folder, "internal", "sums", "testdata", "fuzz", "FuzzBroken", "*"))
	if len(kept) != 1 {
		t.Errorf("kept the inputs %q, want one", kept)
	}
	if _, err := output(t.Context(), folder, "test", "./internal/sums", "-run", "^FuzzBroken$"); err == nil {
		t.Error("the command that was printed passes")
	}
}

// A pattern that selects no test is an error that names the pattern.
func TestFuzz_NothingSelected(t *testing.T) {
	t.Parallel()
	err := fuzzAll(t.Context(), &bytes.Buffer{}, newModule(t, sound), regexp.MustCompile("Missing"), time.Second)
	if err == nil || err.Error() != `no fuzz test matches "Missing"` {
		t.Errorf("got the error %v", err)
	}
}

// A fuzz test that never calls Fuzz is an error.
func TestFuzz_NothingExecuted(t *testing.T) {
	t.Parallel()
	folder := newModule(t, "func FuzzNothing(f *testing.F) {}\n")
	if err := fuzzAll(t.Context(), &bytes.Buffer{}, folder, regexp.MustCompile(""), time.Second); err == nil {
		t.Error("got no error, although nothing was executed")
	}
}

// A test that has found many inputs starts each round with all of them, which can be more than the executions of a
// round.
func TestFuzz_ManyInputs(t *testing.T) {
	t.Parallel()
	folder := newModule(t, many)
	var out bytes.Buffer
	if err := fuzzAll(t.Context(), &out, folder, regexp.MustCompile(""), 100*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "FuzzMany") {
		t.Errorf("got %q, want a line about FuzzMany", out.String())
	}
}

// Rounds fill the time that is left, and grow in steps.
func TestNextRound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		number           int
		took, left, each time.Duration
		want             int
	}{
		"a long time":                  {500, time.Second, time.Minute, time.Minute, 5000},
		"as much as fits":              {500, time.Second, 4 * time.Second, 5 * time.Second, 2000},
		"a quick first round":          {500, time.Millisecond, time.Minute, time.Minute, 10_000},
		"fewer than before":            {1000, time.Second, 500 * time.Millisecond, 2 * time.Second, 500},
		"too little is left to start":  {500, time.Second, time.Second, time.Minute, 0},
		"the start alone takes longer": {500, 6 * time.Second, time.Second, 5 * time.Second, 0},
		"nothing is left":              {500, 3 * time.Second, -time.Second, 2 * time.Second, 0},
	} {
		if got := nextRound(test.number, test.took, test.left, test.each); got != test.want {
			t.Errorf("%s: got %d executions, want %d", name, got, test.want)
		}
	}
}
