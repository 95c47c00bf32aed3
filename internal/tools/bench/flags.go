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

// maxSize is a bound against a slip of the finger: beyond it a run takes hours.
const maxSize = 200_000

type options struct {
	cli          string
	sizes        []int // of the variants that grow linearly
	forEachSizes []int // of those that do not
	limit        time.Duration
	svg          string
	markdown     string
}

func parse(args []string, stderr io.Writer) (options, error) {
	o := options{sizes: []int{100, 1_000, 10_000, 50_000}, forEachSizes: []int{100, 1_000}}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.cli, "cli", "",
		"the Terraform or OpenTofu `program` to use (default: the first of terraform and tofu on the PATH)")
	flags.Func("sizes", "how many beneficiaries, as a `list` (default 100,1000,10000,50000)", into(&o.sizes))
	flags.Func("for-each-sizes", "the same under for_each, whose cost grows with the square: a `list`, or none (default 100,1000)",
		into(&o.forEachSizes))
	flags.DurationVar(&o.limit, "limit", 20*time.Minute, "how long one command may take")
	flags.StringVar(&o.svg, "svg", "", "a `file` to draw the plot into")
	flags.StringVar(&o.markdown, "markdown", "", "a `file` to write the tables into, as Markdown")
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
		return options{}, errors.New("-sizes: there must be one at least")
	}
	if o.limit <= 0 {
		return options{}, errors.New("-limit: must be positive")
	}
	// Better known now than after half an hour.
	for name, file := range map[string]string{"svg": o.svg, "markdown": o.markdown} {
		if err := writable(file); err != nil {
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

// parseSizes reads a list of numbers with commas between them, in any order, and gives it sorted.
func parseSizes(list string) ([]int, error) {
	if strings.TrimSpace(list) == "none" {
		return nil, nil
	}
	var sizes []int
	for text := range strings.SplitSeq(list, ",") {
		size, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || size < 1 || size > maxSize {
			return nil, fmt.Errorf("%q is no number from 1 to %d", strings.TrimSpace(text), maxSize)
		}
		sizes = append(sizes, size)
	}
	slices.Sort(sizes)
	return slices.Compact(sizes), nil
}

// writable asks for the folder alone, so that a run that fails leaves an earlier file as it was.
func writable(file string) error {
	if file == "" {
		return nil
	}
	folder := filepath.Dir(file)
	info, err := os.Stat(folder)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no folder", folder)
	}
	return err
}
