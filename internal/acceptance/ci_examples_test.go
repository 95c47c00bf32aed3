package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The script of the pipelines, night after night: nothing, a status, a payee changed by hand, and Cashfree out of reach.
func TestTheDriftScriptOfThePipelines(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal("the script needs a shell:", err)
	}
	w := begin(t).workspace()
	script, err := filepath.Abs(filepath.Join(examples, "ci", "drift.sh"))
	if err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(w.folder, "drift-report")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", report, "../cmd/drift-report").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.write("main.tf", requiredProviders+asha())
	w.ends(0, "apply", "-auto-approve", "-input=false")
	w.env["CLI"], w.env["DRIFT_REPORT"], w.env["TMPDIR"] = cli.path, report+" -title Nightly", t.TempDir()

	night := func(want int) (page string) {
		t.Helper()
		command := w.command()
		command.Path, command.Args = shell, []string{"sh", script}
		output, _ := command.CombinedOutput()
		if got := command.ProcessState.ExitCode(); got != want {
			t.Fatalf("the script ended with %d, want %d:\n%s", got, want, output)
		}
		w.lacks(string(output), accountNumber)
		if want == 1 {
			return string(output)
		}
		w.lacks(w.read("drift.html"), accountNumber)
		return w.read("drift.md")
	}
	night(0)
	w.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
	says(t, night(2), "Nightly", "INVALID")
	w.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Status, b.BankAccountNumber = "VERIFIED", "66611020009999" })
	says(t, night(3), "vendor_0042", "…1772", "…9999")
	w.lacks(w.read("drift.md"), "66611020009999")
	w.sim.SetCredentials(clientID, "rotated")
	says(t, night(1), "nothing is known of the payees")
	if left, err := os.ReadDir(w.env["TMPDIR"]); err != nil || len(left) > 0 {
		t.Errorf("plans were left behind: %v %v", left, err)
	}
}

// What a pipeline takes from others is pinned by hash, and it can do no more than it must.
func TestThePipelinesArePinnedAndModest(t *testing.T) {
	t.Parallel()
	workflows, err := filepath.Glob(examples + "/ci/github-actions/*.yml")
	if err != nil || len(workflows) < 3 {
		t.Fatal("there are no pipelines", err)
	}
	uses := regexp.MustCompile(`(?m)uses: (.*)$`)
	pinned := regexp.MustCompile(`^[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+$`)
	variable := regexp.MustCompile(`CASHFREE_PAYOUT_\w+`)
	known, err := os.ReadFile("../../docs/index.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(workflows, examples+"/ci/gitlab/.gitlab-ci.yml") {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		for _, action := range uses.FindAllStringSubmatch(text, -1) {
			if !pinned.MatchString(action[1]) {
				t.Errorf("%s: %s is not pinned", file, action[1])
			}
		}
		for _, name := range variable.FindAllString(text, -1) {
			if !strings.Contains(string(known), "`"+name+"`") {
				t.Errorf("%s: the provider knows no %s", file, name)
			}
		}
		if strings.HasSuffix(file, "gitlab-ci.yml") {
			says(t, text, "resource_group: payees", "interruptible: false", "sha256sum -c")
			continue
		}
		says(t, text, "permissions:\n  contents: read\n", "concurrency:\n  group: payees", "cancel-in-progress: false",
			"persist-credentials: false", "timeout-minutes:", "environment: payouts-")
		if strings.Count(text, "permissions:") != 1 {
			t.Errorf("%s: a job has permissions of its own", file)
		}
	}
}
