package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// verification is the part of a record that says what Cashfree's answers prove about it. Records embed it.
type verification struct {
	Verification types.String `tfsdk:"verification"`
	Reason       types.String `tfsdk:"verification_reason"`
}

// verificationReasonDescription describes the attribute verification_reason of each record.
const verificationReasonDescription = "The reason for `verification`, in a sentence."

func (v *verification) fromVerdict(verdict providerdata.Verdict) {
	v.Verification = types.StringValue(verdict.Verification)
	v.Reason = types.StringValue(verdict.Reason)
}

func (v *verification) isRefused() bool { return v.Verification.ValueString() == providerdata.Refused }

// planVerification plans that the record is verified again.
func (v *verification) planVerification() {
	v.Verification, v.Reason = types.StringUnknown(), types.StringUnknown()
}

// planVerificationIfRefused makes a refused record a planned change. The exit status of a scheduled plan then shows the
// refusal.
func (v *verification) planVerificationIfRefused() {
	if v.isRefused() {
		v.planVerification()
	}
}
