package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// maxSize protects against a typing error: a larger run takes hours.
const maxSize = 200_000

type options struct {
	cli          string
	sizes        []int // of the variants whose cost grows linearly
	forEachSizes []int // of the other variants
	limit        time.Duration
	svg          string
	markdown     string
	benchmarks   string
}

func parse(args []string, stderr io.Writer) (options, error) {
	o := options{sizes: []int{100, 1_000, 10_000, 50_000}, forEachSizes: []int{100, 1_000}}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.cli, "cli", "",
		"the Terraform or OpenTofu `program` to use (default: terraform or tofu on the PATH, in this order)")
	flags.Func("sizes", "the numbers of beneficiaries, as a `list` (default 100,1000,10000,50000)", into(&o.sizes))
	flags.Func("for-each-sizes",
		"the same with for_each, whose cost grows with the square of the number: a `list`, or none (default 100,1000)",
		into(&o.forEachSizes))
	flags.DurationVar(&o.limit, "limit", 20*time.Minute, "the time limit of one command")
	flags.StringVar(&o.svg, "svg", "", "a `file` for the plot")
	flags.StringVar(&o.markdown, "markdown", "", "a `file` for the page of the docs with the tables")
	flags.StringVar(&o.benchmarks, "benchmarks", "", "a `file` to which the measurements are added, in the format of Go's benchmarks")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(stderr)
			flags.PrintDefaults()
		}
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if len(o.sizes) == 0 {
		return options{}, errors.New("-sizes must have at least one number")
	}
	if o.limit <= 0 {
		return options{}, fmt.Errorf("-limit must be positive, got %s", o.limit)
	}
	// Report this now and not after half an hour.
	for name, file := range map[string]string{"svg": o.svg, "markdown": o.markdown, "benchmarks": o.benchmarks} {
		if err := checkFolder(file); err != nil {
			return options{}, fmt.Errorf("-%s: %w", name, err)
		}
	}
	var err error
	o.cli, err = stage.Locate(o.cli, exec.LookPath)
	return o, err
}

func into(sizes *[]int) func(string) error {
	return func(list string) (err error) {
		*sizes, err = parseSizes(list)
		return err
	}
}

// parseSizes parses a comma-separated list of numbers in any order, and returns it sorted.
func parseSizes(list string) ([]int, error) {
	if strings.TrimSpace(list) == "none" {
		return nil, nil
	}
	var sizes []int
	for text := range strings.SplitSeq(list, ",") {
		size, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || size < 1 || size > maxSize {
			return nil, fmt.Errorf("must be whole numbers from 1 to %d, got %q", maxSize, strings.TrimSpace(text))
		}
		sizes = append(sizes, size)
	}
	slices.Sort(sizes)
	return slices.Compact(sizes), nil
}

// checkFolder checks only the folder of the file, so that a run that fails does not change an existing file.
func checkFolder(file string) error {
	if file == "" {
		return nil
	}
	folder := filepath.Dir(file)
	info, err := os.Stat(folder)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is not a folder", folder)
	}
	return err
}
