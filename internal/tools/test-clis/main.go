// Command test-clis runs a command once with Terraform and once with OpenTofu, if both are available. Its last lines
// report with which versions the command succeeded.
//
//	test-clis [-tofu BINARY] [-everything] COMMAND [ARGUMENT...]
//
// The CLIs come from the PATH. If OpenTofu is not there, -tofu is the path of the one to use. The command learns from
// ACCEPTANCE_TURN which of the CLIs it has, as "1/2", and need not do with the second what that would not change. With
// -everything it does not learn that.
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
	tofu := flag.String("tofu", "", "the OpenTofu `binary` to use if there is none on the PATH")
	everything := flag.Bool("everything", false, "run every test with each CLI")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "test-clis: a command is missing")
		os.Exit(2)
	}

	// An interrupt ends the command. The summary of what ran until then is still printed.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := runAll(ctx, os.Stdout, *tofu, *everything, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "test-clis:", err)
		os.Exit(1)
	}
}

func runAll(ctx context.Context, w io.Writer, tofu string, everything bool, command []string) error {
	environ := clean(os.Environ(), exists)
	clis, err := find(ctx, tofu)
	if err != nil {
		return err
	}
	var summary []string
	var failed error
	turn := 0
	for _, p := range products {
		c, found := clis[p]
		if !found {
			summary = append(summary, fmt.Sprintf("%s: not on the PATH, not run", p))
			continue
		}
		fmt.Fprintf(w, "Acceptance tests on %s, %s\n", c, c.path)
		outcome, skipped := "passed", &skips{w: w}
		variables := slices.Concat(environ, c.environment())
		if turn++; len(clis) > 1 && !everything {
			variables = append(variables, fmt.Sprintf("ACCEPTANCE_TURN=%d/%d", turn, len(clis)))
		}
		if err := run(ctx, skipped, variables, command); err != nil {
			outcome, failed = "FAILED: "+err.Error(), errors.New("the acceptance tests failed")
		}
		for _, line := range skipped.lines {
			summary = append(summary, fmt.Sprintf("%s: %s", c, line))
		}
		summary = append(summary, fmt.Sprintf("%s: %s", c, outcome))
	}
	for _, line := range summary {
		fmt.Fprintln(w, line)
	}
	return failed
}

func run(ctx context.Context, w io.Writer, environ, command []string) error {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = environ, w, os.Stderr
	return cmd.Run()
}
