package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// The launcher is the program in the mirror that the CLI starts as the provider. It starts the real provider with its
// own input, output and environment, over which provider and CLI do their handshake, and records what the provider has
// cost.
const (
	providerVariable = "CASHFREE_BENCH_PROVIDER"
	reportVariable   = "CASHFREE_BENCH_REPORT"
)

// note is a line of the report. The launcher writes one without Ended when a provider starts. So a missing cost is
// noticed, if the CLI has killed the launcher.
type note struct {
	Ended bool  `json:"ended"`
	Usage usage `json:"usage"`
}

// launch runs the provider and returns its exit status.
func launch(args []string) (int, error) {
	runtime.LockOSThread() // for tie
	file := os.Getenv(reportVariable)
	if err := appendNote(file, note{}); err != nil {
		return 0, err
	}
	// The CLI decides how long the provider runs.
	cmd := exec.CommandContext(context.Background(), os.Getenv(providerVariable), args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	tie(cmd)

	// An interrupt is meant for the CLI, which asks the provider to stop. Providers and the launcher ignore it.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	go func() {
		for s := range signals {
			if s == syscall.SIGTERM {
				_ = cmd.Process.Signal(s)
			}
		}
	}()
	err := cmd.Wait()
	if cmd.ProcessState == nil {
		return 0, err
	}
	return max(0, cmd.ProcessState.ExitCode()), appendNote(file, note{true, wholeUsage(cmd.ProcessState)})
}

// appendNote appends one line with one write, since several launchers may run at a time.
func appendNote(path string, n note) error {
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	return errors.Join(err, file.Close())
}

// collect returns the total cost of the providers that one command has started. The last of them may end shortly after
// the CLI.
func collect(path string) (usage, error) {
	const patience = 5 * time.Second
	for deadline := time.Now().Add(patience); ; <-time.After(10 * time.Millisecond) {
		text, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			return usage{}, nil
		}
		if err != nil {
			return usage{}, err
		}
		total, running, err := sum(string(text))
		if err != nil || running == 0 {
			return total, err
		}
		if time.Now().After(deadline) {
			return total, fmt.Errorf("%d of the providers did not report their cost", running)
		}
	}
}

// sum adds up the notes, and counts the providers that have not ended.
func sum(notes string) (total usage, running int, err error) {
	for text := range strings.Lines(notes) {
		var n note
		if err := json.Unmarshal([]byte(text), &n); err != nil {
			return usage{}, 0, fmt.Errorf("the launcher's report: %w", err)
		}
		if !n.Ended {
			running++
			continue
		}
		running--
		total = total.plus(n.Usage)
	}
	return total, running, nil
}
