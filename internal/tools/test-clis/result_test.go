package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// mixed is the shortened output of go test -json with one test of each outcome.
const mixed = `{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestGood"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"    a_test.go:3: a note\n"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"--- PASS: TestGood (1.50s)\n"}
{"Action":"pass","Package":"p","Test":"TestGood","Elapsed":1.5}
{"Action":"run","Package":"p","Test":"TestBad"}
{"Action":"run","Package":"p","Test":"TestBad/one"}
{"Action":"output","Package":"p","Test":"TestBad/one","Output":"=== RUN   TestBad/one\n"}
{"Action":"output","Package":"p","Test":"TestBad/one","Output":"    a_test.go:7: got 1\n"}
{"Action":"output","Package":"p","Test":"TestBad/one","Output":"        want 2\n"}
{"Action":"fail","Package":"p","Test":"TestBad/one","Elapsed":0.1}
{"Action":"pass","Package":"p","Test":"TestBad/two","Elapsed":0.1}
{"Action":"fail","Package":"p","Test":"TestBad","Elapsed":0.2}
{"Action":"output","Package":"p","Test":"TestNew","Output":"=== RUN   TestNew\n"}
{"Action":"output","Package":"p","Test":"TestNew","Output":"    a_test.go:9: needs Terraform 1.14,\n"}
{"Action":"output","Package":"p","Test":"TestNew","Output":"        this is 1.11.4\n"}
{"Action":"output","Package":"p","Test":"TestNew","Output":"--- SKIP: TestNew (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestNew","Elapsed":0}
{"Action":"output","Package":"p","Output":"FAIL\n"}
{"Action":"fail","Package":"p","Elapsed":2}
`

// Tests and subtests are counted, and only the output of failed ones is shown.
func TestResult_Read(t *testing.T) {
	t.Parallel()

	r, shown := read(t, mixed)
	if got, want := r.String(), "1 test FAILED, 1 test passed, 1 skipped (2 subtests)"; got != want {
		t.Errorf("summary is %q, want %q", got, want)
	}
	if r.ok() {
		t.Error("a run with a failed test is a success")
	}
	if want := (skip{"TestNew", "needs Terraform 1.14, this is 1.11.4"}); len(r.skipped) != 1 || r.skipped[0] != want {
		t.Errorf("skipped %q, want %q", r.skipped, want)
	}

	const want = `--- PASS: TestGood (1.50s)
    a_test.go:7: got 1
        want 2
--- FAIL: TestBad/one (0.10s)
--- FAIL: TestBad (0.20s)
--- SKIP: TestNew (0.00s)
FAIL
`
	if shown != want {
		t.Errorf("shown:\n%s\nwant:\n%s", shown, want)
	}
}

// After a time-out the output of the tests that did not end is shown.
func TestResult_Read_NotEnded(t *testing.T) {
	t.Parallel()

	r, shown := read(t, `{"Action":"output","Package":"p","Test":"TestLong","Output":"panic: test timed out\n"}
{"Action":"fail","Package":"p","Elapsed":1800}
`)
	if !strings.Contains(shown, "not ended: TestLong\npanic: test timed out\n") {
		t.Errorf("shown: %s", shown)
	}
	if r.ok() {
		t.Error("a run in which no test ended is a success")
	}
}

// Lines of the go command that are not events are shown as they are.
func TestResult_Read_NoEvent(t *testing.T) {
	t.Parallel()

	_, shown := read(t, `{"ImportPath":"p","Action":"build-output","Output":"a.go:1: syntax error\n"}
go: cannot find main module
{"ImportPath":"p","Action":"build-fail"}`)
	if want := "a.go:1: syntax error\ngo: cannot find main module\n"; shown != want {
		t.Errorf("shown %q, want %q", shown, want)
	}
}

// The last line marks failures and runs without a test.
func TestResult_String(t *testing.T) {
	t.Parallel()

	for name, tc := range map[string]struct {
		result result
		want   string
		ok     bool
	}{
		"all passed":    {result{passed: 41}, "41 tests passed", true},
		"with subtests": {result{passed: 41, subtests: 96}, "41 tests passed (96 subtests)", true},
		"nothing ran":   {result{}, "FAILED: no test ran; 0 tests passed", false},
		"all skipped":   {result{skipped: make([]skip, 2)}, "FAILED: no test ran; 0 tests passed, 2 skipped", false},
		"one failed":    {result{passed: 2, failed: 1, err: errors.New("exit status 1")}, "1 test FAILED, 2 tests passed", false},
		"did not build": {result{err: errors.New("exit status 1")}, "FAILED: exit status 1; 0 tests passed", false},
		"died half-way": {result{passed: 3, err: errors.New("signal: killed")}, "FAILED: signal: killed; 3 tests passed", false},
	} {
		if got := tc.result.String(); got != tc.want {
			t.Errorf("%s: summary is %q, want %q", name, got, tc.want)
		}
		if got := tc.result.ok(); got != tc.ok {
			t.Errorf("%s: ok is %t", name, got)
		}
	}
}

// The summary has a line for each product, and a product with which no test ran is a failure.
func TestSummarize(t *testing.T) {
	t.Parallel()

	tofu := cli{product: openTofu, version: "1.12.6"}
	var w bytes.Buffer
	err := summarize(&w, map[product]cli{openTofu: tofu}, map[product]*result{
		openTofu: {passed: 2, skipped: []skip{{"TestIdentity", "OpenTofu has no identity import"}}},
	})
	if err != nil {
		t.Errorf("summarize: %v", err)
	}
	const want = `Skipped on OpenTofu v1.12.6: TestIdentity: OpenTofu has no identity import
Terraform: not on the PATH, not run
OpenTofu v1.12.6: 2 tests passed, 1 skipped
`
	if w.String() != want {
		t.Errorf("summary:\n%s\nwant:\n%s", &w, want)
	}

	if err := summarize(&w, map[product]cli{openTofu: tofu}, map[product]*result{openTofu: {}}); err == nil {
		t.Error("a CLI with which no test ran is a success")
	}
}

func read(t *testing.T, events string) (*result, string) {
	t.Helper()
	r := &result{}
	var w bytes.Buffer
	if err := r.read(strings.NewReader(events), &w); err != nil {
		t.Fatal(err)
	}
	return r, w.String()
}
