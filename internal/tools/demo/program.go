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

// grace is how long a program that was interrupted may take to finish what it is at. Terraform comes to the end of
// the calls under way, and writes the state.
const grace = 15 * time.Second

// result is how a program that ran has ended.
type result struct {
	exit   int
	output string
}

// program is run in one folder and one environment.
type program struct {
	path    string
	dir     string
	environ []string
	screen  io.Writer
}

func (p *program) name() string {
	return strings.TrimSuffix(filepath.Base(p.path), ".exe")
}

// show runs the program with its output on the screen. An exit status other than zero is no error here.
func (p *program) show(ctx context.Context, args ...string) (result, error) {
	seen := &recording{screen: p.screen}
	exit, err := p.run(ctx, args, seen, seen)
	return result{exit, seen.text.String()}, err
}

// ask runs the program unseen and returns its standard output.
func (p *program) ask(ctx context.Context, args ...string) ([]byte, error) {
	var out, complaints bytes.Buffer
	exit, err := p.run(ctx, args, &out, &complaints)
	if err == nil && exit != 0 {
		err = fmt.Errorf("%s %s: exit status %d\n%s",
			p.name(), strings.Join(args, " "), exit, bytes.TrimSpace(complaints.Bytes()))
	}
	return out.Bytes(), err
}

func (p *program) run(ctx context.Context, args []string, stdout, stderr io.Writer) (exit int, err error) {
	cmd := exec.CommandContext(ctx, p.path, args...)
	cmd.Dir = p.dir
	cmd.Env = p.environ
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.WaitDelay = grace
	// A terminal sends its interrupt to the whole group in the foreground, and the demo passes it on. Terraform takes a
	// second interrupt for impatience, so it must get one only.
	stage.Separate(cmd)
	cmd.Cancel = func() error { return stage.Interrupt(cmd) }

	err = cmd.Run()
	if ctx.Err() != nil {
		stage.KillRest(cmd)
		return 0, fmt.Errorf("stopped: %w", context.Cause(ctx))
	}
	var exited *exec.ExitError
	if errors.As(err, &exited) && exited.Exited() {
		return exited.ExitCode(), nil
	}
	if err != nil {
		stage.KillRest(cmd)
		return 0, fmt.Errorf("%s: %w", p.name(), err)
	}
	return 0, nil
}

// recording keeps what it passes on. A screen that is gone does not stop the program: that would be cut off in the
// midst of an apply.
type recording struct {
	screen io.Writer
	text   bytes.Buffer
}

func (r *recording) Write(data []byte) (int, error) {
	_, _ = r.screen.Write(data)
	return r.text.Write(data)
}
