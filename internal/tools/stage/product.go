package stage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Product describes a CLI.
type Product struct {
	Name     string // Terraform or OpenTofu
	Version  string
	OS, Arch string // of the build, which may differ from this machine
}

// Platform returns the platform in the spelling of mirrors and archives: linux_amd64.
func (p Product) Platform() string { return p.OS + "_" + p.Arch }

// Identify runs the version command of a CLI, since "terraform" is a link to OpenTofu on some machines.
func Identify(ctx context.Context, path string) (Product, error) {
	out, err := ask(ctx, append(Clean(os.Environ()), "CHECKPOINT_DISABLE=1"), path, "version")
	if err != nil {
		return Product{}, err
	}
	p, ok := parseVersion(out)
	if !ok {
		return Product{}, fmt.Errorf("%s is neither Terraform nor OpenTofu: its version command prints %q", path, out)
	}
	return p, nil
}

var versionLines = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\S+)\non ([a-z0-9]+)_([a-z0-9]+)$`)

func parseVersion(out string) (Product, bool) {
	m := versionLines.FindStringSubmatch(strings.ReplaceAll(out, "\r\n", "\n"))
	if m == nil {
		return Product{}, false
	}
	return Product{Name: m[1], Version: m[2], OS: m[3], Arch: m[4]}, true
}

// Locate returns the path of the CLI that the flag -cli names, or else of terraform or tofu on the PATH, in this order.
// The path is absolute, since the CLI will run in another folder. lookPath is exec.LookPath, except in tests.
func Locate(path string, lookPath func(string) (string, error)) (string, error) {
	candidates := []string{path}
	if path == "" {
		candidates = []string{"terraform", "tofu"}
	}
	for _, candidate := range candidates {
		if found, err := lookPath(candidate); err == nil {
			return filepath.Abs(found)
		}
	}
	if path != "" {
		return "", fmt.Errorf("-cli: program %s not found", path)
	}
	return "", errors.New("neither terraform nor tofu is on the PATH; set -cli, or let make build OpenTofu")
}

// ask runs a program that ends at once and changes nothing, and returns its standard output.
func ask(ctx context.Context, environ []string, path string, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = environ, &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", NameOf(path), strings.Join(args, " "), err, bytes.TrimSpace(stderr.Bytes()))
	}
	return stdout.String(), nil
}
