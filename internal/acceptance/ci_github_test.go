//go:build unix

package acceptance

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// githubWorkflow is a workflow of GitHub Actions, with the keys that the examples use.
type githubWorkflow struct {
	Name        string               `yaml:"name"`
	On          any                  `yaml:"on"`
	Permissions map[string]string    `yaml:"permissions"`
	Concurrency any                  `yaml:"concurrency"`
	Jobs        map[string]githubJob `yaml:"jobs"`
}

type githubJob struct {
	Needs       string            `yaml:"needs"`
	If          string            `yaml:"if"`
	RunsOn      string            `yaml:"runs-on"`
	Timeout     int               `yaml:"timeout-minutes"`
	Environment string            `yaml:"environment"`
	Outputs     map[string]string `yaml:"outputs"`
	Env         map[string]string `yaml:"env"`
	Steps       []githubStep      `yaml:"steps"`
	Strategy    struct {
		MaxParallel int   `yaml:"max-parallel"`
		FailFast    *bool `yaml:"fail-fast"`
		Matrix      struct {
			Part []string `yaml:"part"`
		} `yaml:"matrix"`
	} `yaml:"strategy"`
	Defaults struct {
		Run struct {
			Folder string `yaml:"working-directory"`
		} `yaml:"run"`
	} `yaml:"defaults"`
}

type githubStep struct {
	ID   string            `yaml:"id"`
	Name string            `yaml:"name"`
	If   string            `yaml:"if"`
	Uses string            `yaml:"uses"`
	With map[string]string `yaml:"with"`
	Run  string            `yaml:"run"`
	Env  map[string]string `yaml:"env"`
}

// githubActions are what the actions of the examples do, as far as the test needs it. An action that is missing here
// fails the test.
var githubActions = map[string]func(*githubRun, map[string]string){
	"actions/checkout":          func(r *githubRun, _ map[string]string) { r.checkout(r.folder.dir) },
	"hashicorp/setup-terraform": func(r *githubRun, _ map[string]string) { r.install(r.folder, "terraform", r.env["CLI"]) },
	"actions/setup-go":          func(r *githubRun, _ map[string]string) { r.setupGo() },
	"actions/upload-artifact":   (*githubRun).upload,
	"actions/download-artifact": (*githubRun).download,
}

// githubSecrets are the secrets of each environment.
var githubSecrets = map[string][]string{
	"payouts-plan":  {"CASHFREE_PAYOUT_CLIENT_SECRET", "CASHFREE_PAYOUT_PUBLIC_KEY"},
	"payouts-drift": {"CASHFREE_PAYOUT_CLIENT_SECRET", "CASHFREE_PAYOUT_PUBLIC_KEY", "PLAN_KEY"},
	"payouts-apply": {"CASHFREE_PAYOUT_CLIENT_SECRET", "CASHFREE_PAYOUT_PUBLIC_KEY", "PLAN_KEY"},
}

// githubRun is a job of a workflow that runs.
type githubRun struct {
	*ciProject
	folder  ciFolder
	context map[string]string // what expressions stand for
	job     *ciJob
}

// playGitHub runs the jobs of a workflow in order. Before a job that needs another one it calls approve, which may
// change the world.
func playGitHub(p *ciProject, file string, approve func()) map[string]*ciJob {
	p.Helper()
	p.artifacts = p.TempDir() // each run has its own
	var workflow githubWorkflow
	decodeYAML(p.T, readExample(p.T, "ci/github-actions/"+file), &workflow)
	played := make(map[string]*ciJob)
	for len(played) < len(workflow.Jobs) {
		before := len(played)
		for _, name := range slices.Sorted(maps.Keys(workflow.Jobs)) {
			job := workflow.Jobs[name]
			if played[name] != nil || job.Needs != "" && played[job.Needs] == nil {
				continue
			}
			played[name] = p.playGitHubJob(job, nil, played, approve)
		}
		if len(played) == before {
			p.Fatal("the jobs need each other")
		}
	}
	return played
}

// playGitHubJob runs a job. The context has what its expressions can name besides what each job has.
func (p *ciProject) playGitHubJob(job githubJob, context map[string]string, played map[string]*ciJob, approve func()) *ciJob {
	p.Helper()
	r := &githubRun{ciProject: p, folder: p.newFolder(), job: &ciJob{status: jobSkipped, environment: job.Environment}}
	r.context = map[string]string{
		"github.workspace": r.folder.dir, "github.repository": "example/payees", "github.server_url": "https://github.com",
		"github.run_id": "42", "github.event.pull_request.head.repo.full_name": "example/payees",
	}
	maps.Copy(r.context, context)
	for name, value := range p.variables {
		r.context["vars."+name] = value
	}
	if job.Needs != "" {
		needed := played[job.Needs]
		for name, value := range needed.outputs {
			r.context["needs."+job.Needs+".outputs."+name] = value
		}
		if needed.status != jobSucceeded {
			return r.job
		}
	}
	if job.If != "" && !r.isTrue(job.If) {
		return r.job
	}
	if job.Needs != "" {
		approve()
	}
	for _, name := range githubSecrets[job.Environment] {
		r.context["secrets."+name] = p.secrets[name]
	}
	r.context["secrets.CASHFREE_PAYOUT_PUBLIC_KEY"] = p.sim.PublicKeyPEM()
	r.play(job)
	return r.job
}

