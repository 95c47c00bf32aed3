package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const tested = "1.2.3"

// page is the folder of a complete release, which a test can damage.
type page struct {
	*testing.T
	folder string
}

func newPage(t *testing.T) page {
	t.Helper()
	p := page{t, t.TempDir()}
	r := p.release()
	sums := &strings.Builder{}
	for _, platform := range providerPlatforms {
		archive := zipped(t, texts(map[string]string{
			project + "_v" + tested + suffix(platform): standInFor(platform), "README.md": "text", "CHANGELOG.md": "text",
		}))
		p.write(r.archive(platform), archive)
		fmt.Fprintf(sums, "%x  %s\n", sha256.Sum256([]byte(archive)), r.archive(platform))
	}
	for _, program := range programs {
		for _, platform := range programPlatforms {
			members := texts(map[string]string{program + suffix(platform): standInFor(platform)})
			p.write(r.programArchive(program, platform), tarred(t, members))
		}
	}
	p.write(r.manifestName(), manifest)
	fmt.Fprintf(sums, "%x  %s\n", sha256.Sum256([]byte(manifest)), r.manifestName())
	p.write(r.sumsName(), sums.String())
	p.write(r.signatureName(), signature(0x89, 1))
	for _, archive := range r.archives() {
		p.write(archive+".spdx.json", "{}")
	}
	return p
}

func (p page) release() release {
	p.Helper()
	files, err := assets(p.folder)
	if err != nil {
		p.Fatal(err)
	}
	return release{version: tested, files: files, signed: true, described: true, standIns: true}
}

func (p page) write(name, text string) {
	p.Helper()
	if err := os.WriteFile(filepath.Join(p.folder, name), []byte(text), 0o600); err != nil {
		p.Fatal(err)
	}
}

func (p page) remove(name string) {
	p.Helper()
	if err := os.Remove(filepath.Join(p.folder, name)); err != nil {
		p.Fatal(err)
	}
}

func (p page) rename(from, to string) {
	p.Helper()
	if err := os.Rename(filepath.Join(p.folder, from), filepath.Join(p.folder, to)); err != nil {
		p.Fatal(err)
	}
}

// sums changes the list of checksums.
func (p page) sums(change func(list string) string) {
	p.Helper()
	name := p.release().sumsName()
	list, err := os.ReadFile(filepath.Join(p.folder, name))
	if err != nil {
		p.Fatal(err)
	}
	p.write(name, change(string(list)))
}

// repack changes one archive of the provider together with its checksum.
func (p page) repack(members []member) {
	p.Helper()
	name := p.release().archive("linux_arm")
	archive := zipped(p.T, members)
	p.write(name, archive)
	p.sums(func(list string) string {
		var changed strings.Builder
		for line := range strings.Lines(list) {
			if strings.HasSuffix(line, "  "+name+"\n") {
				line = fmt.Sprintf("%x  %s\n", sha256.Sum256([]byte(archive)), name)
			}
			changed.WriteString(line)
		}
		return changed.String()
	})
}

// A complete release has no defect.
func TestRelease_Complete(t *testing.T) {
	t.Parallel()
	if err := newPage(t).release().check(); err != nil {
		t.Error(err)
	}
}

// A snapshot needs neither a signature nor bills of materials.
func TestRelease_Snapshot(t *testing.T) {
	t.Parallel()
	p := newPage(t)
	p.remove(p.release().signatureName())
	for _, archive := range p.release().archives() {
		p.remove(archive + ".spdx.json")
	}
	r := p.release()
	r.signed, r.described = false, false
	if err := r.check(); err != nil {
		t.Error(err)
	}
}

