package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// A pattern that selects no test makes the run fail, although "go test" itself succeeds.
func TestRun_NothingSelected(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"go.mod":      "module example.test/passing\n\ngo 1.24\n",
		"one_test.go": "package passing\n\nimport \"testing\"\n\nfunc TestOne(t *testing.T) {}\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := []string{"go", "-C", folder, "test", "-json", "-run"}
	for pattern, want := range map[string]string{
		"TestOne": "1 test passed", "TestTwo": "FAILED: no test ran; 0 tests passed",
	} {
		var out bytes.Buffer
		r := test(t.Context(), &out, os.Environ(), append(slices.Clip(command), pattern, "./..."))
		if got := r.String(); got != want || r.ok() != (pattern == "TestOne") {
			t.Errorf("-run %s: got %q, ok %t, want %q\n%s", pattern, got, r.ok(), want, &out)
		}
	}
}

// The patterns that the makefile has in its examples and recipes select acceptance tests.
func TestMakefile_Patterns(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	makefile, err := os.ReadFile(filepath.Join(root, "GNUmakefile"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "internal", "acceptance", "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names [][]byte
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, function := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(source, -1) {
			names = append(names, function[1])
		}
	}
	patterns := regexp.MustCompile(`(?:make test-cli RUN=|-run ')(\^?Test[\w|()^]+)`).FindAllSubmatch(makefile, -1)
	if len(patterns) != 2 {
		t.Errorf("the makefile has %d patterns, want those of test-cli and soak", len(patterns))
	}
	for _, found := range patterns {
		pattern := regexp.MustCompile(string(found[1]))
		selected := false
		for _, name := range names {
			selected = selected || pattern.Match(name)
		}
		if !selected {
			t.Errorf("%s selects no acceptance test", pattern)
		}
	}
}
