// Command test-clis runs a command once with Terraform and once with OpenTofu, if both are available. Its last lines
// report with which versions the command succeeded.
//
//	test-clis [-tofu BINARY] COMMAND [ARGUMENT...]
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
	tofu := flag.String("tofu", "", "the OpenTofu `binary` to use if there is none on the PATH")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "test-clis: a command is missing")
		os.Exit(2)
	}

	// An interrupt ends the command. The summary of what ran until then is still printed.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := runAll(ctx, os.Stdout, *tofu, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "test-clis:", err)
		os.Exit(1)
	}
}

func runAll(ctx context.Context, w io.Writer, tofu string, command []string) error {
	environ := clean(os.Environ(), exists)
	clis, err := find(ctx, tofu)
	if err != nil {
		return err
	}
	var summary []string
	var failed error
	for _, p := range products {
		c, found := clis[p]
		if !found {
			summary = append(summary, fmt.Sprintf("%s: not on the PATH, not run", p))
			continue
		}
		fmt.Fprintf(w, "Acceptance tests on %s, %s\n", c, c.path)
		outcome, skipped := "passed", &skips{w: w}
		if err := run(ctx, skipped, slices.Concat(environ, c.environment()), command); err != nil {
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
