package acceptance

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// workspace is a folder in which a user, or a pipeline, types commands. Credentials come from the environment.
type workspace struct {
	*story
	folder string
	env    map[string]string
}

// workspace makes one for the story, in which the CLI finds the built provider.
func (s *story) workspace() *workspace {
	s.Helper()
	w := &workspace{story: s, folder: s.TempDir()}
	overrides := filepath.Join(w.folder, "cli.tfrc")
	w.write("cli.tfrc", fmt.Sprintf(`
provider_installation {
  dev_overrides {
    "registry.terraform.io/cashfree-community/cashfree" = %[1]q
    "registry.opentofu.org/cashfree-community/cashfree" = %[1]q
  }
  direct {}
}
`, filepath.Dir(binary)))
	w.env = map[string]string{
		"TF_CLI_CONFIG_FILE": overrides, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1",
		"CASHFREE_PAYOUT_CLIENT_ID": clientID, "CASHFREE_PAYOUT_CLIENT_SECRET": clientSecret,
		"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": s.key, "CASHFREE_PAYOUT_BASE_URL": s.base,
	}
	return w
}

const requiredProviders = `
terraform {
  required_providers {
    cashfree = { source = "cashfree-community/cashfree" }
  }
}
`

func (w *workspace) write(name, content string) {
	w.Helper()
	if err := os.WriteFile(filepath.Join(w.folder, name), []byte(content), 0o600); err != nil {
		w.Fatal(err)
	}
}

func (w *workspace) read(name string) string {
	w.Helper()
	content, err := os.ReadFile(filepath.Join(w.folder, name))
	if err != nil {
		w.Fatal(err)
	}
	return string(content)
}

// in is the same folder seen by another pipeline, with other environment variables.
func (w *workspace) in(changes map[string]string) *workspace {
	other := *w
	other.env = maps.Clone(w.env)
	maps.Copy(other.env, changes)
	return &other
}

// run types a command and gives back what a user sees, and the exit status.
func (w *workspace) run(arguments ...string) (string, int) {
	w.Helper()
	command := w.command(arguments...)
	output, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.Fatal(err)
	}
	return string(output), command.ProcessState.ExitCode()
}

// command is what run types, for whoever wants to press Ctrl-C in the middle.
func (w *workspace) command(arguments ...string) *exec.Cmd {
	command := exec.CommandContext(w.Context(), cli.path, arguments...)
	command.Dir = w.folder
	for _, variable := range os.Environ() { // nothing of the machine's own Terraform settings
		if name, _, _ := strings.Cut(variable, "="); !strings.HasPrefix(name, "TF_") && !strings.HasPrefix(name, "CASHFREE_") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, "PATH="+os.Getenv("PATH")+string(os.PathListSeparator)+tools)
	for name, value := range w.env {
		command.Env = append(command.Env, name+"="+value)
	}
	return command
}

// ends types a command that must end with the status.
func (w *workspace) ends(status int, arguments ...string) string {
	w.Helper()
	output, code := w.run(append(arguments, "-no-color")...)
	if code != status {
		w.Fatalf("%s ended with %d, want %d:\n%s", strings.Join(arguments, " "), code, status, output)
	}
	return output
}

// says checks for texts, wherever the CLI broke the lines of a message.
func says(t *testing.T, output string, texts ...string) {
	t.Helper()
	flat := flatten(output)
	for _, text := range texts {
		if !strings.Contains(flat, flatten(text)) {
			t.Errorf("nothing says %q in:\n%s", text, output)
		}
	}
}

func flatten(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(text)), " ")
}
