package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// create adds the beneficiary and sees it verified, or takes over an equal one where the provider is set so. Nil means
// that there is none to record, and the diagnostics say why.
func (r *beneficiaryResource) create(ctx context.Context, wanted payouts.Beneficiary, diags *diag.Diagnostics) *payouts.Beneficiary {
	leave, err := r.data.Coordinator().Lock(ctx, wanted.ID)
	if err != nil {
		diags.AddError(fmt.Sprintf("Cannot create beneficiary %q", wanted.ID), err.Error())
		return nil
	}
	defer leave()
	created, err := r.data.Client().CreateBeneficiary(ctx, wanted)
	switch {
	case err == nil:
		return r.waitVerified(ctx, created, diags)
	case errors.Is(err, payouts.ErrIDExists):
		return r.idExists(ctx, wanted, err, diags)
	case errors.Is(err, payouts.ErrInstrumentTaken):
		if _, lookup := r.data.Client().Beneficiary(ctx, wanted.ID); lookup == nil {
			return r.idExists(ctx, wanted, err, diags) // our own record is in the way in both respects
		}
		diags.Append(r.instrumentTaken(ctx, wanted, err))
	case errors.Is(err, payouts.ErrOutcomeUnknown):
		diags.Append(outcomeUnknown(wanted.ID, err))
	default:
		diags.Append(r.data.Failure(ctx, fmt.Sprintf("Cannot create beneficiary %q", wanted.ID), err, afterReplacement))
	}
	return nil
}

// idExists compares what exists under our id with what was planned. "It exists, so all is well" would hide a changed
// bank account.
func (r *beneficiaryResource) idExists(ctx context.Context, wanted payouts.Beneficiary, cause error, diags *diag.Diagnostics) *payouts.Beneficiary {
	existing, err := r.data.Client().Beneficiary(ctx, wanted.ID)
	if errors.Is(err, payouts.ErrNotFound) {
		diags.AddAttributeError(path.Root("beneficiary_id"), fmt.Sprintf("Beneficiary id %q is not free", wanted.ID), providerdata.Paragraphs(
			cause.Error()+".",
			"Nothing was created. Yet Cashfree also says that no such beneficiary exists, so it seems to keep the ids of removed "+
				"ones. If this one was removed a moment ago, apply again; else choose another beneficiary_id.",
			providerdata.AnchorIDExists.More()))
		return nil
	}
	if err != nil {
		diags.Append(r.data.Failure(ctx, fmt.Sprintf("Beneficiary %q exists already and cannot be read", wanted.ID), errors.Join(err, cause)))
		return nil
	}
	differing := wanted.Differences(*existing)
	if len(differing) == 0 && r.data.AdoptsExisting() {
		diags.AddWarning(fmt.Sprintf("Took over beneficiary %q", wanted.ID), providerdata.Paragraphs(
			"It existed already with exactly the planned content, and adopt_existing is set. Nothing was sent to Cashfree that "+
				"changes it.", providerdata.AnchorIDExists.More()))
		r.data.Coordinator().Adopt(wanted.ID)
		warnNotPayable(diags, existing) // not an error, which would have the next apply remove what this run did not create
		return existing
	}
	diags.AddAttributeError(path.Root("beneficiary_id"), fmt.Sprintf("Beneficiary %q exists already", wanted.ID),
		providerdata.Paragraphs(describeExisting(wanted, existing, differing), providerdata.AnchorIDExists.More()))
	return nil
}

