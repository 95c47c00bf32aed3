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
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// keepEvery is how much work a crash may lose at most. Writing after every
// call instead would make ten thousand creates write ten thousand whole files.
const keepEvery = 500 * time.Millisecond

// keeper holds the records in a file from one run to the next. Without a path
// it keeps nothing.
type keeper struct {
	sim   *simulator.Simulator
	path  string
	saved uint64
}

// read reports whether there is a file of an earlier run.
func (k *keeper) read() (kept simulator.Seed, found bool, err error) {
	if k.path == "" {
		return simulator.Seed{}, false, nil
	}
	data, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return simulator.Seed{}, false, nil
	}
	if err != nil {
		return simulator.Seed{}, false, err
	}
	kept, err = simulator.ParseSeed(data)
	if err != nil {
		return simulator.Seed{}, false, fmt.Errorf("%s: %w", k.path, err)
	}
	return kept, true, nil
}

// keep saves what has changed from time to time until the context ends.
func (k *keeper) keep(ctx context.Context, log *slog.Logger) {
	ticker := time.NewTicker(keepEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := k.save(); err != nil {
				log.Error("save", "error", err)
			}
		}
	}
}

// save replaces the file as a whole, so that it is never half written, and
// for its owner alone, since account numbers are in it.
func (k *keeper) save() error {
	if k.path == "" || k.sim.Revision() == k.saved {
		return nil
	}
	snapshot, revision := k.sim.Snapshot()
	data, err := json.MarshalIndent(snapshot, "", "  ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(k.path), filepath.Base(k.path)+".*")
	if err != nil {
		return fmt.Errorf("-data: %w", err)
	}
	defer os.Remove(temp.Name()) // After the rename there is none of that name.
	_, err = temp.Write(append(data, '\n'))
	err = errors.Join(err, temp.Chmod(0o600), temp.Sync(), temp.Close())
	if err != nil {
		return fmt.Errorf("-data: %w", err)
	}
	if err := os.Rename(temp.Name(), k.path); err != nil {
		return fmt.Errorf("-data: %w", err)
	}
	k.saved = revision
	return nil
}
