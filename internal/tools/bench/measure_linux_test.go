package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// consumed returns the processor time of this process so far.
func consumed() time.Duration {
	var rusage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &rusage); err != nil {
		panic(err)
	}
	return time.Duration(rusage.Utime.Nano() + rusage.Stime.Nano())
}

// The name of the program may contain anything, and a line in another form counts as 0.
func TestParseStat(t *testing.T) {
	t.Parallel()
	const line = "42 (a (b) c) Z 1 42 42 0 -1 4228364 1117 0 0 0 123 45 9999 9999 20 0 1 0 5 0 0 18446744073709551615\n"
	if got, want := parseStat([]byte(line)), 1_680*time.Millisecond; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, bad := range []string{"", "42 (a) Z 1", "42 (a) Z 1 42 42 0 -1 4228364 1117 0 0 0 x 45"} {
		if got := parseStat([]byte(bad)); got != 0 {
			t.Errorf("%q: got %s", bad, got)
		}
	}
}

// hold fills memory outside Go's heap, so that neither the garbage collector nor the race detector adds to it.
func hold(bytes int) (release func()) {
	memory, err := syscall.Mmap(-1, 0, bytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	for i := 0; i < len(memory); i += 4096 {
		memory[i] = 1
	}
	return func() { _ = syscall.Munmap(memory) }
}

// The costs of CLI and provider are measured apart, although one is the child of the other. On other systems than Linux
// the bench subtracts one from the other instead.
func TestMeasure_ParentAndChild(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The memory of this process must not count as that of its children either.
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
	// Starting and ending a process adds to the time, more so with the race detector and on a busy machine. The slack
	// for it is less than the error would be if one process were counted with the other.
	const slack = 700 * time.Millisecond
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

// launched returns the path of the program that the launcher starts: this program without a role.
func launched(t *testing.T, self string) string {
	t.Helper()
	script := filepath.Join(t.TempDir(), "provider")
	text := fmt.Sprintf("#!/bin/sh\nunset %s\nexec '%s' \"$@\"\n", roleVariable, self)
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return script
}
