package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/cmd/stage"
)

// The test program is also the burner: a program whose consumption is known, which starts another through the launcher.
const (
	burnerVariable = "CASHFREE_BENCH_TEST_BURNER"
	parentBurner   = "parent"
	childBurner    = "child"

	parentBurns = 100 * time.Millisecond
	childBurns  = 400 * time.Millisecond
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

// launched is what the launcher starts: this program without the role of one.
func launched(t *testing.T, self string) string {
	t.Helper()
	script := filepath.Join(t.TempDir(), "provider")
	text := fmt.Sprintf("#!/bin/sh\nunset %s\nexec '%s' \"$@\"\n", roleVariable, self)
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return script
}

// What the CLI and the provider consume is told apart, although one is the child of the other.
func TestParentAndChildAreToldApart(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere the two are told apart by subtraction")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// Memory of this process must not show in that of its children either.
	release := hold(childHolds)
	defer release()
	report := filepath.Join(t.TempDir(), "report")
	parent := &program{path: self, environ: append(stage.Clean(os.Environ()),
		burnerVariable+"="+parentBurner,
		providerVariable+"="+launched(t, self),
		reportVariable+"="+report,
	)}
	end, err := parent.measure(t.Context(), filepath.Join(t.TempDir(), "output"))
	if err != nil {
		t.Fatal(err)
	}
	child, err := collect(report)
	if err != nil {
		t.Fatal(err)
	}
	// What the language needs to start a process comes on top, more of it under the race detector.
	const slack = 200 * time.Millisecond
	within(t, "processor time of the parent", int64(end.usage.Processor),
		int64(parentBurns-20*time.Millisecond), int64(parentBurns+slack))
	within(t, "processor time of the child", int64(child.Processor), int64(childBurns), int64(childBurns+slack))
	within(t, "memory of the parent", end.usage.Peak, 1<<20, childHolds/2)
	within(t, "memory of the child", child.Peak, childHolds, 2*childHolds)
}

func within(t *testing.T, what string, got, low, high int64) {
	t.Helper()
	if got < low || got > high {
		t.Errorf("%s: got %d, want from %d to %d", what, got, low, high)
	}
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
