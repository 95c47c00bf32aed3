// Command bench measures what planning and applying thousands of beneficiaries costs, with the real CLI and the real
// provider, against a Cashfree account that the simulator holds in memory. It prints one table, and beneath it the
// project's targets beside what the same run has measured: seconds differ from machine to machine, ratios hardly do.
//
// The exit status is 1 where something did not run or a target is missed; what was not asked for misses none.
//
// Everything that it makes is in one folder of the clone, which is gone at the end, but for the files that -svg and
// -markdown name.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

func main() {
	// The program is also what the CLI takes for the provider, and the bare client; see launcher.go and client.go.
	if role := os.Getenv(roleVariable); role != "" {
		os.Exit(play(role))
	}
	// A broken pipe, as in "make bench | head", must not end the program before it has cleaned up.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// roleVariable makes a process of this program one that is measured.
const roleVariable = "CASHFREE_BENCH_ROLE"

const (
	launcherRole = "launcher"
	clientRole   = "client"
)

func play(role string) int {
	var err error
	code := 0
	switch role {
	case launcherRole:
		code, err = launch(os.Args[1:])
	case clientRole:
		err = readAll(context.Background(), os.Args[1:])
	default:
		err = fmt.Errorf("%s cannot be %q", roleVariable, role)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	return code
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	options, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = measure(ctx, options, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", strings.TrimSpace(err.Error()))
		return 1
	}
	return 0
}

// measure prints what was measured even where some of it failed.
func measure(ctx context.Context, options options, stdout, stderr io.Writer) (err error) {
	root, err := stage.Clone(ctx)
	if err != nil {
		return err
	}
	product, err := stage.Identify(ctx, options.cli)
	if err != nil {
		return fmt.Errorf("-cli: %w", err)
	}
	dir, err := os.MkdirTemp(root, ".bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	scene := scene{root: root, dir: dir, product: product}
	fmt.Fprintln(stderr, "Building the provider.")
	if err := scene.build(ctx); err != nil {
		return err
	}
	bench := bench{scene: scene, options: options, log: stderr, results: newResults()}
	failed := bench.run(ctx)
	if ctx.Err() != nil {
		return fmt.Errorf("stopped: %w", context.Cause(ctx))
	}
	report := report{product: product, results: bench.results}
	fmt.Fprint(stdout, report.text())
	failed = errors.Join(failed, bench.results.missed())
	if options.markdown != "" {
		failed = errors.Join(failed, os.WriteFile(options.markdown, []byte(report.markdown()), 0o644))
	}
	if options.svg != "" {
		failed = errors.Join(failed, draw(ctx, scene, bench.results, options.svg))
	}
	return failed
}
