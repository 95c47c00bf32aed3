//go:build unix

package acceptance

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// planKey is the passphrase of the pipelines' environments.
const planKey = "mF0bTtX6o0b2n2cZk9cQyq9lq2xk3aJg6m1yZb6cK0E="

// How a job of a pipeline ended.
const (
	jobSucceeded = "success"
	jobFailed    = "failure"
	jobWarned    = "warning" // a failure that the job allows
	jobSkipped   = "skipped"
)

// ciJob is a job that was played.
type ciJob struct {
	status      string
	environment string
	log         string // of all its steps
	failed      string // the step that failed
	exitStatus  int    // of that step
	summary     string // what reviewers see before the next job
	outputs     map[string]string
}

// ciProject is a repository with the configuration in payees/, as it is in the pipelines' examples, and what outlives a
// job: the state, the artifacts and the credentials.
type ciProject struct {
	*workspace
	files     string // the committed files
	artifacts string // a folder for each artifact
	mirror    string // from which the provider is installed

	variables, secrets map[string]string // of the CI system
}

// newCIProject makes a project whose lock file is committed.
func newCIProject(t *testing.T) *ciProject {
	t.Helper()
	p := &ciProject{workspace: newWorkspace(t), files: t.TempDir()}
	p.variables = map[string]string{"CASHFREE_PAYOUT_CLIENT_ID": clientID}
	p.secrets = map[string]string{"CASHFREE_PAYOUT_CLIENT_SECRET": clientSecret, "PLAN_KEY": planKey}
	p.installFromMirror()
	for _, script := range []string{"drift.sh", "plan.sh", "apply.sh"} {
		p.commit(script, readExample(t, "ci/"+script))
	}
	// As a remote backend, the state is not in the folder of a job.
	p.commit("main.tf", fmt.Sprintf("terraform {\n  backend \"local\" {\n    path = %q\n  }\n}\n", filepath.Join(p.dir, "remote.tfstate"))+
		requiredProviders+`
resource "cashfree_payout_beneficiary_set" "vendors" {
  csv_wo = file("vendors.csv")

  max_removals        = "100%"
  max_account_changes = "100%"
}
`)
	return p
}

// installFromMirror makes the CLI install the provider as from a registry, so that init writes and reads a lock file.
func (p *ciProject) installFromMirror() {
	p.Helper()
	p.mirror = p.TempDir()
	for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		versions := filepath.Join(p.mirror, registry, "cashfree-community", "cashfree", "0.1.0")
		for _, platform := range slices.Compact([]string{runtime.GOOS + "_" + runtime.GOARCH, "linux_amd64", "darwin_arm64"}) {
			dir := filepath.Join(versions, platform)
			program := filepath.Join(dir, "terraform-provider-cashfree_v0.1.0")
			if err := errors.Join(os.MkdirAll(dir, 0o700), os.Symlink(providerPath, program)); err != nil && !errors.Is(err, fs.ErrExist) {
				p.Fatal(err)
			}
		}
	}
	p.writeFile("cli.tfrc", fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", p.mirror))
}

// commit writes a file in payees/.
func (p *ciProject) commit(name, content string) {
	p.Helper()
	file := filepath.Join(p.files, "payees", name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(content), 0o700)); err != nil {
		p.Fatal(err)
	}
}

// runIn runs the CLI in a copy of the committed files, as a person does who has the credentials. It returns the copy.
func (p *ciProject) runIn(arguments ...[]string) string {
	p.Helper()
	dir := p.TempDir()
	p.checkout(dir)
	for _, one := range arguments {
		command := p.command(one...)
		command.Dir = filepath.Join(dir, "payees")
		if output, err := command.CombinedOutput(); err != nil {
			p.Fatalf("%q: %v\n%s", one, err, output)
		}
	}
	return filepath.Join(dir, "payees")
}

// lock commits the lock file that the command of the guide writes. The command asks a registry, unless it has the flag
// that is added here.
func (p *ciProject) lock() {
	p.Helper()
	command, _, _ := strings.Cut(guideCommand(p.T, "terraform providers lock"), "\n") // and then git adds the file
	dir := p.runIn(append(strings.Fields(command)[1:], "-fs-mirror="+p.mirror))
	content, err := os.ReadFile(filepath.Join(dir, ".terraform.lock.hcl"))
	if err != nil {
		p.Fatal(err)
	}
	p.commit(".terraform.lock.hcl", string(content))
}

// checkout copies the committed files.
func (p *ciProject) checkout(dir string) {
	p.Helper()
	if err := os.CopyFS(dir, os.DirFS(p.files)); err != nil {
		p.Fatal(err)
	}
}

