package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Some payees have what Cashfree refuses for a new one. Code must be able to hold it, or they could not be imported, so
// validation only warns; a plan that would send it fails, while the payee is still there.

// existingOnlyMessage warns of a value that is good only for a payee that has it.
func existingOnlyMessage(field *grammar.Field, value string) (summary, detail string) {
	return fmt.Sprintf("Cashfree refuses this %s for a new payee", field.Name), field.Check(value).Error() + " " + existingOnlyDetail
}

const existingOnlyDetail = "It is good only for a payee that exists already and has it, as those may that were added with " +
	"version 1 of Cashfree's API. A plan that would send it, to add the payee or to replace it for whatever reason, ends with an error."

// refuseExistingOnly is for a beneficiary that is to be added. Core plans a replacement, whatever its reason, a second time
// as such a one.
func refuseExistingOnly(plan *beneficiaryModel, diags *diag.Diagnostics) {
	for _, fact := range payouts.Facts {
		if value := plan.fact(fact.Field); given(value) && fact.Field.ExistingOnly(value.ValueString()) {
			at := factPath(fact.Field)
			diags.Append(fieldValidator{field: fact.Field}.refusal(at, value.ValueString(), fact.Field.Check(value.ValueString())))
		}
	}
}

// refuseExistingOnlyMembers is for the members that are to be added, be it in place of what they were.
func (s *setValues) refuseExistingOnlyMembers(added []payee, said *notices) {
	var wrong problems
	for i := range added {
		for _, fact := range payouts.Facts {
			if value := *fact.Of(&added[i].Beneficiary); fact.Field.ExistingOnly(value) {
				wrong.add(added[i].where, added[i].ID, fact.Field.Check(value).Error())
			}
		}
	}
	s.faults(wrong, said)
}

// added are the members that a plan with these columns adds, anew or in place of what they were.
func (s *setValues) added(members []payee) []payee {
	var added []payee
	for _, m := range members {
		if s.fingerprints.of[m.ID] == nil {
			added = append(added, m)
		}
	}
	return added
}

// warnExistingOnlyMembers is one warning a field for all members that can only be kept as they are.
func warnExistingOnlyMembers(members []payee, said *notices) {
	for _, fact := range payouts.Facts {
		var ids []string
		for i := range members {
			if fact.Field.ExistingOnly(*fact.Of(&members[i].Beneficiary)) {
				ids = append(ids, named(members[i].ID))
			}
		}
		if len(ids) > 0 {
			said.warn("", fmt.Sprintf("%s with a %s that Cashfree refuses for a new payee", counted(len(ids), "member"), fact.Field.Name),
				paragraphs(fact.Field.Rule()+" "+existingOnlyDetail, few(ids, ", ")))
		}
	}
}
