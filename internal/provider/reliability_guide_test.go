package provider

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// The tests that the reliability guide names exist, and its commands select tests.
func TestGuides_Reliability_Tests(t *testing.T) {
	t.Parallel()
	guide := read(t, filepath.Join("..", "..", "templates", "guides", "reliability.md"))
	tests := map[string]string{} // the names of tests by package, one on a line
	files, err := filepath.Glob(filepath.Join("..", "*", "*_test.go"))
	coretest.Must(t, err)
	for _, file := range files {
		for _, found := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(read(t, file), -1) {
			tests["./internal/"+filepath.Base(filepath.Dir(file))] += found[1] + "\n"
		}
	}
	all := "\n" + strings.Join(slices.Collect(maps.Values(tests)), "")
	named := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(guide, -1)
	for _, name := range named {
		if !strings.Contains(all, "\n"+name[1]+"\n") {
			t.Errorf("there is no %s", name[1])
		}
	}
	commands := regexp.MustCompile(`go test ((?:\./\S+ )+)-run '?([\w|]+)`).FindAllStringSubmatch(guide, -1)
	for _, command := range commands {
		for part := range strings.SplitSeq(command[2], "|") {
			selected := ""
			for folder := range strings.FieldsSeq(command[1]) {
				selected += tests[folder]
			}
			if !strings.Contains(selected, part) {
				t.Errorf("%q of %q selects no test", part, command[0])
			}
		}
	}
	if len(named) < 5 || len(commands) < 4 {
		t.Errorf("the guide names %d tests and %d commands", len(named), len(commands))
	}
	for _, target := range regexp.MustCompile("`make ([a-z-]+)").FindAllStringSubmatch(guide, -1) {
		if makefile := read(t, filepath.Join("..", "..", "GNUmakefile")); !strings.Contains(makefile, "\n"+target[1]+":") {
			t.Errorf("there is no make %s", target[1])
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	coretest.Must(t, err)
	return string(content)
}
