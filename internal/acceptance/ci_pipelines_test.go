//go:build unix

package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// ciSystem plays the pipelines of the examples for one CI system. The job that applies is nil where there is none.
type ciSystem struct {
	push, pull func(p *ciProject, approve func()) (plan, apply *ciJob)
	drift      func(p *ciProject) *ciJob
}

var ciSystems = map[string]ciSystem{
	"GitHub": {
		push: func(p *ciProject, approve func()) (plan, apply *ciJob) {
			jobs := playGitHub(p, "payees-apply.yml", approve)
			return jobs["plan"], jobs["apply"]
		},
		pull: func(p *ciProject, approve func()) (plan, apply *ciJob) {
			return playGitHub(p, "payees-plan.yml", approve)["plan"], nil
		},
		drift: func(p *ciProject) *ciJob { return playGitHub(p, "payees-drift.yml", noChange)["drift"] },
	},
	"GitLab": {
		push: func(p *ciProject, approve func()) (plan, apply *ciJob) {
			jobs := playGitLab(p, "push", approve)
			return jobs["plan-main"], jobs["apply"]
		},
		pull: func(p *ciProject, approve func()) (plan, apply *ciJob) {
			return playGitLab(p, "merge_request_event", approve)["plan"], nil
		},
		drift: func(p *ciProject) *ciJob { return playGitLab(p, "schedule", noChange)["drift"] },
	},
}

// forEachCISystem runs a test for each CI system, with a project of its own that has so many payees applied. Where the
// tests run with two CLIs, each has one of the systems: what the CLI does is in scripts that both systems run.
func forEachCISystem(t *testing.T, payees int, test func(*ciProject, ciSystem)) {
	t.Helper()
	t.Parallel()
	for name, system := range ciSystems {
		if turn == "1/2" && name != "GitHub" || turn == "2/2" && name != "GitLab" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			p := newCIProject(t)
			p.env["CLI"] = cli.path
			p.commit("vendors.csv", vendorsCSV(payees))
			p.lock()
			p.runIn([]string{"init", "-input=false", "-lockfile=readonly"}, []string{"apply", "-auto-approve", "-input=false"})
			test(p, system)
		})
	}
}

// noChange is an approval between plan and apply during which nothing changes.
func noChange() {}

// wantJobs checks how the jobs of a pipeline ended.
func (p *ciProject) wantJobs(plan, apply *ciJob, wantPlan, wantApply string) {
	p.Helper()
	if plan.status != wantPlan {
		p.Fatalf("the plan is %s in %q with status %d, want %s:\n%s", plan.status, plan.failed, plan.exitStatus, wantPlan, plan.log)
	}
	if apply.status != wantApply {
		p.Fatalf("the apply is %s in %q with status %d, want %s:\n%s", apply.status, apply.failed, apply.exitStatus, wantApply, apply.log)
	}
}

// wantNothingWritten plays a pipeline which must change nothing at Cashfree.
func (p *ciProject) wantNothingWritten(play func()) {
	p.Helper()
	before := len(p.sim.Journal())
	play()
	if events := p.sim.Journal()[before:]; len(events) > 0 {
		p.Errorf("Cashfree was changed: %+v", events)
	}
}

// TestAccCIPipelines_NoChange shows that a push that changes no payee applies nothing.
func TestAccCIPipelines_NoChange(t *testing.T) {
	forEachCISystem(t, 3, func(p *ciProject, system ciSystem) {
		p.commit("vendors.csv", vendorsCSV(3)+"\n")
		p.wantNothingWritten(func() {
			plan, apply := system.push(p, noChange)
			if apply.status != jobSkipped {
				wantTexts(p.T, apply.log, "There is nothing to apply.")
				apply.status = jobSkipped
			}
			p.wantJobs(plan, apply, jobSucceeded, jobSkipped)
		})
		for name := range p.artifactFiles() {
			if strings.Contains(name, "tfplan") {
				p.Errorf("there is a plan: %s", name)
			}
		}
	})
}

// TestAccCIPipelines_WithinLimits shows that a change within the limits is reported before it is approved, and that the
// plan is no plain artifact.
func TestAccCIPipelines_WithinLimits(t *testing.T) {
	forEachCISystem(t, 8, func(p *ciProject, system ciSystem) {
		document := vendorsCSV(4, "v00001,Asha Rao", "v00001,Asha R Rao")
		p.commit("vendors.csv", document)
		// With the plain argument plans have the account numbers.
		p.commit("main.tf", strings.Replace(p.committed("main.tf"), "csv_wo", "csv", 1))
		var applied bool
		plan, apply := system.push(p, func() {
			applied = true
			if len(p.sim.All()) != 8 {
				t.Error("it was applied before the approval")
			}
			content, err := os.ReadFile(p.planArtifact())
			if err != nil || !strings.HasPrefix(string(content), "Salted__") {
				p.Errorf("the plan is not encrypted: %v", err)
			}
		})
		p.wantJobs(plan, apply, jobSucceeded, jobSucceeded)
		wantTexts(p.T, plan.summary, "What an apply would do", "4 removed", "Asha R Rao")
		if !applied || len(p.sim.All()) != 4 {
			p.Errorf("%d payees are left", len(p.sim.All()))
		}
		for name, content := range p.artifactFiles() {
			p.wantNoSecrets(content, vendorAccountPrefix, planKey)
			if strings.HasPrefix(content, "PK") {
				p.Errorf("%s is a plan in plain form", name)
			}
		}
		if apply.environment != "payouts-apply" || plan.environment != "payouts-drift" {
			p.Errorf("the environments are %s and %s", plan.environment, apply.environment)
		}
	})
}