// Each defect for which a registry would refuse the release is reported.
func TestRelease_Defect(t *testing.T) {
	t.Parallel()
	const arm = project + "_1.2.3_linux_arm.zip"
	const program = project + "_v1.2.3"
	right := texts(map[string]string{program: standInFor("linux_arm"), "README.md": "text", "CHANGELOG.md": "text"})
	for name, test := range map[string]struct {
		spoil func(p page)
		want  string
	}{
		"an archive is missing": {func(p page) { p.remove(arm) }, arm + " is missing"},
		"an archive has another platform": {
			func(p page) { p.rename(arm, project+"_1.2.3_linux_armv6.zip") },
			project + "_1.2.3_linux_armv6.zip is not a file of a release",
		},
		"an archive has a v in its version": {
			func(p page) { p.rename(arm, project+"_v1.2.3_linux_arm.zip") }, arm + " is missing",
		},
		"there is another zip": {
			func(p page) { p.write("payouts-simulator_1.2.3_windows_amd64.zip", "") },
			"payouts-simulator_1.2.3_windows_amd64.zip is not a file of a release",
		},
		"the simulator is missing": {
			func(p page) { p.remove("drift-report_1.2.3_darwin_arm64.tar.gz") },
			"drift-report_1.2.3_darwin_arm64.tar.gz is missing",
		},
		"a bill of materials is missing": {func(p page) { p.remove(arm + ".spdx.json") }, arm + ".spdx.json is missing"},

		"the manifest is missing": {func(p page) { p.remove(p.release().manifestName()) }, "1.2.3_manifest.json is missing"},
		"the manifest has its name in the repository": {
			func(p page) { p.rename(p.release().manifestName(), "terraform-registry-manifest.json") },
			"terraform-registry-manifest.json is not a file of a release",
		},
		"the manifest has the old protocol": {
			func(p page) {
				p.write(p.release().manifestName(), `{"version":1,"metadata":{"protocol_versions":["5.0"]}}`)
			},
			`got {"version":1,"metadata":{"protocol_versions":["5.0"]}}`,
		},
		"the manifest is no JSON": {func(p page) { p.write(p.release().manifestName(), "version: 1") }, "invalid character"},

		"the list is missing": {func(p page) { p.remove(p.release().sumsName()) }, "SHA256SUMS is missing"},
		"the list lacks an archive": {
			func(p page) { p.sums(without(arm)) }, "it does not list " + arm,
		},
		"the list lacks the manifest": {
			func(p page) { p.sums(without("_manifest.json")) }, "it does not list " + project + "_1.2.3_manifest.json",
		},
		"the list has the simulator too": {
			func(p page) {
				p.sums(func(list string) string {
					return list + strings.Repeat("0", 64) + "  payouts-simulator_1.2.3_linux_amd64.tar.gz\n"
				})
			},
			"it lists payouts-simulator_1.2.3_linux_amd64.tar.gz, for which the registry refuses the release",
		},
		"the list has a bill of materials too": {
			func(p page) {
				p.sums(func(list string) string { return list + strings.Repeat("0", 64) + "  " + arm + ".spdx.json\n" })
			},
			"it lists " + arm + ".spdx.json",
		},
		"a sum is wrong": {func(p page) {
			p.sums(func(list string) string { return strings.Repeat("0", 64) + list[64:] })
		}, "the checksum of " + project + "_1.2.3_darwin_amd64.zip is wrong"},
		"a file was listed twice": {
			func(p page) { p.sums(func(list string) string { return list + list[:strings.Index(list, "\n")+1] }) }, "malformed or repeated line",
		},
		"the list is in another form": {
			func(p page) { p.sums(func(list string) string { return strings.ReplaceAll(list, "  ", " *") }) }, "malformed or repeated line",
		},
		"the list is cut": {func(p page) { p.sums(strings.TrimSpace) }, "malformed or repeated line"},

		"the signature is missing": {func(p page) { p.remove(p.release().signatureName()) }, "SHA256SUMS.sig is missing"},
		"the signature is armoured": {
			func(p page) { p.write(p.release().signatureName(), "-----BEGIN PGP SIGNATURE-----\n") }, "armoured",
		},
		"the key is on a curve": {
			func(p page) { p.write(p.release().signatureName(), signature(0x88, 22)) }, "the registry accepts only RSA and DSA",
		},

		"the archive is none": {func(p page) { p.write(arm, "PK") }, arm + ": zip: not a valid zip file"},
		"the program is missing": {
			func(p page) { p.repack(renamed(right, program, "terraform-provider-cashfree")) },
			arm + ": " + program + " is missing",
		},
		"the licence is missing": {
			func(p page) { p.repack(renamed(right, "LICENSE", "LICENCE")) }, arm + ": LICENSE is missing",
		},
		"an unexpected file": {
			func(p page) {
				p.repack(append(renamed(right, "", ""), member{".env", 0o644, []byte("secret")}))
			},
			arm + ": unexpected file .env",
		},
		"the program cannot be started": {
			func(p page) { p.repack(chmod(right, program, 0o644)) }, program + " must have the mode 755, got 644",
		},
		"the program is for another platform": {
			func(p page) {
				p.repack(texts(map[string]string{
					program: standInFor("linux_arm64"), "README.md": "text", "CHANGELOG.md": "text",
				}))
			},
			"unrecognized file format",
		},
		"a text is empty": {func(p page) {
			p.repack(texts(map[string]string{program: standInFor("linux_arm"), "README.md": "", "CHANGELOG.md": "text"}))
		}, "README.md is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t)
			test.spoil(p)
			if err := p.release().check(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got the error %v, want one with %q", err, test.want)
			}
		})
	}
}

// Only a semantic version without a v and without build metadata is accepted.
func TestRelease_Version(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"", "v1.2.3", "1.2.3.4", "1.2.3+local", "next"} {
		if err := (release{version: version}).check(); err == nil || !strings.Contains(err.Error(), "does not accept the version") {
			t.Errorf("%q: got %v", version, err)
		}
	}
}

// texts returns the files of an archive with a licence. Files other than texts have the mode of a program.
func texts(files map[string]string) []member {
	members := []member{{"LICENSE", 0o644, []byte("text")}}
	for name, text := range files {
		m := member{name, 0o644, []byte(text)}
		if !strings.HasSuffix(name, ".md") {
			m.mode = 0o755
		}
		members = append(members, m)
	}
	return members
}

func renamed(members []member, from, to string) []member {
	changed := append([]member(nil), members...)
	for i := range changed {
		if changed[i].name == from {
			changed[i].name = to
		}
	}
	return changed
}

func chmod(members []member, name string, mode fs.FileMode) []member {
	changed := renamed(members, "", "")
	for i := range changed {
		if changed[i].name == name {
			changed[i].mode = mode
		}
	}
	return changed
}

func without(name string) func(list string) string {
	return func(list string) string {
		var kept strings.Builder
		for line := range strings.Lines(list) {
			if !strings.Contains(line, name) {
				kept.WriteString(line)
			}
		}
		return kept.String()
	}
}

func zipped(t *testing.T, members []member) string {
	t.Helper()
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for _, m := range members {
		header := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		header.SetMode(m.mode)
		file, err := writer.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		file.Write(m.content)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.String()
}

func tarred(t *testing.T, members []member) string {
	t.Helper()
	var archive bytes.Buffer
	packer := gzip.NewWriter(&archive)
	writer := tar.NewWriter(packer)
	for _, m := range members {
		if err := writer.WriteHeader(&tar.Header{Name: m.name, Mode: int64(m.mode), Size: int64(len(m.content))}); err != nil {
			t.Fatal(err)
		}
		writer.Write(m.content)
	}
	writer.Close()
	if err := packer.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.String()
}
