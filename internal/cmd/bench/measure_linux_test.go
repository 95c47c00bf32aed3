package main

import (
	"syscall"
	"testing"
	"time"
)

// consumed is the processor time of this process so far.
func consumed() time.Duration {
	var rusage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &rusage); err != nil {
		panic(err)
	}
	return time.Duration(rusage.Utime.Nano() + rusage.Stime.Nano())
}

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

// hold fills memory that the runtime of the language knows nothing of, so that neither collector nor race detector adds
// to it.
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