// committed returns a committed file.
func (p *ciProject) committed(name string) string {
	p.Helper()
	content, err := os.ReadFile(filepath.Join(p.files, "payees", name))
	if err != nil {
		p.Fatal(err)
	}
	return string(content)
}

// TestAccCIPipelines_BeyondLimit shows that a document from which 270 of 300 payees are missing stops before the
// approval, although the set itself would allow it.
func TestAccCIPipelines_BeyondLimit(t *testing.T) {
	forEachCISystem(t, 300, func(p *ciProject, system ciSystem) {
		p.commit("vendors.csv", vendorsCSV(30))
		p.wantNothingWritten(func() {
			plan, _ := system.pull(p, noChange)
			if plan.status != jobFailed || plan.exitStatus != 4 {
				p.Errorf("the pull request is %s with status %d:\n%s", plan.status, plan.exitStatus, plan.log)
			}
			plan, apply := system.push(p, func() {})
			p.wantJobs(plan, apply, jobFailed, jobSkipped)
			if plan.exitStatus != 4 || plan.failed != "" && plan.failed != "Plan and check" {
				p.Errorf("%q failed with %d", plan.failed, plan.exitStatus)
			}
			wantTexts(p.T, plan.summary, "Beyond a limit.", "270 payees would be removed, and the limit is 5")
			wantTexts(p.T, plan.log, "270 payees would be removed", "it is not applied")
		})
		for name := range p.artifactFiles() {
			if strings.Contains(name, "tfplan") {
				p.Errorf("there is a plan: %s", name)
			}
		}
	})
}

// TestAccCIPipelines_AccountChange shows that new account numbers count as such, and not as payees that go and come.
func TestAccCIPipelines_AccountChange(t *testing.T) {
	forEachCISystem(t, 8, func(p *ciProject, system ciSystem) {
		var moved []string
		for n := range 6 {
			moved = append(moved, fmt.Sprintf("%s%08d", vendorAccountPrefix, n), fmt.Sprintf("66666000066%08d", n))
		}
		p.commit("vendors.csv", vendorsCSV(8, moved...))
		p.wantNothingWritten(func() {
			plan, apply := system.push(p, noChange)
			p.wantJobs(plan, apply, jobFailed, jobSkipped)
			wantTexts(p.T, plan.summary, "6 payees would get another account or UPI address, and the limit is 5")
		})
		p.commit("vendors.csv", vendorsCSV(8, moved[:10]...))
		plan, apply := system.push(p, noChange)
		p.wantJobs(plan, apply, jobSucceeded, jobSucceeded)
	})
}

// TestAccCIPipelines_ChangedSince shows that a plan is not applied where something changed after it was checked: a
// payee at Cashfree, the state, or the credentials. The error comes before any payee is changed.
func TestAccCIPipelines_ChangedSince(t *testing.T) {
	const output = "output \"count\" {\n  value = 1\n}\n"
	for name, test := range map[string]struct {
		change func(*ciProject)
		want   string
	}{
		"a payee was removed by hand": {
			func(p *ciProject) { p.sim.Remove("v00002") }, "Payees changed since the plan was checked",
		},
		"an account was changed by hand": {
			func(p *ciProject) {
				p.sim.Update("v00001", func(b *simulator.Beneficiary) { b.BankAccountNumber = "66666000066600000001" })
			},
			"Payees changed since the plan was checked",
		},
		"another run changed the state": {
			func(p *ciProject) {
				main, document := p.committed("main.tf"), p.committed("vendors.csv")
				p.commit("vendors.csv", vendorsCSV(4)) // so that no payee changes
				for _, config := range []string{main + output, main} {
					p.commit("main.tf", config)
					p.runIn([]string{"init", "-input=false"}, []string{"apply", "-auto-approve", "-input=false"})
				}
				p.commit("vendors.csv", document)
			},
			"aved plan is stale",
		},
		"the credentials are refused": {
			func(p *ciProject) { p.sim.SetCredentials(clientID, "rotated") }, "Cashfree cannot be compared with the plan",
		},
	} {
		t.Run(name, func(t *testing.T) {
			forEachCISystem(t, 4, func(p *ciProject, system ciSystem) {
				p.commit("vendors.csv", vendorsCSV(4, "v00001,Asha Rao", "v00001,Asha R Rao"))
				var before int
				plan, apply := system.push(p, func() {
					test.change(p)
					before = len(p.sim.Journal())
				})
				p.wantJobs(plan, apply, jobSucceeded, jobFailed)
				wantTexts(p.T, apply.log, test.want)
				if events := p.sim.Journal()[before:]; len(events) > 0 {
					p.Errorf("Cashfree was changed: %+v", events)
				}
			})
		})
	}
}

