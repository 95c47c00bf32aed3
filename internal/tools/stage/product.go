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

// Product is what a CLI says of itself.
type Product struct {
	Name     string // Terraform or OpenTofu
	Version  string
	OS, Arch string // those the CLI was built for, which need not be those of this machine
}

// Platform is written as in mirrors and archives: linux_amd64.
func (p Product) Platform() string { return p.OS + "_" + p.Arch }

// Identify asks the program, for on some machines "terraform" is a link to OpenTofu.
func Identify(ctx context.Context, path string) (Product, error) {
	out, err := ask(ctx, append(Clean(os.Environ()), "CHECKPOINT_DISABLE=1"), path, "version")
	if err != nil {
		return Product{}, err
	}
	p, ok := parseVersion(out)
	if !ok {
		return Product{}, fmt.Errorf("%s is neither Terraform nor OpenTofu: its version command answers %q", path, out)
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

// Locate finds the CLI that the flag -cli names, or the first of terraform and tofu on the PATH. It makes the path
// absolute, since the CLI will run in another folder. The function for looking is that of os/exec.
func Locate(path string, look func(string) (string, error)) (string, error) {
	candidates := []string{path}
	if path == "" {
		candidates = []string{"terraform", "tofu"}
	}
	for _, candidate := range candidates {
		if found, err := look(candidate); err == nil {
			return filepath.Abs(found)
		}
	}
	if path != "" {
		return "", fmt.Errorf("-cli: there is no program %s", path)
	}
	return "", errors.New("neither terraform nor tofu is on the PATH; name one with -cli, or let make build OpenTofu")
}

// ask runs a program that answers at once and changes nothing, and returns its standard output.
func ask(ctx context.Context, environ []string, path string, args ...string) (string, error) {
	var out, complaints bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = environ, &out, &complaints
	if err := cmd.Run(); err != nil {
		name := strings.TrimSuffix(filepath.Base(path), ".exe")
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, bytes.TrimSpace(complaints.Bytes()))
	}
	return out.String(), nil
}
