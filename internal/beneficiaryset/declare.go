package beneficiaryset

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// declare registers the members that a plan wants to exist and those that it removes. It adds an error for members that
// other resources have as well.
func (r *Resource) declare(owner string, prior *model, c *comparison, diags *diag.Diagnostics) {
	if r.data() == nil {
		return
	}
	declarations := r.data().Declarations()
	AddConflicts(declarations.Plan(providerdata.Declaration{
		Token: owner, IsSet: true, Exists: prior != nil, Changes: c.changes() > 0, Payees: c.declared,
	}), diags)
	AddConflicts(declarations.Remove(owner, true, c.leaving()...), diags)
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
	if r.data() == nil {
		return
	}
	declarations := r.data().Declarations()
	AddConflicts(declarations.Plan(providerdata.Declaration{
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
	if r.data() != nil {
		AddConflicts(r.data().Declarations().Remove(owner, true, c.leaving()...), diags)
	}
}
