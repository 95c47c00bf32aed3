package provider

import (
	"context"
	"fmt"
	"strings"

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

// planBeneficiary decides on normal forms what a change does. Plan modifiers of single attributes could not: they see
// neither the write-only number nor the provider's settings. Data is nil while the provider is not configured.
func planBeneficiary(
	ctx context.Context, data *providerdata.Data, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		planRemoval(ctx, data, req, &resp.Diagnostics)
		return
	}
	if isUnchanged(ctx, data, req) {
		declareUnchanged(ctx, data, req, resp)
		return
	}
	var config, plan beneficiaryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	refuseNumberInState(data, &config, !req.State.Raw.IsNull(), &resp.Diagnostics)
	if req.State.Raw.IsNull() {
		planFingerprint(&plan, config.accountNumber())
		refuseExistingOnly(&plan, &resp.Diagnostics)
		warnMayBeRefused(&plan, &resp.Diagnostics)
		planCreation(ctx, data, &config, &plan, req.Private, &resp.Diagnostics)
		declareBeneficiary(ctx, data, &plan, config.accountNumber(), "", req, resp)
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		return
	}
	var state beneficiaryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	masked, diags := getMasked(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	resp.RequiresReplace.Append(changedFacts(&plan, &state, config.accountNumber(), masked, data.Fingerprints())...)
	switch compareConfiguredNumber(&config, &state, data.Fingerprints()) {
	case numberDiffers:
		planFingerprint(&plan, config.accountNumber())
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		resp.RequiresReplace.Append(factPath(grammar.AccountNumber), lastFourPath, fingerprintPath)
		warnLostZeros(config.accountNumber(), &state, data.Fingerprints(), &resp.Diagnostics)
	case numberUnknown:
		if len(resp.RequiresReplace) == 0 { // else it is replaced for another reason, and the number with it
			warnNumberUnknown(&state, !resp.Plan.Raw.Equal(req.State.Raw), &resp.Diagnostics)
		}
	case numberSame, numberNotComparable:
	}
	if len(resp.RequiresReplace) > 0 { // core shows nobody the warnings of its second plan
		warnMayBeRefused(&plan, &resp.Diagnostics)
		warnUnknownFacts(&plan, config.writeOnly(), &resp.Diagnostics)
	}
	declareBeneficiary(ctx, data, &plan, config.accountNumber(), state.BeneficiaryID.ValueString(), req, resp)
}

// isUnchanged reports whether the plan equals the state, as most plans do, and no write-only number is to be compared.
func isUnchanged(ctx context.Context, data *providerdata.Data, req resource.ModifyPlanRequest) bool {
	if data == nil || !data.KeepsAccountNumbers() || req.State.Raw.IsNull() || !req.Plan.Raw.Equal(req.State.Raw) {
		return false
	}
	var number types.String
	diags := req.Config.GetAttribute(ctx, writeOnlyPath, &number)
	return !diags.HasError() && number.IsNull()
}

// refuseNumberInState adds an error for a plain account number where account_numbers_in_state is false. For a payee
// that exists, an instrument that is not known yet is refused as well: if it has such a number, that is seen only after
// the payee was removed.
func refuseNumberInState(data *providerdata.Data, config *beneficiaryModel, exists bool, diags *diag.Diagnostics) {
	if data.KeepsAccountNumbers() {
		return
	}
	vpa := config.fact(grammar.VPA).ValueString()
	switch {
	case config.Instrument.IsUnknown() && exists:
		diags.Append(numberInState("instrument, which is not known yet, may have bank_account_number and put the number into the state. " +
			"Write instrument as an object, with bank_account_number_wo."))
	case config.Instrument.IsUnknown():
	case !config.fact(grammar.AccountNumber).IsNull():
		diags.Append(numberInState("bank_account_number would put the number into the state. Use bank_account_number_wo, with the same value."))
	case grammar.MaskVPA(vpa) != vpa:
		diags.Append(numberInState("vpa would put a number into the state, since this UPI address is a bank account. Use " +
			"bank_account_number_wo and bank_ifsc, or another address."))
	}
}

// numberInState returns the error about an account number, with what would store it and what to do instead. It is not
// on the attribute, of which the CLI would print the source.
func numberInState(why string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Account number would be stored", providerdata.Paragraphs(
		"The provider is set to account_numbers_in_state = false, and "+why, providerdata.AnchorNumbersInState.More()))
}

