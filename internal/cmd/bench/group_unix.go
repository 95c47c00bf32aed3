//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// separate gives the program a process group of its own.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

func interrupt(cmd *exec.Cmd) error {
	return cmd.Process.Signal(os.Interrupt)
}

// killRest ends what a program that was cut short has started and left, such as a provider, and sees it gone: it could
// still write into the folder that is about to be removed.
func killRest(cmd *exec.Cmd) {
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
