//go:build unix

package acceptance

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// gitlabJob is a job of GitLab CI, with the keys that the example uses.
type gitlabJob struct {
	Extends       string            `yaml:"extends"`
	Image         any               `yaml:"image"`
	ResourceGroup string            `yaml:"resource_group"`
	Interruptible bool              `yaml:"interruptible"`
	Timeout       string            `yaml:"timeout"`
	Stage         string            `yaml:"stage"`
	Needs         []string          `yaml:"needs"`
	Variables     map[string]string `yaml:"variables"`
	BeforeScript  []string          `yaml:"before_script"`
	Script        []string          `yaml:"script"`
	Environment   struct {
		Name   string `yaml:"name"`
		Action string `yaml:"action"`
	} `yaml:"environment"`
	AllowFailure struct {
		ExitCodes []int `yaml:"exit_codes"`
	} `yaml:"allow_failure"`
	Artifacts struct {
		When     string   `yaml:"when"`
		ExposeAs string   `yaml:"expose_as"`
		Paths    []string `yaml:"paths"`
		ExpireIn string   `yaml:"expire_in"`
		Reports  struct {
			Dotenv string `yaml:"dotenv"`
		} `yaml:"reports"`
	} `yaml:"artifacts"`
	Rules []struct {
		If      string   `yaml:"if"`
		Changes []string `yaml:"changes"`
	} `yaml:"rules"`
}

