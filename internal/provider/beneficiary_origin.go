package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// The private state remembers which API a record was written to. With the credentials of another environment every
// beneficiary is not found, or is another payee, and neither the state nor those payees may suffer for it.
const originKey = "origin"

// holds reports whether a state and what Cashfree holds state the same facts, as far as the two can be compared. An API
// that has moved, say behind a proxy, has the same payees; another environment has others.
func (r *beneficiaryResource) holds(state *beneficiaryModel, found *payouts.Beneficiary) bool {
	for _, fact := range payouts.Facts {
		if !fact.Field.Secret && !fact.Field.Same(state.fact(fact.Field).ValueString(), *fact.Of(found)) {
			return false
		}
	}
	number := types.StringNull()
	if found.BankAccountNumber != "" {
		number = types.StringValue(found.BankAccountNumber)
	}
	return r.compareNumbers(number, state) != numberDiffers
}

func (r *beneficiaryResource) otherEnvironment(id, origin string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("beneficiary_id"),
		fmt.Sprintf("Beneficiary %q belongs to another environment", id), providerdata.Paragraphs(
			fmt.Sprintf("The state says that it was written to %s. The provider is set to %s, where it does not exist or is "+
				"another payee. Nothing was removed, there or in the state.", origin, r.data.Client().Origin()),
			"Check environment, base_url and the credentials. If the beneficiary is to be forgotten, use a removed block "+
				"or `state rm`.",
			providerdata.AnchorOtherEnvironment.More()))
}
