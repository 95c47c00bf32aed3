// Package stage prepares Terraform or OpenTofu to run with the provider from this clone: it identifies the CLI, lays
// out a mirror with the provider, and removes the user's own settings from the environment.
package stage

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

const (
	// Module is the path of the module of this repository.
	Module = "github.com/cashfree-community/terraform-provider-cashfree"
	// Address is the provider's address in configurations. Each product adds its own registry.
	Address = "cashfree-community/cashfree"
)

// Registries are the hosts that the products add to an address.
var Registries = []string{"registry.terraform.io", "registry.opentofu.org"}

// CLIConfig replaces the user's CLI configuration. It names only the mirror, so that no registry is asked. The path of
// the mirror is relative to the working folder, so that the characters in the path of the clone do not matter.
const CLIConfig = `provider_installation {
  filesystem_mirror {
    path = "../mirror"
  }
}
`

// Clone returns the folder of the clone, so that a program may be started in any folder of it.
func Clone(ctx context.Context) (string, error) {
	out, err := ask(ctx, nil, "go", "list", "-f", "{{.Dir}}", Module)
	if err != nil {
		return "", fmt.Errorf("the current folder is not in a clone of %s: %w", Module, err)
	}
	return strings.TrimSpace(out), nil
}

// Provider returns the path of the provider in an unpacked mirror, below the folder of a registry.
func Provider(p Product, version string) string {
	name := "terraform-provider-cashfree_v" + version
	if p.OS == "windows" {
		name += ".exe"
	}
	return filepath.Join(filepath.FromSlash(Address), version, p.Platform(), name)
}

// Clean returns the environment without the user's credentials, and without all variables that change what the CLI
// does.
func Clean(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		if runtime.GOOS == "windows" {
			name = strings.ToUpper(name)
		}
		return strings.HasPrefix(name, "CASHFREE_") || strings.HasPrefix(name, "TF_") ||
			name == "TERRAFORM_CONFIG" || name == "PLUGIN_UNIX_SOCKET_DIR" || name == "TMPDIR"
	})
}
