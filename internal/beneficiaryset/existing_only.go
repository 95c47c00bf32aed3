package beneficiaryset

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Some payees have a value that Cashfree refuses for a new payee. A document must be able to hold it, or they could not be
// imported, so validation only warns. A plan that would send it is an error, while the payee still exists.

// refuseExistingOnly adds an error for the members that are to be added, also in place of what they were.
func (m *model) refuseExistingOnly(added []bulk.Member, diags *diag.Diagnostics) {
	var problems bulk.Problems
	for i := range added {
		for _, fact := range payouts.Facts {
			if value := *fact.Of(&added[i].Beneficiary); fact.Field.ExistingOnly(value) {
				problems.Add(added[i].Place, added[i].ID, fact.Field.Check(value).Error())
			}
		}
	}
	m.addProblems(problems, diags)
}

// warnExistingOnly adds one warning for each field with the members that can only be kept as they are.
func warnExistingOnly(members []bulk.Member, diags *diag.Diagnostics) {
	for _, fact := range payouts.Facts {
		var ids []string
		for i := range members {
			if fact.Field.ExistingOnly(*fact.Of(&members[i].Beneficiary)) {
				ids = append(ids, bulk.QuoteID(members[i].ID))
			}
		}
		if len(ids) > 0 {
			diags.AddWarning(fmt.Sprintf("%s with a %s that Cashfree refuses for a new payee", countOf(len(ids), "member"), fact.Field.Name),
				providerdata.Paragraphs(fact.Field.Rule()+" "+providerdata.ExistingOnlyDetail, firstOf(ids, maxNamed, ", ")))
		}
	}
}
