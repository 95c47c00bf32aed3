//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// Only OpenTofu needs its own registry in the environment.
func TestCLI_Environment(t *testing.T) {
	t.Parallel()

	host := "TF_ACC_PROVIDER_HOST=registry.opentofu.org"
	if got := (cli{stage.Product{Name: "Terraform"}, "/bin/terraform"}).environment(); strings.Contains(strings.Join(got, " "), "HOST") {
		t.Errorf("Terraform gets a provider host: %q", got)
	}
	got := strings.Join(cli{stage.Product{Name: "OpenTofu"}, "/bin/tofu"}.environment(), " ")
	for _, want := range []string{"TF_ACC=1", "TF_ACC_TERRAFORM_PATH=/bin/tofu", host} {
		if !strings.Contains(got, want) {
			t.Errorf("OpenTofu does not get %s: %s", want, got)
		}
	}
}

// The tests of find change the PATH, so they cannot run in parallel.

// A program named terraform that is OpenTofu counts as OpenTofu.
func TestFind_TerraformIsALink(t *testing.T) {
	path := t.TempDir()
	// As on machines where one is a link to the other.
	program(t, path, "terraform", "echo 'OpenTofu v1.12.6'; echo on linux_amd64")
	t.Setenv("PATH", path)

	clis, err := find(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, found := clis["Terraform"]; found {
		t.Errorf("found a Terraform: %v", clis)
	}
	if got := clis["OpenTofu"].Version; got != "1.12.6" {
		t.Errorf("OpenTofu is %q, want 1.12.6", got)
	}
}

// The fallback is used only if the PATH has no OpenTofu.
func TestFind_Fallback(t *testing.T) {
	path, tools := t.TempDir(), t.TempDir()
	program(t, path, "terraform", "echo 'Terraform v1.11.4'; echo on linux_amd64")
	fallback := program(t, tools, "tofu", "echo 'OpenTofu v1.12.6'; echo on linux_amd64")
	t.Setenv("PATH", path)

	clis, err := find(t.Context(), fallback)
	if err != nil {
		t.Fatal(err)
	}
	if clis["OpenTofu"].path != fallback || clis["Terraform"].Version != "1.11.4" {
		t.Errorf("without a tofu on the PATH: %v", clis)
	}

	program(t, path, "tofu", "echo 'OpenTofu v1.11.0'; echo on linux_amd64")
	clis, err = find(t.Context(), fallback)
	if err != nil {
		t.Fatal(err)
	}
	if got := clis["OpenTofu"].Version; got != "1.11.0" {
		t.Errorf("OpenTofu is %q, want the one on the PATH, 1.11.0", got)
	}
}

// Without a usable CLI there is an error that names the cause.
func TestFind_Error(t *testing.T) {
	for name, tc := range map[string]struct {
		script string
		want   string
	}{
		"no program":      {want: "neither terraform nor tofu"},
		"another program": {script: "echo Packer v1.10.0", want: `prints "Packer v1.10.0`},
		"broken program":  {script: "echo no such version >&2; exit 3", want: "no such version"},
	} {
		t.Run(name, func(t *testing.T) {
			path := t.TempDir()
			if tc.script != "" {
				program(t, path, "terraform", tc.script)
			}
			t.Setenv("PATH", path)

			_, err := find(t.Context(), "")
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got the error %v, want one with %q", err, tc.want)
			}
		})
	}
}

// program writes a shell script into a folder of the PATH, and returns its path.
func program(t *testing.T, dir, name, script string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}
