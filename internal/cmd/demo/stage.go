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

	keyFile    = "cashfree_public_key.pem"
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

// clone finds the folder of the clone, so that the demo may be started anywhere in it.
func clone(ctx context.Context) (string, error) {
	goList := &program{path: "go", environ: os.Environ()}
	out, err := goList.ask(ctx, "list", "-f", "{{.Dir}}", module)
	if err != nil {
		return "", fmt.Errorf("looking for a clone of %s around here: %w", module, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// product is what a CLI says of itself.
type product struct {
	name     string // Terraform or OpenTofu
	version  string
	os, arch string // those the CLI was built for, which need not be those of this machine
}

func identify(ctx context.Context, path string) (product, error) {
	cli := &program{path: path, environ: append(clean(os.Environ()), "CHECKPOINT_DISABLE=1")}
	out, err := cli.ask(ctx, "version")
	if err != nil {
		return product{}, err
	}
	p, ok := parseVersion(string(out))
	if !ok {
		return product{}, fmt.Errorf("%s is neither Terraform nor OpenTofu: its version command answers %q", path, out)
	}
	return p, nil
}

var versionLines = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\S+)\non ([a-z0-9]+)_([a-z0-9]+)$`)

func parseVersion(out string) (product, bool) {
	m := versionLines.FindStringSubmatch(strings.ReplaceAll(out, "\r\n", "\n"))
	if m == nil {
		return product{}, false
	}
	return product{name: m[1], version: m[2], os: m[3], arch: m[4]}, true
}

// stage is the folder that everything is in, and what is put there before the show begins.
type stage struct {
	root, dir string
	product   product
}

// work is where the CLI runs, and so where its state and its lock file come to lie.
func (s stage) work() string { return filepath.Join(s.dir, "work") }

// build puts the provider, the example and the files that the environment will name into the folder.
func (s stage) build(ctx context.Context, publicKey string) error {
	for _, folder := range []string{s.work(), filepath.Join(s.dir, "tmp")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(s.dir, configFile), []byte(cliConfig), 0o600); err != nil {
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

// copyExample copies the configuration alone: whoever ran it in place may have left a state beside it.
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

// buildMirror lays the provider out as a filesystem mirror. Each product completes the address with a registry of its
// own.
func (s stage) buildMirror(ctx context.Context) error {
	mirror := filepath.Join(s.dir, "mirror")
	terraform, openTofu := filepath.Join(mirror, "registry.terraform.io"), filepath.Join(mirror, "registry.opentofu.org")
	binary := filepath.Join(terraform, mirrored(s.product))

	goBuild := &program{
		path: "go",
		dir:  s.root,
		environ: append(os.Environ(),
			"GOOS="+s.product.os, "GOARCH="+s.product.arch, "GOTMPDIR="+filepath.Join(s.dir, "tmp")),
		screen: io.Discard,
	}
	built, err := goBuild.show(ctx, "build", "-trimpath", "-ldflags=-X main.version="+version, "-o", binary, module)
	if err != nil {
		return err
	}
	if built.exit != 0 {
		return fmt.Errorf("the provider does not build:\n%s", built.output)
	}
	return os.CopyFS(openTofu, os.DirFS(terraform))
}

// mirrored is where a mirror has the provider, below the folder of the registry's host.
func mirrored(p product) string {
	name := "terraform-provider-cashfree_v" + version
	if p.os == "windows" {
		name += ".exe"
	}
	return filepath.Join(filepath.FromSlash(address), version, p.os+"_"+p.arch, name)
}

// environ is what the CLI and, through it, the provider are started with.
func (s stage) environ(own []string, baseURL string, style style) []string {
	environ := append(clean(own),
		"CASHFREE_PAYOUT_CLIENT_ID="+clientID,
		"CASHFREE_PAYOUT_CLIENT_SECRET="+clientSecret,
		"CASHFREE_PAYOUT_PUBLIC_KEY_PATH="+filepath.Join(s.dir, keyFile),
		"CASHFREE_PAYOUT_BASE_URL="+baseURL,
		"TF_CLI_CONFIG_FILE="+filepath.Join(s.dir, configFile),
		"TF_INPUT=0",
		"TF_IN_AUTOMATION=1", // no advice on what to type next
		"CHECKPOINT_DISABLE=1",
		// The CLI talks to the provider over a socket in this folder. The path of a socket can have about a hundred
		// characters, which that of a clone may exceed, so this is relative to the folder that both run in.
		"TMPDIR="+filepath.Join("..", "tmp"),
	)
	if style == plain {
		environ = append(environ, "TF_CLI_ARGS=-no-color")
	}
	return environ
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
