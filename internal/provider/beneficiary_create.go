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

// createBeneficiary adds a beneficiary and waits until Cashfree has verified it. Where the provider is set to adopt
// existing beneficiaries, it takes over an equal one. It returns nil where the state must record none, and adds an
// error then.
func createBeneficiary(
	ctx context.Context, data *providerdata.Data, wanted payouts.Beneficiary, diags *diag.Diagnostics,
) *payouts.Beneficiary {
	unlock, err := data.Coordinator().Lock(ctx, wanted.ID)
	if err != nil {
		diags.AddError(fmt.Sprintf("Cannot create beneficiary %q", wanted.ID), err.Error())
		return nil
	}
	defer unlock()
	created, err := data.Client().CreateBeneficiary(ctx, wanted)
	switch {
	case err == nil:
		data.Coordinator().NoteCreated(wanted.ID)
		return waitForVerification(ctx, data, created, diags)
	case errors.Is(err, payouts.ErrIDExists):
		return handleExistingID(ctx, data, wanted, err, diags)
	case errors.Is(err, payouts.ErrInstrumentTaken):
		if _, lookupErr := data.Client().Beneficiary(ctx, wanted.ID); lookupErr == nil {
			return handleExistingID(ctx, data, wanted, err, diags) // the beneficiary itself has the account
		}
		diags.Append(accountInUse(ctx, data, wanted, err))
	case errors.Is(err, payouts.ErrOutcomeUnknown):
		diags.Append(outcomeUnknown(wanted.ID, err))
	default:
		diags.Append(data.Failure(ctx, fmt.Sprintf("Cannot create beneficiary %q", wanted.ID), err, replacementNote))
	}
	return nil
}

// handleExistingID compares the beneficiary that has the id with the planned one. To accept it without a comparison
// would hide a changed bank account.
func handleExistingID(
	ctx context.Context, data *providerdata.Data, wanted payouts.Beneficiary, cause error, diags *diag.Diagnostics,
) *payouts.Beneficiary {
	idPath := path.Root("beneficiary_id")
	existing, err := data.Client().Beneficiary(ctx, wanted.ID)
	if errors.Is(err, payouts.ErrNotFound) {
		diags.AddAttributeError(idPath, "Beneficiary id not available", idNotAvailable(wanted.ID, cause))
		return nil
	}
	if err != nil {
		diags.Append(data.Failure(ctx, fmt.Sprintf("Cannot read existing beneficiary %q", wanted.ID), errors.Join(err, cause),
			"Nothing was created, because a beneficiary with this id exists already."))
		return nil
	}
	differing := wanted.Differences(*existing)
	if len(differing) > 0 || !data.AdoptsExisting() {
		diags.AddAttributeError(idPath, "Beneficiary already exists", alreadyExists(&wanted, existing, differing))
		return nil
	}
	if !data.Coordinator().Adopt(wanted.ID) {
		diags.AddAttributeError(idPath, "Beneficiary already exists", ofAnotherResource(wanted.ID))
		return nil
	}
	diags.AddWarning("Existing beneficiary taken over", providerdata.Paragraphs(
		fmt.Sprintf("Beneficiary %q existed already with exactly the planned content, and adopt_existing is set. This resource manages "+
			"it from now on. Nothing at Cashfree was changed.", wanted.ID),
		providerdata.AnchorIDExists.More()))
	warnNotPayable(existing, diags) // no error: the next apply would then remove what this run did not create
	return existing
}

// accountInUse returns the error about an account that another beneficiary has. It names that beneficiary if Cashfree
// can look it up: it can by bank account and IFSC, and not by UPI address. The error is not on the attribute: the CLI
// prints the source of an attribute that has an error, where the account number may be written out.
func accountInUse(
	ctx context.Context, data *providerdata.Data, wanted payouts.Beneficiary, cause error,
) diag.Diagnostic {
	if wanted.BankAccountNumber == "" {
		return diag.NewErrorDiagnostic("UPI address already in use", unknownHolder(wanted.ID, cause))
	}
	holder, err := data.Client().BeneficiaryByAccount(ctx, wanted.BankAccountNumber, wanted.BankIFSC)
	if err != nil {
		return diag.NewErrorDiagnostic("Account or UPI address in use", unknownHolder(wanted.ID, cause))
	}
	return diag.NewErrorDiagnostic("Bank account already in use", knownHolder(&wanted, holder.ID, cause))
}
