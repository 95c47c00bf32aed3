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

// commandError is the exit status of a command that has said itself what was
// wrong.
type commandError int

func (commandError) Error() string { return "the command failed" }

// runCommand runs a command that finds the simulator and its credentials in
// the environment, as the provider does. It goes on after an interrupt: a
// terminal sends that to the command as well, which ends in its own time.
// SIGTERM, which nobody else sends to the command, is passed on.
func runCommand(ctx context.Context, cfg config, sim *simulator.Simulator, baseURL string, stdout, stderr io.Writer) error {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), cfg.command[0], cfg.command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, stdout, stderr
	cmd.Env = append(os.Environ(),
		"CASHFREE_PAYOUT_BASE_URL="+baseURL,
		"CASHFREE_PAYOUT_CLIENT_ID="+cfg.options.ClientID,
		"CASHFREE_PAYOUT_CLIENT_SECRET="+cfg.options.ClientSecret,
		"CASHFREE_PAYOUT_PUBLIC_KEY="+cfg.key(sim),
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
				_ = cmd.Process.Signal(stop) // it may have ended by now
			case <-ended:
				return
			}
		}
	}()
	err := cmd.Wait()
	var exited *exec.ExitError
	if errors.As(err, &exited) && exited.Exited() {
		return commandError(exited.ExitCode())
	}
	return err
}

// key is what calls must be signed with, where they must be.
func (cfg config) key(sim *simulator.Simulator) string {
	if cfg.options.SecondFactor != simulator.SecondFactorSignature {
		return ""
	}
	return sim.PublicKeyPEM()
}
