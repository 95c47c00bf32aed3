// Package acceptance tests the built provider with the real CLI, Terraform or OpenTofu, against a simulated Cashfree
// over HTTP. A test that needs the CLI has a name that starts with TestAcc. What needs no CLI is tested beside the
// code.
//
// A test of a new data source has three steps before it runs the CLI:
//
//	w := newWorkspace(t)        // a simulator of its own, and a directory in which the CLI finds the provider
//	w.sim.PutTransfer(...)      // what Cashfree has
//	w.writeConfig(`data ...`)   // main.tf
//
// Then w.apply, w.wantEmptyPlan, w.wantPlanError and the like run the CLI. Most of them return what it prints, for
// wantTexts and w.wantNoSecrets. w.wantOutputs checks output values. See data_sources_test.go. TestAccExamples applies
// the example below examples/data-sources without more code; what the example reads belongs into putExampleData.
package acceptance

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/provider"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The credentials of the simulated Cashfree account.
const (
	clientID     = "CF_ACCEPTANCE"
	clientSecret = "cfsk_acceptance_canary_5f1b"
)

// harness is one test with a simulated Cashfree of its own. It is enough for tests that use terraform-plugin-testing,
// by runSteps. A workspace adds a directory, for tests that run the CLI themselves.
type harness struct {
	*testing.T
	sim     *simulator.Simulator
	baseURL string // of the simulator
	keyFile string // the public key for signatures
}

// newHarness starts a simulator for the test, and lets the test run beside others. The simulator wants signatures, as
// Cashfree does from those who run in CI.
func newHarness(t *testing.T) *harness {
	t.Helper()
	t.Parallel()
	sim := simulator.New(simulator.Options{
		ClientID: clientID, ClientSecret: clientSecret, SecondFactor: simulator.SecondFactorSignature,
	})
	server, err := sim.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	keyFile := filepath.Join(t.TempDir(), "public-key.pem")
	if err := os.WriteFile(keyFile, []byte(sim.PublicKeyPEM()), 0o600); err != nil {
		t.Fatal(err)
	}
	return &harness{T: t, sim: sim, baseURL: server.BaseURL(), keyFile: keyFile}
}

// providerBlock returns a provider block with credentials, and with more arguments.
func (h *harness) providerBlock(more string) string {
	return fmt.Sprintf(`
provider "cashfree" {
  client_id       = %q
  client_secret   = %q
  public_key_path = %q
  base_url        = %q
  %s
}
`, clientID, clientSecret, h.keyFile, h.baseURL, more)
}

// runSteps runs steps of terraform-plugin-testing. It adds a provider block to each configuration that has none. After
// each step the library plans again, and the test fails unless that plan is empty. At the end it destroys everything.
func (h *harness) runSteps(steps ...resource.TestStep) {
	h.Helper()
	for i := range steps {
		if steps[i].Config != "" && !strings.Contains(steps[i].Config, `provider "cashfree"`) {
			steps[i].Config = h.providerBlock("") + steps[i].Config
		}
	}
	resource.UnitTest(h.T, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){"cashfree": newProvider},
		Steps:                    steps,
	})
}

// newProvider returns the provider as it runs inside the test's process. It sees no environment variables.
func newProvider() (tfprotov6.ProviderServer, error) {
	return provider.Server(provider.Options{Version: "test", Getenv: func(string) string { return "" }})(), nil
}

// eventKinds returns what happened to beneficiaries at Cashfree, in order: "created", "removed" and so on.
func (h *harness) eventKinds() []string {
	var kinds []string
	for _, event := range h.sim.Journal() {
		kinds = append(kinds, event.Kind)
	}
	return kinds
}

// workspace is a harness with a directory in which the CLI runs. The provider takes its credentials from the
// environment.
type workspace struct {
	*harness
	dir        string
	env        map[string]string    // environment variables of the CLI
	attributes *syscall.SysProcAttr // of the CLI's process
}

// newWorkspace starts a simulator for the test, and makes a directory in which the CLI finds the built provider.
func newWorkspace(t *testing.T) *workspace {
	t.Helper()
	return newHarness(t).newWorkspace()
}

// newWorkspace makes a directory for the CLI. Tests that change the harness first call it instead of the function.
func (h *harness) newWorkspace() *workspace {
	h.Helper()
	w := &workspace{harness: h, dir: h.TempDir()}
	w.useProviderIn(filepath.Dir(providerPath))
	w.env = map[string]string{
		"TF_CLI_CONFIG_FILE": filepath.Join(w.dir, "cli.tfrc"), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1",
		"CASHFREE_PAYOUT_CLIENT_ID": clientID, "CASHFREE_PAYOUT_CLIENT_SECRET": clientSecret,
		"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": h.keyFile, "CASHFREE_PAYOUT_BASE_URL": h.baseURL,
	}
	return w
}

