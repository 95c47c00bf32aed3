package beneficiaryset

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// The arguments that limit what one plan may do. Terraform counts a set as one resource, so neither its summary nor
// prevent_destroy shows or stops the removal of members.
const (
	maxRemovals       = "max_removals"
	maxAccountChanges = "max_account_changes"
)

var limitArguments = []string{maxRemovals, maxAccountChanges}

const (
	defaultLimit = "30%"
	minGuarded   = 10 // A percentage of fewer members means little.
)

// memberLimit is how many members a plan may remove, or give another account.
type memberLimit struct {
	number    int
	isPercent bool
}

const limitRule = "must be a whole number from 0 to 2147483647, or a percentage from 1% to 100%"

// parseLimit parses a limit, such as "20" and "30%".
func parseLimit(text string) (memberLimit, error) {
	digits, isPercent := strings.CutSuffix(text, "%")
	number, err := strconv.ParseUint(digits, 10, 31)
	if err != nil || isPercent && (number < 1 || number > 100) {
		return memberLimit{}, fmt.Errorf("%s, got %s", limitRule, grammar.Quote(text))
	}
	return memberLimit{int(number), isPercent}, nil
}

// allowed returns how many of a number of members in the state the limit allows.
func (l memberLimit) allowed(members int) int {
	switch {
	case !l.isPercent:
		return l.number
	case members < minGuarded:
		return members
	default:
		return members * l.number / 100
	}
}

// checkLimits adds an error for each invalid limit.
func (m *model) checkLimits(diags *diag.Diagnostics) {
	for _, argument := range limitArguments {
		if _, err := parseLimit(m.limitText(argument)); err != nil {
			diags.AddAttributeError(path.Root(argument), "Invalid limit", fmt.Sprintf("%s %v.", argument, err))
		}
	}
}

// limitText returns a limit as it is written. One that is unknown allows everything: it is checked when core plans
// again, in the apply.
func (m *model) limitText(argument string) string {
	text := defaultLimit
	switch value := m.limits[argument]; {
	case !value.IsKnown():
		return "100%"
	case !value.IsNull():
		_ = value.As(&text) // it is a string, by the schema
	}
	return text
}

// limit returns a limit that checkLimits has accepted.
func (m *model) limit(argument string) memberLimit {
	l, _ := parseLimit(m.limitText(argument))
	return l
}

// guard adds an error for each limit that a plan goes beyond.
func (m *model) guard(c *comparison, notes []string, diags *diag.Diagnostics) {
	for _, guarded := range []struct {
		argument, title, does string
		count                 int
	}{
		{maxRemovals, "Too many removals", "removes", c.count[removal]},
		{maxAccountChanges, "Too many account changes", "changes the bank account or UPI address of", c.count[accountChange]},
	} {
		allowed := m.limit(guarded.argument).allowed(c.inState)
		if guarded.count <= allowed {
			continue
		}
		paragraphs := slices.Concat([]string{
			fmt.Sprintf("This plan %s %d of %s in the state. %s = %q allows %d. No member was changed.", guarded.does, guarded.count,
				countOf(c.inState, "member"), guarded.argument, m.limitText(guarded.argument), allowed),
			"Compare the ids in the warning with the source of the document.",
		}, notes, []string{
			fmt.Sprintf("If all of these changes are intended, set %s = %d for this run.", guarded.argument, guarded.count),
			"A destroy can end here as well, because Terraform plans the document first. Correct the document, or destroy with -refresh=false.",
			providerdata.AnchorSetLimits.More(),
		})
		diags.AddError(guarded.title, providerdata.Paragraphs(paragraphs...))
	}
}

// guardReplacement adds an error where the replacement of a set removes more members than one plan may. Core shows the
// errors of this plan and drops its warnings. A set that is tainted cannot be recognized: core plans it like a new one.
func (m *model) guardReplacement(members int, diags *diag.Diagnostics) {
	allowed := m.limit(maxRemovals).allowed(members)
	if members <= allowed {
		return
	}
	diags.AddError("Set would be replaced", providerdata.Paragraphs(
		fmt.Sprintf("This plan replaces the set: all of its %s would be removed, and the new ones added in another step. Unless "+
			"create_before_destroy is set, none of them could be paid in between. %s = %q allows %d to be removed. No member was changed.",
			countOf(members, "member"), maxRemovals, m.limitText(maxRemovals), allowed),
		"The cause is -replace or replace_triggered_by. Leave it out: a set changes its members in place.",
		fmt.Sprintf("If the replacement is intended, set %s = %d for this run.", maxRemovals, members),
		providerdata.AnchorSetLimits.More()))
}
