// Command terraform-provider-cashfree is the Terraform and OpenTofu provider for Cashfree Payouts.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/provider"
)

// version is set by the linker of a release.
var version = "dev"

func main() {
	// The variable is the handshake of go-plugin. It is set if Terraform or OpenTofu has started the program.
	os.Exit(run(os.Args[1:], os.Getenv("TF_PLUGIN_MAGIC_COOKIE") != "", os.Stdout, os.Stderr, serve))
}

const about = `terraform-provider-cashfree %s, the Terraform and OpenTofu provider for Cashfree Payouts

This program does nothing by itself: Terraform or OpenTofu starts it. Require it in a configuration, and run
"terraform init":

  terraform {
    required_providers {
      cashfree = {
        source = "%s"
      }
    }
  }

Documentation: https://registry.terraform.io/providers/%[2]s/latest/docs

Flags for manual use:

`

// run parses the command line and serves. Terraform starts the program without arguments, so flags are for manual use.
func run(args []string, started bool, stdout, stderr io.Writer, serveProvider func(debug bool) error) int {
	flags := flag.NewFlagSet("terraform-provider-cashfree", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	debug := flags.Bool("debug", false, "run until interrupted, and print how Terraform can attach to this process")
	showVersion := flags.Bool("version", false, "print the version and exit")
	help := func(to io.Writer) {
		fmt.Fprintf(to, about, version, provider.Address)
		flags.SetOutput(to)
		flags.PrintDefaults()
	}
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		help(stdout)
		return 0
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case err == nil && *showVersion:
		fmt.Fprintln(stdout, "terraform-provider-cashfree", version)
		return 0
	case err == nil && !*debug && !started:
		help(stderr)
		return 1
	case err == nil:
		err = serveProvider(*debug)
	}
	if err != nil {
		fmt.Fprintf(stderr, "terraform-provider-cashfree: %v\n", err)
		return 1
	}
	return 0
}

func serve(debug bool) error {
	// Go's HTTP client writes unsolicited data of a server to the standard logger, which Terraform adds to its log. The
	// data can contain account numbers.
	log.SetOutput(io.Discard)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	running := new(atomic.Int64)
	collectLessOften()
	var options []tf6server.ServeOpt
	if debug {
		options = append(options, tf6server.WithManagedDebug())
	} else if err := outliveCore(stop, running); err != nil {
		return err
	}
	server := provider.Server(provider.Options{Version: version, Context: ctx, Running: running})
	err := tf6server.Serve("registry.terraform.io/"+provider.Address, server, options...)
	waitForChanges(running, 0) // core may have ended the connection without waiting for them, as after a second Ctrl-C
	return err
}

// outliveCore prepares a process that core has started for the end of core. Whatever the order in which a run is ended,
// a change that is under way is finished or put back. Then the process exits.
func outliveCore(stop context.CancelFunc, running *atomic.Int64) error {
	if err := setLogLevels(); err != nil {
		return err
	}
	ignoreSignals()
	if path := os.Getenv("TF_LOG_PATH"); path != "" {
		go keepLog(os.Stderr, path)
	}
	isGone := watchParent()
	go func() {
		waitForParent(isGone)
		stop()
		waitForChanges(running, minIdleTime)
		os.Exit(0)
	}()
	return nil
}

// setLogLevels sets the log levels in the environment. It is not called for a process that was started by hand, whose
// log is on the screen.
func setLogLevels() error {
	for name, level := range logLevels(os.Getenv) {
		if err := os.Setenv(name, level); err != nil {
			return err
		}
	}
	return nil
}
