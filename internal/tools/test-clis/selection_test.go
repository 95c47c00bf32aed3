package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

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
