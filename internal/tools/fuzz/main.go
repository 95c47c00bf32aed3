// Command fuzz runs every fuzz test below internal/ for some time each, one after the other, and writes one line for
// each. It stops at the first failure and prints the command that repeats it. The input is kept in testdata/fuzz beside
// the test.
//
// The time is passed to the test as a number of executions. With a limit in seconds, Go itself sometimes reports a
// failure when the time is up (https://go.dev/issue/75804), and does not notice an input on which the test hangs at
// that moment.
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
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

func main() {
	flags := flag.NewFlagSet("fuzz", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	each := flags.Duration("time", time.Minute, "the approximate `duration` of each fuzz test")
	run := flags.String("run", "", "run only the fuzz tests whose name matches this `regexp`")
	err := flags.Parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(os.Stdout)
		flags.PrintDefaults()
		return
	}
	var chosen *regexp.Regexp
	if err == nil {
		chosen, err = regexp.Compile(*run)
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(2)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err = fuzzAll(ctx, os.Stdout, ".", chosen, *each)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

// fuzzAll fuzzes the packages of the module in a folder.
func fuzzAll(ctx context.Context, w io.Writer, folder string, chosen *regexp.Regexp, each time.Duration) error {
	packages, err := find(ctx, folder, chosen)
	if err != nil {
		return err
	}
	if len(packages) == 0 {
		return fmt.Errorf("no fuzz test matches %q", chosen)
	}
	cache, err := output(ctx, folder, "env", "GOCACHE")
	if err != nil {
		return err
	}
	built, err := os.MkdirTemp("", "fuzz-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(built)

	for i, p := range packages {
		binary := filepath.Join(built, fmt.Sprintf("%d.test", i))
		// Build once for the package: "go test -fuzz" would link it for each test, which takes longer than a short run.
		if _, err := output(ctx, folder, "test", "-c", "-fuzz=.", "-o", binary, p.path); err != nil {
			return err
		}
		for _, name := range p.tests {
			t := target{
				name: name, folder: p.folder, binary: binary,
				// The same folder as Go uses.
				cache: filepath.Join(strings.TrimSpace(cache), "fuzz", filepath.FromSlash(p.path)),
			}
			if err := t.fuzz(ctx, w, each); err != nil {
				return fmt.Errorf("%s failed: %w. To repeat it: go test %s -run '^%s$'", name, err, p.path, name)
			}
		}
	}
	return nil
}

func output(ctx context.Context, folder string, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Dir = folder
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", arguments[0], err, out)
	}
	return string(out), nil
}
