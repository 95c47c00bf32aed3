package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// How often a beneficiary is looked at while Cashfree verifies it: soon at first, since that seems to take no time at
// all as a rule, then less and less often.
const (
	firstLook  = time.Second
	rarestLook = 15 * time.Second
)

// waitVerified waits while Cashfree verifies a beneficiary. Whatever comes of it, the beneficiary exists: all but a
// proven failure of the verification is a warning, since an error would taint the object and have it removed.
func (r *beneficiaryResource) waitVerified(ctx context.Context, created *payouts.Beneficiary, diags *diag.Diagnostics) *payouts.Beneficiary {
	pause := firstLook
	for created.Status == payouts.StatusInitiated {
		if r.data.Wait(ctx, pause) != nil {
			break
		}
		pause = min(2*pause, rarestLook)
		seen, err := r.data.Client().Beneficiary(ctx, created.ID)
		if err != nil {
			if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
				diags.AddWarning(fmt.Sprintf("Cannot see whether beneficiary %q is verified", created.ID), providerdata.Paragraphs(
					"It was created. Looking at it again failed: "+err.Error()+".", providerdata.AnchorNotPayable.More()))
				return created
			}
			break
		}
		created = seen
	}
	switch created.Status {
	case payouts.StatusInvalid, payouts.StatusFailed, payouts.StatusCancelled:
		diags.Append(notVerified(created))
	default:
		warnNotPayable(diags, created)
	}
	return created
}

func notVerified(b *payouts.Beneficiary) diag.Diagnostic {
	// Not on the instrument: with that the CLI prints its source, in which the account number may be written out.
	return diag.NewErrorDiagnostic(
		fmt.Sprintf("Cashfree did not verify beneficiary %q", b.ID), providerdata.Paragraphs(
			fmt.Sprintf("It was created and has the status %s: payouts to it will be refused.", grammar.Redact(b.Status)),
			"Check the account number, the IFSC and the name with the payee. The next apply replaces the beneficiary.",
			providerdata.AnchorNotPayable.More()))
}

// warnNotPayable says at every refresh that a beneficiary cannot be paid. A status that this provider does not know
// counts as not payable.
func warnNotPayable(diags *diag.Diagnostics, b *payouts.Beneficiary) {
	if b.Status == payouts.StatusVerified {
		return
	}
	detail := fmt.Sprintf("Its status is %s and not %s: payouts to it will be refused.", grammar.Redact(b.Status), payouts.StatusVerified)
	switch b.Status {
	case payouts.StatusInitiated:
		detail = "Cashfree is still verifying it. Until its status is VERIFIED, payouts to it will be refused."
	case "":
		detail = "Cashfree did not say which status it has."
	}
	diags.AddAttributeWarning(path.Root("status"), fmt.Sprintf("Beneficiary %q cannot be paid", b.ID),
		providerdata.Paragraphs(detail, providerdata.AnchorNotPayable.More()))
}
