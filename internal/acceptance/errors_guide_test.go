package acceptance

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// errorsGuide is the page that shows errors and warnings. Each is output of a command that would be in the way there.
const errorsGuide = "../../templates/guides/errors.md"

// byErrorsGuideTest is the reason of its blocks that TestAccErrorsGuide checks.
const byErrorsGuideTest = "checked by TestAccErrorsGuide"

// provocation provokes what a block of the errors guide shows, and returns the errors and warnings of the CLI. It is
// nil for a block that nothing here can provoke.
type provocation func(w *workspace) string

// TestAccErrorsGuide provokes what the blocks of the errors guide show, and compares every word.
func TestAccErrorsGuide(t *testing.T) {
	t.Parallel()
	needOneCLI(t)
	provocations := map[string][]provocation{}
	for _, some := range []map[string][]provocation{provokedByAccess, provokedByNetwork, provokedByPayees, provokedByAnswers, provokedBySets, provokedByDeclarations} {
		maps.Copy(provocations, some)
	}
	blocks := blocksBySection(t, errorsGuide)
	for _, section := range slices.Sorted(maps.Keys(blocks)) {
		if len(blocks[section]) != len(provocations[section]) {
			t.Errorf("%q has %d blocks, and %d provocations", section, len(blocks[section]), len(provocations[section]))
			continue
		}
		for i, block := range blocks[section] {
			provoke := provocations[section][i]
			if isChecked := block.notRun == byErrorsGuideTest; isChecked != (provoke != nil) {
				t.Errorf("%s:%d: that the page says %q is %v, and that this test checks the block is not", errorsGuide, block.line, byErrorsGuideTest, isChecked)
			}
			if provoke == nil {
				continue
			}
			t.Run(section+" "+string(rune('1'+i)), func(t *testing.T) {
				printed := provoke(newReaderWorkspace(t))
				for _, title := range shownTitle.FindAllString(block.text, -1) {
					if isSeenElsewhere(t, title) {
						block.text = strings.Replace(block.text, title+"\n", "", 1)
					}
				}
				if part := firstUnprinted(block.text, printed); part != "" {
					t.Errorf("%s:%d: the page shows\n%s\nbut printed is\n%s", errorsGuide, block.line, part, printed)
				}
			})
		}
		delete(provocations, section)
	}
	for section := range provocations {
		t.Errorf("the page has no section %q with blocks", section)
	}
}

// blocksBySection returns the blocks of a page by the anchors of their sections.
func blocksBySection(t *testing.T, page string) map[string][]pageBlock {
	t.Helper()
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(content), "\n")
	sections := make(map[string][]pageBlock)
	for _, block := range readGuide(t, page) {
		section := ""
		for _, line := range lines[:block.line] {
			if title, isHeading := strings.CutPrefix(line, "## "); isHeading {
				section = strings.ReplaceAll(strings.ToLower(title), " ", "-")
			}
		}
		sections[section] = append(sections[section], block)
	}
	return sections
}

// titlesSeenElsewhere are titles that no run of a CLI provokes for sure, by the files of the tests that see them.
var titlesSeenElsewhere = map[string]string{
	"Warning: Payee may be declared twice":   "../provider/configured_once_test.go",
	"Error: Document changed since the plan": "../beneficiaryset/apply_test.go",
}

