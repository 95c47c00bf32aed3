//go:build !unix

package stage

import "os/exec"

// Separate does nothing on systems without process groups.
func Separate(*exec.Cmd) {}

// Interrupt kills the program, since these systems have no interrupt.
func Interrupt(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// KillRest does nothing on systems without process groups.
func KillRest(*exec.Cmd) {}
