package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

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

func (p *program) name() string { return stage.NameOf(p.path) }

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
	cmd := stage.Command(ctx, p.path, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = p.dir, p.environ, stdout, stderr
	return stage.ExitStatus(ctx, cmd, cmd.Run())
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
