package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// maskedKey is the key of the private state that holds the fingerprints of the facts that the state has in another form
// than Cashfree: with an account number masked, or a character escaped. Two UPI addresses that are bank accounts can be
// masked alike, and a payment to one of them goes elsewhere than to the other.
const maskedKey = "masked"

// maskedFacts are those fingerprints, by the names of the fields.
type maskedFacts map[string]string

// maskedIn returns the fingerprints of the facts that a state has in another form than Cashfree.
func maskedIn(state *beneficiaryModel, found *payouts.Beneficiary, prints *providerdata.Fingerprinter) maskedFacts {
	masked := make(maskedFacts)
	for _, fact := range payouts.Facts {
		if current := *fact.Of(found); !fact.Field.Secret && !fact.Field.Same(state.fact(fact.Field).ValueString(), current) {
			masked[fact.Field.Name] = prints.Of(found.ID, fact.Field, current)
		}
	}
	return masked
}

// isRecorded reports whether a state has a fact of a beneficiary, as it is or in the form in which it may be stored.
func (m maskedFacts) isRecorded(
	fact payouts.Fact, recorded string, b, storable *payouts.Beneficiary, prints *providerdata.Fingerprinter,
) bool {
	if fact.Field.Same(recorded, *fact.Of(b)) {
		return true
	}
	if fingerprint := m[fact.Field.Name]; prints.Comparable(fingerprint) {
		return prints.Matches(fingerprint, b.ID, fact.Field, *fact.Of(b))
	}
	return fact.Field.Same(recorded, *fact.Of(storable))
}

// getMasked returns the fingerprints of the private state.
func getMasked(ctx context.Context, private privateReader) (maskedFacts, diag.Diagnostics) {
	return getPrivate[maskedFacts](ctx, private, maskedKey)
}

// setMasked puts the fingerprints into the private state, or removes former ones.
func setMasked(ctx context.Context, private privateWriter, masked, former maskedFacts) diag.Diagnostics {
	switch {
	case len(masked) > 0:
		return setPrivate(ctx, private, maskedKey, masked)
	case len(former) > 0:
		return private.SetKey(ctx, maskedKey, nil)
	}
	return nil
}
