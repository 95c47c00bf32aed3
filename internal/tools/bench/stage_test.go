package main

import (
	"slices"
	"strings"
	"testing"
)

// The environment makes the program that the CLI starts the launcher, and the bare client has no role yet.
func TestScene_Environment(t *testing.T) {
	t.Parallel()
	s := scene{dir: "/clone/.bench-1"}
	cli, client := s.environ("http://127.0.0.1:1/payout"), s.credentials("http://127.0.0.1:1/payout")
	for _, want := range []string{
		"CASHFREE_PAYOUT_BASE_URL=http://127.0.0.1:1/payout", "TF_CLI_CONFIG_FILE=/clone/.bench-1/cli.tfrc",
		roleVariable + "=" + launcherRole, reportVariable + "=/clone/.bench-1/provider-usage.jsonl",
	} {
		if !slices.Contains(cli, want) {
			t.Errorf("the environment of the CLI has no %s", want)
		}
	}
	if slices.ContainsFunc(client, func(entry string) bool { return strings.HasPrefix(entry, roleVariable) }) {
		t.Error("the environment of the bare client has a role")
	}
}
