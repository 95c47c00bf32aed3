package beneficiaryset

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// A fingerprint made with another key is not comparable, and a summary hides much: an e-mail address, or a new account
// number with the same last digits. Core plans again in every apply, without the result of the first plan, and carries
// out that second plan. Made under another key, the second plan would drop such a change silently. So it compares the
// members with what Cashfree holds.

const otherKeyNote = "The fingerprints in the state were made with another fingerprint_key or client_secret than this run has, " +
	"so they do not show whether a member changes."

// undecided returns the members for which neither the summary nor the fingerprint shows whether they change. There are
// none after a refresh, which renews all fingerprints.
func (r *Resource) undecided(prior *model, wanted []bulk.Member) []bulk.Member {
	if prior == nil {
		return nil
	}
	var undecided []bulk.Member
	for _, member := range wanted {
		if !prior.showsChange(member) && !r.data().Fingerprints().Comparable(prior.fingerprints.get(member.ID)) {
			undecided = append(undecided, member)
		}
	}
	return undecided
}

// lookUpDifferent reads the undecided members, and returns the ids of those that Cashfree holds with other content than
// the document.
func (r *Resource) lookUpDifferent(
	ctx context.Context, config *model, undecided []bulk.Member, private []byte, diags *diag.Diagnostics,
) []string {
	origin := r.foreignOrigin(private, diags)
	if origin != "" { // the same ids may be other payees there
		r.refuseForeign(origin, diags)
	}
	ctx, cancel := config.withTimeout(ctx, "read", diags)
	defer cancel()
	if diags.HasError() {
		return nil
	}
	ids := make([]string, 0, len(undecided))
	for _, member := range undecided {
		ids = append(ids, member.ID)
	}
	found, err := r.lookUp(ctx, ids)
	if err != nil {
		diags.Append(r.data().Failure(ctx, "Cannot compare the members", err, otherKeyNote))
		return nil
	}
	return compareUndecided(undecided, found, diags)
}

// compareUndecided returns the ids of the undecided members whose content differs from what was found. The summary of
// such a member is still that of the state. A member with another summary was changed by hand since the plan was made:
// the plan is out of date, which is an error.
func compareUndecided(
	undecided []bulk.Member, found map[string]payouts.Beneficiary, diags *diag.Diagnostics,
) (different []string) {
	var outdated []string
	for _, member := range undecided {
		atCashfree, exists := found[member.ID]
		switch {
		case !exists || memberSummary(atCashfree) != memberSummary(member.Beneficiary):
			outdated = append(outdated, member.ID)
		case len(atCashfree.Differences(member.Beneficiary)) > 0:
			different = append(different, member.ID)
		}
	}
	switch {
	case len(found) == 0:
		diags.AddError("No member found", providerdata.Paragraphs(fmt.Sprintf(
			"This run looked for %s, and Cashfree knows none of them. The credentials may be those of another Cashfree account. "+
				"Nothing was changed.", countOf(len(undecided), "member")), otherKeyNote, providerdata.AnchorNothingFound.More()))
	case len(outdated) > 0:
		diags.AddError("Members changed outside Terraform", providerdata.Paragraphs(
			"These members no longer exist at Cashfree, or differ from the state: "+firstOf(outdated, maxNamed, ", ")+
				". Nothing was changed. Plan again, with a refresh, and apply that plan.", otherKeyNote))
	case len(different) > 0:
		diags.AddWarning("Fingerprint key changed", providerdata.Paragraphs(
			otherKeyNote, fmt.Sprintf("Compared: %s. Different from the document: %s.", countOf(len(undecided), "member"),
				firstOf(different, maxNamed, ", ")),
			"If an apply ends here with an inconsistent final plan, somebody changed one of these by hand since the plan was made. "+
				"Nothing was changed then. Plan again."))
	}
	return different
}

// mayChangeMore reports whether the apply of a plan may find that more members change than the plan shows. Only a plan
// that changes something is applied, so a fingerprint that cannot be compared is no reason for a change by itself.
func (m *model) mayChangeMore(prior *model) bool {
	for argument, document := range m.documents {
		if !isWriteOnly(argument) && !document.Equal(prior.documents[argument]) {
			return true
		}
	}
	if !m.timeouts.Equal(prior.timeouts) || len(m.members.elements) != len(prior.members.elements) {
		return true
	}
	for _, fingerprint := range m.fingerprints.elements {
		if fingerprint == nil {
			return true
		}
	}
	return false
}
