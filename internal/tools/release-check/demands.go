package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// The registries document what they demand of a release:
// https://developer.hashicorp.com/terraform/registry/providers/publishing#manually-preparing-a-release
// OpenTofu's registry looks for the same names, and for these platforms only.
const (
	project  = "terraform-provider-cashfree"
	manifest = `{"version":1,"metadata":{"protocol_versions":["6.0"]}}`
)

var (
	providerPlatforms = []string{
		"darwin_amd64", "darwin_arm64",
		"freebsd_386", "freebsd_amd64", "freebsd_arm", "freebsd_arm64",
		"linux_386", "linux_amd64", "linux_arm", "linux_arm64",
		"windows_386", "windows_amd64", "windows_arm64",
	}

	// programs are released together with the provider, each in its own archives.
	programs         = []string{"payouts-simulator", "drift-report"}
	programPlatforms = []string{
		"darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64", "windows_arm64",
	}
)

// release is the set of files of a release.
type release struct {
	version string
	files   map[string]string // paths on this machine, by the name in the release

	signed    bool // whether it must have a signature
	described bool // whether each archive must have a bill of materials
	standIns  bool // whether the programs for other platforms may be those of standIn
}

func (r release) archive(platform string) string {
	return fmt.Sprintf("%s_%s_%s.zip", project, r.version, platform)
}

func (r release) programArchive(program, platform string) string {
	return fmt.Sprintf("%s_%s_%s.tar.gz", program, r.version, platform)
}

func (r release) manifestName() string { return fmt.Sprintf("%s_%s_manifest.json", project, r.version) }

func (r release) sumsName() string { return fmt.Sprintf("%s_%s_SHA256SUMS", project, r.version) }

func (r release) signatureName() string { return r.sumsName() + ".sig" }

// archives returns the names of all archives, those of the provider and those of the programs.
func (r release) archives() []string {
	var names []string
	for _, platform := range providerPlatforms {
		names = append(names, r.archive(platform))
	}
	for _, program := range programs {
		for _, platform := range programPlatforms {
			names = append(names, r.programArchive(program, platform))
		}
	}
	return names
}

// check returns one error with all defects that a registry or a user would notice.
func (r release) check() error {
	if !semver.IsValid("v"+r.version) || semver.Build("v"+r.version) != "" {
		return fmt.Errorf("a registry does not accept the version %q", r.version)
	}
	faults := []error{r.checkNames(), r.checkManifest(), r.checkSums(), r.checkSignature()}
	for _, platform := range providerPlatforms {
		faults = append(faults, r.checkProvider(platform))
	}
	for _, program := range programs {
		for _, platform := range programPlatforms {
			faults = append(faults, r.checkProgram(program, platform))
		}
	}
	return errors.Join(faults...)
}

