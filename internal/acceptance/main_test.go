package acceptance

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/semver"
)

// cli is the program under test.
var cli struct {
	path    string
	tofu    bool
	version string // "v1.11.4"
}

// What TestMain builds once for all tests.
var (
	providerPath    string // the provider
	simulatorPath   string // payouts-simulator
	driftReportPath string // drift-report
	probePath       string // payouts-probe
	toolsDir        string // a directory for the PATH, with what examples run and this machine does not have
)

// TestMain finds the CLI and builds the provider.
func TestMain(m *testing.M) {
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	if err := findCLI(); err != nil {
		fmt.Fprintln(os.Stderr, "acceptance:", err)
		return 1
	}
	dir, err := os.MkdirTemp("", "acceptance")
	if err != nil {
		fmt.Fprintln(os.Stderr, "acceptance:", err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := buildPrograms(dir); err != nil {
		fmt.Fprintln(os.Stderr, "acceptance:", err)
		return 1
	}
	return m.Run()
}

// findCLI takes the CLI that TF_ACC_TERRAFORM_PATH names, or else the one on the PATH. Nothing is downloaded. Go's test
// cache does not notice another TF_ACC_TERRAFORM_PATH: use -count=1, as make does.
func findCLI() error {
	// OpenTofu prints a warning about a configuration file that does not exist, where terraform-plugin-testing expects
	// JSON.
	if file := os.Getenv("TF_CLI_CONFIG_FILE"); file != "" {
		if _, err := os.Stat(file); err != nil {
			_ = os.Unsetenv("TF_CLI_CONFIG_FILE")
		}
	}
	cli.path = os.Getenv("TF_ACC_TERRAFORM_PATH")
	for _, name := range []string{"terraform", "tofu"} {
		if cli.path == "" {
			cli.path, _ = exec.LookPath(name)
		}
	}
	if cli.path == "" {
		return errors.New("there is no terraform or tofu on the PATH; `make test-cli` builds one")
	}
	output, err := exec.Command(cli.path, "version").Output()
	if err != nil {
		return fmt.Errorf("%s version: %w", cli.path, err)
	}
	product, rest, _ := strings.Cut(string(output), " ")
	cli.tofu = product == "OpenTofu"
	cli.version, _, _ = strings.Cut(rest, "\n")
	_ = os.Setenv("TF_ACC_TERRAFORM_PATH", cli.path)
	if cli.tofu {
		_ = os.Setenv("TF_ACC_PROVIDER_HOST", "registry.opentofu.org")
	}
	// The tests start thousands of processes that live for a moment. By default each of them collects garbage several
	// times, which takes a fifth of the processor time.
	_ = os.Setenv("GOGC", "800")
	return nil
}

// buildPrograms builds the programs that users get, and a curl for the examples where this machine has none.
func buildPrograms(dir string) error {
	providerPath, toolsDir = filepath.Join(dir, "terraform-provider-cashfree"), filepath.Join(dir, "tools")
	simulatorPath, driftReportPath = filepath.Join(dir, "payouts-simulator"), filepath.Join(dir, "drift-report")
	probePath = filepath.Join(dir, "payouts-probe")
	builds := [][]string{{"-o", dir, "../..", "../cmd/payouts-simulator", "../cmd/drift-report", "../cmd/payouts-probe"}}
	if _, err := exec.LookPath("curl"); err != nil {
		builds = append(builds, []string{"-o", filepath.Join(toolsDir, "curl"), "./curl"})
	}
	for _, arguments := range builds {
		if output, err := exec.Command("go", append([]string{"build"}, arguments...)...).CombinedOutput(); err != nil {
			return fmt.Errorf("go build %q: %w\n%s", arguments, err, output)
		}
	}
	return nil
}

// turn is the number of the CLI among those that the tests run with, as "1/2". It is empty where each test is to run.
var turn = os.Getenv("ACCEPTANCE_TURN")

// needOneCLI skips a test whose subject is the provider alone if it runs with another CLI, too. The same test with each
// CLI is a part of "make test-cli EVERYTHING=1".
func needOneCLI(t *testing.T) {
	t.Helper()
	if turn != "" && !strings.HasPrefix(turn, "1/") {
		t.Skip("this has run with the first CLI; another one only passes on what the provider says")
	}
}

// cliAtLeast reports whether the CLI has this version or a newer one. The version numbers of the two products do not
// correspond.
func cliAtLeast(terraform, tofu string) bool {
	if cli.tofu {
		return semver.Compare(cli.version, tofu) >= 0
	}
	return semver.Compare(cli.version, terraform) >= 0
}
