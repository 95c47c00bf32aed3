// Command licences lists the modules that are linked into the programs of the module in -C, on all systems that
// releases are built for. Each has its licence as an SPDX id. The command fails if a licence does not permit
// distribution with a program under MPL-2.0, or if the list in -list is not up to date. -w writes the list instead.
//
// Go's standard library, under BSD-3-Clause, is in every Go program. It is not a module, and not listed.
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
	list := flag.String("list", "licences.csv", "the `file` of the list, relative to that folder")
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
		return os.WriteFile(list, content, 0o644)
	}
	kept, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	if !bytes.Equal(bytes.ReplaceAll(kept, []byte("\r\n"), []byte("\n")), content) {
		return fmt.Errorf("%s is not up to date: run \"make licences\" and commit what it changes", list)
	}
	return nil
}

// table returns the list as text, or one error with all problems.
func table(modules []module) ([]byte, error) {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Write([]string{"module", "licence"}) //nolint:errcheck // Error below returns it
	var faults []error
	for _, m := range modules {
		id, err := m.licence()
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", m.path, err))
			continue
		}
		w.Write([]string{m.path, id}) //nolint:errcheck // Error below returns it
	}
	w.Flush()
	return text.Bytes(), errors.Join(append(faults, w.Error())...)
}
