package beneficiaryset

import (
	"cmp"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Some payees have a value that a new payee cannot have. A document must be able to hold such a value, or they
// could not be imported, so validation accepts it. A plan that would send it ends with an error, while the payee still
// exists.

// checkSentFacts adds one error for all values that only an existing payee can have, of the members that are to be
// added or replaced, and one warning for each field of which it may refuse values.
func (m *model) checkSentFacts(c *comparison, diags *diag.Diagnostics) {
	var problems bulk.Problems
	doubtful := make(map[*grammar.Warning][]string) // ids
	for i := range c.members {
		change := &c.members[i]
		if !change.isSent() {
			continue
		}
		for _, fact := range payouts.Facts {
			value := *fact.Of(&change.Beneficiary)
			if fact.Field.ExistingOnly(value) {
				problems.AddRefused(fact.Field, &change.Member, value)
			} else if warning := fact.Field.Warning(value); warning != nil {
				doubtful[warning] = append(doubtful[warning], change.ID)
			}
		}
	}
	m.addProblems(problems, providerdata.AnchorInvalid.More(), diags)
	for _, warning := range slices.SortedFunc(maps.Keys(doubtful), func(a, b *grammar.Warning) int { return cmp.Compare(a.Title, b.Title) }) {
		diags.AddWarning(warning.Title, providerdata.Paragraphs(warning.Detail, firstOf(doubtful[warning], maxNamed)))
	}
}
