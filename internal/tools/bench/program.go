package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// program is a program with a folder and an environment to run it in.
type program struct {
	path    string
	dir     string
	environ []string
	input   io.Reader
}

// ended is the result of a program that ran.
type ended struct {
	exit  int
	wall  time.Duration
	usage usage
}

// ask runs the program and returns its standard output.
func (p *program) ask(ctx context.Context, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := p.command(ctx, args)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	end, err := p.finish(ctx, cmd)
	if err == nil && end.exit != 0 {
		err = p.failure(args, end.exit, stderr.String())
	}
	return stdout.String(), err
}

// measure runs the program and returns what it has cost. Its output goes into a file, since the reader of a pipe would
// add to the measurement. The file is read if the exit status is not zero.
func (p *program) measure(ctx context.Context, output string, args ...string) (ended, error) {
	file, err := os.Create(output)
	if err != nil {
		return ended{}, err
	}
	defer file.Close()
	cmd := p.command(ctx, args)
	cmd.Stdout, cmd.Stderr = file, file
	end, err := p.finish(ctx, cmd)
	if err == nil && end.exit != 0 {
		text, _ := os.ReadFile(output)
		err = p.failure(args, end.exit, string(text))
	}
	return end, err
}

func (p *program) command(ctx context.Context, args []string) *exec.Cmd {
	cmd := stage.Command(ctx, p.path, args...)
	cmd.Dir, cmd.Env, cmd.Stdin = p.dir, p.environ, p.input
	return cmd
}

func (p *program) finish(ctx context.Context, cmd *exec.Cmd) (ended, error) {
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return ended{}, fmt.Errorf("%s: %w", stage.NameOf(p.path), err)
	}
	seen := watch(cmd.Process.Pid)
	err := cmd.Wait()
	end := ended{wall: time.Since(started), usage: seen.own(cmd.ProcessState)}
	end.exit, err = stage.ExitStatus(ctx, cmd, err)
	return end, err
}

func (p *program) failure(args []string, exit int, output string) error {
	return fmt.Errorf("%s %s: exit status %d\n%s", stage.NameOf(p.path), strings.Join(args, " "), exit, tail(output))
}

// firstLine returns the text of an error without the output of a program below it.
func firstLine(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return first
}

// tail returns the last lines of an output, so that errors stay readable: a plan of ten thousand beneficiaries is long.
func tail(output string) string {
	const kept = 30
	lines := strings.Split(strings.TrimSpace(output), "\n")
	if len(lines) > kept {
		lines = append([]string{"…"}, lines[len(lines)-kept:]...)
	}
	return strings.Join(lines, "\n")
}
