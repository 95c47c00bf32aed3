package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// signature returns the head of a signature packet. A tag of 0x88 has one byte for the length, 0x89 has two.
func signature(tag, algorithm byte) string {
	length := make([]byte, 1<<(tag&3))
	return string(append(append([]byte{tag}, length...), 4, 0, algorithm, 8, 0, 0, 0, 0, 0))
}

// The algorithm is read from each form of a signature packet, and other data is an error.
func TestSignedWith(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		signature  string
		want, fail string
	}{
		"RSA":                    {signature(0x89, 1), "RSA", ""},
		"DSA, in the short form": {signature(0x88, 17), "DSA", ""},
		"RSA, in the new form":   {"\xc2\x33\x04\x00\x01\x08\x00\x00\x00\x00", "RSA", ""},
		"new, of two bytes":      {"\xc2\xc0\x33\x04\x00\x01\x08\x00\x00\x00", "RSA", ""},
		"new, of four bytes":     {"\xc2\xff\x00\x00\x01\x33\x04\x00\x01\x08", "RSA", ""},
		"on a curve":             {signature(0x88, 22), "", "the algorithm 22"},
		"of another version":     {"\xc2\x33\x06\x00\x01\x08\x00\x00\x00\x00", "", "version 4"},
		"a key":                  {signature(0x99, 1), "", "not a signature"},
		"a text":                 {"0123456789abcdef", "", "not a signature"},
		"nothing":                {"", "", "not a signature"},
		"armoured":               {"-----BEGIN PGP SIGNATURE-----\n", "", "armoured"},
	} {
		got, err := signedWith([]byte(test.signature))
		if got != test.want || (err != nil) != (test.fail != "") || err != nil && !strings.Contains(err.Error(), test.fail) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

// A program that was built for another platform, with other settings or from another module is an error.
func TestCheckBuild(t *testing.T) {
	t.Parallel()
	built := func(change ...string) *debug.BuildInfo {
		info := &debug.BuildInfo{Main: debug.Module{Path: stage.Module}, Settings: []debug.BuildSetting{
			{Key: "GOOS", Value: "freebsd"}, {Key: "GOARCH", Value: "arm"},
			{Key: "CGO_ENABLED", Value: "0"}, {Key: "-trimpath", Value: "true"},
		}}
		for i := range info.Settings {
			if len(change) > 0 && info.Settings[i].Key == change[0] {
				info.Settings[i].Value = change[1]
			}
		}
		return info
	}
	if err := checkBuild(built(), "freebsd_arm"); err != nil {
		t.Error(err)
	}
	foreign := built()
	foreign.Main.Path = "example.com/other"
	for want, info := range map[string]*debug.BuildInfo{
		"GOOS=freebsd, got linux": built("GOOS", "linux"),
		"GOARCH=arm, got arm64":   built("GOARCH", "arm64"),
		"CGO_ENABLED=0, got 1":    built("CGO_ENABLED", "1"),
		"-trimpath=true, got":     built("-trimpath", ""),
		"got example.com/other":   foreign,
	} {
		if err := checkBuild(info, "freebsd_arm"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", want, err)
		}
	}
	// A text instead of a program is accepted only where it is allowed.
	if err := checkProgram([]byte(standInFor("freebsd_arm")), "freebsd_arm", false); err == nil {
		t.Error("got no error for a text instead of a program")
	}
}

// The manifest is attached only when a release is published, so the configuration must contain it.
func TestAttachesManifest(t *testing.T) {
	t.Parallel()
	const files = "  extra_files:\n    - glob: terraform-registry-manifest.json\n" +
		"      name_template: '{{ .ProjectName }}_{{ .Version }}_manifest.json'\n"
	for config, want := range map[string]bool{
		"version: 2\nrelease:\n  draft: true\n" + files:                   true,
		"release:\n" + files:                                              true,
		"checksum:\n" + files + "release:\n  draft: true\n":               false,
		"release:\n  draft: true\nchecksum:\n" + files:                    false,
		strings.ReplaceAll("release:\n"+files, "_manifest.json", ".json"): false,
		"": false,
	} {
		if got := attachesManifest(config); got != want {
			t.Errorf("%q: got %t", config, got)
		}
	}
}

// A lock file with another registry, version or hash is an error.
func TestCheckLock(t *testing.T) {
	t.Parallel()
	const lock = `# This file is maintained automatically.
provider "registry.opentofu.org/cashfree-community/cashfree" {
  version     = "1.2.3"
  constraints = "1.2.3"
  hashes = [
    "h1:abc=",
  ]
}
`
	tofu, terraform := stage.Product{Name: "OpenTofu"}, stage.Product{Name: "Terraform"}
	if err := checkLock(lock, tofu, "1.2.3", "h1:abc="); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"registry": checkLock(lock, terraform, "1.2.3", "h1:abc="),
		"version":  checkLock(lock, tofu, "1.2.4", "h1:abc="),
		"hash":     checkLock(lock, tofu, "1.2.3", "h1:abd="),
		"empty":    checkLock("", tofu, "1.2.3", "h1:abc="),
	} {
		if err == nil {
			t.Errorf("got no error for another %s", name)
		}
	}
}

