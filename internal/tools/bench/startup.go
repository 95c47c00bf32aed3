package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// startUps is how often the start of the provider is measured.
const startUps = 15

// startUp is what every command pays for the provider, several times.
type startUp struct {
	handshake time.Duration // from the start of the process to its handshake, the median
	size      int64         // of the program, in bytes
}

// measureStartUp starts the provider as core does, until it says where it listens.
func (s scene) measureStartUp(ctx context.Context) (*startUp, error) {
	info, err := os.Stat(s.provider())
	if err != nil {
		return nil, err
	}
	times := make([]time.Duration, startUps)
	for i := range times {
		if times[i], err = s.handshake(ctx); err != nil {
			return nil, fmt.Errorf("starting the provider: %w", err)
		}
	}
	slices.Sort(times)
	return &startUp{handshake: times[startUps/2], size: info.Size()}, nil
}

func (s scene) handshake(ctx context.Context) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, s.provider())
	// The handshake of https://pkg.go.dev/github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server.
	cmd.Env = append(stage.Clean(os.Environ()), "PLUGIN_PROTOCOL_VERSIONS=6",
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	printed, err := bufio.NewReader(stdout).ReadString('\n')
	took := time.Since(began)
	_ = cmd.Process.Kill() // the provider waits for calls
	_ = cmd.Wait()
	if err != nil {
		return 0, fmt.Errorf("no handshake: %w; it printed %q", err, printed)
	}
	return took, nil
}
