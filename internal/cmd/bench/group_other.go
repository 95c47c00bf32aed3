//go:build !unix

package main

import "os/exec"

// Where there are no process groups, a program that is to stop is killed.
func separate(*exec.Cmd) {}

func interrupt(cmd *exec.Cmd) error { return cmd.Process.Kill() }

func killRest(*exec.Cmd) {}
