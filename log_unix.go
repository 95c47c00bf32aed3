//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// keepLog waits until nobody reads standard error any more, because core is gone. From then on what is written there
// is appended to the file in which core kept the log. Otherwise nobody would know what a set put back at the end.
func keepLog(stderr *os.File, path string) {
	for !isUnread(stderr) {
		// Asking for no event still reports, at once, that there is no reader any more. Where a system does not report
		// that, this is a pause.
		_, _ = unix.Poll([]unix.PollFd{{Fd: int32(stderr.Fd())}}, int(pollTime.Milliseconds()))
	}
	file, err := openLog(path)
	if err != nil {
		return // there is nobody to report it to
	}
	defer file.Close()
	_ = unix.Dup2(int(file.Fd()), int(stderr.Fd()))
}

// isUnread reports whether a file is a pipe, a socket or a terminal at whose other end there is nobody any more.
func isUnread(file *os.File) bool {
	states := []unix.PollFd{{Fd: int32(file.Fd()), Events: unix.POLLOUT}}
	_, err := unix.Poll(states, 0)
	return err == nil && states[0].Revents&(unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) != 0
}

// openLog opens the file in which core keeps the log. Core opens it before it changes into the folder that -chdir
// names, where this process runs.
func openLog(path string) (*os.File, error) {
	file, err := appendTo(path)
	if errors.Is(err, os.ErrNotExist) && !filepath.IsAbs(path) {
		return appendTo(filepath.Join(os.Getenv("PWD"), path))
	}
	return file, err
}

func appendTo(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0) //nolint:gosec // the user names the file, in TF_LOG_PATH
}
