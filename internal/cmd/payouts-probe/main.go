// Command payouts-probe asks an account of Cashfree's sandbox what it answers where the documentation is silent or
// contradicts itself. It takes about a minute, and removes whatever it creates.
//
//	payouts-probe [flags]
//
// The credentials come from the environment variables of the provider. The report, on standard output, is Markdown
// without an account number, a secret or a name. Read it, and paste it into an issue.
//
// The exit status is 0 if the probe came to its end and left nothing behind, 1 otherwise, and 2 for a mistake in its
// use.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// version is set by the linker of a release.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr, surroundings{os.Getenv, newTransport(), time.Now, payouts.Wait}))
}

// surroundings are what tests replace.
type surroundings struct {
	getenv    func(string) string
	transport http.RoundTripper
	now       func() time.Time
	wait      func(context.Context, time.Duration) error
}

type options struct {
	readOnly, dryRun, asJSON, showVersion bool
	behaviour                             string
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer, around surroundings) int {
	o, err := parseFlags(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "payouts-probe:", err)
		return 2
	case o.showVersion:
		fmt.Fprintln(stdout, "payouts-probe", version)
		return 0
	case o.dryRun:
		printSteps(stdout, o.readOnly)
		return 0
	}
	asked, err := readAccount(around.getenv)
	if err == nil && asked.isProduction && !o.readOnly {
		err = errors.New("this is production, where the probe only reads: add -read-only, or use an account of the sandbox")
	}
	if err != nil {
		fmt.Fprintln(stderr, "payouts-probe:", err)
		return 2
	}
	file, err := openBehaviour(o.behaviour)
	if err != nil {
		fmt.Fprintln(stderr, "payouts-probe:", err)
		return 2
	}
	p := &probe{
		caller:   &caller{account: asked, transport: around.transport, now: around.now, wait: around.wait},
		findings: newFindings(),
		announce: func(ids []string) { fmt.Fprintln(stderr, "Interrupted. Removing", strings.Join(ids, ", ")) },
	}
	fmt.Fprintln(stderr, "Asking Cashfree, one call a second. Ctrl-C stops it and removes what it created.")
	p.run(ctx, o.readOnly)
	if err := write(newReport(p, o.readOnly, around.now()), o.asJSON, stdout, file); err != nil {
		fmt.Fprintln(stderr, "payouts-probe:", err)
		return 1
	}
	if p.stopped != "" || len(p.own) > 0 {
		return 1
	}
	return 0
}

func parseFlags(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("payouts-probe", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&o.readOnly, "read-only", false, "change nothing: read an id that cannot exist, and the balance. Required in production")
	flags.BoolVar(&o.dryRun, "dry-run", false, "print which calls it would make, and make none")
	flags.BoolVar(&o.asJSON, "json", false, "write JSON instead of Markdown")
	flags.StringVar(&o.behaviour, "behaviour", "", "a `file` for what was found, which payouts-simulator -behaviour takes")
	flags.BoolVar(&o.showVersion, "version", false, "print the version and exit")
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stderr, "payouts-probe [flags]\n\n")
		flags.SetOutput(stderr)
		flags.PrintDefaults()
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return o, err
}

// printSteps prints the plan of calls.
func printSteps(w io.Writer, readOnly bool) {
	fmt.Fprintf(w, "At most %d calls, one a second:\n\n", maxCalls)
	for _, s := range steps {
		if s.readOnly || !readOnly {
			fmt.Fprintf(w, "%s: %s\n", s.title, s.calls)
		}
	}
	if !readOnly {
		fmt.Fprintln(w, "In the end: DELETE /beneficiary for each payee that was created")
	}
}

// openBehaviour opens the file before the first call, so that a mistake in its name costs nothing. It is nil without a
// name.
func openBehaviour(name string) (io.WriteCloser, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // there is no file, and none is needed
	}
	return os.Create(name)
}

// write writes the report, and then the behaviour.
func write(r report, asJSON bool, stdout io.Writer, file io.WriteCloser) error {
	text, err := []byte(r.markdown()), error(nil)
	if asJSON {
		text, err = r.json()
	}
	if err == nil {
		_, err = stdout.Write(text)
	}
	if file == nil || err != nil {
		return err
	}
	behaviour, err := r.behaviour()
	if err != nil {
		return err
	}
	_, err = file.Write(behaviour)
	return errors.Join(err, file.Close())
}
