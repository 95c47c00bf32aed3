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
	number    uint64
	isPercent bool
}

const limitRule = "must be a whole number such as 20, or a percentage from 1% to 100%"

// parseLimit parses a limit, such as "20" and "30%".
func parseLimit(text string) (memberLimit, error) {
	digits, isPercent := strings.CutSuffix(text, "%")
	number, err := strconv.ParseUint(digits, 10, 31)
	if err != nil || isPercent && (number < 1 || number > 100) {
		return memberLimit{}, fmt.Errorf("%s, got %q", limitRule, grammar.Redact(text))
	}
	return memberLimit{number, isPercent}, nil
}

// exceededBy reports whether a count goes beyond the limit, of a number of members in the state.
func (l memberLimit) exceededBy(count, members int) bool {
	if !l.isPercent {
		return uint64(count) > l.number
	}
	return members >= minGuarded && uint64(count) > uint64(members)*l.number/100
}

// checkLimits adds an error for each invalid limit.
func (m *model) checkLimits(diags *diag.Diagnostics) {
	for _, argument := range limitArguments {
		m.limit(argument, diags)
	}
}

// limit returns a limit, its text, and whether it is known. An invalid one is an error.
func (m *model) limit(argument string, diags *diag.Diagnostics) (l memberLimit, text string, known bool) {
	text = defaultLimit
	switch value := m.limits[argument]; {
	case !value.IsKnown():
		return memberLimit{}, "", false
	case !value.IsNull():
		_ = value.As(&text) // it is a string, by the schema
	}
	l, err := parseLimit(text)
	if err != nil {
		diags.AddAttributeError(path.Root(argument), "Invalid limit", fmt.Sprintf("%s %v.", argument, err))
	}
	return l, text, err == nil
}

// guard adds an error for each limit that a plan goes beyond. A limit that is unknown is checked when core plans again,
// in the apply.
func (m *model) guard(c *comparison, notes []string, diags *diag.Diagnostics) {
	for _, guarded := range []struct {
		argument, title, does string
		count                 int
	}{
		{maxRemovals, "Too many removals", "removes", c.count[removal]},
		{maxAccountChanges, "Too many account changes", "changes the bank account or UPI address of", c.count[accountChange]},
	} {
		l, text, known := m.limit(guarded.argument, diags)
		if !known || !l.exceededBy(guarded.count, c.inState) {
			continue
		}
		paragraphs := slices.Concat([]string{
			fmt.Sprintf("This plan %s %d of %s in the state. %s = %q allows %s. No member was changed.", guarded.does, guarded.count,
				countOf(c.inState, "member"), guarded.argument, text, l.allowed(c.inState)),
			"Compare the ids in the warning with the source of the document.",
		}, notes, []string{
			fmt.Sprintf("If all of these changes are intended, set %s = %d for this run.", guarded.argument, guarded.count),
			"A destroy can end here as well, because Terraform plans the document first. Correct the document, or destroy with -refresh=false.",
			providerdata.AnchorSetLimits.More(),
		})
		diags.AddError(guarded.title, providerdata.Paragraphs(paragraphs...))
	}
}

// guardReplacement adds an error where the replacement of a set removes more members than one plan may. A set that is
// tainted cannot be recognized: core plans it like a new one.
func (m *model) guardReplacement(members int, diags *diag.Diagnostics) {
	l, text, known := m.limit(maxRemovals, diags)
	if !known || !l.exceededBy(members, members) {
		return
	}
	diags.AddError("Set would be replaced", providerdata.Paragraphs(
		fmt.Sprintf("This plan replaces the set: Terraform would first remove its %s, and only then add any. In between none of them could be "+
			"paid. %s = %q allows %s to be removed. No member was changed.", countOf(members, "member"), maxRemovals, text, l.allowed(members)),
		"The cause is -replace or replace_triggered_by. Leave it out: a set changes its members in place.",
		fmt.Sprintf("If the replacement is intended, set %s = %d for this run.", maxRemovals, members),
		providerdata.AnchorSetLimits.More()))
}

// allowed returns how many members of a state the limit allows.
func (l memberLimit) allowed(members int) string {
	if l.isPercent {
		return strconv.FormatUint(uint64(members)*l.number/100, 10)
	}
	return strconv.FormatUint(l.number, 10)
}
