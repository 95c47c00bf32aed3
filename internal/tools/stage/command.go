package stage

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// grace is how long a program may take to end after an interrupt. Terraform waits for the calls under way, and writes
// the state.
const grace = 15 * time.Second

// Command returns a program that is interrupted, and not killed, when the context ends. A terminal sends an interrupt
// to the whole foreground group, and the caller passes it on. Terraform aborts on a second interrupt, so the program is
// in a group of its own and gets only one.
func Command(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.WaitDelay = grace
	separate(cmd)
	cmd.Cancel = func() error { return interrupt(cmd) }
	return cmd
}

// ExitStatus returns the exit status of a program that Command returned, and that has ended with an error or nil. A
// status other than zero is no error. Of a program that did not exit by itself, nothing is left when this returns.
func ExitStatus(ctx context.Context, cmd *exec.Cmd, err error) (int, error) {
	if ctx.Err() != nil {
		killRest(cmd)
		return 0, fmt.Errorf("%s was stopped: %w", NameOf(cmd.Path), context.Cause(ctx))
	}
	if failed, isExit := errors.AsType[*exec.ExitError](err); isExit && failed.Exited() {
		return failed.ExitCode(), nil
	}
	if err != nil {
		killRest(cmd)
		return 0, fmt.Errorf("%s: %w", NameOf(cmd.Path), err)
	}
	return 0, nil
}

// NameOf returns the name of a program for messages.
func NameOf(path string) string { return strings.TrimSuffix(filepath.Base(path), ".exe") }
