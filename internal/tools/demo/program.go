package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// grace is how long a program may take to end after an interrupt. Terraform waits for the calls under way, and writes
// the state.
const grace = 15 * time.Second

// result is the result of a program that ran.
type result struct {
	exit   int
	output string
}

// program is a program with a folder and an environment to run it in.
type program struct {
	path    string
	dir     string
	environ []string
	screen  io.Writer
}

func (p *program) name() string {
	return strings.TrimSuffix(filepath.Base(p.path), ".exe")
}

// show runs the program with its output on the screen. An exit status other than zero is not an error.
func (p *program) show(ctx context.Context, args ...string) (result, error) {
	seen := &recording{screen: p.screen}
	exit, err := p.run(ctx, args, seen, seen)
	return result{exit, seen.text.String()}, err
}

// ask runs the program without showing its output, and returns its standard output.
func (p *program) ask(ctx context.Context, args ...string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	exit, err := p.run(ctx, args, &stdout, &stderr)
	if err == nil && exit != 0 {
		err = fmt.Errorf("%s %s: exit status %d\n%s",
			p.name(), strings.Join(args, " "), exit, bytes.TrimSpace(stderr.Bytes()))
	}
	return stdout.Bytes(), err
}

func (p *program) run(ctx context.Context, args []string, stdout, stderr io.Writer) (exit int, err error) {
	cmd := exec.CommandContext(ctx, p.path, args...)
	cmd.Dir = p.dir
	cmd.Env = p.environ
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.WaitDelay = grace
	// A terminal sends an interrupt to the whole foreground group, and the demo passes it on. Terraform aborts on a
	// second interrupt, so it must get only one.
	stage.Separate(cmd)
	cmd.Cancel = func() error { return stage.Interrupt(cmd) }

	err = cmd.Run()
	if ctx.Err() != nil {
		stage.KillRest(cmd)
		return 0, fmt.Errorf("stopped: %w", context.Cause(ctx))
	}
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && failed.Exited() {
		return failed.ExitCode(), nil
	}
	if err != nil {
		stage.KillRest(cmd)
		return 0, fmt.Errorf("%s: %w", p.name(), err)
	}
	return 0, nil
}

// recording keeps what it writes to the screen. A closed screen does not stop the program, since that would interrupt
// an apply.
type recording struct {
	screen io.Writer
	text   bytes.Buffer
}

func (r *recording) Write(data []byte) (int, error) {
	_, _ = r.screen.Write(data)
	return r.text.Write(data)
}
