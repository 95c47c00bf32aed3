package beneficiaryset

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// model is a set as a configuration, a plan or a state holds it.
type model struct {
	documents map[string]tftypes.Value // by argument
	limits    map[string]tftypes.Value // by argument
	timeouts  tftypes.Value

	members, accounts, fingerprints, statuses column
}

// newModel returns a set without members, with the arguments of another one.
func newModel(arguments *model, size int) *model {
	return &model{
		documents: arguments.documents, limits: arguments.limits, timeouts: arguments.timeouts,
		members: newColumn(size), accounts: newColumn(size), fingerprints: newColumn(size), statuses: newColumn(size),
	}
}

func (m *model) columns() map[string]*column {
	return map[string]*column{
		"members": &m.members, "account_fingerprints": &m.accounts, "fingerprints": &m.fingerprints, "statuses": &m.statuses,
	}
}

// document returns the argument that is set, and its text if that is known. Exactly one argument is set, so beside a
// known one all unknown ones will turn out to be null.
func (m *model) document() (argument, text string, known bool) {
	known = true
	for _, candidate := range documentArguments {
		value := m.documents[candidate]
		switch {
		case !value.IsKnown():
			argument, known = candidate, false
		case !value.IsNull():
			_ = value.As(&text) // it is a string, by the schema
			return candidate, text, true
		}
	}
	return argument, "", known
}

// hasNoDocument reports whether no argument is set. Validation refuses such a configuration. It reaches a plan where a
// write-only argument is in ignore_changes: core then puts the value of the state there, which is null.
func (m *model) hasNoDocument() bool {
	argument, _, known := m.document()
	return known && argument == ""
}

// parse returns the members of the document, and whether the document is known.
func (m *model) parse(diags *diag.Diagnostics) (members []bulk.Member, known bool) {
	argument, text, known := m.document()
	if !known {
		return nil, false
	}
	members, problems := bulk.Parse(formatOf(argument), text)
	m.addProblems(problems, "More: "+providerdata.SpreadsheetsSection, diags)
	return members, true
}

// addProblems adds one error for all problems of the document. The error has no attribute: the CLI would print the
// source of the attribute, which may be the document itself.
func (m *model) addProblems(problems bulk.Problems, more string, diags *diag.Diagnostics) {
	if problems.Count() == 0 {
		return
	}
	argument, _, _ := m.document()
	diags.AddError(fmt.Sprintf("%s in %s", countOf(problems.Count(), "error"), argument), providerdata.Paragraphs(
		"Nothing is sent to Cashfree until the document is corrected.", problems.String(), more))
}

// takeMembers takes over the members of another set.
func (m *model) takeMembers(other *model) {
	m.members, m.accounts, m.fingerprints, m.statuses = other.members, other.accounts, other.fingerprints, other.statuses
}

// hasArgumentsOf reports whether the arguments that a state holds are those of another set.
func (m *model) hasArgumentsOf(other *model) bool {
	for argument, document := range m.documents {
		if !isWriteOnly(argument) && !document.Equal(other.documents[argument]) {
			return false
		}
	}
	for argument, text := range m.limits {
		if !text.Equal(other.limits[argument]) {
			return false
		}
	}
	return m.timeouts.Equal(other.timeouts)
}

// keepsMembers reports whether a plan changes no member.
func (m *model) keepsMembers(prior *model) bool {
	return prior != nil && m.members.equal(prior.members) && m.fingerprints.equal(prior.fingerprints)
}

// withTimeout limits the context to the time of an operation. The caller must call cancel, and must not go on after an
// error.
func (m *model) withTimeout(
	ctx context.Context, operation string, diags *diag.Diagnostics,
) (context.Context, context.CancelFunc) {
	limit := m.timeout(operation, diags)
	return context.WithTimeout(ctx, limit)
}

// checkTimeouts adds an error for each invalid time limit.
func (m *model) checkTimeouts(diags *diag.Diagnostics) {
	for _, operation := range operations {
		m.timeout(operation, diags)
	}
}

// timeout returns the time limit of an operation. An invalid one is an error, and not above zero.
func (m *model) timeout(operation string, diags *diag.Diagnostics) time.Duration {
	text, isSet := m.timeoutText(operation)
	if !isSet {
		return defaultTimeout
	}
	limit, err := time.ParseDuration(text)
	if err != nil || limit <= 0 {
		limit = 0
		diags.AddAttributeError(path.Root("timeouts"), "Invalid timeout", fmt.Sprintf(
			"timeouts.%s must be a duration above zero, such as 30m, got %s.", operation, grammar.Quote(text)))
	}
	return limit
}

// timeoutText returns the time limit of an operation as it is written, and whether it is set and known.
func (m *model) timeoutText(operation string) (text string, isSet bool) {
	if !m.timeouts.IsKnown() || m.timeouts.IsNull() {
		return "", false
	}
	var limits map[string]tftypes.Value
	_ = m.timeouts.As(&limits) // it is an object of strings, by the schema
	limit := limits[operation]
	if !limit.IsKnown() || limit.IsNull() {
		return "", false
	}
	return text, limit.As(&text) == nil
}

// memberSummary returns what a plan shows of a member. It is the same for every spelling of the same facts.
func memberSummary(member payouts.Beneficiary) string {
	b := payouts.Beneficiary{
		Name: member.Name, BankAccountNumber: member.BankAccountNumber, BankIFSC: member.BankIFSC, VPA: member.VPA,
	}.Storable()
	parts := []string{
		grammar.Name.Comparable(b.Name),
		grammar.IFSC.Comparable(b.BankIFSC),
		grammar.Mask(b.BankAccountNumber),
		grammar.VPA.Comparable(b.VPA),
	}
	nonEmpty := parts[:0]
	for _, part := range parts {
		if part != "" {
			nonEmpty = append(nonEmpty, part)
		}
	}
	return strings.Join(nonEmpty, ", ")
}

// summaryInstruments returns what a summary shows of an account and a UPI address. They stand at its end: a name can
// contain anything.
func summaryInstruments(summary string) (shown bulk.Instruments) {
	parts := strings.Split(summary, ", ")
	if last := len(parts) - 1; strings.Contains(parts[last], "@") {
		shown.VPA, parts = parts[last], parts[:last]
	}
	if last := len(parts) - 1; last > 0 && strings.HasPrefix(parts[last], "…") {
		shown.Account, shown.IFSC = parts[last], parts[last-1]
	}
	return shown
}

// setMember sets a member to what Cashfree holds.
func (m *model) setMember(b payouts.Beneficiary, prints *providerdata.Fingerprinter) {
	m.members.set(b.ID, memberSummary(b))
	m.accounts.set(b.ID, prints.OfAccount(b))
	m.fingerprints.set(b.ID, prints.OfAll(b))
	m.statuses.set(b.ID, b.Status)
}

func (m *model) removeMember(id string) {
	delete(m.members.elements, id)
	delete(m.accounts.elements, id)
	delete(m.fingerprints.elements, id)
	delete(m.statuses.elements, id)
}
