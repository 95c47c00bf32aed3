//go:build !unix

package stage

import "os/exec"

// Separate does nothing where there are no process groups.
func Separate(*exec.Cmd) {}

// Interrupt kills a program that is to stop, for lack of anything gentler.
func Interrupt(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// KillRest does nothing where there are no process groups.
func KillRest(*exec.Cmd) {}
