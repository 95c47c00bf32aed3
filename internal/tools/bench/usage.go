package main

import "time"

// How the costs of the CLI and of the provider are measured apart.
//
// The provider is a child of the CLI, which starts it about four times in a command. The rusage of a process that has
// ended includes all descendants that it has waited for, and its peak of memory is the highest of theirs. So the rusage
// of the CLI holds the cost of both together, and cannot be used:
//
//   - The CLI's own processor time is read from /proc/PID/stat (utime and stime, without cutime and cstime) when the
//     process has ended and has not been waited for yet. The figures are final then, and exact to the kernel's tick.
//   - The CLI's own peak of memory is VmHWM of /proc/PID/status, read every few milliseconds, since it is gone when the
//     process ends. It is a high-water mark, so only growth in the last moment can be missed. ru_maxrss would be wrong
//     even without children: at exec, Linux passes on the peak of the process that the program was forked from, and
//     that is the process with the simulator in it.
//   - The provider is started by a launcher (launcher.go), which waits for it and reports its rusage. The provider has
//     no children, and the few megabytes that it inherits from the launcher are less than it needs itself.
//
// The simulator runs in the process of the benchmark, and counts for wall time only. Tests check all this with a
// program whose consumption is known. On other systems than Linux, the CLI's processor time is the total minus the
// provider's, and the CLI's memory is not known.

// usage is the cost of processes.
type usage struct {
	Processor time.Duration `json:"processor"`
	Peak      int64         `json:"peak"` // bytes of resident memory, 0 if not known
}

// plus returns the cost of processes that ran one after the other.
func (u usage) plus(other usage) usage {
	return usage{u.Processor + other.Processor, max(u.Peak, other.Peak)}
}
