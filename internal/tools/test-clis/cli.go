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

// product is a program that runs providers, under the name it calls itself by.
type product string

const (
	terraform product = "Terraform"
	openTofu  product = "OpenTofu"
)

// products are tested and reported in this order.
var products = []product{terraform, openTofu}

// cli is one product as installed here.
type cli struct {
	product product
	version string // "1.12.6"
	path    string
}

func (c cli) String() string { return fmt.Sprintf("%s v%s", c.product, c.version) }

// environment tells terraform-plugin-testing which CLI to drive.
func (c cli) environment() []string {
	environ := []string{
		"TF_ACC=1",
		"TF_ACC_TERRAFORM_PATH=" + c.path,
		"CHECKPOINT_DISABLE=1", // no look for newer versions over the network
	}
	if c.product == openTofu {
		// The harness hands over providers by address, and OpenTofu completes "cashfree" with its own registry.
		environ = append(environ, "TF_ACC_PROVIDER_HOST=registry.opentofu.org")
	}
	return environ
}

// find looks for both products on the PATH; fallback, where not empty, is an OpenTofu to use where the PATH has none.
// It asks each program what it is, for on some machines "terraform" is a link to OpenTofu.
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
		return nil, errors.New("neither terraform nor tofu is on the PATH; -tofu can name an OpenTofu elsewhere")
	}
	return found, nil
}

func identify(ctx context.Context, environ []string, path string) (cli, error) {
	path, err := filepath.Abs(path) // the tests run in another directory
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
		return cli{}, fmt.Errorf("%s is neither Terraform nor OpenTofu; it calls itself %q", path, firstLine(out))
	}
	c.path = path
	return c, nil
}

var versionLine = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\S+)$`)

// parseVersion reads what "version" prints, in which warnings may come first. The form with -json would be easier to
// read but is the same for both products.
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
