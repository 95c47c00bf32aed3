package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// commandLine runs the CLI, with its output on the screen or unseen.
type commandLine interface {
	name() string
	show(ctx context.Context, args ...string) (result, error)
	ask(ctx context.Context, args ...string) ([]byte, error)
}

// step is one command, what it is for, and what it must come to.
type step struct {
	title string
	why   string
	// behind is what happens to the account before the command, without Terraform.
	behind func(account *simulator.Simulator) error
	args   []string
	exit   int
	// expect says which expectation failed, beyond the exit status; nil expects nothing more.
	expect func(ctx context.Context, s show, output string) error
	// met is printed when all is as expected.
	met string
	// holdings has the account printed after the command.
	holdings bool
}

// show is a sequence of steps before an audience.
type show struct {
	out     io.Writer
	style   style
	account *simulator.Simulator
	cli     commandLine
}

func (s show) perform(ctx context.Context, steps []step) error {
	for i, step := range steps {
		heading := fmt.Sprintf("=== Step %d of %d: %s", i+1, len(steps), step.title)
		fmt.Fprintf(s.out, "\n%s\n%s\n\n", s.style.bold(heading), step.why)
		if err := s.play(ctx, step); err != nil {
			return fmt.Errorf("step %d of %d, %q: %w", i+1, len(steps), step.title, err)
		}
	}
	return nil
}

func (s show) play(ctx context.Context, step step) error {
	if step.behind != nil {
		if err := step.behind(s.account); err != nil {
			return err
		}
	}
	fmt.Fprintln(s.out, s.style.bold(fmt.Sprintf("$ %s %s", s.cli.name(), strings.Join(step.args, " "))))
	ended, err := s.cli.show(ctx, step.args...)
	if err != nil {
		return err
	}
	if ended.exit != step.exit {
		return fmt.Errorf("expected exit status %d, got %d", step.exit, ended.exit)
	}
	if err := nothingSecret(ended.output); err != nil {
		return err
	}
	if step.expect != nil {
		if err := step.expect(ctx, s, ended.output); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.out, "\n%s\n", s.style.green("As expected: "+step.met))
	if step.holdings {
		fmt.Fprintf(s.out, "\nWhat Cashfree holds now:\n%s", holdings(s.account.All()))
	}
	return nil
}

// conclude looks back at the calls: signed calls have not been shown to work where nobody asked for a signature.
func (s show) conclude() error {
	signed, err := signedCalls(s.account.Requests())
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "\n%s\n", s.style.green(fmt.Sprintf(
		"Every step did what it said. %d calls were signed, and no account number was on the screen.", signed)))
	return nil
}

// introduce says what is about to happen, while the provider is being built.
func introduce(out io.Writer, style style, scene scene, baseURL string) {
	relative, err := filepath.Rel(scene.root, filepath.Join(scene.dir, keyFile))
	if err != nil {
		relative = keyFile
	}
	fmt.Fprintf(out, `%s

This builds the provider from the clone and runs %s v%s with it. Cashfree is a simulator
in this process: no account is needed, no money is there to move, and no call leaves this machine.
Like an account that is used from CI runners, it has the 2FA method Public Key: it refuses calls
that are not signed.

The configuration is examples/demo/main.tf. The provider has its settings from the environment:

  CASHFREE_PAYOUT_CLIENT_ID=%s
  CASHFREE_PAYOUT_CLIENT_SECRET=(not shown)
  CASHFREE_PAYOUT_PUBLIC_KEY_PATH=%s
  CASHFREE_PAYOUT_BASE_URL=%s

Building the provider. The first time this takes a minute or more.
`, style.bold("Terraform provider for Cashfree Payouts: a demonstration"), scene.product.Name, scene.product.Version,
		clientID, relative, baseURL)
}

// holdings shows an account as its dashboard would, but for the account numbers.
func holdings(beneficiaries []simulator.Beneficiary) string {
	if len(beneficiaries) == 0 {
		return "  no beneficiary\n"
	}
	var text strings.Builder
	for _, b := range beneficiaries {
		var paidTo []string
		if b.BankAccountNumber != "" {
			paidTo = append(paidTo, fmt.Sprintf("account …%s at %s", lastFour(b.BankAccountNumber), b.BankIFSC))
		}
		if b.VPA != "" {
			paidTo = append(paidTo, "UPI "+b.VPA)
		}
		fmt.Fprintf(&text, "  %-14s %-14s %s\n", b.ID, b.Name, strings.Join(paidTo, ", "))
	}
	return text.String()
}

func lastFour(account string) string { return account[max(0, len(account)-4):] }

// style is how text is set off: on a terminal by weight and colour, elsewhere not at all.
type style int

const (
	plain style = iota
	terminal
)

// styleFor follows https://no-color.org.
func styleFor(out io.Writer, getenv func(string) string) style {
	file, isFile := out.(*os.File)
	if !isFile || getenv("NO_COLOR") != "" || getenv("TERM") == "dumb" {
		return plain
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return plain
	}
	return terminal
}

func (s style) bold(text string) string  { return s.set("1", text) }
func (s style) green(text string) string { return s.set("32", text) }

func (s style) set(code, text string) string {
	if s == plain {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