// TestAccCIPipelines_ExchangedPlan shows that no other plan is applied than the one that was checked: not one with a
// byte that differs, not one that an earlier run encrypted with the same key, and none with another key.
func TestAccCIPipelines_ExchangedPlan(t *testing.T) {
	forEachCISystem(t, 4, func(p *ciProject, system ciSystem) {
		var earlier []byte
		exchange := func(change func(content []byte) []byte) func() {
			return func() {
				file := p.planArtifact()
				content, err := os.ReadFile(file)
				if err != nil {
					p.Fatal(err)
				}
				if err := os.WriteFile(file, change(content), 0o600); err != nil {
					p.Fatal(err)
				}
			}
		}
		p.wantNothingWritten(func() {
			p.commit("vendors.csv", vendorsCSV(4, "v00001,Asha Rao", "v00001,Asha R Rao"))
			plan, apply := system.push(p, exchange(func(content []byte) []byte {
				earlier = slices.Clone(content)
				content[len(content)/2] ^= 1
				return content
			}))
			p.wantJobs(plan, apply, jobSucceeded, jobFailed)
			wantTexts(p.T, apply.log, "This is not the plan that was checked")

			p.commit("vendors.csv", vendorsCSV(4, "v00002,Asha Rao", "v00002,Asha R Rao"))
			plan, apply = system.push(p, exchange(func([]byte) []byte { return earlier }))
			p.wantJobs(plan, apply, jobSucceeded, jobFailed)
			wantTexts(p.T, apply.log, "This is not the plan that was checked")

			plan, apply = system.push(p, func() { p.secrets["PLAN_KEY"] = strings.Repeat("another", 6) })
			p.wantJobs(plan, apply, jobSucceeded, jobFailed)
			wantTexts(p.T, apply.log, "The plan cannot be decrypted")

			delete(p.secrets, "PLAN_KEY")
			plan, apply = system.push(p, noChange)
			p.wantJobs(plan, apply, jobFailed, jobSkipped)
			wantTexts(p.T, plan.log, "PLAN_KEY must have 32 or more characters.")
		})
	})
}

// TestAccCIPipelines_PullRequest shows that a pull request gets the report, that its plan is in no artifact, and that
// nothing is applied.
func TestAccCIPipelines_PullRequest(t *testing.T) {
	forEachCISystem(t, 4, func(p *ciProject, system ciSystem) {
		p.commit("vendors.csv", vendorsCSV(3))
		p.wantNothingWritten(func() {
			plan, _ := system.pull(p, noChange)
			p.wantJobs(plan, &ciJob{status: jobSkipped}, jobSucceeded, jobSkipped)
			wantTexts(p.T, plan.summary, "What an apply would do", "1 removed", "v00003")
		})
		for name, content := range p.artifactFiles() {
			if strings.Contains(name, "tfplan") || strings.HasPrefix(content, "PK") {
				p.Errorf("%s is a plan", name)
			}
		}
	})
}

// TestAccCIPipelines_Failures shows that a plan that fails, and a lock file that is missing, stop the pipeline.
func TestAccCIPipelines_Failures(t *testing.T) {
	forEachCISystem(t, 2, func(p *ciProject, system ciSystem) {
		p.wantNothingWritten(func() {
			p.commit("vendors.csv", vendorsCSV(1))
			p.sim.SetCredentials(clientID, "rotated")
			plan, apply := system.push(p, noChange)
			p.wantJobs(plan, apply, jobFailed, jobSkipped)
			wantTexts(p.T, plan.log, "The plan failed, so nothing is known of the payees.")
			p.sim.SetCredentials(clientID, clientSecret)

			if err := os.Remove(filepath.Join(p.files, "payees", ".terraform.lock.hcl")); err != nil {
				p.Fatal(err)
			}
			plan, apply = system.push(p, noChange)
			p.wantJobs(plan, apply, jobFailed, jobSkipped)
			wantTexts(p.T, plan.log, "lock")
		})
	})
}

// TestAccCIPipelines_Drift shows that the drift check succeeds without a change, warns of a status, and fails for a
// payee that was removed by hand.
func TestAccCIPipelines_Drift(t *testing.T) {
	forEachCISystem(t, 3, func(p *ciProject, system ciSystem) {
		for _, night := range []struct {
			change func()
			want   []string // a status of GitHub is a success, since its step turns it into 0
			text   string
		}{
			{noChange, []string{jobSucceeded}, ""},
			{func() { p.sim.Update("v00001", func(b *simulator.Beneficiary) { b.Status = "INVALID" }) }, []string{jobSucceeded, jobWarned}, "INVALID"},
			{func() { p.sim.Remove("v00001") }, []string{jobFailed}, "Somebody removed this payee"},
		} {
			night.change()
			job := system.drift(p)
			if !slices.Contains(night.want, job.status) {
				p.Errorf("the drift check is %s with %d, want %s:\n%s", job.status, job.exitStatus, night.want, job.log)
			}
			wantTexts(p.T, job.summary, night.text)
		}
	})
}
