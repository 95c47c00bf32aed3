package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// waitForVerification waits while Cashfree verifies a new beneficiary, and returns it as last read. Whatever the
// result, the beneficiary exists. Everything but a failed verification is therefore a warning: an error would taint the
// object, and the next apply would remove it.
func waitForVerification(
	ctx context.Context, data *providerdata.Data, created *payouts.Beneficiary, diags *diag.Diagnostics,
) *payouts.Beneficiary {
	last, err := pollWhileInitiated(ctx, data, created)
	if err != nil {
		diags.AddWarning("Verification status unknown", providerdata.Paragraphs(
			fmt.Sprintf("Beneficiary %q was created. Reading its status failed: %v.", created.ID, err),
			providerdata.AnchorNotPayable.More()))
		return last
	}
	switch last.Status {
	case payouts.StatusInvalid, payouts.StatusFailed, payouts.StatusCancelled:
		diags.Append(notVerified(last))
	default:
		warnNotPayable(last, diags)
	}
	return last
}

// pollWhileInitiated reads a beneficiary until Cashfree has verified it or the time is over, and returns it as last
// read. The end of the time is no error.
func pollWhileInitiated(
	ctx context.Context, data *providerdata.Data, last *payouts.Beneficiary,
) (*payouts.Beneficiary, error) {
	for pause := minPollPause; last.Status == payouts.StatusInitiated; pause = min(2*pause, maxPollPause) {
		if data.Wait(ctx, pause) != nil {
			return last, nil //nolint:nilerr // the time is over
		}
		found, err := data.Client().Beneficiary(ctx, last.ID)
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			return last, nil
		}
		if err != nil {
			return last, err
		}
		last = found
	}
	return last, nil
}

// notVerified returns the error about a failed verification. It is not on the instrument: the CLI prints the source of
// an attribute that has an error, where the account number may be written out.
func notVerified(b *payouts.Beneficiary) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Beneficiary not verified", providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q was created, and Cashfree did not verify it. Its status is %s. Payouts to it will be refused.",
			b.ID, b.Status),
		"Check the account number, the IFSC and the name with the payee. The next apply replaces the beneficiary.",
		providerdata.AnchorNotPayable.More()))
}

// warnNotPayable warns that a beneficiary cannot be paid. A status that this provider does not know counts as not
// payable.
func warnNotPayable(b *payouts.Beneficiary, diags *diag.Diagnostics) {
	if b.Status == payouts.StatusVerified {
		return
	}
	detail := fmt.Sprintf("The status of beneficiary %q is %s and not %s. Payouts to it will be refused.",
		b.ID, b.Status, payouts.StatusVerified)
	switch b.Status {
	case payouts.StatusInitiated:
		detail = fmt.Sprintf("Cashfree is still verifying beneficiary %q. Payouts to it will be refused until its status is %s.",
			b.ID, payouts.StatusVerified)
	case "":
		detail = fmt.Sprintf("Cashfree returned no status for beneficiary %q. Cashfree accepts payouts only if the status is %s.",
			b.ID, payouts.StatusVerified)
	}
	diags.AddAttributeWarning(path.Root("status"), "Beneficiary cannot be paid",
		providerdata.Paragraphs(detail, providerdata.AnchorNotPayable.More()))
}
