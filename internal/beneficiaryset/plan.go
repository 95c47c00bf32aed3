package beneficiaryset

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

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
	prior, err := decodeState(req.PriorState)
	if err != nil {
		return nil, err
	}
	var diags diag.Diagnostics
	if prior != nil && decodePrivate(req.PriorPrivate).Owner == "" && r.data() != nil {
		r.data().Declarations().NoToken()
	}
	owner := ownerOf(req.PriorPrivate)
	if config == nil {
		r.planRemoval(prior, owner, req.PriorPrivate, &diags)
		resp.Diagnostics = toProtocol(diags)
		return resp, nil
	}
	if prior == nil {
		resp.PlannedPrivate = withOwner(req.PriorPrivate, owner)
	}
	planned := r.plan(ctx, config, prior, owner, req.PriorPrivate, &diags)
	resp.Diagnostics = toProtocol(diags)
	if planned == nil {
		planned = config // without write-only values, which OpenTofu proposes for a replacement
	}
	resp.PlannedState, err = planned.encode()
	return resp, err
}

// planRemoval warns of what the removal of a set does.
func (r *Resource) planRemoval(prior *model, owner string, private []byte, diags *diag.Diagnostics) {
	if prior == nil {
		return
	}
	c := compare(prior, nil, nil)
	c.warn(diags)
	r.declareRemoval(owner, c, diags)
	r.warnHandovers(prior, c, true, private, diags)
}

// plan returns the set that a configuration makes of the prior state, or nil where the configuration is invalid.
func (r *Resource) plan(ctx context.Context, config, prior *model, owner string, private []byte, diags *diag.Diagnostics) *model {
	config.checkLimits(diags)
	if config.checkTimeouts(diags); diags.HasError() {
		return nil
	}
	if replaced := replacedMembers(prior, private); isImport(private) && replaced > 0 {
		refuseImportedReplacement(replaced, diags)
	} else {
		config.guardReplacement(replaced, diags)
	}
	planned := newModel(config, 0)
	if prior != nil && config.hasNoDocument() {
		planned.takeMembers(prior)
		r.declareKept(owner, prior, diags)
		return planned
	}
	r.refuseNumbersInState(config, diags)
	wanted, known := config.parse(diags)
	if diags.HasError() {
		return nil
	}
	if !known {
		for _, c := range planned.columns() {
			c.unknown = true
		}
		config.warnUnknown(prior, diags)
		return planned
	}
	c := r.comparePlanned(ctx, config, prior, wanted, private, diags)
	if diags.HasError() {
		return nil
	}
	c.leftOpen = c.count[undecided] > 0 && (c.changes() > 0 || !config.hasArgumentsOf(prior))
	planned.planMembers(prior, c, r.data().Fingerprints())
	planned.keepSpelling(prior, wanted, c)
	planned.checkSentFacts(c, diags)
	r.describe(config, prior, c, private, diags)
	r.declare(owner, prior, c, diags)
	r.warnHandovers(prior, c, false, private, diags)
	return planned
}

// describe adds what a plan does to the members, in words, and refuses what goes beyond the limits.
func (r *Resource) describe(config, prior *model, c *comparison, private []byte, diags *diag.Diagnostics) {
	var notes []string
	switch {
	case r.data().Fingerprints() == nil:
		notes = append(notes, "The key of fingerprints is not known yet, so Terraform cannot notice if the document changes between this plan "+
			"and its apply. Set fingerprint_key to a value that is known.")
	case prior == nil:
	case len(c.members) == 0:
		notes = append(notes, "The document has no members. Check whether it was exported completely.")
	default:
		notes = append(notes, c.lostZeros(r.withRenewed(prior), r.data().Fingerprints()))
	}
	notes = append(notes, config.separatorNote())
	if prior != nil && isImport(private) {
		c.refuseInImport(notes, diags)
		return
	}
	c.warn(diags, notes...)
	config.guard(c, notes, diags)
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

// planMembers plans the members. What was reviewed must be what is applied, so the fingerprint of a member that changes
// is planned as it will be: core plans again in the apply, and refuses a plan in which a known value differs. The
// fingerprint of an account does not depend on the id, and a plan that showed it would let one document test thousands
// of guesses. So account_fingerprints is planned as known only where it stays. The fingerprint of a member can be
// shown: it includes the id, so each guess needs a plan of its own.
func (m *model) planMembers(prior *model, c *comparison, prints *providerdata.Fingerprinter) {
	for _, change := range c.members {
		id := change.ID
		if change.kind == unchanged || change.kind == undecided && !c.leftOpen {
			m.members.elements[id] = prior.members.elements[id]
			m.accounts.elements[id] = prior.accounts.elements[id]
			m.fingerprints.elements[id] = prior.fingerprints.elements[id]
			m.statuses.elements[id] = prior.statuses.elements[id]
			continue
		}
		m.members.set(id, memberSummary(change.Beneficiary))
		m.accounts.elements[id], m.fingerprints.elements[id], m.statuses.elements[id] = nil, nil, nil
		if change.kind == otherChange && prints.Comparable(prior.accounts.get(id)) {
			m.accounts.elements[id] = prior.accounts.elements[id]
		}
		if change.kind != undecided && prints != nil {
			m.fingerprints.set(id, change.fingerprint)
		}
	}
}
