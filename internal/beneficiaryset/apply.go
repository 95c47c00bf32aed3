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
	c.owner = r.data().Owner(c.owner)
	if c.isCreate() {
		c.owner = cmp.Or(c.owner, providerdata.NewToken())
	}
	resp := &tfprotov6.ApplyResourceChangeResponse{NewState: req.PriorState, Private: req.PlannedPrivate}
	var diags diag.Diagnostics
	switch {
	case !r.data().Ready():
		diags.Append(r.data().NotReady("Changing a beneficiary set"))
	case !c.isRemoval() && c.planned.keepsMembers(c.prior):
		// Whatever the document holds: it may be in ignore_changes.
		resp.NewState, resp.Private = req.PlannedState, endImport(req.PlannedPrivate)
	default:
		err = r.apply(ctx, c, resp, &diags)
	}
	r.noteApplied(c, resp)
	resp.Diagnostics = toProtocol(diags)
	return resp, err
}

// noteApplied ends the plan of the set in the run's registries.
func (r *Resource) noteApplied(c *changeRequest, resp *tfprotov6.ApplyResourceChangeResponse) {
	if r.data() == nil {
		return
	}
	r.data().Handovers().NoteApplied()
	if isGone, err := resp.NewState.IsNull(); err != nil || isGone {
		r.data().Declarations().Gone(c.owner)
		return
	}
	r.data().Declarations().Applied(c.owner)
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
	compared := r.compare(c.prior, wanted)
	changes := bulk.Changes{Remove: compared.leaving(), Put: compared.put(), Known: c.known()}
	c.refuseUnplanned(compared, diags)
	origin := r.foreignOrigin(c.private, diags)
	if origin != "" && (c.isRemoval() || compared.changes() > 0) {
		r.refuseForeign(origin, diags)
	}
	ctx, cancel := c.withTimeout(ctx, diags)
	defer cancel()
	if held := r.data().Client().HeldBack(); held != nil {
		diags.Append(r.data().Failure(ctx, "Cannot change the beneficiary set", held))
	}
	if diags.HasError() {
		r.data().Coordinator().NoteNotCreated(changes.Put...)
		return nil
	}
	compared.log(ctx)
	outcome := bulk.Apply(ctx, r.data().Client(), changes, r.options(ctx, c.owner))
	logStop(ctx, outcome)
	state, err := r.encodeOutcome(c, outcome, origin, resp)
	r.report(ctx, c, compared, outcome, state, diags)
	return err
}

// options returns how changes are carried out. No more members change at a time than calls are made at a time, so few
// members at a time are removed and not yet added.
func (r *Resource) options(ctx context.Context, owner string) bulk.Options {
	return bulk.Options{
		Concurrency: r.data().Concurrency(),
		Adopt:       r.data().AdoptsExisting(),
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
	owner           string // the token of the set, or none
}

// decodeChangeRequest decodes what core sends to apply.
func decodeChangeRequest(req *tfprotov6.ApplyResourceChangeRequest) (*changeRequest, error) {
	c := &changeRequest{private: req.PlannedPrivate, owner: decodePrivate(req.PlannedPrivate).Owner}
	var err error
	if c.prior, err = decodeState(req.PriorState); err != nil {
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

// parse returns the members of the document that was planned. With ignore_changes that is the document of the state. No
// plan holds a write-only document, so it comes from the configuration.
func (c *changeRequest) parse(diags *diag.Diagnostics) []bulk.Member {
	if c.isRemoval() {
		return nil
	}
	for argument, document := range c.planned.documents {
		if !isWriteOnly(argument) {
			c.config.documents[argument] = document
		}
	}
	wanted, _ := c.config.parse(diags)
	return wanted
}

// refuseUnplanned adds an error for a document that is not the planned one. Core evaluates the configuration once more
// after it has planned for the last time, and a file may change in between.
func (c *changeRequest) refuseUnplanned(compared *comparison, diags *diag.Diagnostics) {
	if c.isRemoval() {
		return
	}
	planned := c.planned.members.clone()
	var different []string
	for _, m := range compared.members {
		if !c.isAsPlanned(m) {
			different = append(different, m.ID)
		}
		delete(planned.elements, m.ID)
	}
	different = append(different, planned.ids()...)
	if len(different) > 0 {
		diags.AddError("Document changed since the plan", providerdata.Paragraphs(
			"These members differ from the plan: "+firstOf(different, maxNamed)+". No member was changed. Plan again, and apply that plan.",
			providerdata.AnchorDocumentChanged.More()))
	}
	c.planned = newModel(c.planned, 0) // nobody needs the planned members any more, and they take megabytes
}

// isAsPlanned reports whether the document still has a member as it was planned.
func (c *changeRequest) isAsPlanned(m memberChange) bool {
	summary, fingerprint := memberSummary(m.Beneficiary), m.fingerprint
	if !m.isSent() {
		summary, fingerprint = c.prior.members.get(m.ID), c.prior.fingerprints.get(m.ID)
	}
	planned := c.planned.fingerprints.elements[m.ID] // nil where the key was unknown
	return c.planned.members.get(m.ID) == summary && (planned == nil || *planned == fingerprint)
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
