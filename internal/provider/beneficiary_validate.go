package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// ValidateConfig checks what concerns more than one argument. Nothing is said while a value is unknown. An account number is
// named and not pointed at: the CLI prints the source of an attribute that is to blame, where the number may be written out.
func (r *beneficiaryResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config beneficiaryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	for name, read := range map[string]func(context.Context, time.Duration) (time.Duration, diag.Diagnostics){
		"create": config.Timeouts.Create, "read": config.Timeouts.Read, "delete": config.Timeouts.Delete,
	} {
		if bound, diags := read(ctx, time.Second); !diags.HasError() && bound <= 0 {
			resp.Diagnostics.AddAttributeError(path.Root("timeouts").AtName(name), "No time at all", fmt.Sprintf(
				"%s leaves no time for anything: a replacement would remove the beneficiary and not add it again.", bound))
		}
	}
	if resp.Diagnostics.HasError() || config.Instrument.IsNull() {
		return
	}
	plain, writeOnly := config.fact(grammar.AccountNumber), config.writeOnly()
	ifsc, vpa := config.fact(grammar.IFSC), config.fact(grammar.VPA)
	group := path.Root("instrument")

	if given(plain) && given(writeOnly) {
		resp.Diagnostics.AddError("Account number given twice",
			"Set bank_account_number_wo, which is kept out of the state, or bank_account_number, which is not, but not both.")
	}
	number := plain
	if !writeOnly.IsNull() {
		number = writeOnly
	}
	if number.IsUnknown() || ifsc.IsUnknown() || vpa.IsUnknown() {
		return
	}
	field, problem := grammar.CheckCombination(given(number), given(ifsc), given(vpa))
	switch {
	case problem == "":
	case field == nil:
		resp.Diagnostics.AddAttributeError(group, "No instrument", problem)
	case field.Secret: // not on the attribute: the CLI prints its source, where the number may be written out
		resp.Diagnostics.AddError("Account number without an IFSC", problem)
	default:
		resp.Diagnostics.AddAttributeError(factPath(field), "IFSC without an account number", problem+
			" In a generated configuration the number is written as null, since it is sensitive: fill it in.")
	}
}

func given(value types.String) bool { return !value.IsNull() && !value.IsUnknown() }
