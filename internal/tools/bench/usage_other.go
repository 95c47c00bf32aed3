//go:build !linux

package main

import (
	"os"
	"os/exec"
	"runtime"
)

// includesChildren is whether the times of a process include those of the children that it has waited for.
const includesChildren = runtime.GOOS != "windows"

type sighting struct{}

// watch observes nothing and does not wait.
func watch(int) sighting { return sighting{} }

func (sighting) own(state *os.ProcessState) usage { return wholeUsage(state) }

func wholeUsage(state *os.ProcessState) usage {
	return usage{Processor: state.UserTime() + state.SystemTime()}
}

// tie does nothing: the child is killed with its process group, on systems that have them.
func tie(*exec.Cmd) {}
