package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// The private state remembers which API a record was written to. With the credentials of another environment every
// beneficiary is not found, or is another payee, and neither the state nor those payees may suffer for it.
const originKey = "origin"

// isForeign reports whether a record was written to another API than the one that the provider is set to.
func (r *beneficiaryResource) isForeign(origin string) bool {
	return origin != "" && origin != r.conn.client.Origin()
}

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
		fmt.Sprintf("Beneficiary %q belongs to another environment", id), paragraphs(
			fmt.Sprintf("The state says that it was written to %s. The provider is set to %s, where it does not exist or is "+
				"another payee. Nothing was removed, there or in the state.", origin, r.conn.client.Origin()),
			"Check environment, base_url and the credentials. If the beneficiary is to be forgotten, use a removed block "+
				"or `state rm`.",
			anchorOtherEnvironment.more()))
}

// warnFollowed says once in a run that records are followed to another address.
func (c *connection) warnFollowed(diags *diag.Diagnostics, origin string) {
	c.followedOnce.Do(func() {
		diags.AddWarning(c.followedMessage(origin))
	})
}

func (c *connection) followedMessage(origin string) (summary, detail string) {
	return "The state follows its beneficiaries to another address", paragraphs(
		fmt.Sprintf("It was written to %s. The provider is set to %s, where equal beneficiaries exist, and takes them for the "+
			"same. If the two are different environments, stop here: a change or a removal would meet the payees of the new one.",
			origin, c.client.Origin()),
		anchorOtherEnvironment.more())
}
