//go:build unix

package main

import "os"

// watchParent returns a function that reports whether the process that started this one is gone. Another process is
// the parent then.
func watchParent() func() bool {
	parent := os.Getppid()
	return func() bool { return os.Getppid() != parent }
}
