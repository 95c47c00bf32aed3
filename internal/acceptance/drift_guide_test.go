package acceptance

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// guideCommand returns the commands of the block in the guide about drift in CI that has a text.
func guideCommand(t *testing.T, text string) string {
	t.Helper()
	for _, block := range readGuide(t, "../../templates/guides/drift-in-ci.md") {
		if block.language == "sh" && strings.Contains(block.text, text) {
			return block.text
		}
	}
	t.Fatalf("the guide has no block with %q", text)
	return ""
}

// TestAccDriftGuide_Gate shows that the commands of the guide stop a plan that goes beyond a limit, before its apply,
// and apply another one, and that the policy says the same.
func TestAccDriftGuide_Gate(t *testing.T) {
	conftest := findConftest(t)
	w := newWorkspace(t)
	w.writeSet("csv_wo", vendorsCSV(12))
	w.apply()
	policies, err := filepath.Abs(filepath.Join(examplesDir, "policies"))
	if err != nil {
		t.Fatal(err)
	}
	terraform, err := exec.LookPath(cli.path)
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	for link, target := range map[string]string{
		filepath.Join(bin, "conftest"): conftest, filepath.Join(bin, "terraform"): terraform,
		filepath.Join(bin, "drift-report"): driftReportPath, filepath.Join(w.dir, "examples", "policies"): policies,
	} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(link), 0o700), os.Symlink(target, link)); err != nil {
			t.Fatal(err)
		}
	}
	shell := func(want int, script string) string {
		t.Helper()
		command := w.command()
		command.Path, command.Args = "/bin/sh", []string{"sh", "-e", "-c", script}
		command.Env = append(command.Env, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		output, err := command.CombinedOutput()
		if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
			t.Fatal(err)
		}
		if status := command.ProcessState.ExitCode(); status != want {
			t.Fatalf("%s ended with %d, want %d:\n%s", script, status, want, output)
		}
		return string(output)
	}
	gate, policy := guideCommand(t, "-max-removed"), guideCommand(t, "conftest test")
	w.writeFile("vendors.csv", vendorsCSV(6))
	wantTexts(t, shell(4, gate), "6 payees would be removed, and the limit is 5")
	wantTexts(t, shell(1, policy), "6 payees would be removed, and the limit is 5")
	if len(w.sim.All()) != 12 {
		t.Errorf("%d payees are left", len(w.sim.All()))
	}
	w.writeFile("vendors.csv", vendorsCSV(7))
	shell(0, gate)
	shell(0, policy)
	if len(w.sim.All()) != 7 {
		t.Errorf("%d payees are left", len(w.sim.All()))
	}
	wantTexts(t, w.readFile("plan.json"), `"format_version"`) // the policy's, which comes last
	if key := strings.TrimSpace(shell(0, guideCommand(t, "openssl"))); len(key) < 32 {
		t.Errorf("%q is too short for plan.sh", key)
	}
}
