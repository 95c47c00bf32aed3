//go:build unix

package stage

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Separate gives the program a process group of its own.
func Separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// Interrupt asks the program alone to stop.
func Interrupt(cmd *exec.Cmd) error {
	return cmd.Process.Signal(os.Interrupt)
}

// KillRest ends what a program that was cut short has started and left, such as a provider, and sees it gone: it could
// still write into the folder that is about to be removed.
func KillRest(cmd *exec.Cmd) {
	if cmd.Process == nil {
		return
	}
	for range 100 {
		if syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) != nil {
			return // there is nothing left
		}
		<-time.After(10 * time.Millisecond)
	}
}
