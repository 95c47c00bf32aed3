package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// product is the name that a CLI prints as its own.
type product string

const (
	terraform product = "Terraform"
	openTofu  product = "OpenTofu"
)

// products holds both, in the order in which they are tested and reported.
var products = []product{terraform, openTofu}

// cli is an installed product.
type cli struct {
	product product
	version string // "1.12.6"
	path    string
}

func (c cli) String() string { return fmt.Sprintf("%s v%s", c.product, c.version) }

// environment returns the variables from which terraform-plugin-testing learns which CLI to run.
func (c cli) environment() []string {
	environ := []string{
		"TF_ACC=1",
		"TF_ACC_TERRAFORM_PATH=" + c.path,
		"CHECKPOINT_DISABLE=1", // do not look for newer versions over the network
	}
	if c.product == openTofu {
		// terraform-plugin-testing identifies providers by address, and OpenTofu completes "cashfree" with its own
		// registry.
		environ = append(environ, "TF_ACC_PROVIDER_HOST=registry.opentofu.org")
	}
	return environ
}

// find looks for both products on the PATH. If fallback is not empty, it is the OpenTofu to use when the PATH has none.
// Each program is asked for its version, since "terraform" is a link to OpenTofu on some machines.
func find(ctx context.Context, environ []string, fallback string) (map[product]cli, error) {
	var candidates []string
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			candidates = append(candidates, path)
		}
	}
	if fallback != "" {
		candidates = append(candidates, fallback)
	}

	found := make(map[product]cli)
	for _, path := range candidates {
		c, err := identify(ctx, environ, path)
		if err != nil {
			return nil, err
		}
		if _, taken := found[c.product]; !taken {
			found[c.product] = c
		}
	}
	if len(found) == 0 {
		return nil, errors.New("neither terraform nor tofu is on the PATH; set -tofu to the path of an OpenTofu")
	}
	return found, nil
}

func identify(ctx context.Context, environ []string, path string) (cli, error) {
	path, err := filepath.Abs(path) // the tests run in another folder
	if err != nil {
		return cli{}, err
	}
	cmd := exec.CommandContext(ctx, path, "version")
	cmd.Env = slices.Concat(environ, []string{"CHECKPOINT_DISABLE=1"})
	out, err := cmd.CombinedOutput()
	if err != nil {
		return cli{}, fmt.Errorf("%s version: %w\n%s", path, err, bytes.TrimSpace(out))
	}
	c, ok := parseVersion(string(out))
	if !ok {
		return cli{}, fmt.Errorf("%s is neither Terraform nor OpenTofu: its version command prints %q", path, firstLine(out))
	}
	c.path = path
	return c, nil
}

var versionLine = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\S+)$`)

// parseVersion parses the output of the version command, which may start with warnings. The output with -json would be
// easier to parse, but does not name the product.
func parseVersion(out string) (cli, bool) {
	m := versionLine.FindStringSubmatch(strings.ReplaceAll(out, "\r\n", "\n"))
	if m == nil {
		return cli{}, false
	}
	return cli{product: product(m[1]), version: m[2]}, true
}

func firstLine(out []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return line
}