func describeExisting(wanted payouts.Beneficiary, existing *payouts.Beneficiary, differing []payouts.Fact) string {
	if len(differing) == 0 {
		return providerdata.Paragraphs("It has exactly the planned content. Nothing was changed. To manage it, add this block, with the "+
			"address of your resource, and apply again; or set adopt_existing = true on the provider.",
			importBlock(wanted.ID), inItsOwnWay)
	}
	lines := make([]string, 0, len(differing))
	for _, fact := range differing {
		lines = append(lines, fmt.Sprintf("  %s: %s exists, %s is configured",
			factPath(fact.Field), shown(fact, existing), shown(fact, &wanted)))
	}
	return providerdata.Paragraphs("It has other content. Nothing was changed or overwritten. The differences:",
		strings.Join(lines, "\n"),
		"If it is another payee, choose another beneficiary_id. If it is this one, import it with the block below; the plan "+
			"then shows the replacement that would give it the configured content.",
		importBlock(wanted.ID), inItsOwnWay)
}

const inItsOwnWay = "If it is what this resource had before the change, remove create_before_destroy from its lifecycle block: the " +
	"former beneficiary has to go before its id is free."

// shown gives a value as people may see it.
func shown(fact payouts.Fact, b *payouts.Beneficiary) string {
	value := *fact.Of(b)
	switch {
	case value == "":
		return "(nothing)"
	case fact.Field.Secret:
		return grammar.Mask(value)
	default:
		return fmt.Sprintf("%q", value)
	}
}

// instrumentTaken names the beneficiary that has the account. Cashfree looks one up by account and IFSC, not by VPA. It is
// not on the attribute: with that the CLI prints its source, in which the account number may be written out.
func (r *beneficiaryResource) instrumentTaken(ctx context.Context, wanted payouts.Beneficiary, cause error) diag.Diagnostic {
	summary := fmt.Sprintf("The instrument of beneficiary %q belongs to another one", wanted.ID)
	var holder *payouts.Beneficiary
	if wanted.BankAccountNumber != "" {
		holder, _ = r.data.Client().BeneficiaryByAccount(ctx, wanted.BankAccountNumber, wanted.BankIFSC)
	}
	refusal := cause.Error() + "."
	if holder == nil {
		return diag.NewErrorDiagnostic(summary, providerdata.Paragraphs(refusal,
			"Nothing was created. Cashfree does not say which beneficiary has it; one UPI address or bank account can belong to "+
				"one beneficiary only. Look for it in the dashboard and remove or import it.",
			afterReplacement, providerdata.AnchorAccountTaken.More()))
	}
	return diag.NewErrorDiagnostic(summary, providerdata.Paragraphs(refusal,
		fmt.Sprintf("Nothing was created. The account %s with IFSC %s is that of beneficiary %q. One bank account can belong to "+
			"one beneficiary only.", grammar.Mask(wanted.BankAccountNumber), wanted.BankIFSC, holder.ID),
		"To manage that one, give your resource its id and add this block, with the address of your resource:",
		importBlock(holder.ID),
		"If the two are one resource whose id changes, remove create_before_destroy from its lifecycle block: the former "+
			"beneficiary has to go before the account is free.",
		afterReplacement, providerdata.AnchorAccountTaken.More()))
}

// outcomeUnknown tells the truth where a create got no answer and looking it up failed as well.
func outcomeUnknown(id string, err error) diag.Diagnostic {
	lines := ""
	if failed, ok := errors.AsType[*payouts.Error](err); ok {
		lines = providerdata.Trace(failed)
	}
	return diag.NewErrorDiagnostic(fmt.Sprintf("Outcome of creating %q is unknown", id), providerdata.Paragraphs(
		err.Error()+".",
		"Nothing was recorded. Run the same command again: if the beneficiary exists by then, the error gives this block to "+
			"import it, unless adopt_existing is set, which takes it over.",
		importBlock(id), afterReplacement, providerdata.AnchorOutcomeUnknown.More(), lines))
}

// afterReplacement goes with every failure of a creation, which can be the second half of a replacement: core does not say.
const afterReplacement = "If this was the second half of a replacement, the former beneficiary is removed already: apply again soon."

// importBlock is ready to copy but for the address, which a provider is not told.
func importBlock(id string) string {
	return fmt.Sprintf("  import {\n    to = cashfree_payout_beneficiary.NAME\n    id = %q\n  }", id)
}