// checkNames checks that all demanded files exist, and no others: a registry may treat an unknown file in any way.
func (r release) checkNames() error {
	demanded := append(r.archives(), r.manifestName(), r.sumsName())
	if r.signed {
		demanded = append(demanded, r.signatureName())
	}
	if r.described {
		for _, archive := range r.archives() {
			demanded = append(demanded, archive+".spdx.json")
		}
	}
	var faults []error
	for _, name := range demanded {
		if _, found := r.files[name]; !found {
			faults = append(faults, fmt.Errorf("%s is missing", name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		if !slices.Contains(demanded, name) {
			faults = append(faults, fmt.Errorf("%s is not a file of a release", name))
		}
	}
	return errors.Join(faults...)
}

func (r release) checkManifest() error {
	text, err := r.read(r.manifestName())
	if err != nil || text == nil {
		return err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return fmt.Errorf("%s: %w", r.manifestName(), err)
	}
	if compact.String() != manifest {
		return fmt.Errorf("%s: must be %s, got %s", r.manifestName(), manifest, &compact)
	}
	return nil
}

// checkSums checks the list of checksums. It must have each archive of the provider and the manifest, and nothing else:
// Terraform's registry refuses a list with other files.
func (r release) checkSums() error {
	text, err := r.read(r.sumsName())
	if err != nil || text == nil {
		return err
	}
	listed, err := parseSums(string(text))
	faults := []error{err}
	wanted := []string{r.manifestName()}
	for _, platform := range providerPlatforms {
		wanted = append(wanted, r.archive(platform))
	}
	for _, name := range slices.Sorted(maps.Keys(listed)) {
		if !slices.Contains(wanted, name) {
			faults = append(faults, fmt.Errorf("it lists %s, for which the registry refuses the release", name))
		}
	}
	for _, name := range wanted {
		faults = append(faults, r.checkSum(name, listed))
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("%s: %w", r.sumsName(), err)
	}
	return nil
}

// parseSums returns the checksums by file, and one error with all lines that are malformed or name a file again.
func parseSums(text string) (map[string]string, error) {
	listed := make(map[string]string)
	var faults []error
	for line := range strings.Lines(text) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if _, again := listed[name]; !ok || again || !strings.HasSuffix(line, "\n") {
			faults = append(faults, fmt.Errorf("malformed or repeated line %q", line))
			continue
		}
		listed[name] = sum
	}
	return listed, errors.Join(faults...)
}

func (r release) checkSum(name string, listed map[string]string) error {
	sum, ok := listed[name]
	if !ok {
		return fmt.Errorf("it does not list %s", name)
	}
	content, err := r.read(name)
	if err == nil && content != nil && sum != fmt.Sprintf("%x", sha256.Sum256(content)) {
		return fmt.Errorf("the checksum of %s is wrong", name)
	}
	return err
}

func (r release) checkProvider(platform string) error {
	name := r.archive(platform)
	content, err := r.read(name)
	if err != nil || content == nil {
		return err
	}
	members, err := unzip(content)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	program := member{name: project + "_v" + r.version + suffix(platform)}
	return r.checkArchive(name, platform, members, program, "LICENSE", "README.md", "CHANGELOG.md")
}

func (r release) checkProgram(program, platform string) error {
	name := r.programArchive(program, platform)
	content, err := r.read(name)
	if err != nil || content == nil {
		return err
	}
	members, err := untar(content)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return r.checkArchive(name, platform, members, member{name: program + suffix(platform)}, "LICENSE")
}

func (r release) checkArchive(name, platform string, members []member, program member, texts ...string) error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(name+": "+format, args...)) }
	for _, wanted := range append(texts, program.name) {
		if !slices.ContainsFunc(members, func(m member) bool { return m.name == wanted }) {
			fault("%s is missing", wanted)
		}
	}
	for _, m := range members {
		switch {
		case m.name == program.name:
			if m.mode != 0o755 {
				fault("%s must have the mode 755, got %o", m.name, m.mode)
			}
			if err := checkProgram(m.content, platform, r.standIns); err != nil {
				fault("%s: %w", m.name, err)
			}
		case !slices.Contains(texts, m.name):
			fault("unexpected file %s", m.name)
		case len(m.content) == 0:
			fault("%s is empty", m.name)
		}
	}
	return errors.Join(faults...)
}

// read returns nil for a file that is missing, which checkNames reports.
func (r release) read(name string) ([]byte, error) {
	file, found := r.files[name]
	if !found {
		return nil, nil
	}
	return os.ReadFile(file)
}

func suffix(platform string) string {
	if strings.HasPrefix(platform, "windows_") {
		return ".exe"
	}
	return ""
}

// assets returns the files of a release that were downloaded into a folder.
func assets(folder string) (map[string]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	files := make(map[string]string, len(entries))
	for _, entry := range entries {
		if entry.Type()&fs.ModeType == 0 {
			files[entry.Name()] = filepath.Join(folder, entry.Name())
		}
	}
	return files, nil
}
