// Command terraform-provider-cashfree is the Terraform and OpenTofu provider for Cashfree Payouts.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/provider"
)

// version is set by the linker of a release.
var version = "dev"

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr, serve))
}

// run reads the command line and serves. Terraform starts the program without arguments; those are for people.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, serve func(context.Context, bool) error) int {
	flags := flag.NewFlagSet("terraform-provider-cashfree", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	debug := flags.Bool("debug", false, "wait for a debugger, and print how Terraform can attach to this process")
	showVersion := flags.Bool("version", false, "print the version and exit")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return 0
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case err == nil && *showVersion:
		fmt.Fprintln(stdout, "terraform-provider-cashfree", version)
		return 0
	case err == nil:
		err = serve(ctx, *debug)
	}
	if err != nil {
		fmt.Fprintf(stderr, "terraform-provider-cashfree: %v\n", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, debug bool) error {
	return providerserver.Serve(ctx, provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/" + provider.Address,
		Debug:   debug,
	})
}
