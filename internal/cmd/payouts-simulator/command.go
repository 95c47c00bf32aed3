package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// commandError is the exit status of a command that has printed its own error.
type commandError int

func (commandError) Error() string { return "the command failed" }

// runCommand runs a command with the address and credentials of the simulator in its environment, where the provider
// reads them. An interrupt does not end it: a terminal sends that to the command as well, and the command decides when
// to end. SIGTERM is sent to the simulator only, so it is passed on.
func runCommand(ctx context.Context, cfg config, sim *simulator.Simulator, baseURL string, stdout, stderr io.Writer) error {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), cfg.command[0], cfg.command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, stdout, stderr
	cmd.Env = append(os.Environ(),
		"CASHFREE_PAYOUT_BASE_URL="+baseURL,
		"CASHFREE_PAYOUT_CLIENT_ID="+cfg.options.ClientID,
		"CASHFREE_PAYOUT_CLIENT_SECRET="+cfg.options.ClientSecret,
		"CASHFREE_PAYOUT_PUBLIC_KEY="+cfg.publicKey(sim),
		"CASHFREE_PAYOUT_PUBLIC_KEY_PATH=",
		"CASHFREE_PAYOUT_V1_BASE_URL=",
	)
	stops := make(chan os.Signal, 1)
	signal.Notify(stops, syscall.SIGTERM)
	defer signal.Stop(stops)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for {
			select {
			case stop := <-stops:
				_ = cmd.Process.Signal(stop) // The command may have ended already.
			case <-ended:
				return
			}
		}
	}()
	err := cmd.Wait()
	if exit, failed := errors.AsType[*exec.ExitError](err); failed && exit.Exited() {
		return commandError(exit.ExitCode())
	}
	return err
}

// publicKey returns the key to sign with, or "" if the account requires no signatures.
func (cfg config) publicKey(sim *simulator.Simulator) string {
	if cfg.options.SecondFactor != simulator.SecondFactorSignature {
		return ""
	}
	return sim.PublicKeyPEM()
}
