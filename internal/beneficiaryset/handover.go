package beneficiaryset

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// warnHandovers registers the members that a plan adds and removes, and warns of those that other resources of the
// run remove or create. Core plans a set that is replaced a second time, without its prior state and with its private
// state. That plan is not registered.
func (r *Resource) warnHandovers(prior *model, c *comparison, isRemoval bool, private []byte, diags *diag.Diagnostics) {
	if r.data() == nil || prior == nil && len(private) > 0 {
		return
	}
	arriving, leaving := c.arriving(), c.leaving()
	if len(arriving)+len(leaving) == 0 {
		return
	}
	isUpdate := prior != nil && !isRemoval
	for _, handover := range r.data().Handovers().PlanSet(isUpdate, arriving, r.removals(prior, leaving)) {
		diags.Append(HandoverWarning(handover))
	}
}

// removals returns what the state knows of members that are to be removed.
func (r *Resource) removals(prior *model, ids []string) []providerdata.Removal {
	if len(ids) == 0 {
		return nil
	}
	numbers := r.numbersInState(prior)
	removals := make([]providerdata.Removal, 0, len(ids))
	for _, id := range ids {
		removals = append(removals, providerdata.Removal{
			ID: id, Shown: summaryInstruments(prior.members.get(id)), AccountNumber: numbers[id],
			Fingerprint: prior.accounts.get(id), IsMember: true,
		})
	}
	return removals
}

// numbersInState returns the account numbers of the members whose rows in the document of the state are proven to be
// what Cashfree holds. After an apply that failed in part, a row may be ahead of that.
func (r *Resource) numbersInState(prior *model) map[string]string {
	argument, text, known := prior.document()
	if argument == "" || !known {
		return nil
	}
	members, _ := bulk.Parse(formatOf(argument), text)
	numbers := make(map[string]string, len(members))
	for _, member := range members {
		prints, fingerprint := r.data().Fingerprints(), prior.fingerprints.get(member.ID)
		if prints.Comparable(fingerprint) && prints.OfAll(member.Beneficiary) == fingerprint {
			numbers[member.ID] = member.BankAccountNumber
		}
	}
	return numbers
}
