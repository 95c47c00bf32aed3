package main

import (
	"os"
	"sync/atomic"
)

// watchParent returns a function that reports whether the process that started this one is gone. It waits for the
// handle of that process: the id of a parent that is gone can belong to another process.
func watchParent() func() bool {
	var gone atomic.Bool
	if parent, err := os.FindProcess(os.Getppid()); err == nil {
		go func() {
			_, err := parent.Wait()
			gone.Store(err == nil)
		}()
	}
	return gone.Load
}
