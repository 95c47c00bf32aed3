// Package bulk reads documents of payees and carries out changes to many payees at once. It knows the API client in
// package payouts and knows no Terraform.
package bulk

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Format is how a document is written.
type Format int

// The formats of a document.
const (
	CSV  Format = iota // a header line and one line for each payee
	JSON               // an object of ids to objects of fields
)

// Member is one payee of a document.
type Member struct {
	payouts.Beneficiary
	Place string // in the document, such as "line 12" or "member 3"
}

// Parse reads a document, and checks each member and all members together. It returns every member that it could read,
// also where there are problems.
func Parse(format Format, text string) ([]Member, Problems) {
	var problems Problems
	var members []Member
	text, problem := DecodeText(text)
	if problem != "" {
		problems.addText("encoding", "the document", "", problem)
		return nil, problems
	}
	if format == CSV {
		members = parseCSV(text, &problems)
	} else {
		members = parseJSON(text, &problems)
	}
	for i := range members {
		checkMember(&members[i], &problems)
	}
	checkUnique(members, &problems)
	return members, problems
}

// Columns returns the names of a document's columns, which are those of the single resource's arguments.
func Columns() []string {
	columns := make([]string, 0, len(payouts.Facts))
	for _, fact := range payouts.Facts {
		columns = append(columns, fact.Field.Name)
	}
	return columns
}

// QuoteID returns an id in quotes, as messages show it. Its digits are not masked as those of other texts are, because
// most merchants number their payees, and whoever corrects a list must see which ones are meant. A text that is no
// valid id or has no letter may be an account number in the wrong column, and is masked.
func QuoteID(id string) string {
	if grammar.BeneficiaryID.Check(id) != nil || !strings.ContainsFunc(id, unicode.IsLetter) {
		return grammar.QuoteCell(id)
	}
	return strconv.Quote(id)
}

// cellText returns what a cell holds, in the form in which Terraform has every text. A document in JSON can write its
// texts with escapes, which Terraform does not see. Spaces that a web page or a spreadsheet keeps from breaking a line
// are spaces.
func cellText(cell string) string {
	for _, space := range []string{"\u00a0", "\u202f", "\u2007"} {
		if strings.Contains(cell, space) {
			cell = strings.ReplaceAll(cell, space, " ")
		}
	}
	return norm.NFC.String(strings.TrimSpace(cell))
}

// checkMember applies the rules of the single resource. A value that only existing payees can have is no problem of the
// document: whether it is sent is for the plan to find out.
func checkMember(member *Member, problems *Problems) {
	for _, fact := range payouts.Facts {
		value := *fact.Of(&member.Beneficiary)
		if value == "" && !fact.Field.Required || fact.Field.ExistingOnly(value) {
			continue
		}
		if fact.Field.Check(value) != nil {
			problems.AddRefused(fact.Field, member, value)
		}
	}
	if _, problem := grammar.CheckCombination(member.BankAccountNumber != "", member.BankIFSC != "", member.VPA != ""); problem != "" {
		problems.addText(problem, member.Place, member.ID, problem)
	}
}

// checkUnique finds ids, bank accounts and UPI addresses that two members have.
func checkUnique(members []Member, problems *Problems) {
	ids, accounts, vpas := make(places), make(places), make(places)
	for i := range members {
		member := &members[i]
		if first, duplicate := ids.first(member.ID, member); duplicate {
			problems.add(problemKind{cause: "duplicate id"}, member.Place, "", func() string { return fmt.Sprintf("duplicate id %s (also on %s)", QuoteID(member.ID), first) })
		}
		if first, duplicate := accounts.first(accountKey(member.Beneficiary), member); duplicate {
			problems.addText("duplicate account", member.Place, member.ID, "duplicate bank account (also on "+first+")")
		}
		if first, duplicate := vpas.first(grammar.VPA.Comparable(member.VPA), member); duplicate {
			problems.addText("duplicate vpa", member.Place, member.ID, "duplicate vpa (also on "+first+")")
		}
	}
}

// accountKey returns the same text for every spelling of one bank account, and an empty one where there is none.
func accountKey(b payouts.Beneficiary) string {
	if b.BankAccountNumber == "" {
		return ""
	}
	return grammar.AccountNumber.Comparable(b.BankAccountNumber) + " " + grammar.IFSC.Comparable(b.BankIFSC)
}

// places holds where in the document a key stands first.
type places map[string]string

// first returns where the key stands first, and whether that is at another member. An empty key is no duplicate.
func (p places) first(key string, member *Member) (place string, duplicate bool) {
	if key == "" {
		return "", false
	}
	if place, duplicate = p[key]; !duplicate {
		p[key] = member.Place
	}
	return place, duplicate
}
