package stage

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The folder of the clone is found from a folder in it.
func TestClone(t *testing.T) {
	t.Parallel()
	root, err := Clone(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "internal", "tools", "stage", "stage.go")); err != nil {
		t.Error(err)
	}
}

// The user's credentials and settings of the CLI are removed.
func TestClean(t *testing.T) {
	t.Parallel()
	got := Clean([]string{
		"PATH=/bin", "CASHFREE_PAYOUT_CLIENT_SECRET=real", "CASHFREE_PAYOUT_ENVIRONMENT=production",
		"TF_LOG=TRACE", "TF_VAR_x=1", "TF_CLI_ARGS_plan=-refresh=false", "TF_DATA_DIR=/elsewhere",
		"TF_PLUGIN_CACHE_DIR=/elsewhere", "TF_CLI_CONFIG_FILE=/home/me/.terraformrc",
		"TERRAFORM_CONFIG=/home/me/.terraformrc", "TMPDIR=/tmp", "PLUGIN_UNIX_SOCKET_DIR=/tmp", "HOME=/home/me",
	})
	if want := []string{"PATH=/bin", "HOME=/home/me"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// The path in the mirror has version and platform, and a suffix on Windows.
func TestProvider(t *testing.T) {
	t.Parallel()
	got := filepath.ToSlash(Provider(Product{OS: "windows", Arch: "arm64"}, "0.0.1"))
	const want = "cashfree-community/cashfree/0.0.1/windows_arm64/terraform-provider-cashfree_v0.0.1.exe"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The version command of both products is understood, with warnings around it.
func TestParseVersion(t *testing.T) {
	t.Parallel()
	for out, want := range map[string]Product{
		"Terraform v1.11.4\non linux_amd64\n\nIt is out of date!\n":       {"Terraform", "1.11.4", "linux", "amd64"},
		"\nWarning: no file\n\nOpenTofu v1.12.6\r\non darwin_arm64\r\n\n": {"OpenTofu", "1.12.6", "darwin", "arm64"},
		"go version go1.26.8 linux/amd64\n":                               {},
		"":                                                                {},
	} {
		if got, ok := parseVersion(out); got != want || ok != (want != Product{}) {
			t.Errorf("%q: got %+v, %t", out, got, ok)
		}
	}
}

// A program that is neither product, or does not exist, is an error.
func TestIdentify_Error(t *testing.T) {
	t.Parallel()
	// go has a version command, and is neither.
	if _, err := Identify(t.Context(), "go"); err == nil || !strings.Contains(err.Error(), "neither Terraform nor OpenTofu") {
		t.Errorf("got the error %v for the go command", err)
	}
	if _, err := Identify(t.Context(), filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("got no error for a program that does not exist")
	}
}

// A named CLI is used, else terraform, else tofu.
func TestLocate(t *testing.T) {
	t.Parallel()
	only := func(names ...string) func(string) (string, error) {
		return func(name string) (string, error) {
			if slices.Contains(names, name) {
				return "/bin/" + filepath.Base(name), nil
			}
			return "", exec.ErrNotFound
		}
	}
	tests := map[string]struct {
		path       string
		lookPath   func(string) (string, error)
		want, fail string
	}{
		"named":            {".tools/tofu", only(".tools/tofu", "terraform"), "/bin/tofu", ""},
		"named, not there": {".tools/tofu", only("terraform"), "", "-cli: program .tools/tofu not found"},
		"terraform first":  {"", only("tofu", "terraform"), "/bin/terraform", ""},
		"tofu alone":       {"", only("tofu"), "/bin/tofu", ""},
		"none":             {"", only(), "", "neither terraform nor tofu"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Locate(test.path, test.lookPath)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if (err != nil) != (test.fail != "") || err != nil && !strings.Contains(err.Error(), test.fail) {
				t.Errorf("got the error %v, want %q", err, test.fail)
			}
		})
	}
}
