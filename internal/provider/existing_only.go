package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Some payees have a value that Cashfree refuses for a new one. A configuration must be able to hold it, or they could not
// be imported, so validation only warns. A plan that would send it is an error, while the payee still exists.

// existingOnlyMessage is the warning about a value that only payees that have it can keep.
func existingOnlyMessage(field *grammar.Field, value string) (summary, detail string) {
	return fmt.Sprintf("Cashfree refuses this %s for a new payee", field.Name), field.Check(value).Error() + " " + providerdata.ExistingOnlyDetail
}

// refuseExistingOnly adds an error for a beneficiary that is to be added. Core plans a replacement, whatever its reason, a
// second time in this way.
func refuseExistingOnly(plan *beneficiaryModel, diags *diag.Diagnostics) {
	for _, fact := range payouts.Facts {
		if value := plan.fact(fact.Field); given(value) && fact.Field.ExistingOnly(value.ValueString()) {
			at := factPath(fact.Field)
			diags.Append(fieldValidator{field: fact.Field}.refusal(at, value.ValueString(), fact.Field.Check(value.ValueString())))
		}
	}
}
