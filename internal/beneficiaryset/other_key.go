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
// number with the same last digits. A refresh renews all fingerprints. A plan without one reads the members that it
// cannot compare.

const otherKeyNote = "The fingerprints in the state were made with another fingerprint_key or client_secret than this run has, " +
	"so they do not show whether a member changes."

// fingerprintPair are the fingerprints of a member under the key of this run.
type fingerprintPair struct{ account, all string }

// memberPrint is the fingerprint that a state has of a member. It may be empty.
type memberPrint struct{ id, fingerprint string }

// comparePlanned compares a document with the state. It reads the members that cannot be compared otherwise, where the
// provider is configured completely.
func (r *Resource) comparePlanned(
	ctx context.Context, config, prior *model, wanted []bulk.Member, private []byte, diags *diag.Diagnostics,
) *comparison {
	c := r.compare(prior, wanted)
	if len(c.unclear) == 0 || !r.data().Ready() {
		return c
	}
	r.readUnclear(ctx, config, prior, c.unclear, private, diags)
	if diags.HasError() {
		return c
	}
	read := len(c.unclear)
	if c = r.compare(prior, wanted); c.changes() > 0 {
		diags.AddWarning("Fingerprint key changed", providerdata.Paragraphs(
			otherKeyNote+" "+fmt.Sprintf("They were compared with what Cashfree holds: %s.", countOf(read, "member")),
			"If an apply ends with \"Provider produced inconsistent final plan\", the plan was made with the other key, or somebody changed a "+
				"member by hand since then. No member was changed. Plan again.", providerdata.AnchorDocumentChanged.More()))
	}
	return c
}

// compare compares a document with the state, as far as that is possible with what this run has read.
func (r *Resource) compare(state *model, wanted []bulk.Member) *comparison {
	return compare(r.withRenewed(state), wanted, r.data().Fingerprints())
}

// readUnclear reads members, and keeps their fingerprints under the key of this run. A member that differs from its
// summary in the state was changed by hand since the last refresh: the plan is out of date, which is an error.
func (r *Resource) readUnclear(
	ctx context.Context, config, prior *model, ids []string, private []byte, diags *diag.Diagnostics,
) {
	origin := r.foreignOrigin(private, diags)
	if origin != "" { // the same ids may be other payees there
		r.refuseForeign(origin, diags)
	}
	ctx, cancel := config.withTimeout(ctx, "read", diags)
	defer cancel()
	if diags.HasError() {
		return
	}
	found, err := r.lookUp(ctx, ids)
	if err != nil {
		diags.Append(r.data().Failure(ctx, "Cannot compare the members", err, otherKeyNote))
		return
	}
	if refuseOutdated(prior, ids, found, diags); !diags.HasError() {
		r.renew(prior, found)
	}
}

// refuseOutdated adds an error where members are not found, or were changed since the last refresh.
func refuseOutdated(prior *model, ids []string, found map[string]payouts.Beneficiary, diags *diag.Diagnostics) {
	var outdated []string
	for _, id := range ids {
		if atCashfree, exists := found[id]; !exists || memberSummary(atCashfree) != prior.members.get(id) {
			outdated = append(outdated, id)
		}
	}
	switch {
	case len(found) == 0:
		diags.AddError("No member found", providerdata.Paragraphs(fmt.Sprintf(
			"This run looked for %s, and Cashfree knows none of them. The credentials may be those of another Cashfree account. "+
				"Nothing was changed.", countOf(len(ids), "member")), otherKeyNote, providerdata.AnchorNothingFound.More()))
	case len(outdated) > 0:
		diags.AddError("Members changed outside Terraform", providerdata.Paragraphs(
			"These members no longer exist at Cashfree, or differ from the state: "+firstOf(outdated, maxNamed)+
				". Nothing was changed. Plan again, with a refresh, and apply that plan.", otherKeyNote))
	}
}

// renew keeps the fingerprints of members that were read, by those in the state.
func (r *Resource) renew(prior *model, found map[string]payouts.Beneficiary) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, b := range found {
		prints := r.data().Fingerprints()
		r.renewed[memberPrint{id, prior.fingerprints.get(id)}] = fingerprintPair{account: prints.OfAccount(b), all: prints.OfAll(b)}
	}
}

// withRenewed returns a state with the fingerprints of this run, where members were read.
func (r *Resource) withRenewed(state *model) *model {
	r.mu.Lock()
	defer r.mu.Unlock()
	if state == nil || len(r.renewed) == 0 {
		return state
	}
	renewed := newModel(state, 0)
	renewed.takeMembers(state)
	renewed.accounts, renewed.fingerprints = state.accounts.clone(), state.fingerprints.clone()
	for id := range state.members.elements {
		if pair, wasRead := r.renewed[memberPrint{id, state.fingerprints.get(id)}]; wasRead {
			renewed.accounts.set(id, pair.account)
			renewed.fingerprints.set(id, pair.all)
		}
	}
	return renewed
}
