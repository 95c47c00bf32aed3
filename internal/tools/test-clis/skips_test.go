package main

import (
	"bytes"
	"io"
	"slices"
	"testing"
	"testing/iotest"
)

// Each skipped test is kept with its reason, however the output is cut into writes, and the output is passed on.
func TestSkips(t *testing.T) {
	t.Parallel()
	const output = "PASS p.TestOne (0.00s)\n\n=== Skipped\n=== SKIP: p TestTwo/a (0.00s)\n    p_test.go:3: no C compiler\n\n" +
		"=== SKIP: p TestThree (0.00s)\n\nDONE 3 tests, 2 skipped in 0.010s\n"
	var passed bytes.Buffer
	s := &skips{w: &passed}
	if _, err := io.Copy(s, iotest.OneByteReader(bytes.NewBufferString(output))); err != nil {
		t.Fatal(err)
	}
	want := []string{"skipped p TestTwo/a (0.00s): p_test.go:3: no C compiler", "skipped p TestThree (0.00s)"}
	if !slices.Equal(s.lines, want) || passed.String() != output {
		t.Errorf("kept %q, passed on %q", s.lines, &passed)
	}
}
