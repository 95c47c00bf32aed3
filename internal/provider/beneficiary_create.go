package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// createBeneficiary adds a beneficiary and waits until Cashfree has verified it. Where the provider is set to adopt
// existing beneficiaries, it takes over an equal one. Where it fails, it adds an error and returns the former
// beneficiary if that was put back; else the state must record none.
func createBeneficiary(
	ctx context.Context, data *providerdata.Data, owner string, wanted payouts.Beneficiary, diags *diag.Diagnostics,
) (beneficiary, putBack *payouts.Beneficiary) {
	operation := data.Coordinator().Begin(owner)
	defer operation.End()
	created, failure := bulk.Create(ctx, data.Client(), operation, wanted, data.AdoptsExisting())
	if failure != nil {
		diags.Append(creationFailed(ctx, data, &wanted, failure))
		return nil, failure.PutBack
	}
	if !created.Adopted {
		warnDiffering(&wanted, &created.Beneficiary, diags)
		return waitForVerification(ctx, data, &created.Beneficiary, diags), nil
	}
	diags.AddWarning("Existing beneficiary taken over", providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q existed already with exactly the planned content, and adopt_existing is set. This resource manages "+
			"it from now on. Nothing at Cashfree was changed.", wanted.ID),
		providerdata.AnchorIDExists.More()))
	// No error: the next apply would then remove what this run did not create.
	warnNotPayable(&created.Beneficiary, diags)
	return &created.Beneficiary, nil
}
