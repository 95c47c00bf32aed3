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

// module writes a module with one package of fuzz tests.
func module(t *testing.T, tests string) string {
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

func FuzzOther(f *testing.F) { f.Fuzz(func(t *testing.T, n int) { t.Fatal("not to be run") }) }
`

const broken = `func FuzzBroken(f *testing.F) {
	f.Fuzz(func(t *testing.T, n int) {
		if n > 100 {
			t.Fatal("that is too much")
		}
	})
}
`

func TestATestThatHoldsIsOneLine(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	if err := fuzzAll(t.Context(), &said, module(t, sound), regexp.MustCompile("Sound"), 100*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if want := regexp.MustCompile(`^FuzzSound +[1-9][0-9]* executions, +[0-9]+ new interesting inputs, [0-9.]+m?s\n$`); !want.MatchString(said.String()) {
		t.Errorf("it said %q", said.String())
	}
}

// What failed is kept beside the test, where "go test" tries it ever after, and so the command that is named repeats it.
func TestAFailureIsKeptAndToldHowToRepeat(t *testing.T) {
	t.Parallel()
	folder := module(t, broken)
	err := fuzzAll(t.Context(), &bytes.Buffer{}, folder, regexp.MustCompile(""), 10*time.Second)
	if err == nil {
		t.Fatal("it passed")
	}
	for _, want := range []string{"that is too much", "go test example.test/fuzzed/internal/sums -run '^FuzzBroken$'"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\ndoes not say %q", err, want)
		}
	}
	kept, _ := filepath.Glob(filepath.Join(folder, "internal", "sums", "testdata", "fuzz", "FuzzBroken", "*"))
	if len(kept) != 1 {
		t.Errorf("kept: %q", kept)
	}
	if _, err := output(t.Context(), folder, "test", "./internal/sums", "-run", "^FuzzBroken$"); err == nil {
		t.Error("the command that was named passes")
	}
}

func TestANameThatNoTestHasIsNoSuccess(t *testing.T) {
	t.Parallel()
	if err := fuzzAll(t.Context(), &bytes.Buffer{}, module(t, sound), regexp.MustCompile("Missing"), time.Second); err == nil {
		t.Error("nothing was run, and it passed")
	}
}

func TestATestThatRunsNothingIsNoSuccess(t *testing.T) {
	t.Parallel()
	folder := module(t, "func FuzzNothing(f *testing.F) {}\n")
	if err := fuzzAll(t.Context(), &bytes.Buffer{}, folder, regexp.MustCompile(""), time.Second); err == nil {
		t.Error("nothing was executed, and it passed")
	}
}

// A test that has found a lot begins each round with all of it, which can be more than the executions of a round.
func TestATestWithManyInputsIsRunToTheEnd(t *testing.T) {
	t.Parallel()
	folder := module(t, "func FuzzMany(f *testing.F) {\n\tfor n := range 1500 {\n\t\tf.Add(n)\n\t}\n\tf.Fuzz(func(t *testing.T, n int) {})\n}\n")
	var said bytes.Buffer
	if err := fuzzAll(t.Context(), &said, folder, regexp.MustCompile(""), 100*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said.String(), "FuzzMany") {
		t.Errorf("it said %q", said.String())
	}
}

func TestRoundsFillTheTime(t *testing.T) {
	t.Parallel()
	for what, story := range map[string]struct {
		number           int
		took, left, each time.Duration
		want             int
	}{
		"a long time, in parts":                {500, time.Second, time.Minute, time.Minute, 5000},
		"as much as fits":                      {500, time.Second, 4 * time.Second, 5 * time.Second, 2000},
		"a start that was quick proves little": {500, time.Millisecond, time.Minute, time.Minute, 10_000},
		"less than the last one":               {1000, time.Second, 500 * time.Millisecond, 2 * time.Second, 500},
		"too little is left to begin":          {500, time.Second, time.Second, time.Minute, 0},
		"it would be over as it begins":        {500, 6 * time.Second, time.Second, 5 * time.Second, 0},
		"nothing is left":                      {500, 3 * time.Second, -time.Second, 2 * time.Second, 0},
	} {
		if got := nextRound(story.number, story.took, story.left, story.each); got != story.want {
			t.Errorf("%s: %d executions, want %d", what, got, story.want)
		}
	}
}
