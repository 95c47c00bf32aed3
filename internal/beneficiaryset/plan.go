package beneficiaryset

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Plan plans the members, fingerprints and statuses of a set. For a removal it returns what core proposes.
func (r *Resource) Plan(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp := &tfprotov6.PlanResourceChangeResponse{PlannedState: req.ProposedNewState, PlannedPrivate: req.PriorPrivate}
	config, err := decode(req.Config)
	if err != nil {
		return resp, err
	}
	prior, err := decode(req.PriorState)
	if err != nil {
		return nil, err
	}
	var diags diag.Diagnostics
	if config == nil {
		r.warnHandovers(prior, nil, true, req.PriorPrivate, &diags)
		resp.Diagnostics = toProtocol(diags)
		return resp, nil
	}
	planned := r.plan(ctx, config, prior, req.PriorPrivate, &diags)
	resp.Diagnostics = toProtocol(diags)
	if planned == nil {
		return resp, nil
	}
	resp.PlannedState, err = planned.encode()
	return resp, err
}

// plan returns the set that a configuration makes of the prior state, or nil where the configuration is invalid.
func (r *Resource) plan(ctx context.Context, config, prior *model, private []byte, diags *diag.Diagnostics) *model {
	if config.checkTimeouts(diags); diags.HasError() {
		return nil
	}
	planned := &model{documents: config.documents, timeouts: config.timeouts}
	if prior != nil && config.hasNoDocument() {
		planned.members, planned.fingerprints, planned.statuses = prior.members, prior.fingerprints, prior.statuses
		return planned
	}
	r.refuseNumbersInState(config, diags)
	members, known := config.parse(diags)
	if diags.HasError() {
		return nil
	}
	if !known {
		planned.members.unknown, planned.fingerprints.unknown, planned.statuses.unknown = true, true, true
		return planned
	}
	r.planMembers(ctx, planned, prior, members, private, diags)
	warnEmpty(prior, members, diags)
	r.warnHandovers(prior, members, false, private, diags)
	return planned
}

// warnEmpty warns that a document without members removes all of them. The cause may be an export that failed.
func warnEmpty(prior *model, members []bulk.Member, diags *diag.Diagnostics) {
	if prior == nil || len(prior.members.elements) == 0 || len(members) > 0 {
		return
	}
	diags.AddWarning("Document without members", fmt.Sprintf("Applying this plan removes every member of the set from Cashfree (%s). "+
		"If that is not what you want, check whether the document was exported completely.",
		countOf(len(prior.members.elements), "member")))
}

// refuseNumbersInState adds an error for a document that the state would hold, where it must hold no account numbers.
func (r *Resource) refuseNumbersInState(config *model, diags *diag.Diagnostics) {
	argument, _, _ := config.document()
	if r.data().KeepsAccountNumbers() || isWriteOnly(argument) {
		return
	}
	diags.AddError("Account numbers would be stored", providerdata.Paragraphs(
		"The provider is set to account_numbers_in_state = false, and "+argument+" would put the document into the state. Use "+
			argument+"_wo, with the same value.", providerdata.AnchorNumbersInState.More()))
}

// planMembers plans the members, fingerprints and statuses. The summary of each member is known. The fingerprint and
// the status of a member that changes are unknown, so that a plan made under one key can be applied under another.
func (r *Resource) planMembers(
	ctx context.Context, planned, prior *model, wanted []bulk.Member, private []byte, diags *diag.Diagnostics,
) {
	size := len(wanted)
	planned.members, planned.fingerprints, planned.statuses = newColumn(size), newColumn(size), newColumn(size)
	for _, member := range wanted {
		planned.members.set(member.ID, memberSummary(member.Beneficiary))
		if prior == nil || r.changes(prior, member) {
			planned.setUnknown(member.ID)
			continue
		}
		planned.fingerprints.elements[member.ID] = prior.fingerprints.elements[member.ID]
		planned.statuses.elements[member.ID] = prior.statuses.elements[member.ID]
	}
	undecided, decidable := r.undecided(prior, wanted), r.data().Ready()
	if len(undecided) > 0 && decidable {
		for _, id := range r.lookUpDifferent(ctx, planned, undecided, private, diags) {
			planned.setUnknown(id)
		}
	}
	// This comes before undecided members become unknown, because those may not be sent at all.
	planned.refuseExistingOnly(planned.added(wanted), diags)
	if len(undecided) > 0 && !decidable && planned.mayChangeMore(prior) {
		for _, member := range undecided {
			planned.setUnknown(member.ID)
		}
	}
}

// setUnknown plans a member's fingerprint and status as known after apply.
func (m *model) setUnknown(id string) {
	m.fingerprints.elements[id], m.statuses.elements[id] = nil, nil
}

// added returns the members that a plan adds or replaces.
func (m *model) added(members []bulk.Member) []bulk.Member {
	var added []bulk.Member
	for _, member := range members {
		if m.fingerprints.elements[member.ID] == nil {
			added = append(added, member)
		}
	}
	return added
}

// changes reports whether a member of the document differs from the state, as far as the two can be compared: a
// fingerprint made with another key proves nothing.
func (r *Resource) changes(prior *model, member bulk.Member) bool {
	prints, fingerprint := r.data().Fingerprints(), prior.fingerprints.get(member.ID)
	return prior.showsChange(member) || prints.Comparable(fingerprint) && prints.OfAll(member.Beneficiary) != fingerprint
}

// showsChange reports whether a member differs from its summary in the state.
func (m *model) showsChange(member bulk.Member) bool {
	return m.members.elements[member.ID] == nil || m.members.get(member.ID) != memberSummary(member.Beneficiary)
}
