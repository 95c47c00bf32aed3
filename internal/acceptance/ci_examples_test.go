package acceptance

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// TestAccCIExamples_DriftScript shows what the script of the pipelines reports without a change, of a changed status,
// of a changed account, and when Cashfree cannot be read.
func TestAccCIExamples_DriftScript(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal("the script needs a shell:", err)
	}
	w := newWorkspace(t)
	script, err := filepath.Abs(filepath.Join(examplesDir, "ci", "drift.sh"))
	if err != nil {
		t.Fatal(err)
	}
	w.writeConfig(ashaConfig())
	w.apply()
	w.env["CLI"], w.env["DRIFT_REPORT"], w.env["TMPDIR"] = cli.path, driftReportPath+" -title Nightly", t.TempDir()

	night := func(want int) (page string) {
		t.Helper()
		command := w.command()
		command.Path, command.Args = shell, []string{"sh", script}
		output, _ := command.CombinedOutput()
		if got := command.ProcessState.ExitCode(); got != want {
			t.Fatalf("the script ended with %d, want %d:\n%s", got, want, output)
		}
		w.wantNoSecrets(string(output), ashaAccountNumber)
		if want == 1 {
			return string(output)
		}
		w.wantNoSecrets(w.readFile("drift.html"), ashaAccountNumber)
		return w.readFile("drift.md")
	}
	night(0)
	w.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
	wantTexts(t, night(2), "Nightly", "INVALID")
	w.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Status, b.BankAccountNumber = "VERIFIED", "66611020009999" })
	wantTexts(t, night(3), "vendor_0042", "…1772", "…9999")
	w.wantNoSecrets(w.readFile("drift.md"), "66611020009999")
	w.sim.SetCredentials(clientID, "rotated")
	wantTexts(t, night(1), "nothing is known of the payees")
	if left, err := os.ReadDir(w.env["TMPDIR"]); err != nil || len(left) > 0 {
		t.Errorf("plans were left behind: %v %v", left, err)
	}
}

// TestCIExamples_OtherKey shows that apply.sh knows a plan that was encrypted with another key, also where openssl
// takes the key for the right one, as it does with one wrong key in 256.
func TestCIExamples_OtherKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	decrypted, encrypted := filepath.Join(dir, "decrypted"), filepath.Join(dir, "encrypted")
	if err := os.WriteFile(decrypted, []byte("\xfa\x01no plan"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment := slices.Concat(os.Environ(), []string{"CLI=false", "PLAN_KEY=" + planKey, "PLAN_CHANGES=true", "PLAN_FILE=" + encrypted})
	encrypt := exec.CommandContext(t.Context(), "openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-iter", "600000", "-salt",
		"-pass", "env:PLAN_KEY", "-in", decrypted, "-out", encrypted)
	encrypt.Env = environment
	if output, err := encrypt.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	content, err := os.ReadFile(encrypted)
	if err != nil {
		t.Fatal(err)
	}
	apply := exec.CommandContext(t.Context(), "sh", filepath.Join(examplesDir, "ci", "apply.sh"))
	apply.Env = slices.Concat(environment, []string{fmt.Sprintf("PLAN_SHA256=%x", sha256.Sum256(content))})
	output, err := apply.CombinedOutput()
	if err == nil {
		t.Error("apply.sh succeeded")
	}
	wantTexts(t, string(output), "The plan cannot be decrypted")
}

// TestCIExamples_Pinned checks that the pipelines pin what they use, ask for few permissions, and name variables that
// exist.
func TestCIExamples_Pinned(t *testing.T) {
	t.Parallel()
	workflows, err := filepath.Glob(examplesDir + "/ci/github-actions/*.yml")
	if err != nil || len(workflows) != 3 {
		t.Fatal("there are no pipelines", err)
	}
	documented, err := os.ReadFile("../../docs/index.md")
	if err != nil {
		t.Fatal(err)
	}
	gitLab := examplesDir + "/ci/gitlab/.gitlab-ci.yml"
	for _, file := range append(workflows, gitLab) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pipeline := string(content)
		checkPinned(t, file, pipeline)
		for _, name := range regexp.MustCompile(`CASHFREE_PAYOUT_\w+`).FindAllString(pipeline, -1) {
			if !strings.Contains(string(documented), "`"+name+"`") {
				t.Errorf("%s: the provider knows no %s", file, name)
			}
		}
		if file == gitLab {
			wantTexts(t, pipeline, "resource_group: payees", "interruptible: false", "sha256sum -c", "expire_in: 1 day", "- ./apply.sh")
		} else {
			checkWorkflow(t, file, pipeline)
		}
		// Nothing is applied but a plan that was checked, and nothing is installed that the lock file does not have.
		if strings.Contains(pipeline, "-auto-approve") || strings.Contains(pipeline, "terraform apply") {
			t.Errorf("%s applies a plan of its own", file)
		}
		if strings.Count(pipeline, "terraform init") != strings.Count(pipeline, "terraform init -input=false -lockfile=readonly") {
			t.Errorf("%s does not hold the lock file", file)
		}
	}
}

// checkPinned checks that a pipeline names each action by a hash.
func checkPinned(t *testing.T, file, pipeline string) {
	t.Helper()
	pinned := regexp.MustCompile(`^[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+$`)
	for _, action := range regexp.MustCompile(`(?m)uses: (.*)$`).FindAllStringSubmatch(pipeline, -1) {
		if !pinned.MatchString(action[1]) {
			t.Errorf("%s: %s is not pinned", file, action[1])
		}
	}
}

// checkWorkflow checks a workflow of GitHub Actions.
func checkWorkflow(t *testing.T, file, workflow string) {
	t.Helper()
	wantTexts(t, workflow, "permissions:\n  contents: read\n", "concurrency:\n  group: payees", "cancel-in-progress: false",
		"persist-credentials: false", "timeout-minutes:", "environment: payouts-")
	if strings.Contains(workflow, "group: payees #") {
		wantTexts(t, workflow, "queue: max") // a run that waits must not take the place of an apply that waits
	}
	if strings.Contains(workflow, "PLAN_KEY") {
		wantTexts(t, workflow, "retention-days: 1 #", "environment: payouts-apply", "run: ./apply.sh")
	}
	if strings.Count(workflow, "permissions:") != 1 {
		t.Errorf("%s: a job has permissions of its own", file)
	}
}
