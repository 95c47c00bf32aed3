//go:build unix

package acceptance

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// partNames returns the workspaces of a number of parts.
func partNames(parts int) []string {
	names := make([]string, parts)
	for i := range names {
		names[i] = fmt.Sprintf("%d-of-%d", i, parts)
	}
	return names
}

// inPart returns the same directory in the workspace of a part.
func (w *workspace) inPart(name string) *workspace {
	return w.withEnv(map[string]string{"TF_WORKSPACE": name})
}

// applyParts applies each part, and wants an empty plan after it.
func (w *workspace) applyParts(names []string) {
	w.Helper()
	for _, name := range names {
		part := w.inPart(name)
		part.apply()
		part.wantEmptyPlan()
	}
}

// members returns the ids of the members of the set in the state, in order.
func (w *workspace) members() []string {
	w.Helper()
	var state struct {
		Resources []struct {
			Instances []struct {
				Attributes struct{ Members map[string]string }
			}
		}
	}
	command := w.command("state", "pull")
	text, err := command.Output()
	if err == nil {
		err = json.Unmarshal(text, &state)
	}
	if err != nil {
		w.Fatal(err)
	}
	var ids []string
	for _, resource := range state.Resources {
		for _, instance := range resource.Instances {
			ids = slices.AppendSeq(ids, maps.Keys(instance.Attributes.Members))
		}
	}
	slices.Sort(ids)
	return ids
}

// wantEachInOnePart checks that each payee of Cashfree is in the state of exactly one part, and that nobody else is. It
// returns the part of each.
func (w *workspace) wantEachInOnePart(names []string) map[string]string {
	w.Helper()
	parts := make(map[string]string)
	for _, name := range names {
		for _, id := range w.inPart(name).members() {
			if before, isTwice := parts[id]; isTwice {
				w.Errorf("%s is in %s and in %s", id, before, name)
			}
			parts[id] = name
		}
	}
	want := make(map[string]bool)
	for _, payee := range w.sim.All() {
		want[payee.ID] = true
		if parts[payee.ID] == "" {
			w.Errorf("%s is in no part", payee.ID)
		}
	}
	if len(parts) != len(want) {
		w.Errorf("the states have %v, and Cashfree has %v", parts, want)
	}
	return parts
}

// wantNoWrites checks that nobody was created, removed or changed at Cashfree meanwhile.
func (w *workspace) wantNoWrites(run func()) {
	w.Helper()
	before := len(w.sim.Journal())
	run()
	if events := w.sim.Journal()[before:]; len(events) > 0 {
		w.Errorf("Cashfree was changed: %+v", events)
	}
}

// addVendor adds a row to the document of the example.
func (w *workspace) addVendor(row string) {
	w.writeFile("vendors.csv", w.readFile("vendors.csv")+row+"\n")
}

// TestAccSeveralStates_OnePartEach shows that each payee is in exactly one part, that the plans after the applies are
// empty, and that a payee that is added changes one part only and moves nobody.
func TestAccSeveralStates_OnePartEach(t *testing.T) {
	w := newExampleWorkspace(t, "several-states")
	names := partNames(4)
	w.applyParts(names)
	before := w.wantEachInOnePart(names)
	if len(before) != 7 || len(slices.Compact(slices.Sorted(maps.Values(before)))) != 4 {
		t.Errorf("the parts are %v, want seven payees in four parts", before)
	}

	w.addVendor("  vendor_lata ,Lata Rao,388108022799,ICIC0000009,,")
	for _, name := range names {
		if name == "3-of-4" {
			wantTexts(t, w.inPart(name).wantChanges(), "adds 1: vendor_lata")
			continue
		}
		w.inPart(name).wantEmptyPlan()
	}
	w.inPart("3-of-4").apply()
	after := w.wantEachInOnePart(names)
	if after["vendor_lata"] != "3-of-4" {
		t.Errorf("vendor_lata is in %q", after["vendor_lata"])
	}
	delete(after, "vendor_lata")
	if !maps.Equal(after, before) {
		t.Errorf("the parts were %v, and are %v", before, after)
	}
	w.wantCreatedOnce(8)
}

// TestAccSeveralStates_OtherNumber shows that the states of another number of parts take nobody over by themselves, and
// that the way of the README changes nothing at Cashfree.
func TestAccSeveralStates_OtherNumber(t *testing.T) {
	w := newExampleWorkspace(t, "several-states")
	w.applyParts(partNames(2))
	w.wantNoWrites(func() {
		wantTexts(t, w.inPart("0-of-3").wantApplyError(), "exist already, with exactly the content of their rows", "None was created.")
	})
	w.wantEachInOnePart(partNames(2))
	w.wantNoWrites(func() {
		for _, name := range partNames(2) {
			w.inPart(name).run(0, "state", "rm", "cashfree_payout_beneficiary_set.vendors")
		}
		for _, name := range partNames(3) {
			w.withEnv(map[string]string{"CASHFREE_PAYOUT_ADOPT_EXISTING": "true"}).inPart(name).apply()
			w.inPart(name).wantEmptyPlan()
		}
	})
	w.wantEachInOnePart(partNames(3))
}

// TestAccSeveralStates_AccountBetweenParts shows that an account that moves to a payee of an earlier part is refused at
// first, and moves in the second run.
func TestAccSeveralStates_AccountBetweenParts(t *testing.T) {
	w := newExampleWorkspace(t, "several-states")
	names := partNames(4)[:2]
	for _, name := range names {
		w.inPart(name).apply()
	}
	w.writeFile("vendors.csv", strings.Replace(w.readFile("vendors.csv"), "vendor_indu,Indu Nair", "vendor_dev,Dev Nair", 1))
	wantTexts(t, w.inPart(names[0]).wantApplyError(), `Its bank account belongs to "vendor_indu" at Cashfree`)
	w.inPart(names[1]).apply()
	w.applyParts(names)
	if payee, exists := w.sim.Get("vendor_dev"); !exists || payee.BankAccountNumber != "388108022701" {
		t.Errorf("Cashfree has %+v", payee)
	}
	w.wantEachInOnePart(names)
}

