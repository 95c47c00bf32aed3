// Command test-clis runs the acceptance tests once with Terraform and once with OpenTofu, if both are available. Its
// last lines report which versions ran, and how many tests each. A CLI with which no test ran is a failure.
//
// The CLIs come from the PATH. If OpenTofu is not there, -tofu is the path of the one to use.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
)

func main() {
	flags := flag.NewFlagSet("test-clis", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	tofu := flags.String("tofu", "", "the OpenTofu `binary` to use if there is none on the PATH")
	race := flags.Bool("race", true, "detect data races, which needs a C compiler on most systems")
	run := flags.String("run", "", "run only the tests that match this `regexp`")
	err := flags.Parse(os.Args[1:])
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(os.Stdout)
		flags.PrintDefaults()
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "test-clis:", err)
		os.Exit(2)
	}

	// An interrupt ends the go command. The summary of the tests that ran until then is still printed.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err = testAll(ctx, os.Stdout, *tofu, goTest(*race, *run))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "test-clis:", err)
		os.Exit(1)
	}
}

// goTest returns the command line of one run. Go's default time limit of ten minutes is too short for a slow machine,
// since every test starts a CLI many times.
func goTest(race bool, run string) []string {
	command := []string{"go", "test", "-json", "-count=1", "-timeout=30m"}
	if race {
		command = append(command, "-race")
	}
	if run != "" {
		command = append(command, "-run", run)
	}
	return append(command, "./internal/acceptance/...")
}

func testAll(ctx context.Context, w io.Writer, tofu string, command []string) error {
	environ := clean(os.Environ(), exists)
	clis, err := find(ctx, environ, tofu)
	if err != nil {
		return err
	}

	results := make(map[product]*result, len(clis))
	for _, p := range products {
		if c, found := clis[p]; found {
			fmt.Fprintf(w, "Acceptance tests on %s, %s\n", c, c.path)
			results[p] = test(ctx, w, slices.Concat(environ, c.environment()), command)
		}
	}
	if !slices.Contains(command, "-race") {
		fmt.Fprintln(w, "Race detector: off; it needs cgo, and so a C compiler")
	}
	return summarize(w, clis, results)
}

func test(ctx context.Context, w io.Writer, environ, command []string) *result {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = environ
	cmd.Stderr = os.Stderr

	r := &result{}
	events, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err == nil {
		err = errors.Join(r.read(events, w), cmd.Wait())
	}
	r.err = err
	return r
}

// summarize writes the last lines of the output, which hold the result of the whole run.
func summarize(w io.Writer, clis map[product]cli, results map[product]*result) error {
	for _, p := range products {
		if r, ran := results[p]; ran {
			for _, s := range r.skipped {
				fmt.Fprintf(w, "Skipped on %s: %s: %s\n", clis[p], s.test, s.reason)
			}
		}
	}
	var failed error
	for _, p := range products {
		r, ran := results[p]
		if !ran {
			fmt.Fprintf(w, "%s: not on the PATH, not run\n", p)
			continue
		}
		fmt.Fprintf(w, "%s: %s\n", clis[p], r)
		if !r.ok() {
			failed = errors.New("the acceptance tests failed")
		}
	}
	return failed
}
