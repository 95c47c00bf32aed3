package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestTheCommandLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args        string
		by          string
		fails       error
		code        int
		out, errors string
		served      string
	}{
		"as Terraform starts it": {by: "Terraform", served: "served"},
		"for a debugger":         {args: "-debug", served: "debugged"},
		"version":                {args: "-version", out: "terraform-provider-cashfree dev\n"},
		"unknown flag":           {args: "-wrong", code: 1, errors: "terraform-provider-cashfree: flag provided but not defined: -wrong\n"},
		"stray argument":         {args: "plan", code: 1, errors: "terraform-provider-cashfree: unexpected argument \"plan\"\n"},
		"serving fails":          {by: "Terraform", fails: errors.New("no socket"), code: 1, errors: "terraform-provider-cashfree: no socket\n", served: "served"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, complaints bytes.Buffer
			served := ""
			code := run(strings.Fields(test.args), test.by == "Terraform", &out, &complaints, func(debug bool) error {
				served = map[bool]string{false: "served", true: "debugged"}[debug]
				return test.fails
			})
			if code != test.code || out.String() != test.out || complaints.String() != test.errors || served != test.served {
				t.Errorf("it ended with %d, %q, %q, and %q", code, out.String(), complaints.String(), served)
			}
		})
	}
}

// Whoever runs the program to see what it does is told who runs it, where it is documented, and what else it can do.
// Only a call for help is a success, and only its answer goes to standard output.
func TestAPersonIsToldWhatTheProgramIs(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{"": 1, "-help": 0, "-h": 0} {
		var out, complaints bytes.Buffer
		code := run(strings.Fields(args), false, &out, &complaints, func(bool) error { return errors.New("it served") })
		said, silent := &complaints, &out
		if want == 0 {
			said, silent = &out, &complaints
		}
		if code != want || silent.Len() > 0 {
			t.Errorf("%q: it ended with %d, and said %q where it should say nothing", args, code, silent)
		}
		for _, needed := range []string{
			"terraform-provider-cashfree dev", "Terraform or OpenTofu starts it", `source = "cashfree-community/cashfree"`,
			"https://registry.terraform.io/providers/cashfree-community/cashfree/latest/docs", "-debug", "-version",
		} {
			if !strings.Contains(said.String(), needed) {
				t.Errorf("%q: it does not say %s", args, needed)
			}
		}
	}
}
