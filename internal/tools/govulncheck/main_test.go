package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The real scanner scans a small program that calls a function of the standard library, with databases of the tests. It
// uses http.DefaultTransport, so these tests cannot run in parallel.

// database has a vulnerability in html.EscapeString. Its layout is that of https://go.dev/doc/security/vuln/database.
var database = map[string]string{
	"index/db":      `{"modified": "2000-01-01T00:00:00Z"}`,
	"index/modules": `[{"path": "stdlib", "vulns": [{"id": "GO-2000-0001", "modified": "2000-01-01T00:00:00Z"}]}]`,
	"ID/GO-2000-0001": `{
		"schema_version": "1.3.1", "id": "GO-2000-0001", "modified": "2000-01-01T00:00:00Z", "summary": "Made up",
		"affected": [{
			"package": {"name": "stdlib", "ecosystem": "Go"},
			"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
			"ecosystem_specific": {"imports": [{"path": "html", "symbols": ["EscapeString"]}]}
		}],
		"database_specific": {"url": "https://database.invalid/GO-2000-0001"}
	}`,
}

// program writes a program that calls one function of html, and returns its folder.
func program(t *testing.T, call string) string {
	t.Helper()
	dir := t.TempDir()
	files(t, dir, map[string]string{
		"go.mod":  "module example.com/program\n\ngo 1.26.0\n",
		"main.go": "package main\n\nimport \"html\"\n\nfunc main() { html." + call + "(\"\") }\n",
	})
	return dir
}

func files(t *testing.T, dir string, content map[string]string) {
	t.Helper()
	for name, text := range content {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// folder writes the database into a folder, and returns its address.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range database {
		files(t, dir, map[string]string{name + ".json": text})
	}
	return "file:///" + strings.TrimPrefix(filepath.ToSlash(dir), "/") // paths on Windows have no leading slash
}

// mirror serves the database. If fault returns true for a path, it has written the response.
func mirror(t *testing.T, fault func(w http.ResponseWriter, path string) bool) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/"), ".json.gz")
		text, known := database[name]
		switch {
		case fault(w, name):
		case !known:
			http.NotFound(w, r)
		default:
			zipped := gzip.NewWriter(w)
			zipped.Write([]byte(text))
			zipped.Close()
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// none is a fault that never occurs.
func none(http.ResponseWriter, string) bool { return false }

// scanned runs the scanner where an older note exists. It returns the output, the note after the run, and the error.
func scanned(t *testing.T, dir string) (output, note string, err error) {
	t.Helper()
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })
	watched := watch(before)
	http.DefaultTransport = watched

	file := filepath.Join(t.TempDir(), "note")
	files(t, filepath.Dir(file), map[string]string{"note": "of an earlier run"})
	var w bytes.Buffer
	err = run(watched, dir, file, &w)
	left, readErr := os.ReadFile(file)
	if readErr != nil && !errors.Is(readErr, os.ErrNotExist) {
		t.Fatal(readErr)
	}
	return w.String(), string(left), err
}

// A vulnerability in a function that is called fails with the exit code of the scanner.
func TestScan_CalledVulnerability(t *testing.T) {
	for name, from := range map[string]string{"a folder": folder(t), "a mirror": mirror(t, none)} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOVULNDB", from)
			output, note, err := scanned(t, program(t, "EscapeString"))
			exit, ok := errors.AsType[interface {
				error
				ExitCode() int
			}](err)
			if !ok || exit.ExitCode() != foundVulnerabilities {
				t.Errorf("%v, want the exit code of a finding", err)
			}
			if !strings.Contains(output, "GO-2000-0001") {
				t.Errorf("the finding is not named:\n%s", output)
			}
			if note != "" {
				t.Errorf("the scan ran and left the note %q", note)
			}
		})
	}
}

// A vulnerability in a function that is not called passes.
func TestScan_UncalledVulnerability(t *testing.T) {
	t.Setenv("GOVULNDB", folder(t))
	output, note, err := scanned(t, program(t, "UnescapeString"))
	if err != nil || note != "" {
		t.Errorf("%v, note %q\n%s", err, note, output)
	}
}

// A network failure passes and leaves a note.
func TestScan_NetworkFailure(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	refuse := func(status int) func(http.ResponseWriter, string) bool {
		return func(w http.ResponseWriter, _ string) bool { w.WriteHeader(status); return true }
	}
	for name, from := range map[string]string{
		"connection refused":    closed.URL,
		"a proxy refuses":       mirror(t, refuse(http.StatusForbidden)),
		"a proxy wants a login": mirror(t, refuse(http.StatusProxyAuthRequired)),
		"out of order":          mirror(t, refuse(http.StatusServiceUnavailable)),
		"the answer breaks off": mirror(t, func(_ http.ResponseWriter, path string) bool {
			if strings.HasPrefix(path, "ID/") {
				panic(http.ErrAbortHandler)
			}
			return false
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOVULNDB", from)
			output, note, err := scanned(t, program(t, "EscapeString"))
			if err != nil {
				t.Error(err)
			}
			if !strings.Contains(note, "govulncheck: NOT RUN: "+from) || !strings.HasSuffix(output, note) {
				t.Errorf("note %q, output:\n%s", note, output)
			}
		})
	}
}

// Every other failure is an error and leaves no note.
func TestScan_OtherFailure(t *testing.T) {
	good := program(t, "EscapeString")
	missing := func(prefix string) string {
		return mirror(t, func(w http.ResponseWriter, path string) bool {
			if !strings.HasPrefix(path, prefix) {
				return false
			}
			w.WriteHeader(http.StatusNotFound)
			return true
		})
	}
	for name, tc := range map[string]struct{ dir, database string }{
		"a program that does not build":    {program(t, "NoSuchCall"), folder(t)},
		"a folder in which there is no Go": {t.TempDir(), folder(t)},
		"a database that is not there":     {good, "file:///no/such/folder"},
		"a mirror that has no database":    {good, missing("")},
		"a mirror that lacks a report":     {good, missing("ID/")},
		"an address that makes no sense":   {good, "gopher://database"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOVULNDB", tc.database)
			output, note, err := scanned(t, tc.dir)
			if err == nil || note != "" {
				t.Errorf("error %v, note %q\n%s", err, note, output)
			}
		})
	}
}

// A mirror that accepts connections and never answers does not block the other checks.
func TestWatch_TimeLimit(t *testing.T) {
	t.Parallel()
	standard := watch(http.DefaultTransport).base.(*http.Transport)
	if limit := standard.ResponseHeaderTimeout; limit <= 0 || limit > time.Minute {
		t.Errorf("the time limit for an answer is %s", limit)
	}
}
