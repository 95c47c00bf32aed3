// Command bench measures what plans and applies of thousands of beneficiaries cost, with the real CLI and the real
// provider against the simulator. It prints a table of the measurements, and a table of the project's targets with what
// this run has measured. Most targets are ratios, since seconds differ from machine to machine.
//
// The exit status is 1 if a command failed or a target was missed. A target that was not measured is not missed.
//
// The program writes only into one folder of the clone, which it removes at the end, and into the files of -svg,
// -markdown and -benchmarks.
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
	// The program is also the launcher and the bare client; see launcher.go and client.go.
	if role := os.Getenv(roleVariable); role != "" {
		os.Exit(play(role))
	}
	// A broken pipe, as in "make bench | head", must not end the program before it has removed its folder.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func appendText(path, text string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

// roleVariable makes a process of this program the launcher or the bare client.
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
		err = fmt.Errorf("%s must be %q or %q, got %q", roleVariable, launcherRole, clientRole, role)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	return code
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = measure(ctx, o, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", strings.TrimSpace(err.Error()))
		return 1
	}
	return 0
}

// measure prints the measurements that were made, even if some of them failed.
func measure(ctx context.Context, o options, stdout, stderr io.Writer) (err error) {
	root, err := stage.Clone(ctx)
	if err != nil {
		return err
	}
	product, err := stage.Identify(ctx, o.cli)
	if err != nil {
		return fmt.Errorf("-cli: %w", err)
	}
	dir, err := os.MkdirTemp(root, ".bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	s := scene{root: root, dir: dir, product: product}
	fmt.Fprintln(stderr, "Building the provider.")
	if err := s.build(ctx); err != nil {
		return err
	}
	b := bench{scene: s, options: o, log: stderr, results: newResults()}
	failed := b.run(ctx)
	if ctx.Err() != nil {
		return fmt.Errorf("stopped: %w", context.Cause(ctx))
	}
	r := report{product: product, results: b.results}
	fmt.Fprint(stdout, r.text())
	failed = errors.Join(failed, b.results.missed())
	if o.markdown != "" {
		failed = errors.Join(failed, os.WriteFile(o.markdown, []byte(r.page()), 0o644))
	}
	if o.benchmarks != "" {
		failed = errors.Join(failed, appendText(o.benchmarks, r.benchmarks()))
	}
	if o.svg != "" {
		failed = errors.Join(failed, draw(ctx, s, b.results, o.svg))
	}
	return failed
}
