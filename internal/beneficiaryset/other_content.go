package beneficiaryset

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// otherContentText returns the payees that are at Cashfree with another account or UPI address than was sent, each on a
// line. It names all of them, since a payment to any of them goes to somebody else.
func otherContentText(outcome bulk.Outcome) string {
	if len(outcome.OtherContent) == 0 {
		return ""
	}
	lines := []string{"These exist at Cashfree now with another account or UPI address than was sent. Pay nothing to them, since the money " +
		"would go there:"}
	for _, id := range outcome.OtherContent {
		lines = append(lines, fmt.Sprintf("  %s: %s", id, providerdata.InstrumentsText(outcome.Present[id], sentNumbers(outcome.Failed[id])...)))
	}
	return strings.Join(lines, "\n")
}

// sentNumbers returns the account numbers that were sent of a member. Cashfree can show them in another field.
func sentNumbers(failure *bulk.MemberError) []string {
	if failure == nil {
		return nil
	}
	var numbers []string
	for _, err := range []error{failure.Cause, failure.PutBack} {
		if content, differs := errors.AsType[*payouts.ContentError](err); differs {
			numbers = append(numbers, content.Sent.BankAccountNumber)
		}
	}
	return numbers
}

// describeContent returns what Cashfree made of an addition that has other content than was sent.
func describeContent(content *payouts.ContentError, failure *bulk.MemberError) string {
	fields := strings.Join(payouts.FieldNames(content.Differing), ", ")
	if content.Existing == nil {
		return fmt.Sprintf("Cashfree answered the creation with another %s than was sent, and has no payee with this id now.", fields)
	}
	text := fmt.Sprintf("Cashfree created it with another %s than was sent: %s.", fields, providerdata.InstrumentsText(*content.Existing, content.Sent.BankAccountNumber))
	other, remains := errors.AsType[*bulk.OtherContentError](failure.Cause)
	switch {
	case !remains:
		return text + " That payee was removed again."
	case other.RemoveErr != nil:
		return text + fmt.Sprintf(" Removing it again failed: %v.", other.RemoveErr)
	}
	return text
}

// otherContentEffect returns that a payee is at Cashfree with other content, as a sentence.
func otherContentEffect(failure *bulk.MemberError) string {
	if failure.PutBack == nil {
		return " It exists with that content now. The next plan shows the difference."
	}
	text := " The payee was put back, and Cashfree added it with other content than it had"
	if content, differs := errors.AsType[*payouts.ContentError](failure.PutBack); differs && content.Existing != nil {
		text += ": " + providerdata.InstrumentsText(*content.Existing, content.Sent.BankAccountNumber)
	}
	return text + ". The next plan shows the difference."
}

// warnDiffering adds one warning for all members of which Cashfree keeps other values than were sent, apart from the
// account and the UPI address.
func warnDiffering(differing map[string][]payouts.Fact, diags *diag.Diagnostics) {
	if len(differing) == 0 {
		return
	}
	var lines bulk.Lines
	ids := slices.Sorted(maps.Keys(differing))
	shown := min(len(ids), maxNamed)
	for _, id := range ids[:shown] {
		lines.Add(func() string {
			return fmt.Sprintf("  %s: %s", id, strings.Join(payouts.FieldNames(differing[id]), ", "))
		})
	}
	lines.Omit(len(ids) - shown)
	diags.AddAttributeWarning(membersPath, fmt.Sprintf("%s kept with other values", countOf(len(ids), "member")), providerdata.Paragraphs(
		"Cashfree added these members and stores other values of these fields than were sent. The accounts and UPI addresses are those that "+
			"were sent. The state has what was sent, and the next plan shows the difference:",
		lines.String(), providerdata.AnchorOtherContent.More()))
}
