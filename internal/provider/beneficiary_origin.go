package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// originKey is the key of the private state that holds the API to which a beneficiary was written. With the credentials
// of another environment every beneficiary is not found, or is another payee. Neither the state nor those payees may
// change because of it.
const originKey = "origin"

// ownerKey is the key of the private state that holds a token of the creation. Within one run it tells the removal of
// what a resource has created itself from that of what another resource has created.
const ownerKey = "owner"

// isSameBeneficiary reports whether the state and Cashfree have the same facts, as far as they can be compared. An API
// that moved, for example behind a proxy, has the same payees, and another environment has others.
func isSameBeneficiary(
	state *beneficiaryModel, masked maskedFacts, found *payouts.Beneficiary, prints *providerdata.Fingerprinter,
) bool {
	storable := found.Storable()
	for _, fact := range payouts.Facts {
		if !fact.Field.Secret && !masked.isRecorded(fact, state.fact(fact.Field).ValueString(), found, &storable, prints) {
			return false
		}
	}
	return compareNumber(stringOrNull(found.BankAccountNumber), state, prints) != numberDiffers
}

// otherEnvironment returns the error about a beneficiary that was written to another API. Configured is the API that
// the provider is set to.
func otherEnvironment(id, origin, configured string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("beneficiary_id"), "Beneficiary of another environment", providerdata.Paragraphs(
		fmt.Sprintf("The state records that beneficiary %q was written to %s. The provider is set to %s, where it does not exist or is "+
			"another payee. Nothing was removed, there or in the state.", id, origin, configured),
		"Check environment, base_url and the credentials. To forget the beneficiary, use a removed block or `state rm`.",
		providerdata.AnchorOtherEnvironment.More()))
}
