package beneficiaryset

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Apply creates, changes or removes a set. The new state holds what was done, even where not everything could be. Only a
// first create that fails leaves none: core would taint an object that comes with an error, and the next apply would
// remove all of it.
func (r *Resource) Apply(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	prior, err := decode(req.PriorState)
	if err != nil {
		return nil, err
	}
	planned, err := decode(req.PlannedState)
	if err != nil {
		return nil, err
	}
	resp := &tfprotov6.ApplyResourceChangeResponse{NewState: req.PriorState, Private: req.PlannedPrivate}
	var diags diag.Diagnostics
	switch {
	case !r.data().Ready():
		diags.Append(r.data().NotReady("Changing a beneficiary set"))
	case planned == nil:
		err = r.remove(ctx, prior, req, resp, &diags)
	default:
		err = r.write(ctx, prior, planned, req, resp, &diags)
	}
	resp.Diagnostics = toProtocol(diags)
	return resp, err
}

// remove removes all members. Those that could not be removed stay in the state.
func (r *Resource) remove(ctx context.Context, prior *model, req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse, diags *diag.Diagnostics) error {
	if origin := r.foreignOrigin(req.PlannedPrivate, diags); origin != "" {
		r.refuseForeign(origin, diags)
	}
	ctx, cancel := prior.withTimeout(ctx, "delete", diags)
	defer cancel()
	if diags.HasError() {
		return nil
	}
	changes := bulk.Changes{Remove: prior.members.ids()}
	outcome := bulk.Apply(ctx, r.data().Client(), changes, r.options(ctx))
	prior.record(outcome, r.data().Fingerprints())
	r.reportRemoval(ctx, len(changes.Remove), outcome, diags)

	var err error
	if len(prior.members.elements) > 0 {
		resp.NewState, err = prior.encode()
		return err
	}
	resp.NewState, err = encodeNone()
	return err
}

// write makes Cashfree hold what the document says, and touches only the members that change.
func (r *Resource) write(ctx context.Context, prior, planned *model, req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse, diags *diag.Diagnostics) error {
	if planned.keepsMembers(prior) { // whatever the document says, which ignore_changes may keep out of the plan
		resp.NewState = req.PlannedState
		return nil
	}
	config, err := decode(req.Config)
	if err != nil {
		return err
	}
	wanted := parsePlanned(config, planned, diags)
	if diags.HasError() {
		return nil
	}
	added, gone := r.differences(prior, planned, wanted)
	config.refuseExistingOnly(added, diags) // for a document that was unknown to the plan
	origin := r.foreignOrigin(req.PlannedPrivate, diags)
	if origin != "" && len(added)+len(gone) > 0 {
		r.refuseForeign(origin, diags)
	}
	ctx, cancel := planned.withTimeout(ctx, operationOf(prior), diags)
	defer cancel()
	if diags.HasError() {
		return nil
	}

	changes := bulk.Changes{Remove: gone, Put: beneficiariesOf(added), Known: knownIDs(prior)}
	outcome := bulk.Apply(ctx, r.data().Client(), changes, r.options(ctx))

	state := stateBefore(prior, planned)
	state.record(outcome, r.data().Fingerprints())
	if prior == nil && len(outcome.Failed)+len(outcome.NotStarted) > 0 {
		r.reportFirstCreate(ctx, len(added), outcome, diags)
		resp.Private = nil
		resp.NewState, err = encodeNone()
		return err
	}
	r.reportChanges(ctx, len(added)+len(gone), outcome, diags)
	warnMembersNotPayable(state.membersIn(added), diags)
	if origin == "" { // else no call was made that shows where the members are
		resp.Private = r.encodePrivate()
	}
	resp.NewState, err = state.encode()
	return err
}

func operationOf(prior *model) string {
	if prior == nil {
		return "create"
	}
	return "update"
}

func (r *Resource) options(ctx context.Context) bulk.Options {
	return bulk.Options{
		Concurrency: r.data().Concurrency(),
		Adopt:       true,
		Coordinator: r.data().Coordinator(),
		Progress:    providerdata.LogProgress(ctx, "write"),
	}
}

// parsePlanned returns the members of the document that was planned. With ignore_changes that is the document of the
// state. A write-only document is in no plan, so the configuration's is taken. It may have changed since the plan.
func parsePlanned(config, planned *model, diags *diag.Diagnostics) []bulk.Member {
	for argument, document := range planned.documents {
		if !isWriteOnly(argument) {
			config.documents[argument] = document
		}
	}
	wanted, _ := config.parse(diags)
	if diags.HasError() || planned.members.unknown {
		return wanted
	}
	same := len(planned.members.elements) == len(wanted)
	for _, member := range wanted {
		same = same && planned.members.get(member.ID) == memberSummary(member.Beneficiary)
	}
	if !same {
		diags.AddError("Document changed since the plan", "Nothing was changed at Cashfree. Plan again, and apply that plan.")
	}
	return wanted
}

// differences returns the members to be added or replaced, and the ids to be removed. The plan decides, where it could:
// applied under another key than it was made under, a fingerprint proves nothing.
func (r *Resource) differences(prior, planned *model, wanted []bulk.Member) (added []bulk.Member, gone []string) {
	if prior == nil {
		return wanted, nil
	}
	inDocument := make(map[string]bool, len(wanted))
	for _, member := range wanted {
		inDocument[member.ID] = true
		changes := planned.fingerprints.elements[member.ID] == nil
		if planned.fingerprints.unknown {
			changes = r.changes(prior, member)
		}
		if changes {
			added = append(added, member)
		}
	}
	for _, id := range prior.members.ids() {
		if !inDocument[id] {
			gone = append(gone, id)
		}
	}
	return added, gone
}

func beneficiariesOf(members []bulk.Member) []payouts.Beneficiary {
	beneficiaries := make([]payouts.Beneficiary, 0, len(members))
	for _, member := range members {
		beneficiaries = append(beneficiaries, member.Beneficiary)
	}
	return beneficiaries
}

func knownIDs(prior *model) map[string]bool {
	known := make(map[string]bool)
	if prior != nil {
		for id := range prior.members.elements {
			known[id] = true
		}
	}
	return known
}

// stateBefore returns the planned set with the members of the prior state.
func stateBefore(prior, planned *model) *model {
	state := &model{documents: planned.documents, timeouts: planned.timeouts,
		members: newColumn(0), fingerprints: newColumn(0), statuses: newColumn(0)}
	if prior != nil {
		state.members, state.fingerprints, state.statuses = prior.members.clone(), prior.fingerprints.clone(), prior.statuses.clone()
	}
	return state
}

// record changes a state by what a run did. A member whose presence is unknown stays as the state has it: without it the
// next run would add the member, and conflict with what may exist by then.
func (m *model) record(outcome bulk.Outcome, prints *providerdata.Fingerprinter) {
	for _, ids := range [][]string{outcome.Removed, outcome.Lost, outcome.LeftToOthers} {
		for _, id := range ids {
			m.removeMember(id)
		}
	}
	for _, b := range outcome.Present {
		m.setMember(b, prints)
	}
}

// membersIn returns the ids and statuses of those members that the state has.
func (m *model) membersIn(members []bulk.Member) map[string]payouts.Beneficiary {
	present := make(map[string]payouts.Beneficiary, len(members))
	for _, member := range members {
		if m.members.elements[member.ID] != nil {
			present[member.ID] = payouts.Beneficiary{Status: m.statuses.get(member.ID)}
		}
	}
	return present
}

var membersPath = path.Root("members")
