package beneficiaryset

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Some payees have a value that Cashfree refuses for a new payee. A document must be able to hold such a value, or they
// could not be imported, so validation only warns. A plan that would send it ends with an error, while the payee still
// exists.

// refuseExistingOnly adds one error for all values that Cashfree refuses, of the members that are to be added or
// replaced.
func (m *model) refuseExistingOnly(c *comparison, diags *diag.Diagnostics) {
	var problems bulk.Problems
	for i := range c.members {
		change := &c.members[i]
		if !change.isSent() {
			continue
		}
		for _, fact := range payouts.Facts {
			if value := *fact.Of(&change.Beneficiary); fact.Field.ExistingOnly(value) {
				problems.Add(change.Place, change.ID, fact.Field.Check(value).Error)
			}
		}
	}
	m.addProblems(problems, diags)
}

// warnExistingOnly adds one warning for each field, with the members whose value Cashfree refuses for a new payee.
func warnExistingOnly(members []bulk.Member, diags *diag.Diagnostics) {
	for _, fact := range payouts.Facts {
		var ids []string
		for i := range members {
			if fact.Field.ExistingOnly(*fact.Of(&members[i].Beneficiary)) {
				ids = append(ids, bulk.QuoteID(members[i].ID))
			}
		}
		if len(ids) > 0 {
			diags.AddWarning("Refused for new payees: "+fact.Field.Name, providerdata.Paragraphs(
				fact.Field.Rule()+" "+providerdata.ExistingOnlyDetail,
				fmt.Sprintf("This concerns %s: %s.", countOf(len(ids), "member"), firstOf(ids, maxNamed))))
		}
	}
}
