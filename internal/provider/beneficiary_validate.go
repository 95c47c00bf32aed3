package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

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

// validateInstrument checks that account number, IFSC and UPI address are a combination that can be paid.
func validateInstrument(config *beneficiaryModel, diags *diag.Diagnostics) {
	number, ifsc, vpa := config.accountNumber(), config.fact(grammar.IFSC), config.fact(grammar.VPA)
	if number.IsUnknown() || ifsc.IsUnknown() || vpa.IsUnknown() {
		return
	}
	field, problem := grammar.CheckCombination(isSet(number), isSet(ifsc), isSet(vpa))
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