// A bad command line ends in one line on standard error, and -h prints the flags.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		code int
		want string
	}{
		"unknown flag": {[]string{"-fast"}, 1, "release-check: flag provided but not defined: -fast\n"},
		"argument":     {[]string{"dist"}, 1, "release-check: unexpected argument \"dist\"\n"},
		"no such CLI": {
			[]string{"-cli", "./none"}, 1,
			"release-check: invalid value \"./none\" for flag -cli: -cli: program ./none not found\n",
		},
		"assets of no version": {[]string{"-assets", "."}, 1, "release-check: -assets and -version must be set together\n"},
		"no goreleaser":        {[]string{"-goreleaser", "./none"}, 1, "release-check: exec: \"./none\": "},
		"an empty release": {
			[]string{"-assets", t.TempDir(), "-version", "1.2.3"}, 1,
			"release-check: terraform-provider-cashfree_1.2.3_darwin_amd64.zip is missing\n",
		},
		"asked for help": {[]string{"-h"}, 0, "  -assets folder\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			if code := run(t.Context(), test.args, &stdout, &stderr); code != test.code {
				t.Errorf("got the exit code %d, want %d", code, test.code)
			}
			if !strings.HasPrefix(stderr.String(), test.want) || stdout.Len() > 0 {
				t.Errorf("got %q and %q, want %q on standard error", &stdout, &stderr, test.want)
			}
		})
	}
}

// The files that goreleaser lists in dist/ are those of the release, without binaries and its own metadata.
func TestBuilt(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "dist"), 0o700); err != nil {
		t.Fatal(err)
	}
	commit := func(hash string) {
		t.Helper()
		text := fmt.Sprintf(`{"version":"1.2.3","tag":"v1.2.3","commit":%q}`, hash)
		if err := os.WriteFile(filepath.Join(root, "dist", "metadata.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	commit(strings.Repeat("0a", 20))
	for name, text := range map[string]string{
		"artifacts.json": `[{"name":"metadata.json","path":"dist/metadata.json","type":"Metadata"},
			{"name":"p","path":"dist/p_linux_amd64/p","type":"Binary"},
			{"name":"p.zip","path":"dist/p.zip","type":"Archive"},{"name":"sums","path":"dist/sums","type":"Checksum"}]`,
		"config.yaml": "release:\n  extra_files:\n    - name_template: '{{ .ProjectName }}_{{ .Version }}_manifest.json'\n",
	} {
		if err := os.WriteFile(filepath.Join(root, "dist", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := built(root)
	if err != nil || r.version != "1.2.3" || len(r.files) != 3 ||
		r.files["p.zip"] != filepath.Join(root, "dist", "p.zip") ||
		r.files["terraform-provider-cashfree_1.2.3_manifest.json"] != filepath.Join(root, "terraform-registry-manifest.json") {
		t.Errorf("got %+v, %v", r, err)
	}
	commit("none")
	if _, err := built(root); err == nil || !strings.Contains(err.Error(), `did not build a commit, but "none"`) {
		t.Errorf("got the error %v for a release without a commit", err)
	}
}
