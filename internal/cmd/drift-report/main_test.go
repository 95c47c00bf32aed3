package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The exit status is the severity, so that a pipeline can open an incident for 3 and ignore 2.
func TestExitStatus(t *testing.T) {
	t.Parallel()
	failed := asha("status", "FAILED")
	quiet := planOf(t, nil, resource(typeBeneficiary, noOp, asha(), asha()))
	status := planOf(t, resource(typeBeneficiary, update, asha(), failed), nil)
	payees := planOf(t, nil, resource(typeBeneficiary, create, nil, planned(asha())))
	check := planOf(t, nil, nil, "checks", []object{{"status": "fail"}})
	otherResource := planOf(t, nil, resource("terraform_data", create, nil, object{}))
	brokenQuiet := planOf(t, nil, nil, "errored", true)
	brokenPayees := planOf(t, nil, resource(typeBeneficiary, create, nil, planned(asha())), "errored", true)

	for name, c := range map[string]struct {
		plan               []byte
		any, payee, always int
	}{
		"nothing":                           {quiet, 0, 0, 0},
		"a status":                          {status, 2, 0, 0},
		"a failed check":                    {check, 2, 0, 0},
		"a payee":                           {payees, 3, 3, 0},
		"another resource":                  {otherResource, 0, 0, 0},
		"a plan that failed":                {brokenQuiet, 1, 1, 0},
		"a plan that failed, after a payee": {brokenPayees, 3, 3, 0},
	} {
		for failOn, want := range map[string]int{"any": c.any, "payee": c.payee, "never": c.always} {
			var out, stderr strings.Builder
			if got := run([]string{"-fail-on", failOn}, bytes.NewReader(c.plan), &out, &stderr); got != want {
				t.Errorf("%s: -fail-on %s ends with %d, want %d", name, failOn, got, want)
			}
			if !strings.HasPrefix(out.String(), "# Payee changes\n") {
				t.Errorf("%s: the output is %q", name, out.String())
			}
		}
	}
}

// The help lists flags and exit statuses.
func TestCommandLine_Help(t *testing.T) {
	t.Parallel()
	var out, stderr strings.Builder
	if status := run([]string{"-help"}, nil, &out, &stderr); status != exitNothing || stderr.Len() > 0 {
		t.Errorf("status %d, stderr %q", status, stderr.String())
	}
	for _, want := range []string{"Exit status:", "-fail-on", "-max-removed number", "-max-account-changes number", "-markdown file", "payees changed"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the help does not contain %q:\n%s", want, out.String())
		}
	}
}

// A bad command line ends in one line on standard error.
func TestCommandLine_Error(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		`any or never, got "sometimes"`: {"-fail-on", "sometimes"},
		"-run-url must be":              {"-run-url", "javascript://ci.example.com/%0aalert(1)"},
		"that starts with https":        {"-run-url", "ci.example.com"},
		"not defined: -loud":            {"-loud"},
		"got 2 arguments":               {"a.json", "b.json"},
		"from 0 on, got \"-1\"":         {"-max-removed", "-1"},
		"from 0 on, got \"30%\"":        {"-max-account-changes", "30%"},
		"no-such-file.json":             {"no-such-file.json"},
		"no/such/folder":                {"-html", "no/such/folder/page.html"},
	} {
		var out, stderr strings.Builder
		if status := run(args, bytes.NewReader(planOf(t, nil, nil)), &out, &stderr); status != exitFailed {
			t.Errorf("%q ends with %d", args, status)
		}
		line := stderr.String()
		if strings.Count(line, "\n") != 1 || !strings.HasPrefix(line, "drift-report: ") || !strings.Contains(line, want) {
			t.Errorf("%q: got %q, want one line with %q", args, line, want)
		}
	}
}

// A bad plan does not overwrite an existing report.
func TestReportPlan_BadPlan(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	bad := strings.NewReader(`{"format_version":"1.2","resource_changes":[{"mode":"managed","type":"` + typeSet + `","change":{"before":`)
	if status := run([]string{"-html", file, "-json", "-"}, bad, t.Output(), t.Output()); status != exitFailed {
		t.Errorf("the status is %d", status)
	}
	if content, err := os.ReadFile(file); err != nil || string(content) != "old" {
		t.Errorf("%v: the file has %q", err, content)
	}
}

// README.md documents each field of the JSON form.
func TestJSON_Documented(t *testing.T) {
	t.Parallel()
	documentation, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	payees, err := os.ReadFile("testdata/payees.json")
	if err != nil {
		t.Fatal(err)
	}
	var whole any
	if err := jsonInto(payees, &whole); err != nil {
		t.Fatal(err)
	}
	for name := range keysOf(whole, map[string]bool{}) {
		if !strings.Contains(string(documentation), "`"+name+"`") {
			t.Errorf("README.md does not document %s", name)
		}
	}
}

func keysOf(tree any, found map[string]bool) map[string]bool {
	switch tree := tree.(type) {
	case map[string]any:
		for name, part := range tree {
			found[name] = true
			keysOf(part, found)
		}
	case []any:
		for _, part := range tree {
			keysOf(part, found)
		}
	}
	return found
}
