// Command release-check installs the provider of a release from a filesystem mirror, with each CLI.
//
//	release-check -folder FOLDER -version VERSION CLI...
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
	"syscall"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

func main() {
	folder := flag.String("folder", "", "the `folder` with the files of the release")
	version := flag.String("version", "", "the `version` of the release, without a v")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := installAll(ctx, release{folder: *folder, version: *version}, flag.Args(), os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "release-check:", err)
		os.Exit(1)
	}
}

// release is a release whose files are in a folder.
type release struct{ folder, version string }

// archive returns the path of the provider's archive for a platform such as linux_amd64.
func (r release) archive(platform string) string {
	return filepath.Join(r.folder, fmt.Sprintf("terraform-provider-cashfree_%s_%s.zip", r.version, platform))
}

func installAll(ctx context.Context, r release, clis []string, w io.Writer) (err error) {
	temp, err := os.MkdirTemp("", "release-check-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	for i, cli := range clis {
		if cli, err = stage.Locate(cli, exec.LookPath); err != nil {
			return err
		}
		product, err := stage.Identify(ctx, cli)
		if err != nil {
			return err
		}
		hash, err := install(ctx, r, cli, product, filepath.Join(temp, fmt.Sprint(i)))
		if err != nil {
			return fmt.Errorf("%s v%s: %w", product.Name, product.Version, err)
		}
		fmt.Fprintf(w, "%s v%s: init from a mirror, plan, apply and an empty plan. The lock file has %s\n",
			product.Name, product.Version, hash)
	}
	return nil
}
