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

// What the registries demand of a release:
// https://developer.hashicorp.com/terraform/registry/providers/publishing#manually-preparing-a-release
// OpenTofu's looks for the same names and, where the platforms are concerned, for no others than these.
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

	// programs go with the provider, each in archives of its own.
	programs         = []string{"payouts-simulator", "drift-report"}
	programPlatforms = []string{
		"darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64", "windows_arm64",
	}
)

// release is what stands on the page of a release.
type release struct {
	version string
	files   map[string]string // where each is, by the name that it has there

	signed    bool // whether there must be a signature
	described bool // whether there must be a bill of materials beside each archive
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

// archives are those of the provider and of the programs.
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

// check names everything that a registry, or somebody who downloads an archive, would stumble over.
func (r release) check() error {
	if !semver.IsValid("v"+r.version) || semver.Build("v"+r.version) != "" {
		return fmt.Errorf("%q is no version that a registry takes", r.version)
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

// checkNames wants all that must be there, and nothing that is not known here: what a registry makes of it is not known
// either.
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
			faults = append(faults, fmt.Errorf("%s is nothing that a release has", name))
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
		return fmt.Errorf("%s: it says %s, and must say %s", r.manifestName(), &compact, manifest)
	}
	return nil
}

// checkSums wants a sum of each archive of the provider and of the manifest, and of nothing else: Terraform's registry
// refuses a list that names more than it looks for.
func (r release) checkSums() error {
	text, err := r.read(r.sumsName())
	if err != nil || text == nil {
		return err
	}
	wanted := []string{r.manifestName()}
	for _, platform := range providerPlatforms {
		wanted = append(wanted, r.archive(platform))
	}
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf(r.sumsName()+": "+format, args...))
	}
	listed := make(map[string]string)
	for line := range strings.Lines(string(text)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if _, twice := listed[name]; !ok || twice || !strings.HasSuffix(line, "\n") {
			fault("the line %q", line)
			continue
		}
		listed[name] = sum
		if !slices.Contains(wanted, name) {
			fault("it lists %s, for which the registry refuses the release", name)
		}
	}
	for _, name := range wanted {
		sum, ok := listed[name]
		if !ok {
			fault("it does not list %s", name)
			continue
		}
		content, err := r.read(name)
		if err != nil {
			return err
		}
		if content != nil && sum != fmt.Sprintf("%x", sha256.Sum256(content)) {
			fault("it has another sum than that of %s", name)
		}
	}
	return errors.Join(faults...)
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
				fault("%s has the mode %o", m.name, m.mode)
			}
			if err := checkProgram(m.content, platform, r.standIns); err != nil {
				fault("%s: %w", m.name, err)
			}
		case !slices.Contains(texts, m.name):
			fault("%s does not belong there", m.name)
		case len(m.content) == 0:
			fault("%s is empty", m.name)
		}
	}
	return errors.Join(faults...)
}

// read returns nil for what is not there, which checkNames complains of.
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

// assets are the files in a folder that somebody has downloaded them into.
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
