package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// Terraform starts the provider without flags, and errors are one line on standard error.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args        string
		by          string
		fail        error
		code        int
		out, errors string
		served      string
	}{
		"as Terraform starts it": {by: "Terraform", served: "served"},
		"for a debugger":         {args: "-debug", served: "debugged"},
		"version":                {args: "-version", out: "terraform-provider-cashfree dev\n"},
		"unknown flag": {
			args: "-wrong", code: 1, errors: "terraform-provider-cashfree: flag provided but not defined: -wrong\n",
		},
		"unexpected argument": {
			args: "plan", code: 1, errors: "terraform-provider-cashfree: unexpected argument \"plan\"\n",
		},
		"serving fails": {
			by: "Terraform", fail: errors.New("no socket"), served: "served",
			code: 1, errors: "terraform-provider-cashfree: no socket\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			served := ""
			code := run(strings.Fields(test.args), test.by == "Terraform", &stdout, &stderr, func(debug bool) error {
				served = map[bool]string{false: "served", true: "debugged"}[debug]
				return test.fail
			})
			if code != test.code || stdout.String() != test.out || stderr.String() != test.errors || served != test.served {
				t.Errorf("got exit code %d, output %q, errors %q, and served %q", code, &stdout, &stderr, served)
			}
		})
	}
}

// A user who runs the program gets an explanation: who starts it, where it is documented, and its flags. Only a request
// for help is a success, and only then the explanation goes to standard output.
func TestCommandLine_About(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{"": 1, "-help": 0, "-h": 0} {
		var stdout, stderr bytes.Buffer
		code := run(strings.Fields(args), false, &stdout, &stderr, func(bool) error { return errors.New("it served") })
		used, unused := &stderr, &stdout
		if want == 0 {
			used, unused = &stdout, &stderr
		}
		if code != want || unused.Len() > 0 {
			t.Errorf("%q: got exit code %d and %q on the other output, want %d and nothing", args, code, unused, want)
		}
		for _, needed := range []string{
			"terraform-provider-cashfree dev", "Terraform or OpenTofu starts it", `source = "cashfree-community/cashfree"`,
			"https://registry.terraform.io/providers/cashfree-community/cashfree/latest/docs", "-debug", "-version",
		} {
			if !strings.Contains(used.String(), needed) {
				t.Errorf("%q: the output has no %s", args, needed)
			}
		}
	}
}
