//go:build unix

package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// newRelease writes the files of a release without signature into a folder.
func newRelease(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	manifest, err := os.ReadFile("../../../terraform-registry-manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var sums strings.Builder
	write := func(name, content string, isListed bool) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if isListed {
			fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256([]byte(content)), name)
		}
	}
	const systems = "darwin_amd64 darwin_arm64 freebsd_386 freebsd_amd64 freebsd_arm freebsd_arm64 linux_386 linux_amd64 linux_arm " +
		"linux_arm64 windows_386 windows_amd64 windows_arm64"
	for platform := range strings.FieldsSeq(systems) {
		write("terraform-provider-cashfree_1.2.3_"+platform+".zip", platform, true)
		if strings.HasSuffix(platform, "64") && !strings.HasPrefix(platform, "freebsd") {
			write("payouts-simulator_1.2.3_"+platform+".tar.gz", platform, false)
			write("drift-report_1.2.3_"+platform+".tar.gz", platform, false)
			write("payouts-probe_1.2.3_"+platform+".tar.gz", platform, false)
		}
	}
	write("terraform-provider-cashfree_1.2.3_manifest.json", string(manifest), true)
	write("terraform-provider-cashfree_1.2.3_SHA256SUMS", sums.String(), false)
	return folder
}

// Each defect of a release ends the check.
func TestCheck(t *testing.T) {
	t.Parallel()
	const archive, sums = "terraform-provider-cashfree_1.2.3_linux_arm.zip", "terraform-provider-cashfree_1.2.3_SHA256SUMS"
	for name, test := range map[string]struct {
		damage string // a command in the folder
		want   string // in the output of the check; without damage the last lines
	}{
		"none":                     {":", "Checksums: correct."},
		"an archive is missing":    {"rm " + archive, archive},
		"a file more":              {"echo x > notes.txt", "notes.txt"},
		"another manifest":         {"echo {} > terraform-provider-cashfree_1.2.3_manifest.json", ""},
		"a wrong checksum":         {"echo x > " + archive, archive + ": FAILED"},
		"a checksum is missing":    {"sed -i.old 1d " + sums + "; rm *.old", "darwin_amd64.zip"},
		"a file more in the list":  {"sed -n 's/linux_arm.zip/other.zip/p' " + sums + " > more; cat more >> " + sums + "; rm more", "other.zip"},
		"no signature":             {"touch " + sums + ".sig", "gpg"},
		"a program of one system":  {"rm drift-report_1.2.3_windows_arm64.tar.gz", "drift-report_1.2.3_windows_arm64.tar.gz"},
		"a release of another tag": {"for f in *; do mv $f $(echo $f | sed s/1.2.3/1.2.4/); done", "1.2.4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := newRelease(t)
			damage := exec.Command("sh", "-c", test.damage)
			damage.Dir = folder
			if output, err := damage.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			check := exec.Command("internal/tools/release-check/check.sh", folder, "1.2.3")
			check.Dir = "../../.."
			output, err := check.CombinedOutput()
			if isSound := name == "none"; (err == nil) != isSound || !strings.Contains(string(output), test.want) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}
