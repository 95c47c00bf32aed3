package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// declareBeneficiary registers the beneficiary that a plan wants to exist, and adds an error if another resource has it
// or its bank account. The former id is empty where the plan creates one.
func declareBeneficiary(
	ctx context.Context, data *providerdata.Data, plan *beneficiaryModel, number types.String, former string,
	req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if data == nil || resp.Diagnostics.HasError() {
		return
	}
	planned := plan.toAPI(number)
	token, diags := getPrivate[string](ctx, req.Private, ownerKey)
	resp.Diagnostics.Append(diags...)
	if token == "" {
		token = providerdata.NewToken()
		resp.Diagnostics.Append(setPrivate(ctx, resp.Private, ownerKey, token)...)
		if former != "" {
			data.Declarations().NoToken()
		}
	}
	isVague := number.IsUnknown()
	for _, fact := range payouts.Facts {
		isVague = isVague || plan.fact(fact.Field).IsUnknown()
	}
	changes := former == "" || len(resp.RequiresReplace) > 0
	beneficiaryset.AddConflicts(data.Declarations().Plan(providerdata.Declaration{
		Token: token, Exists: former != "", Changes: changes, Payees: func(yield func(providerdata.DeclaredPayee) bool) {
			yield(providerdata.DeclaredPayee{Beneficiary: &planned, InState: former != "" && former == planned.ID, Changes: changes, IsVague: isVague})
		},
	}), &resp.Diagnostics)
	if former != "" && former != planned.ID { // the replacement removes it
		beneficiaryset.AddConflicts(data.Declarations().Remove(token, false, former), &resp.Diagnostics)
	}
}

// declareUnchanged registers a beneficiary that the plan leaves as it is. The state holds all that others can share
// with it.
func declareUnchanged(
	ctx context.Context, data *providerdata.Data, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	state := beneficiaryModel{Contact: types.ObjectNull(contactTypes)}
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, factPath(grammar.BeneficiaryID), &state.BeneficiaryID)...)
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("instrument"), &state.Instrument)...)
	declareBeneficiary(ctx, data, &state, state.fact(grammar.AccountNumber), state.BeneficiaryID.ValueString(), req, resp)
}
