// Command drift-report turns a plan into a report for people who know payees but not Terraform: which payees somebody
// changed by hand, which ones the configuration changes, and what an apply would do.
//
//	terraform plan -out=plan.bin && terraform show -json plan.bin | go run ./internal/cmd/drift-report
//
// To use its exit status, build it first, since "go run" replaces every status other than 0 with 1.
// Markdown goes to standard output, unless flags name a file for each form. README.md in this folder documents the JSON
// form.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// Exit statuses. 0, 1 and 2 have the same meaning as those of "terraform plan -detailed-exitcode".
const (
	exitNothing = 0
	exitFailed  = 1
	exitOther   = 2
	exitPayees  = 3
	exitLimit   = 4
)

const usage = `Usage: terraform show -json PLAN | drift-report [flags] [PLAN.json]

Reads the JSON of a Terraform or OpenTofu plan from the file, or from standard input, and reports which Cashfree payees
changed, by whom, and what an apply would do. Account numbers are masked to their last four digits in every form.

Without -markdown, -html and -json the report goes to standard output as Markdown. A file named - is standard output.

Flags:
`

const statuses = `
Exit status:
  0  nothing to report
  1  there is no report, or the plan itself ended in an error and the report is not complete
  2  only what leaves payees as they are: status, spelling, time limits, records of whitelist and key, failed checks
  3  payees changed or will change: account, name or any other fact; added or removed
  4  an apply would go beyond -max-removed or -max-account-changes, whatever -fail-on says
`

type settings struct {
	plan                 string
	markdown, html, json string
	title, runURL        string
	failOn               string

	maxRemoved, maxAccountChanges *int // nil for no limit
}

// isGate reports whether the exit status decides whether the plan may be applied.
func (s settings) isGate() bool { return s.maxRemoved != nil || s.maxAccountChanges != nil }

// countFlag is a flag for a limit.
func countFlag(into **int) func(string) error {
	return func(text string) error {
		count, err := strconv.Atoi(text)
		if err != nil || count < 0 {
			return fmt.Errorf("it must be a whole number from 0 on, got %q", text)
		}
		*into = &count
		return nil
	}
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
	flags.StringVar(&s.failOn, "fail-on", "any", "`which` changes end with status 2 or 3: payee, any or never")
	flags.Func("max-removed", "`number` of payees that an apply may remove; more end with status 4", countFlag(&s.maxRemoved))
	flags.Func("max-account-changes", "`number` of payees whose account or UPI address an apply may change; more end with status 4",
		countFlag(&s.maxAccountChanges))
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
		return s, fmt.Errorf("expected one plan, got %d arguments", flags.NArg())
	case s.failOn != "payee" && s.failOn != "any" && s.failOn != "never":
		return s, fmt.Errorf("-fail-on must be payee, any or never, got %q", s.failOn)
	}
	if s.runURL != "" && !isWebAddress(s.runURL) {
		return s, errors.New("-run-url must be an address that starts with https:// or http://")
	}
	s.plan = flags.Arg(0)
	if s.markdown == "" && s.html == "" && s.json == "" {
		s.markdown = "-"
	}
	return s, nil
}

func isWebAddress(text string) bool {
	link, err := url.Parse(text)
	return err == nil && link.Host != "" && (link.Scheme == "https" || link.Scheme == "http")
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	s, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return exitNothing
	}
	var report *Report
	if err == nil {
		report, err = reportPlan(s, stdin, stdout)
	}
	if err != nil {
		// A message may quote from the plan, which is full of account numbers.
		line := grammar.Visible(grammar.Redact(strings.Join(strings.Fields(err.Error()), " ")))
		fmt.Fprintln(stderr, "drift-report:", line)
		return exitFailed
	}
	if report.Plan.Errored {
		fmt.Fprintln(stderr, "drift-report: the plan ended in an error, so the report is not complete")
	}
	for _, limit := range report.Limits {
		if limit.Exceeded {
			fmt.Fprintf(stderr, "drift-report: %s\n", limit.sentence())
		}
	}
	return exitStatus(report, s)
}

func exitStatus(report *Report, s settings) int {
	failOn := s.failOn
	switch {
	case report.exceeds():
		return exitLimit
	case s.isGate() && report.isUncountable():
		return exitFailed
	case failOn == "never":
		return exitNothing
	case report.Severity == SeverityPayees:
		return exitPayees
	case report.Plan.Errored:
		return exitFailed
	case report.Severity == SeverityOther && failOn == "any":
		return exitOther
	}
	return exitNothing
}

// reportPlan reads the plan and writes the report. It makes all forms before it writes the first, so that a bad plan
// does not leave an old file beside a new one.
func reportPlan(s settings, stdin io.Reader, stdout io.Writer) (*Report, error) {
	data, err := readInput(s.plan, stdin)
	if err != nil {
		return nil, err
	}
	read, err := readPlan(data)
	if err != nil {
		return nil, err
	}
	report, err := newReport(read, s.title, s.runURL)
	if err != nil {
		return nil, err
	}
	report.checkLimits(s.maxRemoved, s.maxAccountChanges)
	report.hasOtherForms = s.html != "" || s.json != ""
	forms := []form{{file: s.markdown, make: asMarkdown}, {file: s.html, make: asHTML}, {file: s.json, make: asJSON}}
	for i, one := range forms {
		if one.file == "" {
			continue
		}
		if forms[i].content, err = one.make(report); err != nil {
			return nil, err
		}
	}
	for _, one := range forms {
		if err := one.write(stdout); err != nil {
			return nil, err
		}
	}
	return report, nil
}

// form is one form of the report. Without a file it is not wanted.
type form struct {
	file    string
	make    func(*Report) ([]byte, error)
	content []byte
}

func (f form) write(stdout io.Writer) error {
	switch f.file {
	case "":
		return nil
	case "-":
		_, err := stdout.Write(f.content)
		return err
	}
	return os.WriteFile(f.file, f.content, 0o600)
}

func readInput(file string, stdin io.Reader) ([]byte, error) {
	if file == "" || file == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(file)
}
