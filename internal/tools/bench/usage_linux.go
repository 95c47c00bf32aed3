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
	idTypePID = 1          // P_PID
	exited    = 0x00000004 // WEXITED
	keep      = 0x01000000 // WNOWAIT
)

// ticksPerSecond is USER_HZ, the unit of the times in /proc, on every architecture that Go knows.
const ticksPerSecond = 100

const pollInterval = 10 * time.Millisecond

// sighting is what was seen of a process from the outside.
type sighting struct{ usage usage }

// own leaves the state aside, which includes descendants.
func (s sighting) own(*os.ProcessState) usage { return s.usage }

// watch returns when the child has ended, and leaves it to be waited for.
func watch(pid int) sighting {
	var peak int64
	over := make(chan struct{})
	var polling sync.WaitGroup
	polling.Go(func() {
		ticker := time.NewTicker(pollInterval)
		defer ticker.Stop()
		for {
			peak = max(peak, highWater(pid))
			select {
			case <-ticker.C:
			case <-over:
				return
			}
		}
	})
	awaitEnd(pid)
	close(over)
	polling.Wait()
	return sighting{usage{processorTime(pid), peak}}
}

func awaitEnd(pid int) {
	for {
		_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, idTypePID, uintptr(pid), 0, exited|keep, 0, 0)
		if !errors.Is(errno, syscall.EINTR) {
			return
		}
	}
}

func highWater(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, found := bytes.Cut(status, []byte("\nVmHWM:"))
	if !found {
		return 0 // it has ended
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

// parseStat: the second field is the name of the program in parentheses and may have anything in it. The fourteenth and
// the fifteenth are utime and stime: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
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

// wholeUsage is what a child without children of its own has cost.
func wholeUsage(state *os.ProcessState) usage {
	u := usage{Processor: state.UserTime() + state.SystemTime()}
	if rusage, ok := state.SysUsage().(*syscall.Rusage); ok {
		u.Peak = rusage.Maxrss * 1024
	}
	return u
}

// tie has the kernel end the child when this process is gone, however that came. It must be called, and the child be
// started, on a thread that lasts.
func tie(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