// TestAccSeveralStates_Refused shows that a plan ends in an error outside of a part, and if two payees of any parts
// have the same account.
func TestAccSeveralStates_Refused(t *testing.T) {
	w := newExampleWorkspace(t, "several-states")
	for _, name := range []string{"default", "4-of-4", "x0-of-4", "0-of-0"} {
		wantTexts(t, w.inPart(name).wantPlanError(), "The workspace "+name+" is no part.")
	}
	w.addVendor("vendor_lata,Lata Rao,00011020001772,hdfc0000001,,")
	output := w.inPart("2-of-4").wantPlanError()
	wantTexts(t, output, "Two vendors of vendors.csv have the same bank account.")
	w.wantNoSecrets(output, ashaAccountNumber)
}

// partsProject is a project of the CI tests with the example, whose workspaces exist.
func partsProject(t *testing.T) (*ciProject, githubWorkflow) {
	t.Helper()
	p := newCIProject(t)
	p.env["CLI"] = cli.path
	const example = "complete/several-states/"
	const comment = "  # Your backend goes here. It needs locks. One key is enough, because each workspace has a state of its own.\n"
	code := readExample(t, example+"main.tf")
	backend := fmt.Sprintf("  backend \"local\" {\n    path          = %q\n    workspace_dir = %q\n  }\n",
		filepath.Join(p.dir, "remote.tfstate"), filepath.Join(p.dir, "remote"))
	if !strings.Contains(code, comment) {
		t.Fatal("the example has no place for a backend")
	}
	p.commit("main.tf", strings.Replace(code, comment, backend, 1))
	for _, name := range []string{"vendors.csv", "drift-all.sh"} {
		p.commit(name, readExample(t, example+name))
	}
	p.lock()
	setUp := [][]string{{"init", "-input=false", "-lockfile=readonly"}}
	for _, name := range partNames(4) {
		setUp = append(setUp, []string{"workspace", "new", name})
	}
	p.runIn(setUp...)
	var workflow githubWorkflow
	decodeYAML(t, readExample(t, example+"payees-parts.yml"), &workflow)
	checkPinned(t, "payees-parts.yml", readExample(t, example+"payees-parts.yml"))
	return p, workflow
}

// playParts plays the job of the workflow that applies, for each part in its order.
func (p *ciProject) playParts(workflow githubWorkflow) map[string]*ciJob {
	p.Helper()
	p.artifacts = p.TempDir()
	played := make(map[string]*ciJob)
	for _, name := range workflow.Jobs["apply"].Strategy.Matrix.Part {
		context := map[string]string{"github.event_name": "push", "matrix.part": name}
		played[name] = p.playGitHubJob(workflow.Jobs["apply"], context, nil, noChange)
	}
	return played
}

// TestAccSeveralStates_Pipeline shows that the workflow names each part once and runs one at a time, that it applies
// all parts within the limits, and that the drift check adds up what it finds.
func TestAccSeveralStates_Pipeline(t *testing.T) {
	p, workflow := partsProject(t)
	strategy := workflow.Jobs["apply"].Strategy
	if !slices.Equal(strategy.Matrix.Part, partNames(4)) || strategy.MaxParallel != 1 || strategy.FailFast == nil || *strategy.FailFast ||
		workflow.Jobs["drift"].Env["PARTS"] != "4" {
		t.Errorf("the parts are %+v and %q", strategy, workflow.Jobs["drift"].Env["PARTS"])
	}
	for name, job := range p.playParts(workflow) {
		if job.status != jobSucceeded {
			t.Fatalf("%s: %s in %q with %d:\n%s", name, job.status, job.failed, job.exitStatus, job.log)
		}
		p.wantNoSecrets(job.log+job.summary, ashaAccountNumber)
	}
	p.wantCreatedOnce(7)

	drift := func() *ciJob {
		p.artifacts = p.TempDir() // each run has its own
		return p.playGitHubJob(workflow.Jobs["drift"], map[string]string{"github.event_name": "schedule"}, nil, noChange)
	}
	for _, id := range []string{"vendor_asha", "vendor_kiran"} { // of two parts
		p.sim.Update(id, func(b *simulator.Beneficiary) { b.BankAccountNumber += "9" })
	}
	p.sim.Remove("vendor_indu")
	night := drift()
	if night.status != jobFailed || night.exitStatus != 3 {
		t.Fatalf("%s with %d:\n%s", night.status, night.exitStatus, night.log)
	}
	wantTexts(t, night.summary, "# All 4 parts", "Payees that changed: 3.", "add 1, remove 0, rename 0, give another account to 2, and change 0 otherwise",
		"vendor_asha", "vendor_kiran", "vendor_indu")
	p.wantNoSecrets(night.log+night.summary, ashaAccountNumber)

	p.secrets["CASHFREE_PAYOUT_CLIENT_SECRET"] = "wrong"
	night = drift()
	if night.status != jobFailed || night.exitStatus != 1 {
		t.Fatalf("%s with %d:\n%s", night.status, night.exitStatus, night.log)
	}
	wantTexts(t, night.summary, "Nothing is known of these parts:** 0-of-4 1-of-4 2-of-4 3-of-4")
}
