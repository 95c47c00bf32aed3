package main

import (
	"slices"
	"strings"
	"testing"
)

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for out, want := range map[string]product{
		"Terraform v1.11.4\non linux_amd64\n\nIt is out of date!\n":   {"Terraform", "1.11.4", "linux_amd64"},
		"\nWarning: no file\n\nOpenTofu v1.12.6\r\non darwin_arm64\n": {"OpenTofu", "1.12.6", "darwin_arm64"},
		"go version go1.26.8 linux/amd64\n":                           {},
	} {
		if got, ok := parseVersion(out); got != want || ok != (want != product{}) {
			t.Errorf("%q: got %+v, %t", out, got, ok)
		}
	}
}

func TestCleanEnvironment(t *testing.T) {
	t.Parallel()
	got := clean([]string{
		"PATH=/bin", "CASHFREE_PAYOUT_CLIENT_SECRET=real", roleVariable + "=" + clientRole, "TF_LOG=TRACE",
		"TF_CLI_ARGS_plan=-refresh=false", "TERRAFORM_CONFIG=/home/me/.terraformrc", "TMPDIR=/tmp", "HOME=/home/me",
	})
	if want := []string{"PATH=/bin", "HOME=/home/me"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// The bare client must not be taken for the launcher, nor the other way round.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	s := stage{dir: "/clone/.bench-1"}
	cli, client := s.environ("http://127.0.0.1:1/payout"), s.credentials("http://127.0.0.1:1/payout")
	for _, want := range []string{
		"CASHFREE_PAYOUT_BASE_URL=http://127.0.0.1:1/payout", "TF_CLI_CONFIG_FILE=/clone/.bench-1/cli.tfrc",
		roleVariable + "=" + launcherRole, reportVariable + "=/clone/.bench-1/provider-usage.jsonl",
	} {
		if !slices.Contains(cli, want) {
			t.Errorf("there is no %s for the CLI", want)
		}
	}
	if slices.ContainsFunc(client, func(entry string) bool { return strings.HasPrefix(entry, roleVariable) }) {
		t.Error("the bare client has a role already")
	}
}
