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

// The launcher stands in the mirror where the CLI looks for the provider. It starts the real one with its own input,
// output and environment, over which the two shake hands, and reports what it has cost.
const (
	providerVariable = "CASHFREE_BENCH_PROVIDER"
	reportVariable   = "CASHFREE_BENCH_REPORT"
)

// note is a line of the report. There is one with Ended not set when a provider starts, so that one whose cost is
// missing, because the CLI has killed its launcher, does not go unnoticed.
type note struct {
	Ended bool  `json:"ended"`
	Usage usage `json:"usage"`
}

// launch returns the provider's exit status.
func launch(args []string) (int, error) {
	runtime.LockOSThread() // for tie
	report := os.Getenv(reportVariable)
	if err := record(report, note{}); err != nil {
		return 0, err
	}
	// It lives as long as the provider does, which the CLI decides.
	cmd := exec.CommandContext(context.Background(), os.Getenv(providerVariable), args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	tie(cmd)

	// An interrupt is for the CLI, which asks the provider to stop: providers are deaf to it, and so is this.
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
	return max(0, cmd.ProcessState.ExitCode()), record(report, note{true, wholeUsage(cmd.ProcessState)})
}

// record appends one line with one write, since several launchers may run at a time.
func record(path string, n note) error {
	line, err := json.Marshal(n)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(line, '\n'))
	return errors.Join(err, file.Close())
}

// collect sums up the report of the providers that one command has started. The last of them may end a moment after
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
			return total, fmt.Errorf("%d of the providers did not report what they have cost", running)
		}
	}
}

func sum(report string) (total usage, running int, err error) {
	for line := range strings.Lines(report) {
		var n note
		if err := json.Unmarshal([]byte(line), &n); err != nil {
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
