package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var rewrite = flag.Bool("update", false, "write the reports in testdata")

// The reports of real plans are those in testdata. The plans were made against the simulator: payees changed by hand
// and in the configuration, with plain account numbers by Terraform and by OpenTofu, and with write-only ones; and
// records of a whitelist and of keys.
func TestReport_RealPlans(t *testing.T) {
	t.Parallel()
	for plan, golden := range map[string]string{
		"payees.terraform.plan.json": "payees",
		"payees.opentofu.plan.json":  "payees", // the same report
		"write-only.plan.json":       "payees", // the same report, although the plan has no account numbers
		"records.plan.json":          "records",
		"quiet.plan.json":            "quiet",
	} {
		t.Run(plan, func(t *testing.T) {
			dir := t.TempDir()
			args := []string{"-run-url", "https://ci.example.com/runs/42", "-fail-on", "never"}
			for form, ending := range map[string]string{"-markdown": ".md", "-html": ".html", "-json": ".json"} {
				args = append(args, form, filepath.Join(dir, golden+ending))
			}
			args = append(args, filepath.Join("testdata", plan))
			if status := run(args, nil, t.Output(), t.Output()); status != exitNothing {
				t.Fatalf("the status is %d", status)
			}
			for _, ending := range []string{".md", ".html", ".json"} {
				isFirst := plan != "payees.opentofu.plan.json" && plan != "write-only.plan.json"
				wantGolden(t, filepath.Join(dir, golden+ending), filepath.Join("testdata", golden+ending), *rewrite && isFirst)
			}
		})
	}
}

// wantGolden compares a report with the one in testdata, or writes that.
func wantGolden(t *testing.T, report, golden string, write bool) {
	t.Helper()
	got, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	if write {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is not up to date; -update writes it. The report is\n%s", golden, got)
	}
}