// play runs the steps of a job.
func (r *githubRun) play(job githubJob) {
	r.Helper()
	r.job.status = jobSucceeded
	for number, step := range job.Steps {
		isDue := r.job.status == jobSucceeded
		if step.If != "" {
			isDue = r.isTrue(step.If)
		}
		if !isDue {
			continue
		}
		if step.Uses != "" {
			name, _, _ := strings.Cut(step.Uses, "@")
			action := githubActions[name]
			if action == nil {
				r.Fatalf("the test does not know the action %s", name)
			}
			action(r, step.With)
			continue
		}
		r.runStep(job, step, number)
	}
	r.job.outputs = make(map[string]string)
	for name, value := range job.Outputs {
		r.job.outputs[name] = r.expand(value)
	}
	r.wantNothingLeft(r.folder, r.job.log)
}

// runStep runs a step with a script.
func (r *githubRun) runStep(job githubJob, step githubStep, number int) {
	r.Helper()
	files := r.TempDir()
	outputs, summary := filepath.Join(files, "output"), filepath.Join(files, "summary")
	environ := map[string]string{"GITHUB_OUTPUT": outputs, "GITHUB_STEP_SUMMARY": summary}
	for _, variables := range []map[string]string{job.Env, step.Env} {
		for name, value := range variables {
			environ[name] = r.expand(value)
		}
	}
	output, status := r.runScript(r.folder, job.Defaults.Run.Folder, r.expand(step.Run), environ)
	r.job.log += output
	if content, err := os.ReadFile(summary); err == nil {
		r.job.summary += string(content)
	}
	if step.ID != "" {
		for name, value := range readPairs(r.T, outputs) {
			r.context["steps."+step.ID+".outputs."+name] = value
		}
	}
	if status != 0 {
		r.job.status, r.job.exitStatus = jobFailed, status
		r.job.failed = step.Name
		if step.Name == "" {
			r.job.failed = fmt.Sprintf("step %d, %s", number+1, firstLine(step.Run))
		}
	}
}

var githubExpression = regexp.MustCompile(`\$\{\{\s*(.*?)\s*\}\}`)

// expand replaces the expressions in a text.
func (r *githubRun) expand(text string) string {
	r.Helper()
	return githubExpression.ReplaceAllStringFunc(text, func(match string) string {
		return r.value(githubExpression.FindStringSubmatch(match)[1])
	})
}

// value returns what an expression stands for. A step that did not run has empty outputs, and an environment without a
// secret an empty one. Any other unknown name fails the test.
func (r *githubRun) value(name string) string {
	r.Helper()
	if literal, isLiteral := strings.CutPrefix(name, "'"); isLiteral {
		return strings.TrimSuffix(literal, "'")
	}
	value, known := r.context[name]
	if !known && !strings.HasPrefix(name, "steps.") && !strings.HasPrefix(name, "secrets.") {
		r.Fatalf("the test does not know %s", name)
	}
	return value
}

// isTrue evaluates a condition.
func (r *githubRun) isTrue(condition string) bool {
	r.Helper()
	if match := githubExpression.FindStringSubmatch(condition); match != nil {
		condition = match[1]
	}
	if condition == "!cancelled()" {
		return true
	}
	left, right, found := strings.Cut(condition, " == ")
	if !found {
		r.Fatalf("the test cannot evaluate %s", condition)
	}
	return r.value(left) == r.value(right)
}

// setupGo installs a "go" that installs the drift-report of this repository in the place of the published one.
func (r *githubRun) setupGo() {
	r.Helper()
	r.installScript(r.folder, "go", fmt.Sprintf(`
[ "$*" = "install github.com/cashfree-community/terraform-provider-cashfree/internal/cmd/drift-report@v0.1.0" ] || exit 99
ln -s %q %q
`, driftReportPath, filepath.Join(r.folder.bin, "drift-report")))
}

func (r *githubRun) upload(with map[string]string) {
	r.Helper()
	stored := filepath.Join(r.artifacts, with["name"])
	if with["overwrite"] == "true" {
		_ = os.RemoveAll(stored)
	}
	if !r.copyArtifact(filepath.Join(r.folder.dir, with["path"]), stored) && with["if-no-files-found"] != "ignore" {
		r.Fatalf("there is no %s", with["path"])
	}
}

func (r *githubRun) download(with map[string]string) {
	r.Helper()
	if !r.copyArtifact(filepath.Join(r.artifacts, with["name"]), filepath.Join(r.folder.dir, with["path"])) {
		r.Fatalf("there is no artifact %s", with["name"])
	}
}
