package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// buildTwice builds a small program in two folders, both with the cache of this machine, which saves building Go's
// library.
func buildTwice(t *testing.T, flags []string, changed string) (output string, err error) {
	t.Helper()
	root, to := t.TempDir(), t.TempDir()
	for name, content := range map[string]string{
		"go.mod":  "module example.com/program\n\ngo 1.26.0\n",
		"main.go": "package main\n\nvar version string\n\nfunc main() { panic(version) }\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	git := exec.Command("git", "init", "--quiet")
	git.Dir = root
	if text, err := git.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	cache, err := goEnv(t.Context(), root, "GOCACHE")
	if err != nil {
		t.Fatal(err)
	}
	tool, err := newToolchain(t.Context(), root, runtime.GOOS+"/"+runtime.GOARCH, "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	tool.flags = flags
	elsewhere, err := moveOut(t.Context(), root, to)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere.environ = append(elsewhere.environ, "GOCACHE="+cache[0])
	if changed != "" {
		if err := os.WriteFile(filepath.Join(elsewhere.folder, "main.go"), []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var w bytes.Buffer
	err = compare(t.Context(), &w, tool, []string{"."}, place{folder: root}, elsewhere, filepath.Join(to, "built"))
	return w.String(), err
}

// Two builds with the flags of a release are identical.
func TestReproducible_ReleaseFlags(t *testing.T) {
	t.Parallel()
	if output, err := buildTwice(t, releaseFlags("1.2.3"), ""); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

// Two builds that differ are reported.
func TestReproducible_Difference(t *testing.T) {
	t.Parallel()
	withoutTrimming := slices.DeleteFunc(releaseFlags("1.2.3"), func(flag string) bool { return flag == "-trimpath" })
	for name, tc := range map[string]struct {
		flags   []string
		changed string
	}{
		"folders in the program": {flags: withoutTrimming},
		"another program":        {flags: releaseFlags("1.2.3"), changed: "package main\n\nfunc main() { panic(\"another\") }\n"},
	} {
		output, err := buildTwice(t, tc.flags, tc.changed)
		if err == nil || !strings.Contains(err.Error(), "the two builds differ") {
			t.Errorf("%s: %v\n%s", name, err, output)
		}
	}
}

// The flags are equal to those of .goreleaser.yml.
func TestReleaseFlags(t *testing.T) {
	t.Parallel()
	release, err := os.ReadFile("../../../.goreleaser.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"- CGO_ENABLED=0", "- -trimpath", "- -buildvcs=false", "- -s -w -X main.version={{ .Version }}",
	} {
		if !strings.Contains(string(release), want) {
			t.Errorf(".goreleaser.yml does not contain %q", want)
		}
	}
}
