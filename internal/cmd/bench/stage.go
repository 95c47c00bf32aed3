package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

const (
	module  = "github.com/cashfree-community/terraform-provider-cashfree"
	address = "cashfree-community/cashfree"
	version = "0.0.1" // any: a mirror serves what it has

	clientID     = "CF_BENCH_CLIENT"
	clientSecret = "cfsk_bench_secret"

	configFile = "cli.tfrc"
)

// cliConfig takes the place of the user's own CLI configuration. The mirror is all that it names, so that no registry
// is asked. Its path is relative to the working folder, whatever characters the clone's own path has in it.
const cliConfig = `provider_installation {
  filesystem_mirror {
    path = "../mirror"
  }
}
`

// clone finds the folder of the clone, so that the benchmark may be started anywhere in it.
func clone(ctx context.Context) (string, error) {
	goList := &program{path: "go", environ: os.Environ()}
	out, err := goList.ask(ctx, "list", "-f", "{{.Dir}}", module)
	if err != nil {
		return "", fmt.Errorf("looking for a clone of %s around here: %s", module, firstLine(err))
	}
	return strings.TrimSpace(out), nil
}

// product is what a CLI says of itself.
type product struct {
	name     string // Terraform or OpenTofu
	version  string
	platform string // that the CLI was built for, as linux_amd64
}

func identify(ctx context.Context, path string) (product, error) {
	cli := &program{path: path, environ: append(clean(os.Environ()), "CHECKPOINT_DISABLE=1")}
	out, err := cli.ask(ctx, "version")
	if err != nil {
		return product{}, fmt.Errorf("-cli: asking %s for its version: %s", path, firstLine(err))
	}
	p, ok := parseVersion(out)
	if !ok {
		return product{}, fmt.Errorf("-cli: %s is neither Terraform nor OpenTofu: its version command answers %q", path, out)
	}
	return p, nil
}

var versionLines = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\S+)\non ([a-z0-9]+_[a-z0-9]+)$`)

func parseVersion(out string) (product, bool) {
	m := versionLines.FindStringSubmatch(strings.ReplaceAll(out, "\r\n", "\n"))
	if m == nil {
		return product{}, false
	}
	return product{name: m[1], version: m[2], platform: m[3]}, true
}

// stage is the folder that everything is in.
type stage struct {
	root, dir string
	product   product
}

// provider is the real one, which the launcher in the mirror starts.
func (s stage) provider() string { return filepath.Join(s.dir, "provider"+suffix()) }

// idle is the provider that does nothing.
func (s stage) idle() string { return filepath.Join(s.dir, "idle"+suffix()) }

// reportFile is where the launcher says what the provider has cost.
func (s stage) reportFile() string { return filepath.Join(s.dir, "provider-usage.jsonl") }

// build puts the provider, the launcher and the CLI's configuration into the folder.
func (s stage) build(ctx context.Context) error {
	if err := os.Mkdir(filepath.Join(s.dir, "tmp"), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(s.dir, configFile), []byte(cliConfig), 0o600); err != nil {
		return err
	}
	goBuild := &program{path: "go", dir: s.root, environ: append(os.Environ(), "GOTMPDIR="+filepath.Join(s.dir, "tmp"))}
	for to, source := range map[string]string{s.provider(): module, s.idle(): module + "/internal/cmd/bench/idle"} {
		if _, err := goBuild.ask(ctx, "build", "-trimpath", "-ldflags=-X main.version="+version, "-o", to, source); err != nil {
			return err
		}
	}
	return s.fillMirror()
}

// fillMirror lays this very program out as the provider, in a filesystem mirror. Each product completes the address with
// a registry of its own.
func (s stage) fillMirror() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		folder := filepath.Join(s.dir, "mirror", host, filepath.FromSlash(address), version, s.product.platform)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		if err := copyProgram(self, filepath.Join(folder, "terraform-provider-cashfree_v"+version+suffix())); err != nil {
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
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o700)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		target.Close()
		return err
	}
	return target.Close()
}

func suffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// credentials are what the provider and the bare client find in their environment.
func (s stage) credentials(baseURL string) []string {
	return append(clean(os.Environ()),
		"CASHFREE_PAYOUT_CLIENT_ID="+clientID,
		"CASHFREE_PAYOUT_CLIENT_SECRET="+clientSecret,
		"CASHFREE_PAYOUT_BASE_URL="+baseURL,
	)
}

// environ is what the CLI and, through it, the launcher and the provider are started with.
func (s stage) environ(baseURL string) []string {
	return append(s.credentials(baseURL),
		roleVariable+"="+launcherRole,
		providerVariable+"="+s.provider(),
		reportVariable+"="+s.reportFile(),
		"TF_CLI_CONFIG_FILE="+filepath.Join(s.dir, configFile),
		"TF_INPUT=0",
		"TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1",
		// The CLI talks to the provider over a socket in this folder. The path of a socket can have about a hundred
		// characters, which that of a clone may exceed, so this is relative to the folder that both run in.
		"TMPDIR="+filepath.Join("..", "tmp"),
	)
}

// clean is the environment without somebody's real credentials, and without what would have the CLI do something else
// than the same command does here for everybody.
func clean(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		if runtime.GOOS == "windows" {
			name = strings.ToUpper(name)
		}
		return strings.HasPrefix(name, "CASHFREE_") || strings.HasPrefix(name, "TF_") ||
			name == "TERRAFORM_CONFIG" || name == "PLUGIN_UNIX_SOCKET_DIR" || name == "TMPDIR"
	})
}
