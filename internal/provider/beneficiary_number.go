package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// numberComparison is the result of comparing an account number with a state.
type numberComparison int

const (
	numberSame numberComparison = iota
	numberDiffers
	numberNotComparable // the fingerprint was made with another key
	numberUnknown
)

// compareConfiguredNumber compares the account number of a configuration with the one that the state stands for.
func compareConfiguredNumber(config, state *beneficiaryModel, prints *providerdata.Fingerprinter) numberComparison {
	if config.writeOnly().IsUnknown() && !state.Fingerprint.IsNull() {
		return numberUnknown
	}
	if ignoresNumber(config) {
		return numberSame
	}
	return compareNumber(config.accountNumber(), state, prints)
}

// ignoresNumber reports whether the write-only number is in ignore_changes. Core then puts null in its place, which is
// what the state has. That leaves an IFSC without a number, which validation refuses in a configuration.
func ignoresNumber(config *beneficiaryModel) bool {
	return isSet(config.fact(grammar.IFSC)) && config.accountNumber().IsNull()
}

// compareNumber compares an account number with what the state has of it: the number, a fingerprint made with this key,
// or its last four digits. A fingerprint made with another key is never a reason to change anything.
func compareNumber(number types.String, state *beneficiaryModel, prints *providerdata.Fingerprinter) numberComparison {
	stored := state.fact(grammar.AccountNumber)
	switch {
	case number.IsUnknown():
		return numberDiffers
	case number.IsNull():
		return comparisonOf(stored.IsNull() && state.Fingerprint.IsNull())
	case !stored.IsNull():
		return comparisonOf(grammar.AccountNumber.Same(number.ValueString(), stored.ValueString()))
	case state.Fingerprint.IsNull():
		return numberDiffers
	case grammar.LastFour(number.ValueString()) != state.LastFour.ValueString():
		return numberDiffers
	case !prints.Comparable(state.Fingerprint.ValueString()):
		return numberNotComparable
	default:
		return comparisonOf(prints.Matches(
			state.Fingerprint.ValueString(), state.BeneficiaryID.ValueString(), grammar.AccountNumber, number.ValueString()))
	}
}

func comparisonOf(same bool) numberComparison {
	if same {
		return numberSame
	}
	return numberDiffers
}

// warnLostZeros warns that a new account number is the one of the state without its leading zeros. It points at no
// argument, because a CLI would print the line with the number.
func warnLostZeros(number types.String, state *beneficiaryModel, prints *providerdata.Fingerprinter, diags *diag.Diagnostics) {
	id, fingerprint := state.BeneficiaryID.ValueString(), state.Fingerprint.ValueString()
	if !isSet(number) || !prints.Comparable(fingerprint) {
		return
	}
	for padded := range grammar.WithLeadingZeros(number.ValueString()) {
		if !prints.Matches(fingerprint, id, grammar.AccountNumber, padded) {
			continue
		}
		diags.AddWarning("Leading zeros of an account number lost", fmt.Sprintf(
			"The new account number of beneficiary %q is the one in the state without its leading zeros. A spreadsheet does that when it "+
				"opens a CSV file and saves it. Restore the number, and let the spreadsheet import that column as text.", id))
		return
	}
}
