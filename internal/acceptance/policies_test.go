package acceptance

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// findConftest returns the conftest that make builds, or the one that CONFTEST names or the PATH has.
func findConftest(t *testing.T) string {
	t.Helper()
	path := conftestPath(t)
	if path == "" {
		t.Skip("there is no conftest: make .tools/conftest builds it")
	}
	return path
}

// conftestPath returns the path of conftest, or "" if there is none.
func conftestPath(t *testing.T) string {
	t.Helper()
	for _, candidate := range []string{os.Getenv("CONFTEST"), "../../.tools/conftest", "conftest"} {
		if candidate == "" {
			continue
		}
		if path, err := exec.LookPath(candidate); err == nil {
			path, err = filepath.Abs(path)
			if err != nil {
				t.Fatal(err)
			}
			return path
		}
	}
	return ""
}

// payeeCounts are the numbers of payees that limits are about.
type payeeCounts struct{ removed, accountChanges int }

var policyMessage = regexp.MustCompile(`^(\d+) payees (?:would|could) (be removed|get another account or UPI address), and the limit is -?\d+$`)

// countByPolicy returns what the policy of the examples counts in a plan, and its other messages.
func countByPolicy(t *testing.T, conftest, plan string) (counts payeeCounts, others []string) {
	t.Helper()
	limits := filepath.Join(t.TempDir(), "limits.json") // each limit is exceeded, so that its message has the number
	if err := os.WriteFile(limits, []byte(`{"payee_limits": {"removed": -1, "account_changes": -1}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), conftest, "test", "--policy", filepath.Join(examplesDir, "policies"), "--data", limits, "--output", "json", plan)
	output, err := command.Output()
	var results []struct {
		Failures []struct {
			Message string `json:"msg"`
		} `json:"failures"`
	}
	if decodeErr := json.Unmarshal(output, &results); decodeErr != nil || len(results) != 1 {
		t.Fatalf("%v, %v: %s", describe(err), decodeErr, output)
	}
	counts = payeeCounts{-1, -1}
	for _, failure := range results[0].Failures {
		match := policyMessage.FindStringSubmatch(failure.Message)
		switch {
		case match == nil:
			others = append(others, failure.Message)
		case match[2] == "be removed":
			counts.removed, _ = strconv.Atoi(match[1])
		default:
			counts.accountChanges, _ = strconv.Atoi(match[1])
		}
	}
	return counts, others
}

// describe returns an error with what the program wrote to standard error.
func describe(err error) string {
	if exit, isExit := errors.AsType[*exec.ExitError](err); isExit {
		return fmt.Sprintf("%v: %s", err, exit.Stderr)
	}
	return fmt.Sprint(err)
}

// countByReport returns what drift-report counts in a plan.
func countByReport(t *testing.T, program, plan string) payeeCounts {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, "-json", "-", "-max-removed", "0", "-max-account-changes", "0", plan)
	output, err := command.Output()
	var report struct {
		Limits []struct {
			Name  string
			Count int
		}
	}
	if decodeErr := json.Unmarshal(output, &report); decodeErr != nil || len(report.Limits) != 2 {
		t.Fatalf("%v, %v: %s", describe(err), decodeErr, output)
	}
	counts := make(map[string]int)
	for _, limit := range report.Limits {
		counts[limit.Name] = limit.Count
	}
	return payeeCounts{counts["removed"], counts["account_changes"]}
}

// wantCounts checks what both count in a plan.
func wantCounts(t *testing.T, conftest, plan string, want payeeCounts) {
	t.Helper()
	if got := countByReport(t, driftReportPath, plan); got != want {
		t.Errorf("drift-report counts %+v, want %+v", got, want)
	}
	if got, others := countByPolicy(t, conftest, plan); got != want || len(others) > 0 {
		t.Errorf("the policy counts %+v, want %+v, and it says %q", got, want, others)
	}
}

// TestPolicies_StoredPlans shows that the policy and drift-report count the same in the plans that drift-report is
// tested with.
func TestPolicies_StoredPlans(t *testing.T) {
	t.Parallel()
	conftest := findConftest(t)
	for name, want := range map[string]payeeCounts{
		"payees.terraform": {2, 6}, "payees.opentofu": {2, 6}, "write-only": {2, 6}, "records": {0, 0}, "quiet": {0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantCounts(t, conftest, "../cmd/drift-report/testdata/"+name+".plan.json", want)
		})
	}
}

// TestPolicies_FormerStays shows that both count the same in plans that replace each payee and each set and leave the
// former ones at Cashfree, which nobody counts as removed.
func TestPolicies_FormerStays(t *testing.T) {
	t.Parallel()
	conftest := findConftest(t)
	for _, name := range []string{"payees.terraform", "payees.opentofu", "write-only"} {
		for _, actions := range [][]any{{"create", "forget"}, {"forget", "create"}} {
			t.Run(fmt.Sprint(name, actions), func(t *testing.T) {
				t.Parallel()
				plan := withActions(t, "../cmd/drift-report/testdata/"+name+".plan.json", actions)
				want := countByReport(t, driftReportPath, plan)
				if want.removed > 0 || want.accountChanges == 0 {
					t.Errorf("drift-report counts %+v", want)
				}
				wantCounts(t, conftest, plan, want)
			})
		}
	}
}

// withActions returns the path of a copy of a plan in which other actions stand for every change of what exists.
func withActions(t *testing.T, path string, actions []any) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var plan map[string]any
	if err := json.Unmarshal(content, &plan); err != nil {
		t.Fatal(err)
	}
	changes, _ := plan["resource_changes"].([]any)
	for _, element := range changes {
		resource, _ := element.(map[string]any)
		change, _ := resource["change"].(map[string]any)
		if change["before"] != nil && change["after"] != nil && fmt.Sprint(change["actions"]) != "[no-op]" {
			change["actions"] = actions
		} else if change["after"] == nil {
			change["actions"] = []any{"forget"}
		}
	}
	edited, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(copied, edited, 0o600); err != nil {
		t.Fatal(err)
	}
	return copied
}

// TestAccPolicies shows that the policy and drift-report count the same in plans of the CLI, whatever changes in them.
func TestAccPolicies(t *testing.T) {
	conftest := findConftest(t)
	set := func(document string, more ...string) string {
		return fmt.Sprintf(`
resource "cashfree_payout_beneficiary_set" "vendors" {
  csv_wo = <<-CSV
%sCSV
  max_removals        = "100%%"
  max_account_changes = "100%%"
%s
}
`, document, strings.Join(more, "\n"))
	}
	sameEnd := fmt.Sprintf("%s%08d", vendorAccountPrefix, 1)
	otherKey := `provider "cashfree" { fingerprint_key = "` + strings.Repeat("another", 6) + `" }`
	unknown := `
resource "terraform_data" "it" {
  input = %s
}
resource "cashfree_payout_beneficiary_set" "vendors" {
  csv                 = terraform_data.it.output
  max_removals        = "100%%"
  max_account_changes = "100%%"
}
`
	for name, test := range map[string]struct {
		before, after string
		args          []string
		want          payeeCounts
	}{
		"no change":                      {before: set(vendorsCSV(4)), after: set(vendorsCSV(4))},
		"270 of 300 members leave":       {before: set(vendorsCSV(300)), after: set(vendorsCSV(30)), want: payeeCounts{270, 0}},
		"a set is created":               {before: "", after: set(vendorsCSV(4))},
		"a set is removed":               {before: set(vendorsCSV(4)), after: "", want: payeeCounts{4, 0}},
		"a set is forgotten":             {before: set(vendorsCSV(4)), after: "removed {\n  from = cashfree_payout_beneficiary_set.vendors\n  lifecycle {\n    destroy = false\n  }\n}\n"},
		"a set is replaced":              {before: set(vendorsCSV(4)), after: set(vendorsCSV(4)), args: []string{"-replace=cashfree_payout_beneficiary_set.vendors"}, want: payeeCounts{0, 0}},
		"a set is replaced and changed":  {before: set(vendorsCSV(4)), after: set(vendorsCSV(3, "v1@", "w1@")), args: []string{"-replace=cashfree_payout_beneficiary_set.vendors"}, want: payeeCounts{1, 1}},
		"one comes and one goes":         {before: set(vendorsCSV(4)), after: set(vendorsCSV(4, "v00001,Asha Rao,"+sameEnd, "w00001,Bina Rao,99999000099900009999")), want: payeeCounts{1, 0}},
		"another account":                {before: set(vendorsCSV(4)), after: set(vendorsCSV(4, sameEnd, "99999000099900009999")), want: payeeCounts{0, 1}},
		"another account, same end":      {before: set(vendorsCSV(4)), after: set(vendorsCSV(4, sameEnd, "99999000099900000001")), want: payeeCounts{0, 1}},
		"another IFSC":                   {before: set(vendorsCSV(4)), after: set(vendorsCSV(4, "00000001,HDFC0000001", "00000001,HDFC0000002")), want: payeeCounts{0, 1}},
		"another e-mail":                 {before: set(vendorsCSV(4)), after: set(vendorsCSV(4, "v1@", "w1@"))},
		"another name":                   {before: set(vendorsCSV(4)), after: set(vendorsCSV(4, "v00001,Asha", "v00001,Bina"))},
		"another name, with another key": {before: set(vendorsCSV(4)), after: otherKey + set(vendorsCSV(4, "v00001,Asha", "v00001,Bina"))},
		"another id":                     {before: set(vendorsCSV(4)), after: set(vendorsCSV(4, "v00001", "w00001")), want: payeeCounts{0, 1}},
		"another order and limit":        {before: set(vendorsCSV(2)), after: strings.Replace(set(vendorsCSV(2)), "100%", "90%", 1)},
		"UPI, another id": {
			before: set("beneficiary_id,name,vpa\na,Asha,asha@okbank\nb,Bina,bina@okbank\n"),
			after:  set("beneficiary_id,name,vpa\nx,Asha,asha@okbank\nb,Bina,bina@okbank\n"),
		},
		"UPI, another address": {
			before: set("beneficiary_id,name,vpa\na,Asha,asha@okbank\nb,Bina,bina@okbank\n"),
			after:  set("beneficiary_id,name,vpa\na,Asha,asha@yesbank\nb,Bina,bina@okbank\n"), want: payeeCounts{0, 1},
		},
		"the document is not known yet": {
			before: fmt.Sprintf(unknown, fmt.Sprintf("%q", vendorsCSV(4))), after: fmt.Sprintf(unknown, fmt.Sprintf("%q", vendorsCSV(3))),
			want: payeeCounts{4, 4},
		},
		"a single payee is added":                   {before: "", after: ashaConfig()},
		"a single payee is removed":                 {before: ashaConfig(), after: "", want: payeeCounts{1, 0}},
		"a single payee, another account":           {before: ashaConfig(), after: ashaConfig(ashaAccountNumber, "99911020001772"), want: payeeCounts{0, 1}},
		"a single payee, another UPI address":       {before: ashaConfig(), after: ashaConfig("asha@examplebank", "asha@okbank"), want: payeeCounts{0, 1}},
		"a single payee, another e-mail":            {before: ashaConfig(), after: ashaConfig("asha@example.com", "rao@example.com")},
		"a single payee, another id":                {before: ashaConfig(), after: ashaConfig("vendor_0042", "vendor_0043")},
		"a single payee, another id and account":    {before: ashaConfig(), after: ashaConfig("vendor_0042", "vendor_0043", ashaAccountNumber, "99911020001772"), want: payeeCounts{1, 0}},
		"a single payee is replaced as it is":       {before: ashaConfig(), after: ashaConfig(), args: []string{"-replace=" + ashaAddress}},
		"a write-only number, another with its end": {before: ashaWriteOnlyConfig(), after: ashaWriteOnlyConfig(), args: []string{"-var=number=99911020001772"}, want: payeeCounts{0, 1}},
		"a write-only number, another e-mail":       {before: ashaWriteOnlyConfig(), after: ashaWriteOnlyConfig("asha@example.com", "rao@example.com")},
	} {
		t.Run(strings.ReplaceAll(name, ",", ""), func(t *testing.T) { // conftest splits paths at commas
			w := newWorkspace(t)
			w.env["TF_VAR_number"] = ashaAccountNumber
			w.writeConfig(test.before)
			if test.before != "" {
				w.apply()
			}
			w.writeConfig(test.after)
			w.run(0, append([]string{"plan", "-input=false", "-out=plan.bin"}, test.args...)...)
			w.writeFile("plan.json", w.run(0, "show", "-json", "plan.bin"))
			wantCounts(t, conftest, filepath.Join(w.dir, "plan.json"), test.want)
		})
	}
}

// TestPolicies_Uncountable shows that the policy denies what it cannot count.
func TestPolicies_Uncountable(t *testing.T) {
	t.Parallel()
	conftest := findConftest(t)
	for input, want := range map[string]string{
		`{"format_version": "1.2", "planned_values": {}, "errored": true}`:          "the plan ended in an error",
		`{"format_version": "1.2", "planned_values": {}, "deferred_changes": [{}]}`: "changes are postponed to another run",
		`{"format_version": "1.0", "values": {}}`:                                   "this is not the JSON of a plan",
		`{}`: "this is not the JSON of a plan",
	} {
		plan := filepath.Join(t.TempDir(), "plan.json")
		if err := os.WriteFile(plan, []byte(input), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, others := countByPolicy(t, conftest, plan); len(others) != 1 || !strings.HasPrefix(others[0], want) {
			t.Errorf("%s: %q, want %q", input, others, want)
		}
	}
}

// TestAccPolicies_Readme shows that the commands of README.md deny the plan of a set that removes too many payees.
func TestAccPolicies_Readme(t *testing.T) {
	conftest := findConftest(t)
	readme := readExample(t, "policies/README.md")
	command := regexp.MustCompile("(?s)```shell\n(.*?)```").FindStringSubmatch(readme)[1]
	message := regexp.MustCompile("(?s)```text\n(.*?)```").FindStringSubmatch(readme)[1]
	w := newWorkspace(t)
	w.writeSet("csv_wo", vendorsCSV(300))
	w.apply()
	w.writeFile("vendors.csv", vendorsCSV(30))
	policies, err := filepath.Abs(filepath.Join(examplesDir, "policies"))
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	terraform, err := exec.LookPath(cli.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink(conftest, filepath.Join(bin, "conftest")), os.Symlink(terraform, filepath.Join(bin, "terraform")),
		os.Mkdir(filepath.Join(w.dir, "examples"), 0o700), os.Symlink(policies, filepath.Join(w.dir, "examples", "policies"))); err != nil {
		t.Fatal(err)
	}
	shell := w.command()
	shell.Path, shell.Args = "/bin/sh", []string{"sh", "-e", "-c", command}
	shell.Env = append(shell.Env, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	output, err := shell.CombinedOutput()
	if _, failed := errors.AsType[*exec.ExitError](err); !failed {
		t.Errorf("the plan is not denied: %v\n%s", err, output)
	}
	wantTexts(t, regexp.MustCompile(`\x1b\[\d*m`).ReplaceAllString(string(output), ""), message)
}
