package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`
	isc = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
`
	gpl = `This program is free software: you can redistribute it and/or modify it under the terms of the GNU General
Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any
later version. This program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even
the implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU General Public License for more
details. You should have received a copy of the GNU General Public License along with this program. If not, see
<https://www.gnu.org/licenses/>.
`
	notForSale = `The license granted above does not include, and the licensor does not grant to you, the right to sell
what was made with the help of this library, nor to run it for others against payment of any kind.
`
)

// newProject writes a program that needs one library everywhere and another one on Windows only, and returns its
// folder.
func newProject(t *testing.T, changes map[string]string) string {
	t.Helper()
	files := map[string]string{
		"go.mod": "module example.com/program\n\ngo 1.26.0\n\n" +
			"require (\n\texample.com/always v0.0.0\n\texample.com/sometimes v0.0.0\n)\n\n" +
			"replace (\n\texample.com/always => ./always\n\texample.com/sometimes => ./sometimes\n)\n",
		"main.go":         "package main\n\nimport _ \"example.com/always/deep\"\n\nfunc main() {}\n",
		"main_windows.go": "package main\n\nimport _ \"example.com/sometimes\"\n",

		"always/go.mod":       "module example.com/always\n\ngo 1.26.0\n",
		"always/LICENSE":      mit,
		"always/deep/deep.go": "package deep\n",

		"sometimes/go.mod":  "module example.com/sometimes\n\ngo 1.26.0\n",
		"sometimes/COPYING": isc,
		"sometimes/some.go": "package sometimes\n",

		"licences.csv": "module,licence\nexample.com/always,MIT\nexample.com/sometimes,ISC\n",
	}
	maps.Copy(files, changes)
	dir := t.TempDir()
	for name, content := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if content == "" {
			continue // the file does not exist
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A project whose list is up to date passes.
func TestLicences_UpToDate(t *testing.T) {
	t.Parallel()
	if err := run(t.Context(), newProject(t, nil), "licences.csv", false, []string{"."}); err != nil {
		t.Error(err)
	}
}

// A change of a library or of its licence is an error that names it.
func TestLicences_Change(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		changes map[string]string
		want    string
	}{
		"a library that is not listed":    {map[string]string{"licences.csv": "module,licence\nexample.com/always,MIT\n"}, "is not up to date"},
		"another licence than the listed": {map[string]string{"always/LICENSE": isc}, "is not up to date"},
		"one more, beside the package":    {map[string]string{"always/deep/LICENCE.txt": isc}, "is not up to date"},
		"a licence that binds our own":    {map[string]string{"always/LICENSE": gpl}, "always: "},
		"the same, deeper down":           {map[string]string{"always/deep/LICENSE": gpl}, "GPL-3.0"},
		"a condition that was added":      {map[string]string{"sometimes/COPYING": isc + notForSale}, "is the text of a known licence"},
		"no licence":                      {map[string]string{"sometimes/COPYING": ""}, "sometimes: no licence file found"},
		"an empty one":                    {map[string]string{"always/LICENSE": "\n"}, "0 % of the file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := run(t.Context(), newProject(t, tc.changes), "licences.csv", false, []string{"."})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got the error %v, want one with %q", err, tc.want)
			}
		})
	}
}

// All problems are reported at once.
func TestLicences_AllErrors(t *testing.T) {
	t.Parallel()
	dir := newProject(t, map[string]string{"always/LICENSE": gpl, "sometimes/COPYING": ""})
	err := run(t.Context(), dir, "licences.csv", true, []string{"."})
	for _, want := range []string{"example.com/always", "example.com/sometimes"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got the error %v, want one with %s", err, want)
		}
	}
}

// The list that -w writes is up to date afterwards.
func TestLicences_Write(t *testing.T) {
	t.Parallel()
	dir := newProject(t, map[string]string{"licences.csv": "", "always/deep/LICENSE": isc})
	if err := run(t.Context(), dir, "licences.csv", true, []string{"."}); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(filepath.Join(dir, "licences.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "module,licence\nexample.com/always,ISC AND MIT\nexample.com/sometimes,ISC\n"; string(written) != want {
		t.Errorf("wrote\n%s\nwant\n%s", written, want)
	}
	if err := run(t.Context(), dir, "licences.csv", false, []string{"."}); err != nil {
		t.Errorf("its own list: %v", err)
	}
}

// A file with two licences has both ids.
func TestIdentify_TwoLicences(t *testing.T) {
	t.Parallel()
	got, err := identify([]byte(mit + "\nParts of it come from elsewhere:\n\n" + isc))
	if want := []string{"MIT", "ISC"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}
