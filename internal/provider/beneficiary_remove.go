package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// removeBeneficiary removes the beneficiary of a state. It is not removed if another resource of the run took it over,
// or could not be created and needed what it has.
func removeBeneficiary(
	ctx context.Context, data *providerdata.Data, owner string, state *beneficiaryModel, diags *diag.Diagnostics,
) {
	operation := data.Coordinator().Begin(owner)
	defer operation.End()
	id := state.BeneficiaryID.ValueString()
	err := bulk.Remove(ctx, data.Client(), operation, id, state.instruments())
	refused, isRefused := errors.AsType[*bulk.WantedError](err)
	switch {
	case err == nil:
	case errors.Is(err, bulk.ErrLeftToOther):
		diags.AddWarning("Beneficiary not removed", providerdata.Paragraphs(
			fmt.Sprintf("Beneficiary %q still exists. Another resource, or the replacement of this one, created it or took it over earlier in this run. "+
				"Nothing was sent to Cashfree.", id),
			providerdata.AnchorIDExists.More()))
	case isRefused:
		diags.AddError("Beneficiary not removed", neededBy(id, refused.By))
	default:
		diags.Append(data.Failure(ctx, fmt.Sprintf("Cannot remove beneficiary %q", id), err))
	}
}

// neededBy returns the detail of the error about a beneficiary that was not removed because of another one.
func neededBy(id, by string) string {
	if by == id {
		return providerdata.Paragraphs(
			fmt.Sprintf("Beneficiary %q still exists, and the state keeps it. Another resource with the same id could not be created in this "+
				"run. If it were removed too, nobody could be paid.", id),
			"Apply again. If one resource only got another address in the code, add a moved block with both addresses: then nothing is "+
				"removed or created.",
			providerdata.AnchorAccountTaken.More())
	}
	return providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q still exists, and the state keeps it. Beneficiary %q, which needs its bank account or UPI address, could "+
			"not be created in this run. If %[1]q were removed too, nobody could be paid.", id, by),
		"Apply again. Or, if both are single resources, tell Terraform that they are one whose id changes. Then it always removes the "+
			"former beneficiary before it creates the new one. With -parallelism=1, only this block is certain to work:",
		movedBlockFor(id, by), providerdata.AnchorAccountTaken.More())
}

// movedBlockFor returns a moved block that can be copied. Under for_each most configurations use the ids as keys.
func movedBlockFor(from, to string) string {
	return movedBlock("NAME["+providerdata.QuoteHCL(from)+"]", "NAME["+providerdata.QuoteHCL(to)+"]")
}

// movedBlock returns a block that moves a beneficiary, and what to do with it.
func movedBlock(from, to string) string {
	return providerdata.MovedBlock(beneficiaryset.SingleTypeName+"."+from, beneficiaryset.SingleTypeName+"."+to) +
		"\n\nReplace both addresses with those of your resources. Without for_each there are no brackets."
}

// instruments returns what the state shows of the account and the UPI address.
func (m *beneficiaryModel) instruments() bulk.Instruments {
	shown := bulk.Instruments{IFSC: m.fact(grammar.IFSC).ValueString(), VPA: m.fact(grammar.VPA).ValueString()}
	if lastFour := m.LastFour.ValueString(); lastFour != "" {
		shown.Account = "…" + lastFour // as grammar.Mask writes it
	}
	return shown
}
