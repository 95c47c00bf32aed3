package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// The test program is also the burner, a program whose consumption is known. It starts another one through the
// launcher.
const (
	burnerVariable = "CASHFREE_BENCH_TEST_BURNER"
	parentBurner   = "parent"
	childBurner    = "child"

	parentBurns = 100 * time.Millisecond
	childBurns  = time.Second
	childHolds  = 200 << 20
)

func TestMain(m *testing.M) {
	var err error
	code := 0
	switch role, burner := os.Getenv(roleVariable), os.Getenv(burnerVariable); {
	case role == launcherRole:
		code, err = launch(os.Args[1:])
	case burner == parentBurner:
		burn(parentBurns)
		err = startChild()
	case burner == childBurner:
		hold(childHolds)
		burn(childBurns)
		code = 3
	default:
		code = m.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// burn counts processor time and not wall time, so that it does the same on a busy machine.
func burn(d time.Duration) {
	for consumed() < d {
		for i := range 1_000_000 {
			_ = i * i
		}
	}
}

func startChild() error {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"="+launcherRole, burnerVariable+"="+childBurner)
	err := cmd.Run()
	if exit, exited := errors.AsType[*exec.ExitError](err); !exited || exit.ExitCode() != 3 {
		return fmt.Errorf("the launcher ended with %w, want exit status 3, that of its child", err)
	}
	return nil
}

// The error of a program has its arguments and its exit status, and no program runs after the end of its context.
func TestProgram_Error(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := &program{path: self, environ: append(stage.Clean(os.Environ()), burnerVariable+"="+childBurner)}
	_, err = child.ask(t.Context(), "-x")
	if err == nil || !contains(err.Error(), "-x: exit status 3") {
		t.Errorf("got the error %v, want one with the arguments and the exit status", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("stopped by the test"))
	if _, err = child.ask(ctx); err == nil {
		t.Error("a program ran although its context had ended")
	}
}
