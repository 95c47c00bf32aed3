package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var rewrite = flag.Bool("update", false, "write the reports in testdata anew")

// The plans are real ones, made against the simulator: payees changed by hand and in the code, once with plain account
// numbers by Terraform and by OpenTofu, once with write-only ones; and records of a whitelist and of keys.
func TestReportsOfRealPlans(t *testing.T) {
	t.Parallel()
	for plan, golden := range map[string]string{
		"payees.terraform.plan.json": "payees",
		"payees.opentofu.plan.json":  "payees", // which tells the same
		"write-only.plan.json":       "payees", // as it does of numbers that it does not have
		"records.plan.json":          "records",
		"quiet.plan.json":            "quiet",
	} {
		t.Run(plan, func(t *testing.T) {
			dir := t.TempDir()
			args := []string{"-run-url", "https://ci.example.com/runs/42", "-fail-on", "never"}
			for form, ending := range map[string]string{"-markdown": ".md", "-html": ".html", "-json": ".json"} {
				args = append(args, form, filepath.Join(dir, golden+ending))
			}
			if status := run(append(args, filepath.Join("testdata", plan)), nil, t.Output(), t.Output()); status != exitNothing {
				t.Fatalf("the status is %d", status)
			}
			for _, ending := range []string{".md", ".html", ".json"} {
				got, err := os.ReadFile(filepath.Join(dir, golden+ending))
				if err != nil {
					t.Fatal(err)
				}
				name := filepath.Join("testdata", golden+ending)
				if *rewrite && plan != "payees.opentofu.plan.json" && plan != "write-only.plan.json" {
					if err := os.WriteFile(name, got, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				if string(got) != string(want) {
					t.Errorf("%s is not what -update would write; the report is\n%s", name, got)
				}
			}
		})
	}
}