// isSeenElsewhere reports whether another test sees a title.
func isSeenElsewhere(t *testing.T, title string) bool {
	t.Helper()
	file, isListed := titlesSeenElsewhere[title]
	if !isListed {
		return false
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, summary, _ := strings.Cut(title, ": ")
	return strings.Contains(string(content), `"`+summary+`"`)
}

var shownTitle = regexp.MustCompile(`(?m)^(?:Error|Warning): .*$`)

// firstUnprinted returns the first part of a block that a CLI did not print, or "". An ellipsis stands for any text.
// Titles are compared whole. Where lines are broken does not matter, since a CLI breaks them by the width of its
// window.
func firstUnprinted(shown, printed string) string {
	shown, printed = withoutChanging(shown), withoutChanging(printed)
	titles := shownTitle.FindAllString(printed, -1)
	for _, title := range shownTitle.FindAllString(shown, -1) {
		if !slices.Contains(titles, title) {
			return title
		}
	}
	if strings.TrimSpace(shownTitle.ReplaceAllString(shown, "")) == "" {
		return "" // the titles are those of several errors
	}
	rest := flatten(printed)
	for part := range strings.SplitSeq(flatten(shown), "…") {
		_, after, isPrinted := strings.Cut(rest, strings.TrimSpace(part))
		if !isPrinted {
			return part
		}
		rest = after
	}
	return ""
}

// Every changed word of a block is noticed, and so is a title that is not shown whole. Titles alone are in any order.
func TestErrorsGuide_FirstUnprinted(t *testing.T) {
	t.Parallel()
	const printed = "Error: Cannot read beneficiary \"a\"\n\nBank account …1772 is\nof request id 47e4b3f1-d035-48f3-8df2-97002eb1a1b0.\n\n" +
		"Warning: Beneficiary not removed\n\nIt exists.\n\n"
	for shown, isPrinted := range map[string]bool{
		"Error: Cannot read beneficiary \"a\"\n\nBank account …1772\nis of request id 00000000-d035-48f3-8df2-97002eb1a1b0.\n": true,
		"Error: Cannot read beneficiary \"a\"\n\nBank … id\n…\nIt exists.\n":                                                   true,
		"Warning: Beneficiary not removed\nError: Cannot read beneficiary \"a\"\n":                                             true,
		"Error: Cannot read beneficiary \"a\"\nWarning: Beneficiary not removed\nIt exists.\n":                                 false,
		"Error: Cannot read beneficiary\n":      false,
		"Warning: Beneficiary not removed\n":    true,
		"Error: Beneficiary not removed\n":      false,
		"Bank account …1773\n":                  false,
		"It exists. …\nBank account\n":          false,
		"Bank account …1772 is of request id\n": true,
	} {
		if got := firstUnprinted(shown, printed) == ""; got != isPrinted {
			t.Errorf("that this is printed is %v, want %v:\n%s", got, isPrinted, shown)
		}
	}
}

// newReaderWorkspace makes a workspace with the simulator and the credentials that pages have.
func newReaderWorkspace(t *testing.T) *workspace {
	t.Helper()
	h := newHarness(t)
	h.sim.SetCredentials(simulatorID, simulatorSecret)
	h.sim.SetSecondFactor(simulator.SecondFactorNone)
	w := h.newWorkspace()
	w.env["CASHFREE_PAYOUT_CLIENT_ID"], w.env["CASHFREE_PAYOUT_CLIENT_SECRET"] = simulatorID, simulatorSecret
	delete(w.env, "CASHFREE_PAYOUT_PUBLIC_KEY_PATH")
	return w
}

// without returns the same directory without an environment variable.
func (w *workspace) without(variable string) *workspace {
	other := w.withEnv(nil)
	delete(other.env, variable)
	return other
}

// ofOverrides is the title of the warning that comes with a provider built for a test.
const ofOverrides = "Provider development overrides are in effect"

// diagnostics runs the CLI, and returns its errors and warnings, each with its title and detail. The test ends unless
// the CLI exits with wantStatus.
func (w *workspace) diagnostics(wantStatus int, arguments ...string) string {
	w.Helper()
	var texts strings.Builder
	for line := range strings.Lines(w.run(wantStatus, append([]string{arguments[0], "-json", "-input=false"}, arguments[1:]...)...)) {
		var message struct {
			Diagnostic struct{ Severity, Summary, Detail string }
		}
		if json.Unmarshal([]byte(line), &message) != nil || message.Diagnostic.Severity == "" || message.Diagnostic.Summary == ofOverrides {
			continue
		}
		severity := map[string]string{"error": "Error", "warning": "Warning"}[message.Diagnostic.Severity]
		texts.WriteString(severity + ": " + message.Diagnostic.Summary + "\n\n" + message.Diagnostic.Detail + "\n\n")
	}
	return texts.String()
}

// planErrors returns what a plan prints that fails.
func (w *workspace) planErrors(config string) string {
	w.Helper()
	w.writeConfig(config)
	return w.diagnostics(1, "plan")
}

// planWarnings returns what a plan prints that succeeds.
func (w *workspace) planWarnings(config string) string {
	w.Helper()
	w.writeConfig(config)
	return w.diagnostics(0, "plan")
}

// applyErrors returns what an apply prints that fails.
func (w *workspace) applyErrors(config string, flags ...string) string {
	w.Helper()
	w.writeConfig(config)
	return w.diagnostics(1, append([]string{"apply", "-auto-approve"}, flags...)...)
}

// applyWarnings returns what an apply prints that succeeds.
func (w *workspace) applyWarnings(config string) string {
	w.Helper()
	w.writeConfig(config)
	return w.diagnostics(0, "apply", "-auto-approve")
}
