// Command reproducible builds the programs of a release twice, once here and once from a copy in another folder with
// another home, empty caches and another time zone. It fails if the two builds are not identical.
//
// With -version and -target it builds the programs of a release. If the commit and the version of Go are those of the
// release, the checksum that it prints is that of the program in the archive.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

func main() {
	root := flag.String("C", ".", "the `folder` of the repository")
	target := flag.String("target", runtime.GOOS+"/"+runtime.GOARCH, "the `system/processor` to build for")
	version := flag.String("version", "dev", "the `version` of the programs")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := prove(ctx, os.Stdout, *root, *target, *version)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "reproducible:", err)
		os.Exit(1)
	}
}

// programs are those that users run.
var programs = []string{".", "./internal/cmd/payouts-simulator", "./internal/cmd/drift-report"}

func prove(ctx context.Context, w io.Writer, root, target, version string) error {
	temp, err := os.MkdirTemp("", "reproducible-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)

	tool, err := newToolchain(ctx, root, target, version)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s for %s: go build %s\n", tool.name, target, strings.Join(tool.flags, " "))
	elsewhere, err := moveOut(ctx, root, filepath.Join(temp, "another folder"))
	if err != nil {
		return err
	}
	return compare(ctx, w, tool, programs, place{folder: root}, elsewhere, filepath.Join(temp, "built"))
}

// compare builds each package in both places.
func compare(
	ctx context.Context, w io.Writer, tool toolchain, packages []string, here, elsewhere place, out string,
) error {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return err
	}
	var faults []error
	for _, program := range packages {
		started := time.Now()
		first, err := tool.build(ctx, here, program, filepath.Join(out, "first"))
		if err != nil {
			return err
		}
		second, err := tool.build(ctx, elsewhere, program, filepath.Join(out, "second"))
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s  %s, here\n%s  %s, elsewhere; both took %s\n",
			first, program, second, program, time.Since(started).Round(time.Second))
		if first != second {
			faults = append(faults, fmt.Errorf("%s: the two builds differ", program))
		}
	}
	return errors.Join(faults...)
}
