// Command licences lists the modules that the programs of the module in -C are built of, for every system that there is
// a release for, each with its licence as an SPDX id. It fails where a licence is not among those that a program under
// MPL-2.0 can be distributed with, or where the list in -list is not what it found; -w writes the list instead.
//
// Go's own library, under BSD-3-Clause, is in every Go program. It is no module, and not listed.
package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("C", ".", "the `folder` of the module")
	list := flag.String("list", "licences.csv", "the `file` with the list, seen from that folder")
	write := flag.Bool("w", false, "write the list instead of comparing it")
	flag.Parse()

	if err := run(context.Background(), *dir, *list, *write, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, list string, write bool, programs []string) error {
	modules, err := linked(ctx, dir, programs)
	if err != nil {
		return err
	}
	content, err := table(modules)
	if err != nil {
		return err
	}
	list = filepath.Join(dir, list)
	if write {
		return os.WriteFile(list, content, 0o644) //nolint:gosec // a file of the repository, for everybody to read
	}
	kept, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	if !bytes.Equal(bytes.ReplaceAll(kept, []byte("\r\n"), []byte("\n")), content) {
		return fmt.Errorf("%s is stale: run \"make licences\" and commit what it changes", list)
	}
	return nil
}

// table is the list as text. All faults are told at once.
func table(modules []module) ([]byte, error) {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Write([]string{"module", "licence"}) //nolint:errcheck // Error below tells
	var faults []error
	for _, m := range modules {
		id, err := m.licence()
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", m.path, err))
			continue
		}
		w.Write([]string{m.path, id}) //nolint:errcheck // Error below tells
	}
	w.Flush()
	return text.Bytes(), errors.Join(append(faults, w.Error())...)
}
