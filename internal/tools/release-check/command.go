package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

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
	cmd := stage.Command(ctx, c.path, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = c.dir, c.environ, &out, &out
	exit, err := stage.ExitStatus(ctx, cmd, cmd.Run())
	return out.String(), exit, err
}

func (c command) failure(args []string, exit int, out string) error {
	return fmt.Errorf("%s %s: exit status %d\n%s", stage.NameOf(c.path), strings.Join(args, " "), exit, strings.TrimSpace(out))
}
