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

// The test program is also the burner: a program whose consumption is known, which starts another through the launcher.
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

// burn counts processor time and not the clock's, so that it is the same on a busy machine.
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
	var exited *exec.ExitError
	if err := cmd.Run(); !errors.As(err, &exited) || exited.ExitCode() != 3 {
		return fmt.Errorf("the launcher ended with %w, not with the exit status of what it launched", err)
	}
	return nil
}

func TestProgramThatFails(t *testing.T) {
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
	cancel(errors.New("enough"))
	if _, err = child.ask(ctx); err == nil {
		t.Error("a program ran although the time was up")
	}
}
