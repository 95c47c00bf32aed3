package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

const (
	version = "0.0.1" // any version: a mirror serves what it has

	clientID     = "CF_BENCH_CLIENT"
	clientSecret = "cfsk_bench_secret"

	configFile = "cli.tfrc"
)

// scene is the folder of one run of the bench.
type scene struct {
	root, dir string
	product   stage.Product
}

// provider returns the path of the real provider, which the launcher in the mirror starts.
func (s scene) provider() string { return filepath.Join(s.dir, "provider"+suffix()) }

// idle returns the path of the provider that does nothing.
func (s scene) idle() string { return filepath.Join(s.dir, "idle"+suffix()) }

// reportFile returns the path of the file into which the launcher writes what the provider has cost.
func (s scene) reportFile() string { return filepath.Join(s.dir, "provider-usage.jsonl") }

// build writes the provider, the launcher and the configuration of the CLI into the folder.
func (s scene) build(ctx context.Context) error {
	if err := os.Mkdir(filepath.Join(s.dir, "tmp"), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(s.dir, configFile), []byte(stage.CLIConfig), 0o600); err != nil {
		return err
	}
	environ := append(os.Environ(), "CGO_ENABLED=0", "GOTMPDIR="+filepath.Join(s.dir, "tmp"))
	goBuild := &program{path: "go", dir: s.root, environ: environ}
	sources := map[string]string{s.provider(): stage.Module, s.idle(): stage.Module + "/internal/tools/bench/idle"}
	for out, source := range sources {
		// The flags are those of a release.
		flags := []string{"build", "-trimpath", "-ldflags=-s -w -X main.version=" + version, "-o", out, source}
		if _, err := goBuild.ask(ctx, flags...); err != nil {
			return err
		}
	}
	return s.fillMirror()
}

// fillMirror makes a filesystem mirror in which this program is the provider.
func (s scene) fillMirror() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, registry := range stage.Registries {
		provider := filepath.Join(s.dir, "mirror", registry, stage.Provider(s.product, version))
		if err := os.MkdirAll(filepath.Dir(provider), 0o700); err != nil {
			return err
		}
		if err := copyProgram(self, provider); err != nil {
			return err
		}
	}
	return nil
}

func copyProgram(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	dest, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o700)
	if err != nil {
		return err
	}
	if _, err := io.Copy(dest, source); err != nil {
		dest.Close()
		return err
	}
	return dest.Close()
}

func suffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// credentials returns the environment of the provider and of the bare client.
func (s scene) credentials(baseURL string) []string {
	return append(stage.Clean(os.Environ()),
		"CASHFREE_PAYOUT_CLIENT_ID="+clientID,
		"CASHFREE_PAYOUT_CLIENT_SECRET="+clientSecret,
		"CASHFREE_PAYOUT_BASE_URL="+baseURL,
	)
}

// environ returns the environment of the CLI, which passes it on to the launcher and the provider.
func (s scene) environ(baseURL string) []string {
	return append(s.credentials(baseURL),
		roleVariable+"="+launcherRole,
		providerVariable+"="+s.provider(),
		reportVariable+"="+s.reportFile(),
		"TF_CLI_CONFIG_FILE="+filepath.Join(s.dir, configFile),
		"TF_INPUT=0",
		"TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1",
		// The CLI talks to the provider over a socket in this folder. The path of a socket is limited to about 100
		// characters, which the path of a clone may exceed. So this path is relative to the folder in which both run.
		"TMPDIR="+filepath.Join("..", "tmp"),
	)
}
