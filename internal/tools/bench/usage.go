package main

import "time"

// How the CLI and the provider are told apart.
//
// The provider is a child of the CLI, which starts it some four times a command. The rusage that the kernel gives for a
// process that has ended includes every descendant that it has waited for, the peak of memory being the highest of them.
// So that of the CLI is the two together, and of no use:
//
//   - The CLI's own processor time is that of /proc/PID/stat (utime and stime, without cutime and cstime), read when the
//     process has ended and has not been waited for yet: the figures are final then, and exact to the kernel's tick.
//   - The CLI's own peak of memory is VmHWM of /proc/PID/status, read every few milliseconds, since it is gone when the
//     process ends. It is a high-water mark: only growth in the last moment can be missed. ru_maxrss would not do even
//     without children: at exec, Linux hands on the peak of the process that the program was forked from, which here is
//     the one with the simulator in it.
//   - The provider is started by a launcher in its place (launcher.go), which waits for it and reports its rusage. It
//     has no children, and the launcher's own few megabytes, which it inherits, are less than it needs itself.
//
// The simulator is in the process of the benchmark and counts for nothing but wall time. Tests check all this with a
// program whose consumption is known. Elsewhere than on Linux the CLI's processor time is what is left of the whole
// when the provider's is subtracted, and memory is not told.

// usage is what processes have cost.
type usage struct {
	Processor time.Duration `json:"processor"`
	Peak      int64         `json:"peak"` // bytes of resident memory; 0 where it is not known
}

// plus is the cost of processes that ran one after the other, or hardly at once.
func (u usage) plus(other usage) usage {
	return usage{u.Processor + other.Processor, max(u.Peak, other.Peak)}
}
