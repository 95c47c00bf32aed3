// Command payouts-simulator serves the Cashfree Payouts API out of memory,
// for demonstrations, benchmarks, and tests of Terraform modules without an
// account.
//
//	payouts-simulator [flags] [-- command]
//
// With a command it runs that, with its address and credentials in the
// environment, and ends when the command does, with its exit status:
//
//	payouts-simulator -- terraform test
//
// Without one the first line on standard output is the base URL, and nothing else is
// written there. The log goes to standard error. It stops on SIGINT and
// SIGTERM.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// version is set by the linker of a release.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run returns the exit code: 0 after a stop that was asked for, 1 for
// anything that went wrong, with one line about it on stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	err := simulate(ctx, args, stdout, stderr)
	var ended commandError
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &ended):
		return int(ended)
	}
	if err != nil {
		fmt.Fprintf(stderr, "payouts-simulator: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
		return 1
	}
	return 0
}

func simulate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	cfg, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if cfg.version {
		fmt.Fprintln(stdout, "payouts-simulator", version)
		return nil
	}
	log := stderr
	if cfg.command != nil { // whose screen it is
		log = io.Discard
	}
	cfg.options.Logger = slog.New(slog.NewTextHandler(log, nil))
	sim := simulator.New(cfg.options)
	keeper, err := load(sim, cfg)
	if err != nil {
		return err
	}
	if cfg.publicKeyOut != "" {
		if err := os.WriteFile(cfg.publicKeyOut, []byte(sim.PublicKeyPEM()), 0o644); err != nil {
			return fmt.Errorf("-public-key-out: %w", err)
		}
	}

	// A data file that cannot be written is better known now than at the end.
	if err := keeper.save(); err != nil {
		return err
	}

	server, err := sim.Listen(cfg.listen)
	if err != nil {
		return fmt.Errorf("-listen: %w", err)
	}
	if cfg.command != nil {
		err := runCommand(ctx, cfg, sim, server.BaseURL(), stdout, stderr)
		if kept := errors.Join(server.Close(), keeper.save()); kept != nil {
			return kept // which nobody else says, while the command has spoken for itself
		}
		return err
	}
	fmt.Fprintln(stdout, server.BaseURL())
	keeper.keep(ctx, cfg.options.Logger)
	return errors.Join(server.Close(), keeper.save())
}

// load fills the account. A data file from an earlier run takes the place of
// the seed's records; the seed's settings hold in any case.
func load(sim *simulator.Simulator, cfg config) (*keeper, error) {
	k := &keeper{sim: sim, path: cfg.data}
	kept, found, err := k.read()
	if err != nil {
		return nil, fmt.Errorf("-data: %w", err)
	}
	seed := cfg.seed
	if found {
		seed = seed.Settings()
	}
	if err := sim.Load(seed); err != nil {
		return nil, err
	}
	if !found {
		return k, nil
	}
	if err := sim.Restore(kept); err != nil {
		return nil, fmt.Errorf("-data: %s: %w", cfg.data, err)
	}
	return k, nil
}