// gitlabPipelines are the variables that GitLab sets for each kind of pipeline.
var gitlabPipelines = map[string]map[string]string{
	"push":                {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main"},
	"merge_request_event": {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_DEFAULT_BRANCH": "main"},
	"schedule":            {"CI_PIPELINE_SOURCE": "schedule", "CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main"},
}

// gitlabPipeline is a pipeline that runs.
type gitlabPipeline struct {
	*ciProject
	variables map[string]string // of the whole file
	source    map[string]string // of the kind of pipeline
	played    map[string]*ciJob
}

// playGitLab runs the jobs of a pipeline in order. Before a job that needs another one it calls approve, which may
// change the world.
func playGitLab(p *ciProject, source string, approve func()) map[string]*ciJob {
	p.Helper()
	p.artifacts = p.TempDir() // each pipeline has its own
	jobs, variables := readGitLab(p)
	run := &gitlabPipeline{ciProject: p, variables: variables, source: gitlabPipelines[source], played: make(map[string]*ciJob)}
	for _, stage := range []string{"build", "test", "deploy"} {
		for _, name := range slices.Sorted(maps.Keys(jobs)) {
			job := jobs[name]
			if strings.HasPrefix(name, ".") || job.Stage != stage || !run.isSelected(job) {
				continue
			}
			if len(job.Needs) > 0 {
				approve()
			}
			run.played[name] = run.play(name, job)
		}
	}
	return run.played
}

// readGitLab returns the jobs of the example, each with what it extends, and the variables of all.
func readGitLab(p *ciProject) (map[string]gitlabJob, map[string]string) {
	p.Helper()
	var file map[string]map[string]any
	if err := yaml.Unmarshal([]byte(readExample(p.T, "ci/gitlab/.gitlab-ci.yml")), &file); err != nil {
		p.Fatal(err)
	}
	variables := make(map[string]string)
	for name, value := range file["variables"] {
		variables[name] = fmt.Sprint(value)
	}
	delete(file, "variables")
	jobs := make(map[string]gitlabJob)
	for name, job := range file {
		merged := map[string]any{}
		if base, extends := job["extends"].(string); extends {
			maps.Copy(merged, file[base])
		}
		maps.Copy(merged, job)
		text, err := yaml.Marshal(merged)
		if err != nil {
			p.Fatal(err)
		}
		var decoded gitlabJob
		decodeYAML(p.T, string(text), &decoded)
		jobs[name] = decoded
	}
	return jobs, variables
}

// isSelected evaluates the rules of a job, as if files in payees/ had changed.
func (g *gitlabPipeline) isSelected(job gitlabJob) bool {
	g.Helper()
	operand := func(text string) string {
		if name, isVariable := strings.CutPrefix(text, "$"); isVariable {
			return g.source[name]
		}
		return strings.Trim(text, `"`)
	}
	return slices.ContainsFunc(job.Rules, func(rule struct {
		If      string   `yaml:"if"`
		Changes []string `yaml:"changes"`
	}) bool {
		for term := range strings.SplitSeq(rule.If, " && ") {
			left, right, found := strings.Cut(term, " == ")
			if !found {
				g.Fatalf("the test cannot evaluate %s", rule.If)
			}
			if operand(left) != operand(right) {
				return false
			}
		}
		return true
	})
}

// play runs a job.
func (g *gitlabPipeline) play(name string, job gitlabJob) *ciJob {
	g.Helper()
	played := &ciJob{status: jobSkipped, environment: job.Environment.Name, outputs: make(map[string]string)}
	for _, needed := range job.Needs {
		if g.played[needed].status != jobSucceeded {
			return played
		}
	}
	folder := g.newFolder()
	g.checkout(folder.dir)
	g.installImage(folder)
	environ := map[string]string{"CI_PROJECT_DIR": folder.dir, "CI_JOB_URL": "https://gitlab.example.com/jobs/42"}
	for _, variables := range []map[string]string{g.source, g.ciProject.variables, g.variables, job.Variables, g.environmentOf(folder, job)} {
		maps.Copy(environ, variables)
	}
	for _, needed := range job.Needs {
		maps.Copy(environ, g.played[needed].outputs)
		if stored := filepath.Join(g.artifacts, needed); !g.copyArtifact(stored, folder.dir) {
			g.Fatalf("%s left no artifacts", needed)
		}
	}
	for key, value := range environ { // variables may name others
		environ[key] = os.Expand(value, func(name string) string { return environ[name] })
	}
	script := strings.Join(slices.Concat(job.BeforeScript, job.Script), "\n")
	played.log, played.exitStatus = g.runScript(folder, "", script, environ)
	played.status = jobSucceeded
	switch {
	case slices.Contains(job.AllowFailure.ExitCodes, played.exitStatus):
		played.status = jobWarned
	case played.exitStatus != 0:
		played.status = jobFailed
	}
	g.keepArtifacts(name, job, folder, played)
	g.wantNothingLeft(folder, played.log)
	return played
}

// environmentOf returns the variables of the environment of a job, with the public key as a file.
func (g *gitlabPipeline) environmentOf(folder ciFolder, job gitlabJob) map[string]string {
	g.Helper()
	variables := map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": g.keyFile, "DRIFT_REPORT_SHA256": g.packReport(folder)}
	known := githubSecrets[job.Environment.Name]
	if known == nil {
		g.Fatalf("the test does not know the environment %q", job.Environment.Name)
	}
	for _, secret := range known {
		if value, exists := g.secrets[secret]; exists {
			variables[secret] = value
		}
	}
	return variables
}

// installImage makes the programs of the image available, and a wget that downloads nothing.
func (g *gitlabPipeline) installImage(folder ciFolder) {
	g.Helper()
	g.install(folder, "terraform", g.env["CLI"])
	g.installScript(folder, "apk", `[ "$*" = "add --no-cache openssl" ]`+"\n")
	g.installScript(folder, "wget", fmt.Sprintf(`
[ "$1 $2" = "-q -O" ] && [ "$4" = "$DRIFT_REPORT_URL" ] || exit 99
cp %q "$3"
`, reportArchive(folder)))
}

func reportArchive(folder ciFolder) string { return filepath.Join(folder.bin, "drift-report.tar.gz") }

// packReport makes the archive of a release, and returns its checksum.
func (g *gitlabPipeline) packReport(folder ciFolder) string {
	g.Helper()
	program := driftReportPath
	archive := reportArchive(folder)
	command := exec.CommandContext(g.Context(), "tar", "-czf", archive, "-C", filepath.Dir(program), filepath.Base(program))
	if output, err := command.CombinedOutput(); err != nil {
		g.Fatalf("%v\n%s", err, output)
	}
	content, err := os.ReadFile(archive)
	if err != nil {
		g.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(content))
}

// keepArtifacts stores what a job leaves for others.
func (g *gitlabPipeline) keepArtifacts(name string, job gitlabJob, folder ciFolder, played *ciJob) {
	g.Helper()
	if played.status == jobFailed && job.Artifacts.When != "always" {
		return
	}
	_ = os.RemoveAll(filepath.Join(g.artifacts, name))
	for _, path := range job.Artifacts.Paths {
		g.copyArtifact(filepath.Join(folder.dir, path), filepath.Join(g.artifacts, name, path))
	}
	if dotenv := job.Artifacts.Reports.Dotenv; dotenv != "" {
		played.outputs = readPairs(g.T, filepath.Join(folder.dir, dotenv))
	}
	for _, report := range []string{"plan.md", "drift.md"} {
		if content, err := os.ReadFile(filepath.Join(folder.dir, "report", report)); err == nil {
			played.summary = string(content)
		}
	}
}
