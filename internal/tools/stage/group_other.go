//go:build !unix

package stage

import "os/exec"

// separate does nothing on systems without process groups.
func separate(*exec.Cmd) {}

// interrupt kills the program, since these systems have no interrupt.
func interrupt(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// killRest does nothing on systems without process groups.
func killRest(*exec.Cmd) {}