// ciFolder is the machine of one job.
type ciFolder struct {
	dir  string // where the repository is checked out
	bin  string // what was installed
	temp string
}

func (p *ciProject) newFolder() ciFolder {
	p.Helper()
	folder := ciFolder{dir: p.TempDir(), bin: p.TempDir(), temp: p.TempDir()}
	return folder
}

// install puts a program on the PATH of a job.
func (p *ciProject) install(folder ciFolder, name, program string) {
	p.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err == nil {
		err = os.Symlink(path, filepath.Join(folder.bin, name))
	}
	if err != nil {
		p.Fatal(err)
	}
}

// installScript puts a script in the place of a program that would need the network.
func (p *ciProject) installScript(folder ciFolder, name, script string) {
	p.Helper()
	if err := os.WriteFile(filepath.Join(folder.bin, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		p.Fatal(err)
	}
}

// runScript runs a script with sh -e in a folder below that of the job, and returns its output and exit status. Nothing
// of this machine's environment reaches it but the address of the simulator.
func (p *ciProject) runScript(folder ciFolder, within, script string, environ map[string]string) (output string, status int) {
	p.Helper()
	command := exec.CommandContext(p.Context(), "/bin/sh", "-e", "-c", script)
	command.Dir = filepath.Join(folder.dir, within)
	variables := maps.Clone(environ)
	maps.Copy(variables, map[string]string{
		"PATH": folder.bin + ":/usr/bin:/bin", "HOME": folder.temp, "TMPDIR": folder.temp, "CHECKPOINT_DISABLE": "1",
		"TF_CLI_CONFIG_FILE": p.env["TF_CLI_CONFIG_FILE"], "CASHFREE_PAYOUT_BASE_URL": p.baseURL,
	})
	for name, value := range variables {
		command.Env = append(command.Env, name+"="+value)
	}
	printed, err := command.CombinedOutput()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		p.Fatal(err)
	}
	return string(printed), command.ProcessState.ExitCode()
}

// wantNothingLeft checks that a job deleted its temporary files, and that its log has no account number.
func (p *ciProject) wantNothingLeft(folder ciFolder, log string) {
	p.Helper()
	left, err := os.ReadDir(folder.temp)
	left = slices.DeleteFunc(left, func(entry os.DirEntry) bool { return strings.HasPrefix(entry.Name(), ".") })
	if err != nil || len(left) > 0 {
		p.Errorf("the job left %v: %v", left, err)
	}
	p.wantNoSecrets(log, vendorAccountPrefix, planKey)
}

// copyArtifact copies a file or a folder, and reports whether it exists.
func (p *ciProject) copyArtifact(from, to string) bool {
	p.Helper()
	info, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o700)
	}
	switch {
	case err != nil:
	case info.IsDir():
		err = os.CopyFS(to, os.DirFS(from))
	default:
		var content []byte
		if content, err = os.ReadFile(from); err == nil {
			err = os.WriteFile(to, content, 0o600)
		}
	}
	if err != nil {
		p.Fatal(err)
	}
	return true
}

// artifactFiles returns the content of all artifacts by path.
func (p *ciProject) artifactFiles() map[string]string {
	p.Helper()
	contents := make(map[string]string)
	err := filepath.WalkDir(p.artifacts, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(file)
		name, _ := filepath.Rel(p.artifacts, file)
		contents[name] = string(content)
		return err
	})
	if err != nil {
		p.Fatal(err)
	}
	return contents
}

// planArtifact returns the path of the encrypted plan.
func (p *ciProject) planArtifact() string {
	p.Helper()
	for name := range p.artifactFiles() {
		if strings.HasSuffix(name, ".tfplan.enc") {
			return filepath.Join(p.artifacts, name)
		}
	}
	p.Fatal("there is no plan among the artifacts")
	return ""
}

// decodeYAML decodes a document, and refuses a key that the test does not know, so that it plays all of it.
func decodeYAML(t *testing.T, content string, into any) {
	t.Helper()
	decoder := yaml.NewDecoder(strings.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		t.Fatal(err)
	}
}

// firstLine returns the first line of a text.
func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// readPairs reads lines such as NAME=value.
func readPairs(t *testing.T, file string) map[string]string {
	t.Helper()
	pairs := make(map[string]string)
	content, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		name, value, found := strings.Cut(strings.TrimSpace(line), "=")
		if !found {
			t.Fatalf("%s has the line %q", file, line)
		}
		pairs[name] = value
	}
	return pairs
}
