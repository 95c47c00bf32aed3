package beneficiaryset

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Apply creates, changes or removes a set. The new state holds what was done, even where not everything could be. Only
// a first create that fails leaves none: core would taint an object that comes with an error, and the next apply would
// remove all of it.
func (r *Resource) Apply(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	c, err := decodeChangeRequest(req)
	if err != nil {
		return nil, err
	}
	resp := &tfprotov6.ApplyResourceChangeResponse{NewState: req.PriorState, Private: req.PlannedPrivate}
	var diags diag.Diagnostics
	switch {
	case !r.data().Ready():
		diags.Append(r.data().NotReady("Changing a beneficiary set"))
	case !c.isRemoval() && c.planned.keepsMembers(c.prior):
		// Whatever the document holds: it may be in ignore_changes.
		resp.NewState = req.PlannedState
	default:
		err = r.apply(ctx, c, resp, &diags)
	}
	resp.Diagnostics = toProtocol(diags)
	return resp, err
}

// apply makes Cashfree hold the members of the document, and touches only those that change. A removal has no document,
// and removes all members.
func (r *Resource) apply(
	ctx context.Context, c *changeRequest, resp *tfprotov6.ApplyResourceChangeResponse, diags *diag.Diagnostics,
) error {
	wanted := c.parse(diags)
	if diags.HasError() {
		r.data().Coordinator().NoteNotCreated(beneficiariesOf(wanted)...)
		return nil
	}
	changes, origin := r.decide(c, wanted, diags)
	ctx, cancel := c.withTimeout(ctx, diags)
	defer cancel()
	if diags.HasError() {
		r.data().Coordinator().NoteNotCreated(changes.Put...)
		return nil
	}
	outcome := bulk.Apply(ctx, r.data().Client(), changes, r.options(ctx, c.owner))
	logStop(ctx, outcome)
	state, err := r.encodeOutcome(c, outcome, origin, resp)
	r.report(ctx, c, changes, outcome, state, diags)
	return err
}

// options returns how changes are carried out. No more members change at a time than calls are made at a time, so few
// members at a time are removed and not yet added.
func (r *Resource) options(ctx context.Context, owner string) bulk.Options {
	return bulk.Options{
		Concurrency: r.data().Concurrency(),
		Adopt:       true,
		Coordinator: r.data().Coordinator(),
		Owner:       owner,
		Progress:    providerdata.LogProgress(ctx, "write"),
	}
}

// changeRequest is a request to create, update or remove a set.
type changeRequest struct {
	prior           *model // nil before a create
	planned, config *model // nil for a removal
	private         []byte
	owner           string // the token of the set
}

// decodeChangeRequest decodes what core sends to apply.
func decodeChangeRequest(req *tfprotov6.ApplyResourceChangeRequest) (*changeRequest, error) {
	c := &changeRequest{private: req.PlannedPrivate, owner: cmp.Or(ownerOf(req.PlannedPrivate), providerdata.NewToken())}
	var err error
	if c.prior, err = decode(req.PriorState); err != nil {
		return nil, err
	}
	if c.planned, err = decode(req.PlannedState); err != nil || c.planned == nil {
		return c, err
	}
	c.config, err = decode(req.Config)
	return c, err
}

func (c *changeRequest) isCreate() bool { return c.prior == nil }

func (c *changeRequest) isRemoval() bool { return c.planned == nil }

// withTimeout limits the context to the time of the operation. The caller must call cancel.
func (c *changeRequest) withTimeout(ctx context.Context, diags *diag.Diagnostics) (context.Context, context.CancelFunc) {
	switch {
	case c.isRemoval():
		return c.prior.withTimeout(ctx, "delete", diags)
	case c.isCreate():
		return c.planned.withTimeout(ctx, "create", diags)
	default:
		return c.planned.withTimeout(ctx, "update", diags)
	}
}

// parse returns the members of the planned document.
func (c *changeRequest) parse(diags *diag.Diagnostics) []bulk.Member {
	if c.isRemoval() {
		return nil
	}
	return parsePlanned(c.config, c.planned, diags)
}

// parsePlanned returns the members of the document that was planned. With ignore_changes that is the document of the
// state. No plan holds a write-only document, so it comes from the configuration. It may have changed since the plan.
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

// decide returns the changes to be made, and the API that the set was written to if it is another one than the provider
// is set to. It adds an error where the changes must not be made.
func (r *Resource) decide(
	c *changeRequest, wanted []bulk.Member, diags *diag.Diagnostics,
) (changes bulk.Changes, origin string) {
	origin = r.foreignOrigin(c.private, diags)
	if c.isRemoval() {
		changes.Remove = c.prior.members.ids()
	} else {
		added, removed := r.differences(c.prior, c.planned, wanted)
		c.config.refuseExistingOnly(added, diags) // for a document that was unknown to the plan
		changes = bulk.Changes{Remove: removed, Put: beneficiariesOf(added), Known: c.known()}
	}
	if origin != "" && (c.isRemoval() || len(changes.Remove)+len(changes.Put) > 0) {
		r.refuseForeign(origin, diags)
	}
	return changes, origin
}

// differences returns the members to be added or replaced, and the ids to be removed. The plan decides where it could.
// Where the apply has another key than the plan had, a fingerprint proves nothing.
func (r *Resource) differences(prior, planned *model, wanted []bulk.Member) (added []bulk.Member, removed []string) {
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
			removed = append(removed, id)
		}
	}
	return added, removed
}

func beneficiariesOf(members []bulk.Member) []payouts.Beneficiary {
	beneficiaries := make([]payouts.Beneficiary, 0, len(members))
	for _, member := range members {
		beneficiaries = append(beneficiaries, member.Beneficiary)
	}
	return beneficiaries
}

// known returns what the prior state shows of each member's account and UPI address.
func (c *changeRequest) known() map[string]bulk.Instruments {
	known := make(map[string]bulk.Instruments)
	if c.prior != nil {
		for id := range c.prior.members.elements {
			known[id] = summaryInstruments(c.prior.members.get(id))
		}
	}
	return known
}