// useProviderIn makes the CLI start the provider in a folder.
func (w *workspace) useProviderIn(dir string) {
	w.Helper()
	w.writeFile("cli.tfrc", fmt.Sprintf(`
provider_installation {
  dev_overrides {
    "registry.terraform.io/cashfree-community/cashfree" = %[1]q
    "registry.opentofu.org/cashfree-community/cashfree" = %[1]q
  }
  direct {}
}
`, dir))
}

// withEnv returns the same directory with changed environment variables, as another pipeline would have them.
func (w *workspace) withEnv(changes map[string]string) *workspace {
	other := *w
	other.env = maps.Clone(w.env)
	maps.Copy(other.env, changes)
	return &other
}

// requiredProviders is the block that every configuration in a workspace needs.
const requiredProviders = `
terraform {
  required_providers {
    cashfree = { source = "cashfree-community/cashfree" }
  }
}
`

// writeConfig writes main.tf: requiredProviders and the configuration.
func (w *workspace) writeConfig(config string) {
	w.Helper()
	w.writeFile("main.tf", requiredProviders+config)
}

func (w *workspace) writeFile(name, content string) {
	w.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(content), 0o600); err != nil {
		w.Fatal(err)
	}
}

func (w *workspace) readFile(name string) string {
	w.Helper()
	content, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil {
		w.Fatal(err)
	}
	return string(content)
}

// command returns the CLI with arguments, not started yet, for tests that interrupt it.
func (w *workspace) command(arguments ...string) *exec.Cmd {
	command := exec.CommandContext(w.Context(), cli.path, arguments...)
	command.Dir = w.dir
	command.SysProcAttr = w.attributes
	command.Env = append(ownEnvironment(), "PATH="+os.Getenv("PATH")+string(os.PathListSeparator)+toolsDir)
	for name, value := range w.env {
		command.Env = append(command.Env, name+"="+value)
	}
	return command
}

// ownEnvironment returns the environment of the tests without the machine's own settings of the CLI and the provider.
func ownEnvironment() []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "TF_") || strings.HasPrefix(variable, "CASHFREE_")
	})
}

// run runs the CLI, and returns what it prints. The test ends unless the CLI exits with wantStatus.
func (w *workspace) run(wantStatus int, arguments ...string) string {
	w.Helper()
	command := w.command(append(arguments, "-no-color")...)
	output, err := command.CombinedOutput()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		w.Fatal(err)
	}
	if status := command.ProcessState.ExitCode(); status != wantStatus {
		w.Fatalf("%s ended with %d, want %d:\n%s", strings.Join(arguments, " "), status, wantStatus, output)
	}
	return string(output)
}

// apply runs apply, which must succeed.
func (w *workspace) apply(flags ...string) string {
	w.Helper()
	return w.run(0, append([]string{"apply", "-auto-approve", "-input=false"}, flags...)...)
}

// applyPlan applies the plan in plan.bin, which must succeed.
func (w *workspace) applyPlan() string {
	w.Helper()
	return w.run(0, "apply", "-input=false", "plan.bin")
}

// wantApplyError runs apply, which must fail.
func (w *workspace) wantApplyError(flags ...string) string {
	w.Helper()
	return w.run(1, append([]string{"apply", "-auto-approve", "-input=false"}, flags...)...)
}

// wantEmptyPlan runs plan, which must succeed and change nothing.
func (w *workspace) wantEmptyPlan(flags ...string) {
	w.Helper()
	w.run(0, append([]string{"plan", "-detailed-exitcode", "-input=false"}, flags...)...)
}

// wantChanges runs plan, which must succeed and change something.
func (w *workspace) wantChanges(flags ...string) string {
	w.Helper()
	return w.run(2, append([]string{"plan", "-detailed-exitcode", "-input=false"}, flags...)...)
}

// wantPlanError runs plan, which must fail.
func (w *workspace) wantPlanError(flags ...string) string {
	w.Helper()
	return w.run(1, append([]string{"plan", "-input=false"}, flags...)...)
}

// destroy runs destroy, which must succeed.
func (w *workspace) destroy() {
	w.Helper()
	w.run(0, "destroy", "-auto-approve", "-input=false")
}

// wantOutputs checks the output values of the root module after an apply.
func (w *workspace) wantOutputs(want map[string]any) {
	w.Helper()
	text := w.run(0, "output", "-json")
	var wrapped map[string]struct{ Value any }
	if err := json.Unmarshal([]byte(text), &wrapped); err != nil {
		w.Fatal(err, text)
	}
	got := make(map[string]any, len(wrapped))
	for name, output := range wrapped {
		got[name] = output.Value
	}
	if !reflect.DeepEqual(got, want) {
		w.Errorf("the outputs are %v, want %v", got, want)
	}
}

// wantTexts checks that an output contains each text, wherever the CLI broke the lines of a message.
func wantTexts(t *testing.T, output string, texts ...string) {
	t.Helper()
	flat := flatten(output)
	for _, text := range texts {
		if !strings.Contains(flat, flatten(text)) {
			t.Errorf("there is no %q in:\n%s", text, output)
		}
	}
}

// flatten removes line breaks, and the frame that a CLI draws around messages.
func flatten(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(text)), " ")
}
