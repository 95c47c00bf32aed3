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
		fails       error
		code        int
		out, errors string
		served      string
	}{
		"as Terraform starts it": {served: "served"},
		"for a debugger":         {args: "-debug", served: "debugged"},
		"version":                {args: "-version", out: "terraform-provider-cashfree dev\n"},
		"unknown flag":           {args: "-wrong", code: 1, errors: "terraform-provider-cashfree: flag provided but not defined: -wrong\n"},
		"stray argument":         {args: "plan", code: 1, errors: "terraform-provider-cashfree: unexpected argument \"plan\"\n"},
		"serving fails":          {fails: errors.New("no socket"), code: 1, errors: "terraform-provider-cashfree: no socket\n", served: "served"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, complaints bytes.Buffer
			served := ""
			code := run(strings.Fields(test.args), &out, &complaints, func(debug bool) error {
				served = map[bool]string{false: "served", true: "debugged"}[debug]
				return test.fails
			})
			if code != test.code || out.String() != test.out || complaints.String() != test.errors || served != test.served {
				t.Errorf("it ended with %d, %q, %q, and %q", code, out.String(), complaints.String(), served)
			}
		})
	}
}
