package beneficiaryset

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// declarations returns the registry of what the run's resources declare, or nil where a set cannot be registered.
func (r *Resource) declarations(owner string) *providerdata.Declarations {
	switch {
	case r.data() == nil:
		return nil
	case owner == "":
		r.data().Declarations().TurnOff()
		return nil
	default:
		return r.data().Declarations()
	}
}

// declare registers the members that a plan wants to exist and those that it removes. It adds an error for members that
// other resources have as well.
func (r *Resource) declare(owner string, prior *model, c *comparison, diags *diag.Diagnostics) {
	declarations := r.declarations(owner)
	if declarations == nil {
		return
	}
	addConflicts(declarations.Plan(providerdata.Declaration{
		Token: owner, IsSet: true, Exists: prior != nil, Changes: c.changes() > 0, Payees: c.declared,
	}), diags)
	addConflicts(declarations.Remove(owner, true, c.leaving()...), diags)
}

// declared yields the members of the document.
func (c *comparison) declared(yield func(providerdata.DeclaredPayee) bool) {
	for i := range c.members {
		m := &c.members[i]
		isNew := m.kind == added || m.kind == renamed
		if !yield(providerdata.DeclaredPayee{Beneficiary: &m.Beneficiary, InState: !isNew, Changes: m.isSent()}) {
			return
		}
	}
}

// declareKept registers the members of a set that has no document, as far as the state shows them.
func (r *Resource) declareKept(owner string, prior *model, diags *diag.Diagnostics) {
	declarations := r.declarations(owner)
	if declarations == nil {
		return
	}
	addConflicts(declarations.Plan(providerdata.Declaration{
		Token: owner, IsSet: true, Exists: true, Payees: func(yield func(providerdata.DeclaredPayee) bool) {
			for _, id := range prior.members.ids() {
				shown := summaryInstruments(prior.members.get(id))
				if !yield(providerdata.DeclaredPayee{Beneficiary: &payouts.Beneficiary{ID: id, VPA: shown.VPA}, InState: true}) {
					return
				}
			}
		},
	}), diags)
}

// declareRemoval registers the members of a set that is removed.
func (r *Resource) declareRemoval(owner string, c *comparison, diags *diag.Diagnostics) {
	if declarations := r.declarations(owner); declarations != nil {
		addConflicts(declarations.Remove(owner, true, c.leaving()...), diags)
	}
}

func addConflicts(conflicts []providerdata.Conflict, diags *diag.Diagnostics) {
	for _, conflict := range conflicts {
		diags.Append(ConflictDiagnostic(conflict))
	}
}
