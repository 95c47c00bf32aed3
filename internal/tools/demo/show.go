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

// commandLine runs the CLI, with or without its output on the screen.
type commandLine interface {
	name() string
	show(ctx context.Context, args ...string) (result, error)
	ask(ctx context.Context, args ...string) ([]byte, error)
}

// step is one command with its purpose and its expected result.
type step struct {
	title string
	why   string
	// before changes the account without Terraform, before the command runs.
	before func(account *simulator.Simulator) error
	args   []string
	exit   int
	// expect checks more than the exit status, and may be nil.
	expect func(ctx context.Context, s show, output string) error
	// met is printed if the result is as expected.
	met string
	// holdings prints the account after the command.
	holdings bool
	// scenery is empty for a step that is not in the pictures.
	scenery scenery
}

// show runs steps and prints what they do.
type show struct {
	out     io.Writer
	style   style
	account *simulator.Simulator
	cli     commandLine
	// frames are those of the pictures, or nil if nobody wants them.
	frames *[]frame
}

func (s show) perform(ctx context.Context, steps []step) error {
	for i, one := range steps {
		heading := fmt.Sprintf("=== Step %d of %d: %s", i+1, len(steps), one.title)
		fmt.Fprintf(s.out, "\n%s\n%s\n\n", s.style.bold(heading), one.why)
		if err := s.play(ctx, one); err != nil {
			return fmt.Errorf("step %d of %d, %q: %w", i+1, len(steps), one.title, err)
		}
	}
	return nil
}

func (s show) play(ctx context.Context, one step) error {
	if one.before != nil {
		if err := one.before(s.account); err != nil {
			return err
		}
	}
	fmt.Fprintln(s.out, s.style.bold(fmt.Sprintf("$ %s %s", s.cli.name(), strings.Join(one.args, " "))))
	ended, err := s.cli.show(ctx, one.args...)
	if err != nil {
		return err
	}
	if ended.exit != one.exit {
		return fmt.Errorf("expected exit status %d, got %d", one.exit, ended.exit)
	}
	if err := nothingSecret(ended.output); err != nil {
		return err
	}
	if one.expect != nil {
		if err := one.expect(ctx, s, ended.output); err != nil {
			return err
		}
	}
	if s.frames != nil && one.scenery.lines != nil {
		*s.frames = append(*s.frames, frameOf(one.scenery, strings.Join(one.args, " "), ended.output))
	}
	fmt.Fprintf(s.out, "\n%s\n", s.style.green("As expected: "+one.met))
	if one.holdings {
		fmt.Fprintf(s.out, "\nWhat Cashfree holds now:\n%s", holdings(s.account.All()))
	}
	return nil
}

// conclude checks all calls of the demo: there must have been calls that need a signature, and all of them were signed.
func (s show) conclude() error {
	signed, err := signedCalls(s.account.Requests())
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "\n%s\n", s.style.green(fmt.Sprintf(
		"Every step did what it said. %d calls were signed, and no account number was printed.", signed)))
	return nil
}

// introduce describes the demo. It is printed while the provider is built.
func introduce(out io.Writer, look style, where scene, baseURL string) {
	relative, err := filepath.Rel(where.root, filepath.Join(where.dir, keyFile))
	if err != nil {
		relative = keyFile
	}
	fmt.Fprintf(out, `%s

This builds the provider from the clone and runs %s v%s with it. Cashfree is a simulator
in this process: it needs no account, moves no money, and no call leaves this machine. Its 2FA
method is Public Key, as for accounts that are used from CI runners: it refuses calls that are not
signed.

The configuration is examples/demo/main.tf. The provider reads its settings from the environment:

  CASHFREE_PAYOUT_CLIENT_ID=%s
  CASHFREE_PAYOUT_CLIENT_SECRET=(not shown)
  CASHFREE_PAYOUT_PUBLIC_KEY_PATH=%s
  CASHFREE_PAYOUT_BASE_URL=%s

Building the provider. The first time this takes a minute or more.
`, look.bold("Terraform provider for Cashfree Payouts: a demonstration"), where.product.Name, where.product.Version,
		clientID, relative, baseURL)
}

// holdings lists the beneficiaries of an account, with masked account numbers.
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

// style is how text is highlighted: on a terminal by weight and colour, elsewhere not at all.
type style int

const (
	plain style = iota
	terminal
)

// styleFor returns the style for an output. It follows https://no-color.org.
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
