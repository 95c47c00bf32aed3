package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// products are the names that the CLIs print as their own, in the order in which they are tested and reported.
var products = []string{"Terraform", "OpenTofu"}

// cli is an installed product.
type cli struct {
	stage.Product
	path string
}

func (c cli) String() string { return fmt.Sprintf("%s v%s", c.Name, c.Version) }

// environment returns the variables from which terraform-plugin-testing learns which CLI to run.
func (c cli) environment() []string {
	environ := []string{
		"TF_ACC=1",
		"TF_ACC_TERRAFORM_PATH=" + c.path,
		"CHECKPOINT_DISABLE=1", // do not look for newer versions over the network
	}
	if c.Name == "OpenTofu" {
		// terraform-plugin-testing identifies providers by address, and OpenTofu completes "cashfree" with its own
		// registry.
		environ = append(environ, "TF_ACC_PROVIDER_HOST=registry.opentofu.org")
	}
	return environ
}

// find looks for both products on the PATH. If fallback is not empty, it is the OpenTofu to use when the PATH has none.
func find(ctx context.Context, fallback string) (map[string]cli, error) {
	var candidates []string
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			candidates = append(candidates, path)
		}
	}
	if fallback != "" {
		candidates = append(candidates, fallback)
	}

	found := make(map[string]cli)
	for _, path := range candidates {
		path, err := filepath.Abs(path) // the tests run in another folder
		if err != nil {
			return nil, err
		}
		product, err := stage.Identify(ctx, path)
		if err != nil {
			return nil, err
		}
		if _, taken := found[product.Name]; !taken {
			found[product.Name] = cli{product, path}
		}
	}
	if len(found) == 0 {
		return nil, errors.New("neither terraform nor tofu is on the PATH; set -tofu to the path of an OpenTofu")
	}
	return found, nil
}
