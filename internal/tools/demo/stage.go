package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

const (
	version = "0.0.1" // any version: a mirror serves what it has

	keyFile    = "cashfree_public_key.pem"
	configFile = "cli.tfrc"
)

// scene is the folder of one demo.
type scene struct {
	root, dir string
	product   stage.Product
}

// work returns the folder in which the CLI runs, and writes its state and its lock file.
func (s scene) work() string { return filepath.Join(s.dir, "work") }

// build writes the provider, the example and the files that the environment names into the folder.
func (s scene) build(ctx context.Context, publicKey string) error {
	for _, folder := range []string{s.work(), filepath.Join(s.dir, "tmp")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(s.dir, configFile), []byte(stage.CLIConfig), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(s.dir, keyFile), []byte(publicKey), 0o600); err != nil {
		return err
	}
	if err := copyExample(filepath.Join(s.root, "examples", "demo"), s.work()); err != nil {
		return err
	}
	return s.buildMirror(ctx)
}

// copyExample copies only the configuration, since a user who ran it in place may have left a state beside it.
func copyExample(from, to string) error {
	files, err := filepath.Glob(filepath.Join(from, "*.tf"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no configuration in %s", from)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(file)), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// buildMirror builds the provider into a filesystem mirror.
func (s scene) buildMirror(ctx context.Context) error {
	mirror := filepath.Join(s.dir, "mirror")
	first := filepath.Join(mirror, stage.Registries[0])
	goBuild := &program{
		path: "go",
		dir:  s.root,
		environ: append(os.Environ(),
			"GOOS="+s.product.OS, "GOARCH="+s.product.Arch, "GOTMPDIR="+filepath.Join(s.dir, "tmp")),
		screen: io.Discard,
	}
	built, err := goBuild.show(ctx, "build", "-trimpath", "-ldflags=-X main.version="+version,
		"-o", filepath.Join(first, stage.Provider(s.product, version)), stage.Module)
	if err != nil {
		return err
	}
	if built.exit != 0 {
		return fmt.Errorf("building the provider failed:\n%s", built.output)
	}
	for _, registry := range stage.Registries[1:] {
		if err := os.CopyFS(filepath.Join(mirror, registry), os.DirFS(first)); err != nil {
			return err
		}
	}
	return nil
}

// environ returns the environment of the CLI, which passes it on to the provider.
func (s scene) environ(own []string, baseURL string, look style) []string {
	environ := append(stage.Clean(own),
		"CASHFREE_PAYOUT_CLIENT_ID="+clientID,
		"CASHFREE_PAYOUT_CLIENT_SECRET="+clientSecret,
		"CASHFREE_PAYOUT_PUBLIC_KEY_PATH="+filepath.Join(s.dir, keyFile),
		"CASHFREE_PAYOUT_BASE_URL="+baseURL,
		"TF_CLI_CONFIG_FILE="+filepath.Join(s.dir, configFile),
		"TF_INPUT=0",
		"TF_IN_AUTOMATION=1", // no advice on what to type next
		"CHECKPOINT_DISABLE=1",
		// The CLI talks to the provider over a socket in this folder. The path of a socket is limited to about 100
		// characters, which the path of a clone may exceed. So this path is relative to the folder in which both run.
		"TMPDIR="+filepath.Join("..", "tmp"),
	)
	if look == plain {
		environ = append(environ, "TF_CLI_ARGS=-no-color")
	}
	return environ
}
