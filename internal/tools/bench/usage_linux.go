package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const includesChildren = false

// From linux/wait.h.
const (
	idTypePID  = 1          // P_PID
	waitExited = 0x00000004 // WEXITED
	waitOnly   = 0x01000000 // WNOWAIT
)

// ticksPerSecond is USER_HZ, the unit of the times in /proc. It is the same on every architecture that Go supports.
const ticksPerSecond = 100

const pollInterval = 10 * time.Millisecond

// sighting is what was observed of a process from outside.
type sighting struct{ usage usage }

// own returns the cost of the process alone. It ignores the state, which includes descendants.
func (s sighting) own(*os.ProcessState) usage { return s.usage }

// watch returns when the child has ended. It does not wait for it in the sense of wait(2).
func watch(pid int) sighting {
	var peak int64
	done := make(chan struct{})
	var polling sync.WaitGroup
	polling.Go(func() {
		ticker := time.NewTicker(pollInterval)
		defer ticker.Stop()
		for {
			peak = max(peak, highWater(pid))
			select {
			case <-ticker.C:
			case <-done:
				return
			}
		}
	})
	awaitEnd(pid)
	close(done)
	polling.Wait()
	return sighting{usage{processorTime(pid), peak}}
}

// awaitEnd returns when the process has ended.
func awaitEnd(pid int) {
	for {
		_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, idTypePID, uintptr(pid), 0, waitExited|waitOnly, 0, 0)
		if !errors.Is(errno, syscall.EINTR) {
			return
		}
	}
}

// highWater returns the peak of memory so far, or 0 if it cannot be read.
func highWater(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, found := bytes.Cut(status, []byte("\nVmHWM:"))
	if !found {
		return 0 // the process has ended
	}
	fields := bytes.Fields(rest)
	kibibytes, err := strconv.ParseInt(string(fields[0]), 10, 64)
	if err != nil {
		return 0
	}
	return kibibytes * 1024
}

func processorTime(pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	return parseStat(stat)
}

// parseStat returns the sum of utime and stime, the fields 14 and 15. The second field is the name of the program in
// parentheses and may contain anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
func parseStat(stat []byte) time.Duration {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return 0
		}
		ticks += n
	}
	return time.Duration(ticks) * (time.Second / ticksPerSecond)
}

// wholeUsage returns the cost of a child that has no children.
func wholeUsage(state *os.ProcessState) usage {
	u := usage{Processor: state.UserTime() + state.SystemTime()}
	if rusage, ok := state.SysUsage().(*syscall.Rusage); ok {
		u.Peak = rusage.Maxrss * 1024
	}
	return u
}

// tie makes the kernel kill the child when this process ends for any reason. The caller must start the child on a
// locked thread.
func tie(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
