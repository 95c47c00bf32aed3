package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// grace is how long a program may take to end after an interrupt.
const grace = 15 * time.Second

// command is a program with a folder and an environment to run it in.
type command struct {
	path    string
	dir     string
	environ []string
}

// run returns the output of the program. An exit status other than zero is an error.
func (c command) run(ctx context.Context, args ...string) (string, error) {
	out, exit, err := c.exit(ctx, args...)
	if err == nil && exit != 0 {
		err = c.failure(args, exit, out)
	}
	return out, err
}

// exit returns the output and the exit status of the program.
func (c command) exit(ctx context.Context, args ...string) (string, int, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = c.dir, c.environ, &out, &out
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = grace
	err := cmd.Run()
	if ctx.Err() != nil {
		return "", 0, fmt.Errorf("%s was stopped: %w", c.name(), context.Cause(ctx))
	}
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && failed.Exited() {
		return out.String(), failed.ExitCode(), nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("%s: %w", c.name(), err)
	}
	return out.String(), 0, nil
}

func (c command) failure(args []string, exit int, out string) error {
	return fmt.Errorf("%s %s: exit status %d\n%s", c.name(), strings.Join(args, " "), exit, strings.TrimSpace(out))
}

func (c command) name() string { return strings.TrimSuffix(filepath.Base(c.path), ".exe") }
