package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// planRemoval registers a beneficiary that the plan removes, and warns if another resource needs what it has. Core
// makes no such plan for a beneficiary that is replaced.
func planRemoval(
	ctx context.Context, data *providerdata.Data, req resource.ModifyPlanRequest, diags *diag.Diagnostics,
) {
	var state beneficiaryModel
	diags.Append(req.State.Get(ctx, &state)...)
	token, failures := getPrivate[string](ctx, req.Private, ownerKey)
	diags.Append(failures...)
	if data == nil || diags.HasError() {
		return
	}
	if token == "" {
		token = providerdata.NewToken()
		data.Declarations().NoToken()
	}
	beneficiaryset.AddConflicts(data.Declarations().Remove(token, false, state.BeneficiaryID.ValueString()), diags)
	warnHandovers(data.Handovers().PlanRemoval(providerdata.Removal{
		ID:            state.BeneficiaryID.ValueString(),
		Shown:         state.instruments(),
		AccountNumber: state.fact(grammar.AccountNumber).ValueString(),
		Fingerprint:   state.Fingerprint.ValueString(),
	}), diags)
}

// planCreation registers a beneficiary that the plan creates, and warns if another resource frees what it needs. Core
// plans a beneficiary that is replaced a second time, as a creation with the private state of the former one. That plan
// is not registered.
func planCreation(
	ctx context.Context, data *providerdata.Data, config, plan *beneficiaryModel, private privateReader, diags *diag.Diagnostics,
) {
	origin, failures := getPrivate[string](ctx, private, originKey)
	diags.Append(failures...)
	if data == nil || origin != "" || diags.HasError() {
		return
	}
	warnHandovers(data.Handovers().PlanCreation(plan.toAPI(config.accountNumber())), diags)
}

func warnHandovers(handovers []providerdata.Handover, diags *diag.Diagnostics) {
	for _, handover := range handovers {
		if handover.From == nil && handover.To == nil {
			diags.Append(renamed(handover.Payees[0]))
			continue
		}
		diags.Append(beneficiaryset.HandoverWarning(handover))
	}
}

const sideBySide = "Terraform does both at the same time. The creation waits for the removal. If the creation fails after that, the payee " +
	"cannot be paid until the next apply."

// renamed returns the warning about a payee that a plan removes from one single resource and creates in another one.
func renamed(payee providerdata.HandedOn) diag.Diagnostic {
	if payee.Shared == providerdata.SharedID {
		return diag.NewWarningDiagnostic("Beneficiary moved by removal and creation", providerdata.Paragraphs(
			fmt.Sprintf("This plan removes beneficiary %q and creates it again in another resource. ", payee.Removed)+sideBySide,
			"If one resource only got another address in the code, tell Terraform so with this block. If nothing else changed, the plan "+
				"then removes and creates nothing:",
			movedBlock("OLD_NAME["+providerdata.QuoteHCL(payee.Removed)+"]", "NEW_NAME["+providerdata.QuoteHCL(payee.Created)+"]"),
			"More: "+providerdata.RenamingGuide))
	}
	shared := "bank account " + payee.Account
	if payee.Shared == providerdata.SharedVPA {
		shared = "UPI address"
	}
	return diag.NewWarningDiagnostic("Beneficiary renamed by removal and creation", providerdata.Paragraphs(
		fmt.Sprintf("This plan removes beneficiary %q and creates %q, which has the same %s. ", payee.Removed, payee.Created, shared)+sideBySide,
		"If both are one resource whose id changes, tell Terraform so with this block. The plan then shows one replacement, which always "+
			"removes the former beneficiary first:",
		movedBlockFor(payee.Removed, payee.Created)+" Each payee needs its own block. A CLI may print only one of several such warnings.",
		"More: "+providerdata.RenamingGuide))
}
