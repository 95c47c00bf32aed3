package beneficiaryset

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
)

// keepSpelling plans the document of the state where that of the configuration has the same rows in another spelling,
// such as with semicolons after a spreadsheet has saved it. The plan is empty then. Core lets a provider keep a value
// of the state that means the same. Beside any other change the new document is recorded.
func (m *model) keepSpelling(prior *model, wanted []bulk.Member, c *comparison) {
	if prior == nil || c.changes() > 0 || c.leftOpen {
		return
	}
	argument, _, _ := m.document()
	recorded, text, known := prior.document()
	if recorded != argument || !known || isWriteOnly(argument) || m.documents[argument].Equal(prior.documents[argument]) {
		return
	}
	respelled := *m
	respelled.documents = maps.Clone(m.documents)
	respelled.documents[argument] = prior.documents[argument]
	if !respelled.hasArgumentsOf(prior) {
		return
	}
	members, problems := bulk.Parse(formatOf(argument), text)
	if problems.Count() == 0 && slices.EqualFunc(members, wanted, isSameRow) {
		m.documents = respelled.documents
	}
}

// isSameRow reports whether two rows have the same cells, wherever they stand.
func isSameRow(a, b bulk.Member) bool { return a.Beneficiary == b.Beneficiary }

// separatorNote returns what a plan with changes says of a separator that is not the comma, which the document may have
// by mistake.
func (m *model) separatorNote() string {
	argument, text, known := m.document()
	if !known || formatOf(argument) != bulk.CSV {
		return ""
	}
	if name := bulk.SeparatorOf(text); name != "" && name != "comma" {
		return fmt.Sprintf("The cells of the document are separated by %ss.", name)
	}
	return ""
}
