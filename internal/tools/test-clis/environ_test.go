package main

import (
	"slices"
	"testing"
)

// Variables that change what is tested are removed, and all others stay.
func TestClean(t *testing.T) {
	t.Parallel()

	onlyThere := func(path string) bool { return path == "/there" }
	for entry, keep := range map[string]bool{
		"PATH=/bin":                                 true,
		"TF_LOG=TRACE":                              true,
		"TF_ACC_LOG_PATH=/tmp/log":                  true,
		"TF_PLUGIN_CACHE_DIR=/tmp/plugins":          true,
		"CASHFREE_PAYOUT_CLIENT_SECRET=real":        false,
		"TF_ACC_TERRAFORM_PATH=/other":              false,
		"TF_ACC_TERRAFORM_VERSION=1.5.0":            false,
		"TF_ACC_PROVIDER_HOST=registry.example.com": false,
		"TF_VAR_x=1":                                false,
		"TF_CLI_ARGS_plan=-lock=false":              false,
		"TF_WORKSPACE=other":                        false,
		"TF_DATA_DIR=/other":                        false,
		"TF_CLI_CONFIG_FILE=/there":                 true,
		"TF_CLI_CONFIG_FILE=/gone":                  false,
		"TERRAFORM_CONFIG=/gone":                    false,
	} {
		if got := slices.Contains(clean([]string{"A=1", entry, "B=2"}, onlyThere), entry); got != keep {
			t.Errorf("%s: kept %t, want %t", entry, got, keep)
		}
	}
}

// The argument is not modified.
func TestClean_Argument(t *testing.T) {
	t.Parallel()

	environ := []string{"TF_WORKSPACE=other", "A=1", "B=2"}
	got := clean(environ, exists)
	if want := []string{"A=1", "B=2"}; !slices.Equal(got, want) {
		t.Errorf("clean = %q, want %q", got, want)
	}
	if want := []string{"TF_WORKSPACE=other", "A=1", "B=2"}; !slices.Equal(environ, want) {
		t.Errorf("the argument became %q", environ)
	}
}
