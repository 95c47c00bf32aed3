package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// createdOtherwise returns the error about a creation that Cashfree has carried out with another account or UPI address
// than was sent, or answered for another beneficiary. It is not on an attribute: the CLI would print its source, where
// the account number may be written out.
func createdOtherwise(wanted *payouts.Beneficiary, failed *payouts.Error, content *payouts.ContentError) diag.Diagnostic {
	const nothingRecorded = "Nothing was recorded in the state, and nothing was sent a second time."
	reason := failed.Error() + "."
	if content.Existing == nil {
		return diag.NewErrorDiagnostic("Creation answered with other content", providerdata.Paragraphs(
			fmt.Sprintf("Beneficiary %q does not exist at Cashfree now. Cashfree answered its creation as a success, with another %s than was "+
				"sent. %s", wanted.ID, strings.Join(payouts.FieldNames(content.Differing), ", "), nothingRecorded),
			reason,
			"Look in Cashfree's dashboard for what was created instead, and remove it. Then apply again.",
			providerdata.AnchorOtherContent.More(), providerdata.Trace(failed)))
	}
	return diag.NewErrorDiagnostic("Beneficiary created with other content", providerdata.Paragraphs(
		fmt.Sprintf("%q exists at Cashfree now with %s. The configuration has %s. Payments would go to what exists now. %s",
			wanted.ID, providerdata.InstrumentsText(*content.Existing, wanted.BankAccountNumber),
			providerdata.InstrumentsText(*wanted, content.Existing.BankAccountNumber), nothingRecorded),
		reason,
		"Pay nothing to this beneficiary. Remove it in Cashfree's dashboard, and apply again. Or import it with this block, with the address of "+
			"your resource. The next plan then shows the replacement that gives it the configured content:",
		importBlockFor(wanted.ID), providerdata.AnchorOtherContent.More(), providerdata.Trace(failed)))
}

// warnDiffering warns that Cashfree keeps other values of a new beneficiary than were sent, apart from its account and
// its UPI address. The state must hold the planned values, so only the next plan shows the difference.
func warnDiffering(wanted, created *payouts.Beneficiary, diags *diag.Diagnostics) {
	differing := created.Differences(*wanted)
	if len(differing) == 0 {
		return
	}
	diags.AddWarning("Beneficiary kept with other values", providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q was created, and Cashfree stores other values than were sent:", wanted.ID),
		differences(differing, created, wanted),
		"Its account and UPI address are as configured. The state has the configured values, and the next plan shows the difference.",
		providerdata.AnchorOtherContent.More()))
}
