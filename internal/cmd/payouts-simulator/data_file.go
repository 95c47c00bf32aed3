package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// saveInterval is how much work a crash can lose. Saving after every call instead would write ten thousand whole files
// for ten thousand creates.
const saveInterval = 500 * time.Millisecond

// dataFile stores the account in a file between runs. Without a path it stores nothing.
type dataFile struct {
	sim   *simulator.Simulator
	path  string
	saved uint64
}

// read returns the content of the file, and whether there is one from an earlier run.
func (d *dataFile) read() (content simulator.Seed, found bool, err error) {
	if d.path == "" {
		return simulator.Seed{}, false, nil
	}
	data, err := os.ReadFile(d.path)
	if errors.Is(err, fs.ErrNotExist) {
		return simulator.Seed{}, false, nil
	}
	if err != nil {
		return simulator.Seed{}, false, err
	}
	content, err = simulator.ParseSeed(data)
	if err != nil {
		return simulator.Seed{}, false, fmt.Errorf("%s: %w", d.path, err)
	}
	return content, true, nil
}

// saveBeside saves changes at each interval, beside a command, which goes on after the end of the context. The function
// that it returns ends that.
func (d *dataFile) saveBeside(ctx context.Context, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var saving sync.WaitGroup
	saving.Go(func() { d.saveUntilDone(ctx, logger) })
	return func() {
		cancel()
		saving.Wait()
	}
}

// saveUntilDone saves changes at each interval until the context ends.
func (d *dataFile) saveUntilDone(ctx context.Context, logger *slog.Logger) {
	ticker := time.NewTicker(saveInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := d.save(); err != nil {
				logger.Error("save", "error", err)
			}
		}
	}
}

// save replaces the whole file, so that it is never half written. Only its owner can read it, since it has account
// numbers.
func (d *dataFile) save() error {
	if d.path == "" || d.sim.Revision() == d.saved {
		return nil
	}
	snapshot, revision := d.sim.Snapshot()
	data, err := json.MarshalIndent(snapshot, "", "  ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(d.path), filepath.Base(d.path)+".*")
	if err != nil {
		return fmt.Errorf("-data: %w", err)
	}
	defer os.Remove(temp.Name()) // The rename has moved it away if all went well.
	_, err = temp.Write(append(data, '\n'))
	err = errors.Join(err, temp.Chmod(0o600), temp.Sync(), temp.Close())
	if err != nil {
		return fmt.Errorf("-data: %w", err)
	}
	if err := os.Rename(temp.Name(), d.path); err != nil {
		return fmt.Errorf("-data: %w", err)
	}
	d.saved = revision
	return nil
}
