package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

var (
	lastFourPath    = path.Root("bank_account_last_four")
	fingerprintPath = path.Root("bank_account_fingerprint")
	writeOnlyPath   = path.Root("instrument").AtName(writeOnlyNumber)
)

// ModifyPlan decides on normal forms what a change does, since plan modifiers of single attributes see neither the
// write-only number nor the provider's settings.
func (r *beneficiaryResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.isSettled(ctx, req) {
		return
	}
	var config, plan beneficiaryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.refuseNumberInState(&config, &resp.Diagnostics)

	number := accountNumber(&config)
	if req.State.Raw.IsNull() {
		planAccount(&plan, number)
		refuseExistingOnly(&plan, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		return
	}

	var state beneficiaryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	for _, fact := range payouts.Facts {
		if !fact.Field.Secret && factChanges(fact.Field, &plan, &state) {
			resp.RequiresReplace.Append(factPath(fact.Field))
		}
	}
	switch r.compareNumber(&config, &state) {
	case numberDiffers:
		planAccount(&plan, number)
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		resp.RequiresReplace.Append(factPath(grammar.AccountNumber), lastFourPath, fingerprintPath)
	case numberNotKnownYet:
		if len(resp.RequiresReplace) > 0 {
			break // it is replaced for another reason, and the number with it
		}
		detail := fmt.Sprintf("The number of %q is made by something that this plan has yet to run, so it cannot be compared. This plan "+
			"keeps the beneficiary as it is. If the number turns out to be another one, plan again.", state.BeneficiaryID.ValueString())
		if !resp.Plan.Raw.Equal(req.State.Raw) { // core then plans again in the apply, and refuses a replacement
			detail += " The apply would end there with an inconsistent final plan, before it changes the beneficiary."
		}
		resp.Diagnostics.AddAttributeWarning(writeOnlyPath, "Account number not known yet", detail)
	case numberSame, numberNotComparable:
	}
}

// isSettled tells the plan that most plans are: nothing changes, and no write-only number has to be compared.
func (r *beneficiaryResource) isSettled(ctx context.Context, req resource.ModifyPlanRequest) bool {
	if r.data == nil || !r.data.KeepsAccountNumbers() || req.State.Raw.IsNull() || !req.Plan.Raw.Equal(req.State.Raw) {
		return false
	}
	var number types.String
	diags := req.Config.GetAttribute(ctx, writeOnlyPath, &number)
	return !diags.HasError() && number.IsNull()
}

// refuseNumberInState holds the promise of account_numbers_in_state = false.
func (r *beneficiaryResource) refuseNumberInState(config *beneficiaryModel, diags *diag.Diagnostics) {
	if r.data == nil || r.data.KeepsAccountNumbers() || config.Instrument.IsUnknown() || config.fact(grammar.AccountNumber).IsNull() {
		return
	}
	diags.AddError("Account number would be stored", providerdata.Paragraphs(
		"The provider is set to account_numbers_in_state = false, and bank_account_number would put the number into the state. "+
			"Use bank_account_number_wo, with the same value.",
		providerdata.AnchorNumbersInState.More()))
}

// factChanges compares by normal form; a value that is not known yet counts as changed.
func factChanges(field *grammar.Field, plan, state *beneficiaryModel) bool {
	planned := plan.fact(field)
	if planned.IsUnknown() {
		return true
	}
	return !field.Same(planned.ValueString(), state.fact(field).ValueString())
}

// planAccount plans what stands in for the number. The last four digits show a reviewer what changes. The fingerprint
// stays unknown, so that a plan made under one key can be applied under another.
func planAccount(plan *beneficiaryModel, number types.String) {
	switch {
	case number.IsNull():
		plan.LastFour, plan.Fingerprint = types.StringNull(), types.StringNull()
	case number.IsUnknown():
		plan.LastFour, plan.Fingerprint = types.StringUnknown(), types.StringUnknown()
	default:
		plan.LastFour = types.StringValue(grammar.LastFour(number.ValueString()))
		plan.Fingerprint = types.StringUnknown()
	}
}

type comparison int

const (
	numberSame comparison = iota
	numberDiffers
	numberNotComparable
	numberNotKnownYet
)

// compareNumber compares the configured number with the one that the state stands for, by whatever the state holds of
// it: the number, a fingerprint made with this key, or its last four digits. A fingerprint made with another key is
// never a reason to change anything.
func (r *beneficiaryResource) compareNumber(config, state *beneficiaryModel) comparison {
	if config.writeOnly().IsUnknown() && !state.Fingerprint.IsNull() {
		return numberNotKnownYet
	}
	if ignoresNumber(config) {
		return numberSame
	}
	return r.compareNumbers(accountNumber(config), state)
}

// ignoresNumber tells a write-only number that is in ignore_changes. Core puts what the state has in its place, which is
// nothing, and what is left, an IFSC without a number, is what validation lets nobody write.
func ignoresNumber(config *beneficiaryModel) bool {
	return given(config.fact(grammar.IFSC)) && accountNumber(config).IsNull()
}

func (r *beneficiaryResource) compareNumbers(number types.String, state *beneficiaryModel) comparison {
	stored := state.fact(grammar.AccountNumber)
	switch {
	case number.IsUnknown():
		return numberDiffers
	case number.IsNull():
		return sameIf(stored.IsNull() && state.Fingerprint.IsNull())
	case !stored.IsNull():
		return sameIf(grammar.AccountNumber.Same(number.ValueString(), stored.ValueString()))
	case state.Fingerprint.IsNull():
		return numberDiffers
	case grammar.LastFour(number.ValueString()) != state.LastFour.ValueString():
		return numberDiffers
	case r.data == nil || !r.data.Fingerprints().Comparable(state.Fingerprint.ValueString()):
		return numberNotComparable
	default:
		return sameIf(r.data.Fingerprints().Matches(
			state.Fingerprint.ValueString(), state.BeneficiaryID.ValueString(), grammar.AccountNumber, number.ValueString()))
	}
}

func sameIf(same bool) comparison {
	if same {
		return numberSame
	}
	return numberDiffers
}
