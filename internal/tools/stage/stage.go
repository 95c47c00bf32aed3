// Package stage sets the scene for the programs that run Terraform or OpenTofu with the provider from this clone: what the
// CLI is, where it finds the provider, and what it must not find.
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
	// Module is the one that all of this belongs to.
	Module = "github.com/cashfree-community/terraform-provider-cashfree"
	// Address is what configurations ask for. Each product completes it with a registry of its own.
	Address = "cashfree-community/cashfree"
)

// Registries are the hosts by which the products complete an address.
var Registries = []string{"registry.terraform.io", "registry.opentofu.org"}

// CLIConfig takes the place of the user's own CLI configuration. The mirror is all that it names, so that no registry
// is asked. Its path is relative to the working folder, whatever characters the clone's own path has in it.
const CLIConfig = `provider_installation {
  filesystem_mirror {
    path = "../mirror"
  }
}
`

// Clone finds the folder of the clone, so that a program may be started anywhere in it.
func Clone(ctx context.Context) (string, error) {
	out, err := ask(ctx, nil, "go", "list", "-f", "{{.Dir}}", Module)
	if err != nil {
		return "", fmt.Errorf("looking for a clone of %s around here: %w", Module, err)
	}
	return strings.TrimSpace(out), nil
}

// Provider is where an unpacked mirror has the provider, below the folder of the registry's host.
func Provider(p Product, version string) string {
	name := "terraform-provider-cashfree_v" + version
	if p.OS == "windows" {
		name += ".exe"
	}
	return filepath.Join(filepath.FromSlash(Address), version, p.Platform(), name)
}

// Clean is the environment without somebody's real credentials, and without what would have the CLI do something else
// than the same command does here for everybody.
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
