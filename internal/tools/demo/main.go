// Command demo runs the provider from a first apply to a destroy, against the simulator of Cashfree. Each step prints
// its purpose and the output of Terraform or OpenTofu, and is checked. A step without the expected result ends the demo
// with exit status 1.
//
// The demo writes only into one folder of the clone, and removes it at the end.
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
	"syscall"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

func main() {
	// A broken pipe, as in "make demo | head", must not end the program before it has removed its folder.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	path, pictures, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = demonstrate(ctx, path, pictures, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "demo:", err)
		return 1
	}
	return 0
}

// parse returns the path of the CLI to use, and the folder for pictures.
func parse(args []string, stderr io.Writer) (path, pictures string, err error) {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&path, "cli", "",
		"the Terraform or OpenTofu `program` to use (default: terraform or tofu on the PATH, in this order)")
	flags.StringVar(&pictures, "pictures", "", "a `folder` to write pictures of the plan and of the demo to")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(stderr)
			flags.PrintDefaults()
		}
		return "", "", err
	}
	if flags.NArg() > 0 {
		return "", "", fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	path, err = stage.Locate(path, exec.LookPath)
	return path, pictures, err
}

func demonstrate(ctx context.Context, path, pictures string, stdout io.Writer) (err error) {
	root, err := stage.Clone(ctx)
	if err != nil {
		return err
	}
	product, err := stage.Identify(ctx, path)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(root, ".demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	account, err := newAccount()
	if err != nil {
		return err
	}
	server, err := account.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	defer server.Close()

	look := styleFor(stdout, os.Getenv)
	var frames []frame
	if pictures != "" {
		look = terminal // the pictures have colours
	}
	where := scene{root: root, dir: dir, product: product}
	introduce(stdout, look, where, server.BaseURL())
	if err := where.build(ctx, account.PublicKeyPEM()); err != nil {
		return err
	}
	demo := show{
		out:     stdout,
		style:   look,
		account: account,
		frames:  &frames,
		cli: &program{
			path:    path,
			dir:     where.work(),
			environ: where.environ(os.Environ(), server.BaseURL(), look),
			screen:  stdout,
		},
	}
	if err := demo.perform(ctx, story); err != nil {
		return err
	}
	if err := demo.conclude(); err != nil || pictures == "" {
		return err
	}
	return writePictures(pictures, frames)
}

// newAccount returns a Cashfree account that requires signed calls, with a balance and one payout.
func newAccount() (*simulator.Simulator, error) {
	account := simulator.New(simulator.Options{
		ClientID:     clientID,
		ClientSecret: clientSecret,
		SecondFactor: simulator.SecondFactorSignature,
	})
	return account, account.Load(simulator.Seed{
		Transfers: []simulator.Transfer{paid},
		Balance:   ledgerBalance,
		Available: availableBalance,
	})
}
