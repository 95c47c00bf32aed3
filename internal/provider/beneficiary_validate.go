package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// validateBeneficiary checks what concerns more than one argument, as far as the values are known. A diagnostic about
// an account number is not on its attribute: the CLI prints the source of an attribute, where the number may be written
// out.
func validateBeneficiary(ctx context.Context, config *beneficiaryModel, diags *diag.Diagnostics) {
	validateTimeouts(ctx, config, diags)
	if diags.HasError() || config.Instrument.IsNull() {
		return
	}
	if isSet(config.fact(grammar.AccountNumber)) && isSet(config.writeOnly()) {
		diags.AddError("Account number set twice", "Set bank_account_number or bank_account_number_wo, not both. "+
			"bank_account_number_wo is kept out of the state, and bank_account_number is stored in it.")
	}
	validateInstrument(config, diags)
}

// validateTimeouts refuses limits in which no operation can succeed: a replacement would remove the beneficiary and not
// add it again.
func validateTimeouts(ctx context.Context, config *beneficiaryModel, diags *diag.Diagnostics) {
	for _, operation := range []struct {
		name  string
		limit func(context.Context, time.Duration) (time.Duration, diag.Diagnostics)
	}{
		{"create", config.Timeouts.Create},
		{"read", config.Timeouts.Read},
		{"delete", config.Timeouts.Delete},
	} {
		limit, unreadable := operation.limit(ctx, time.Second)
		if unreadable.HasError() || limit > 0 { // the schema refuses what cannot be read
			continue
		}
		diags.AddAttributeError(path.Root("timeouts").AtName(operation.name), "Invalid timeout",
			fmt.Sprintf("timeouts.%s must be a duration above zero, got %s.", operation.name, limit))
	}
}

// validateInstrument checks that account number, IFSC and UPI address are a combination that can be paid, or can turn
// out to be one. What is wrong in any case must be an error in the plan: in the apply, the former payee is removed
// before core validates again.
func validateInstrument(config *beneficiaryModel, diags *diag.Diagnostics) {
	field, problem := checkPossible(config.accountNumber(), config.fact(grammar.IFSC), config.fact(grammar.VPA))
	switch {
	case problem == "":
	case field == nil:
		diags.AddAttributeError(path.Root("instrument"), "Missing instrument", problem)
	case field.Secret:
		diags.AddError("Account number without an IFSC", problem)
	default:
		diags.AddAttributeError(factPath(field), "IFSC without an account number", problem+
			" A generated configuration has null for the number, because it is sensitive: fill it in.")
	}
}

// checkPossible is [grammar.CheckCombination] for values of which some are unknown. It finds nothing wrong if Cashfree
// accepts the combination for some of the values that they can get. Else it returns what is wrong if all of them are
// set.
func checkPossible(number, ifsc, vpa types.String) (field *grammar.Field, problem string) {
	for _, hasNumber := range presences(number) {
		for _, hasIFSC := range presences(ifsc) {
			for _, hasVPA := range presences(vpa) {
				wrong, why := grammar.CheckCombination(hasNumber, hasIFSC, hasVPA)
				if why == "" {
					return nil, ""
				}
				if problem == "" {
					field, problem = wrong, why
				}
			}
		}
	}
	return field, problem
}

// presences returns whether a value is set, or both answers while it is unknown.
func presences(value types.String) []bool {
	if value.IsUnknown() {
		return []bool{true, false}
	}
	return []bool{isSet(value)}
}
