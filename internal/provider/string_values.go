package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// isSet reports whether a value is known and not null.
func isSet(value types.String) bool { return !value.IsNull() && !value.IsUnknown() }

// stringOrNull returns null for "", which is how the client writes absence.
func stringOrNull(value string) types.String {
	if value == "" {
		return types.StringNull()
	}
	return types.StringValue(value)
}

// keepSpelling returns the prior value, null included, as long as it states the same fact as the current one, and else
// the current one in the form in which it may be stored.
func keepSpelling(field *grammar.Field, prior types.String, current, storable string) types.String {
	if field.Same(prior.ValueString(), current) {
		return prior
	}
	return stringOrNull(storable)
}

// keepTime returns the prior time, in its normal form, as long as the current one can be of the same event, and else
// the current one. Two answers about one payee can be seconds apart.
func keepTime(prior types.String, current string) types.String {
	if isSet(prior) && grammar.SameTime(prior.ValueString(), current) {
		return stringOrNull(grammar.NormalTime(prior.ValueString()))
	}
	return stringOrNull(current)
}
