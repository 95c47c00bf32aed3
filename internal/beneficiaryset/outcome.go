package beneficiaryset

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// encodeOutcome encodes and returns the state that an apply leaves. It records in private state where the members are.
// With a foreign origin no call was made that shows where they are, so the private state stays as it is.
func (r *Resource) encodeOutcome(
	c *changeRequest, outcome bulk.Outcome, origin string, resp *tfprotov6.ApplyResourceChangeResponse,
) (state *model, err error) {
	state = c.stateBefore(len(outcome.Present))
	state.applyOutcome(outcome, r.data().Fingerprints())
	switch {
	case c.isRemoval() && len(state.members.elements) == 0:
		resp.NewState, err = encodeNone()
		return state, err
	case c.isCreate() && len(outcome.Failed)+len(outcome.NotStarted) > 0:
		resp.Private = nil
		resp.NewState, err = encodeNone()
		return state, err
	case !c.isRemoval() && origin == "":
		resp.Private = r.encodePrivate(c.owner, len(state.members.elements), "")
	}
	resp.NewState, err = state.encode()
	return state, err
}

// countUndone returns how many changes were not made. A renaming of which both ids are listed is one change.
func (c *comparison) countUndone(outcome bulk.Outcome) int {
	undone := make(map[string]bool)
	for id := range outcome.Failed {
		undone[id] = true
	}
	for _, id := range outcome.NotStarted {
		undone[id] = true
	}
	count := len(undone)
	for _, m := range c.members {
		if m.kind == renamed && undone[m.ID] && undone[m.former] {
			count--
		}
	}
	return count
}

// stateBefore returns the set as it is wanted, with the members of the prior state, and room for others.
func (c *changeRequest) stateBefore(others int) *model {
	if c.isRemoval() {
		return c.prior
	}
	state := newModel(c.planned, others)
	if c.prior != nil {
		state.members, state.accounts = c.prior.members.clone(), c.prior.accounts.clone()
		state.fingerprints, state.statuses = c.prior.fingerprints.clone(), c.prior.statuses.clone()
	}
	return state
}

// applyOutcome changes a state by what a run did. A member whose presence is unknown stays as the state has it: without
// it the next run would add the member, and conflict with what may exist by then.
func (m *model) applyOutcome(outcome bulk.Outcome, prints *providerdata.Fingerprinter) {
	for _, ids := range [][]string{outcome.Removed, outcome.Lost, outcome.LeftToOthers} {
		for _, id := range ids {
			m.removeMember(id)
		}
	}
	for _, b := range outcome.Present {
		m.setMember(b, prints)
	}
}

// membersIn returns the ids and statuses of those payees that the state has.
func (m *model) membersIn(beneficiaries []payouts.Beneficiary) map[string]payouts.Beneficiary {
	present := make(map[string]payouts.Beneficiary, len(beneficiaries))
	for _, b := range beneficiaries {
		if m.members.elements[b.ID] != nil {
			present[b.ID] = payouts.Beneficiary{Status: m.statuses.get(b.ID)}
		}
	}
	return present
}
