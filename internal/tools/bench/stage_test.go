package main

import (
	"slices"
	"strings"
	"testing"
)

// The bare client must not be taken for the launcher, nor the other way round.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	s := scene{dir: "/clone/.bench-1"}
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
