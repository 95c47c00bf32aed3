// Command drift-report tells people who know payees rather than Terraform what a plan has found: which payees somebody
// changed by hand, which the configuration changes, and what an apply would do about it.
//
//	terraform plan -out=plan.bin && terraform show -json plan.bin | go run ./internal/cmd/drift-report
//
// Whoever needs its exit status builds it first, since "go run" makes 1 of every other.
// Markdown goes to standard output, or each form to the file that its flag names. README.md beside this file documents
// the JSON form.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// Exit statuses. Between 1 and 2 they say the same as those of "terraform plan -detailed-exitcode".
const (
	exitNothing = 0
	exitFailed  = 1
	exitOther   = 2
	exitPayees  = 3
)

const usage = `Usage: terraform show -json PLAN | drift-report [flags] [PLAN.json]

Reads the JSON of a Terraform or OpenTofu plan from the file, or from standard input, and reports which Cashfree payees
changed, by whom, and what an apply would do. Account numbers are masked to their last four digits in every form.

Without -markdown, -html and -json the report goes to standard output as Markdown. In place of a file, - is standard
output.

Flags:
`

const statuses = `
Exit status:
  0  nothing to report
  1  there is no report, or the plan itself ended in an error and the report is not complete
  2  only what leaves payees as they are: status, spelling, time limits, records of whitelist and key, failed checks
  3  payees changed or will change: account, name or any other fact; added, removed or gone
`

type settings struct {
	plan                 string
	markdown, html, json string
	title, runURL        string
	failOn               string
}

func parse(args []string, help io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("drift-report", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&s.markdown, "markdown", "", "`file` for the report as Markdown, such as $GITHUB_STEP_SUMMARY")
	flags.StringVar(&s.html, "html", "", "`file` for the report as one HTML page")
	flags.StringVar(&s.json, "json", "", "`file` for the report as JSON")
	flags.StringVar(&s.title, "title", "Payee changes", "`text` above the report")
	flags.StringVar(&s.runURL, "run-url", "", "`address` of the pipeline run, to link back to")
	flags.StringVar(&s.failOn, "fail-on", "any", "`what` ends with status 2 or 3: payee, any or never")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(help)
		fmt.Fprint(help, usage)
		flags.PrintDefaults()
		fmt.Fprint(help, statuses)
		return s, err
	case err != nil:
		return s, err
	case flags.NArg() > 1:
		return s, fmt.Errorf("one plan at a time, and here are %d arguments", flags.NArg())
	case s.failOn != "payee" && s.failOn != "any" && s.failOn != "never":
		return s, errors.New("-fail-on is payee, any or never")
	}
	if link, err := url.Parse(s.runURL); s.runURL != "" && (err != nil || link.Host == "" || link.Scheme != "https" && link.Scheme != "http") {
		return s, errors.New("-run-url is an address that starts with https:// or http://")
	}
	s.plan = flags.Arg(0)
	if s.markdown == "" && s.html == "" && s.json == "" {
		s.markdown = "-"
	}
	return s, nil
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	s, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return exitNothing
	}
	var told *Report
	if err == nil {
		told, err = tell(s, stdin, stdout)
	}
	if err != nil {
		// A message may quote what it stumbled over, in a document that is full of account numbers.
		line := visible(grammar.Redact(strings.Join(strings.Fields(err.Error()), " ")))
		fmt.Fprintln(stderr, "drift-report:", line)
		return exitFailed
	}
	if told.Plan.Errored {
		fmt.Fprintln(stderr, "drift-report: the plan ended in an error, so the report is not complete")
	}
	return exitStatus(told, s.failOn)
}

func exitStatus(told *Report, failOn string) int {
	switch {
	case failOn == "never":
		return exitNothing
	case told.Severity == SeverityPayees:
		return exitPayees
	case told.Plan.Errored:
		return exitFailed
	case told.Severity == SeverityOther && failOn == "any":
		return exitOther
	}
	return exitNothing
}

// tell makes every form before it writes the first, so that no old file is left beside a new one for a bad plan.
func tell(s settings, stdin io.Reader, stdout io.Writer) (*Report, error) {
	data, err := input(s.plan, stdin)
	if err != nil {
		return nil, err
	}
	read, err := readPlan(data)
	if err != nil {
		return nil, err
	}
	told, err := report(read, s.title, s.runURL)
	if err != nil {
		return nil, err
	}
	forms := []struct {
		file string
		make func(*Report) ([]byte, error)
	}{{s.markdown, asMarkdown}, {s.html, asHTML}, {s.json, asJSON}}
	made := make([][]byte, len(forms))
	for i, form := range forms {
		if form.file == "" {
			continue
		}
		if made[i], err = form.make(told); err != nil {
			return nil, err
		}
	}
	for i, form := range forms {
		switch form.file {
		case "":
		case "-":
			_, err = stdout.Write(made[i])
		default:
			err = os.WriteFile(form.file, made[i], 0o600)
		}
		if err != nil {
			return nil, err
		}
	}
	return told, nil
}

func input(file string, stdin io.Reader) ([]byte, error) {
	if file == "" || file == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(file)
}