// refuseExistingOnly adds an error for each value of a new payee that only an existing payee can have. Validation
// accepts such a value, since it does not know whether the payee exists. Core plans every replacement a second time as
// a creation, while the payee still exists.
func refuseExistingOnly(plan *beneficiaryModel, diags *diag.Diagnostics) {
	for _, fact := range payouts.Facts {
		if value := plan.fact(fact.Field); isSet(value) && fact.Field.ExistingOnly(value.ValueString()) {
			diags.Append(refusedValue(fact.Field, factPath(fact.Field), fact.Field.Check(value.ValueString()).Error()))
		}
	}
}

// warnMayBeRefused adds a warning for each value of a payee to be added that Cashfree may refuse.
func warnMayBeRefused(plan *beneficiaryModel, diags *diag.Diagnostics) {
	for _, fact := range payouts.Facts {
		value := plan.fact(fact.Field)
		if !isSet(value) {
			continue
		}
		if warning := fact.Field.Warning(value.ValueString()); warning != nil {
			diags.AddAttributeWarning(factPath(fact.Field), warning.Title, warning.Detail)
		}
	}
}

// warnUnknownFacts warns that a replacement can remove a payee before all facts of the new one are known. Core
// validates them only then, and what it refuses does not reach the provider any more. A plan has no write-only number.
func warnUnknownFacts(plan *beneficiaryModel, writeOnly types.String, diags *diag.Diagnostics) {
	var unknown []string
	for _, fact := range payouts.Facts {
		if plan.fact(fact.Field).IsUnknown() {
			unknown = append(unknown, factPath(fact.Field).String())
		}
	}
	if writeOnly.IsUnknown() && !plan.Instrument.IsUnknown() {
		unknown = append(unknown, writeOnlyPath.String())
	}
	if len(unknown) == 0 {
		return
	}
	diags.AddWarning("Values not known before replacement", "This plan replaces a beneficiary, and these arguments depend on something that is "+
		"not applied yet: "+strings.Join(unknown, ", ")+". Without create_before_destroy, the beneficiary is removed before they are known. If one "+
		"of them then turns out to be refused, the beneficiary is not added again in this run. To plan with known values, apply first what they "+
		"depend on, with -target.")
}

// changedFacts returns the paths of the facts that a plan changes. The account number is compared apart. A value that
// is unknown counts as changed.
func changedFacts(
	plan, state *beneficiaryModel, number types.String, masked maskedFacts, prints *providerdata.Fingerprinter,
) []path.Path {
	var changed []path.Path
	planned := plan.toAPI(number)
	storable := planned.Storable()
	for _, fact := range payouts.Facts {
		if fact.Field.Secret {
			continue
		}
		recorded := state.fact(fact.Field).ValueString()
		if plan.fact(fact.Field).IsUnknown() || !masked.isRecorded(fact, recorded, &planned, &storable, prints) {
			changed = append(changed, factPath(fact.Field))
		}
	}
	return changed
}

// planFingerprint plans the fingerprint and the last four digits of the account number. The digits show a reviewer what
// changes. The fingerprint stays unknown, so that a plan made under one key can be applied under another.
func planFingerprint(plan *beneficiaryModel, number types.String) {
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

// warnNumberUnknown warns that an unknown write-only number was not compared. If the plan changes something else, core
// plans again during the apply, and refuses a replacement there.
func warnNumberUnknown(state *beneficiaryModel, changes bool, diags *diag.Diagnostics) {
	detail := fmt.Sprintf("The account number of beneficiary %q depends on a resource that is not applied yet, so it was not compared. This "+
		"plan keeps the beneficiary as it is. If the number turns out to be another one, plan again.", state.BeneficiaryID.ValueString())
	if changes {
		detail += " The apply would then end with an inconsistent final plan, before it changes the beneficiary."
	}
	diags.AddAttributeWarning(writeOnlyPath, "Account number not known yet", detail)
}
