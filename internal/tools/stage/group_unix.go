//go:build unix

package stage

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// separate puts the program into a process group of its own.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// interrupt asks the program to stop, but not the programs that it has started.
func interrupt(cmd *exec.Cmd) error {
	return cmd.Process.Signal(os.Interrupt)
}

// killRest kills the programs that a stopped program has left, such as a provider, and waits until they have ended:
// they could still write into the folder that is about to be removed.
func killRest(cmd *exec.Cmd) {
	if cmd.Process == nil {
		return
	}
	for range 100 {
		if syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) != nil {
			return // no process is left
		}
		<-time.After(10 * time.Millisecond)
	}
}
