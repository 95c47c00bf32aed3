package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The CLI gets the settings of the demo, and none of the user's own.
func TestScene_Environment(t *testing.T) {
	t.Parallel()
	s := scene{dir: "/clone/.demo-1"}
	environ := s.environ([]string{
		"PATH=/bin", "CASHFREE_PAYOUT_CLIENT_SECRET=real", "CASHFREE_PAYOUT_ENVIRONMENT=production",
		"TF_LOG=TRACE", "TF_VAR_x=1", "TF_CLI_ARGS_plan=-refresh=false", "TF_DATA_DIR=/elsewhere",
		"TF_PLUGIN_CACHE_DIR=/elsewhere", "TF_CLI_CONFIG_FILE=/home/me/.terraformrc",
		"TERRAFORM_CONFIG=/home/me/.terraformrc", "TMPDIR=/tmp", "PLUGIN_UNIX_SOCKET_DIR=/tmp",
	}, "http://127.0.0.1:1/payout", plain)
	want := []string{
		"PATH=/bin",
		"CASHFREE_PAYOUT_CLIENT_ID=" + clientID,
		"CASHFREE_PAYOUT_CLIENT_SECRET=" + clientSecret,
		"CASHFREE_PAYOUT_PUBLIC_KEY_PATH=/clone/.demo-1/cashfree_public_key.pem",
		"CASHFREE_PAYOUT_BASE_URL=http://127.0.0.1:1/payout",
		"TF_CLI_CONFIG_FILE=/clone/.demo-1/cli.tfrc",
		"TF_INPUT=0",
		"TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1",
		"TMPDIR=../tmp",
		"TF_CLI_ARGS=-no-color",
	}
	if !slices.Equal(environ, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(environ, "\n"), strings.Join(want, "\n"))
	}
	if slices.Contains(s.environ(nil, "", terminal), "TF_CLI_ARGS=-no-color") {
		t.Error("no colour on a terminal")
	}
}

// Only the configuration is copied, without a state beside it.
func TestCopyExample(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), t.TempDir()
	expectError(t, copyExample(from, to), "no configuration")
	for _, name := range []string{"main.tf", "terraform.tfstate", "terraform.tfvars"} {
		if err := os.WriteFile(filepath.Join(from, name), []byte("text"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := copyExample(from, to); err != nil {
		t.Fatal(err)
	}
	copied, err := filepath.Glob(filepath.Join(to, "*"))
	if err != nil || !slices.Equal(copied, []string{filepath.Join(to, "main.tf")}) {
		t.Errorf("copied %v, %v, want main.tf alone", copied, err)
	}
}

// A bad command line ends in one line on standard error, and -h prints the flags.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		code int
		want string
	}{
		"unknown flag":   {[]string{"-fast"}, 1, "demo: flag provided but not defined: -fast\n"},
		"argument":       {[]string{"terraform"}, 1, "demo: unexpected argument \"terraform\"\n"},
		"no such CLI":    {[]string{"-cli", "./there-is-none"}, 1, "demo: -cli: program ./there-is-none not found\n"},
		"asked for help": {[]string{"-h"}, 0, "  -cli program\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			if code := run(t.Context(), test.args, &stdout, &stderr); code != test.code {
				t.Errorf("got the exit code %d, want %d", code, test.code)
			}
			if !strings.HasPrefix(stderr.String(), test.want) || stdout.Len() > 0 {
				t.Errorf("got %q and %q, want %q on standard error", &stdout, &stderr, test.want)
			}
		})
	}
}

// A program is shown with its exit status, asked for its output, and stopped with its context.
func TestProgram(t *testing.T) {
	t.Parallel()
	var screen bytes.Buffer
	goTool := &program{path: "go", environ: os.Environ(), screen: &screen}

	ended, err := goTool.show(t.Context(), "no-such-command")
	if err != nil || ended.exit != 2 || !strings.Contains(ended.output, "no-such-command") || screen.String() != ended.output {
		t.Errorf("got %+v, %v with %q on the screen", ended, err, &screen)
	}
	_, err = goTool.ask(t.Context(), "no-such-command")
	expectError(t, err, "exit status 2")

	stopped, stop := context.WithCancelCause(t.Context())
	why := errors.New("stopped by the test")
	stop(why)
	if _, err := goTool.show(stopped, "version"); !errors.Is(err, why) {
		t.Errorf("got the error %v, want %v", err, why)
	}
}

// brokenScreen is a terminal that was closed.
type brokenScreen struct{}

func (brokenScreen) Write([]byte) (int, error) { return 0, os.ErrClosed }

// The output is kept although the screen is closed.
func TestRecording_BrokenScreen(t *testing.T) {
	t.Parallel()
	r := &recording{screen: brokenScreen{}}
	if n, err := r.Write([]byte("text")); n != 4 || err != nil || r.text.String() != "text" {
		t.Errorf("got %d, %v and %q", n, err, &r.text)
	}
}
