// Command payouts-simulator serves an imitation of the Cashfree Payouts API from memory, for demonstrations,
// benchmarks, and tests of Terraform modules without an account.
//
//	payouts-simulator [flags] [-- command]
//
// With a command it runs that command, with its address and credentials in the environment. It ends when the command
// does, with its exit status:
//
//	payouts-simulator -- terraform test
//
// Without a command, the first line on standard output is the base URL, and nothing else is written there. The log goes
// to standard error. It stops on SIGINT and SIGTERM.
//
// It answers to localhost and to loopback addresses, so that no web page can use it. With -listen on another address,
// the names and addresses by which others call it must be in -allowed-hosts.
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

// run returns the exit code: 0 after a stop that was asked for, 1 after any error, with one line about it on stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	err := simulate(ctx, args, stdout, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if exit, failed := errors.AsType[commandError](err); failed {
		return int(exit)
	}
	if err != nil {
		fmt.Fprintf(stderr, "payouts-simulator: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
		return 1
	}
	return 0
}

func simulate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	cfg, err := parseFlags(args, stderr)
	if err != nil {
		return err
	}
	if cfg.version {
		fmt.Fprintln(stdout, "payouts-simulator", version)
		return nil
	}
	logOutput := stderr
	if cfg.command != nil { // The screen belongs to the command.
		logOutput = io.Discard
	}
	cfg.options.Logger = slog.New(slog.NewTextHandler(logOutput, nil))
	sim := simulator.New(cfg.options)
	data, err := loadAccount(sim, cfg)
	if err != nil {
		return err
	}
	if cfg.publicKeyOut != "" {
		if err := os.WriteFile(cfg.publicKeyOut, []byte(sim.PublicKeyPEM()), 0o644); err != nil {
			return fmt.Errorf("-public-key-out: %w", err)
		}
	}

	// Saved now, so that a file that cannot be written is an error at the start and not at the end.
	if err := data.save(); err != nil {
		return err
	}

	server, err := sim.Listen(cfg.listen)
	if err != nil {
		return fmt.Errorf("-listen: %w", err)
	}
	if cfg.command != nil {
		stopSaving := data.saveBeside(ctx, cfg.options.Logger)
		err := runCommand(ctx, cfg, sim, server.BaseURL(), stdout, stderr)
		stopSaving()
		if ownErr := errors.Join(server.Close(), data.save()); ownErr != nil {
			return ownErr // The command has printed its own error.
		}
		return err
	}
	fmt.Fprintln(stdout, server.BaseURL())
	data.saveUntilDone(ctx, cfg.options.Logger)
	return errors.Join(server.Close(), data.save())
}

// loadAccount fills the account. A data file from an earlier run replaces the account of the seed; the seed's settings
// and the flag -balance apply in any case.
func loadAccount(sim *simulator.Simulator, cfg config) (*dataFile, error) {
	data := &dataFile{sim: sim, path: cfg.data}
	content, found, err := data.read()
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
		return data, nil
	}
	if err := sim.Restore(content); err != nil {
		return nil, fmt.Errorf("-data: %s: %w", cfg.data, err)
	}
	if cfg.balance == "" {
		return data, nil
	}
	return data, sim.SetBalance(cfg.balance, "")
}
