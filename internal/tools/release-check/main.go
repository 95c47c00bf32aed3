// Command release-check checks that a release has the form that the registries of Terraform and OpenTofu demand, before
// it is published: a registry reads a release once, and reports little about one that it refuses.
//
// It makes goreleaser build a release without publishing it, checks names and content of all files, runs the packaged
// provider, and installs it with each CLI from a filesystem mirror. With -assets it checks the downloaded files of a
// real release instead.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := play(ctx)
	stop()
	os.Exit(code)
}

func play(ctx context.Context) int {
	if path := os.Getenv(realGo); path != "" {
		code, err := standIn(ctx, path, os.Args[1:])
		if err != nil {
			fmt.Fprintln(os.Stderr, "release-check:", err)
			return 1
		}
		return code
	}
	return run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}

type options struct {
	goreleaser string
	clis       []string
	every      bool
	assets     string
	version    string
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	switch {
	case err == nil && o.assets != "":
		err = checkAssets(ctx, o, stdout)
	case err == nil:
		err = checkSnapshot(ctx, o, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "release-check:", strings.TrimSpace(err.Error()))
		return 1
	}
	return 0
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("release-check", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.goreleaser, "goreleaser", "goreleaser", "the `program` to build with")
	flags.Func("cli", "a Terraform or OpenTofu `program` to install with (may be repeated)", func(path string) error {
		path, err := stage.Locate(path, exec.LookPath)
		o.clis = append(o.clis, path)
		return err
	})
	flags.BoolVar(&o.every, "every-platform", false, "build the programs for all platforms, not only for this one")
	flags.StringVar(&o.assets, "assets", "", "the `folder` with the files of a release to check; nothing is built")
	flags.StringVar(&o.version, "version", "", "the `version` of the release in -assets, without a v")
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
	if (o.assets == "") != (o.version == "") {
		return options{}, errors.New("-assets and -version must be set together")
	}
	return o, nil
}

// checkAssets checks a release right before it becomes public, so it must be complete.
func checkAssets(ctx context.Context, o options, stdout io.Writer) error {
	files, err := assets(o.assets)
	if err != nil {
		return err
	}
	r := release{version: o.version, files: files, signed: true, described: true}
	if err := r.check(); err != nil {
		return err
	}
	gpg := command{path: "gpg"}
	if _, err := gpg.run(ctx, "--batch", "--verify", r.files[r.signatureName()], r.files[r.sumsName()]); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: names, checksums, signature, manifest and archives have the form that the registries demand.\n",
		r.version)
	return nil
}

// checkSnapshot builds a release, checks it and installs it.
func checkSnapshot(ctx context.Context, o options, stdout io.Writer) (err error) {
	temp, err := os.MkdirTemp("", "release-check-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	var keys *keyring // nil if there is no gpg
	if _, absent := exec.LookPath("gpg"); absent == nil {
		if keys, err = newKeyring(ctx, temp); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, keys.close(context.WithoutCancel(ctx))) }()
	}
	r, err := buildSnapshot(ctx, o, temp, keys)
	if err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	what := "all programs"
	if r.standIns {
		what = "the programs for " + host() + ", texts instead of the others"
	}
	fmt.Fprintf(stdout, "Built %s: %s.\n", r.version, what)
	fmt.Fprintf(stdout, "Names, checksums and manifest: correct, for %d archives of the provider and %d of other programs.\n",
		len(providerPlatforms), len(programs)*len(programPlatforms))
	if err := verify(ctx, r, keys, stdout); err != nil {
		return err
	}
	version, err := runPackaged(ctx, r, temp)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Packaged program: prints the version %q.\n", version)
	return installAll(ctx, r, o.clis, temp, stdout)
}

// buildSnapshot makes goreleaser build the clone that this program runs in.
func buildSnapshot(ctx context.Context, o options, temp string, keys *keyring) (release, error) {
	root, err := stage.Clone(ctx)
	if err != nil {
		return release{}, err
	}
	goreleaser, err := exec.LookPath(o.goreleaser)
	if err != nil {
		return release{}, err
	}
	if goreleaser, err = filepath.Abs(goreleaser); err != nil {
		return release{}, err
	}
	if err := snapshot(ctx, goreleaser, root, temp, keys, o.every); err != nil {
		return release{}, err
	}
	r, err := built(root)
	r.signed, r.standIns = keys != nil, !o.every
	return r, err
}

func verify(ctx context.Context, r release, keys *keyring, stdout io.Writer) error {
	if keys == nil {
		fmt.Fprintln(stdout, "Signature: not checked, since gpg is not installed.")
		return nil
	}
	if _, err := keys.gpg(ctx, "--verify", r.files[r.signatureName()], r.files[r.sumsName()]); err != nil {
		return err
	}
	fmt.Fprintln(stdout, "Signature: valid, made with a key of this run.")
	return nil
}

func installAll(ctx context.Context, r release, clis []string, temp string, stdout io.Writer) error {
	for i, cli := range clis {
		product, err := stage.Identify(ctx, cli)
		if err != nil {
			return err
		}
		hash, err := install(ctx, r, cli, product, filepath.Join(temp, fmt.Sprint(i)))
		if err != nil {
			return fmt.Errorf("%s v%s: %w", product.Name, product.Version, err)
		}
		fmt.Fprintf(stdout, "%s v%s: init from a mirror, plan, apply and an empty plan. The lock file has %s\n",
			product.Name, product.Version, hash)
	}
	return nil
}
