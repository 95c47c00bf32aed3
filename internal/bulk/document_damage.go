package bulk

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

const (
	typographicQuotes = "“”„‟«»‘’‚‛"
	typographicAdvice = "typographic quotes such as “ and ” do not enclose a cell. A word processor or a chat writes them. Use straight double " +
		"quotes, or none."
	restoreNumber = "Restore it from the source, and let the spreadsheet import that column as text."
)

// damage is what a program does to a value, as it shows in a value that is refused. What it says of a value must be
// certain: a number without its leading zeros looks like any other.
type damage struct {
	cause   string
	pattern grammar.Pattern
	fields  []*grammar.Field // nil for all
	text    string           // after the name of the field
}

var (
	numbers = []*grammar.Field{grammar.AccountNumber, grammar.Phone, grammar.PostalCode, grammar.BeneficiaryID}

	damages = []damage{
		{"typographic quotes", grammar.NewPattern(`^[“”„‟«»‘’‚‛]|[“”„‟«»‘’‚‛]$`), nil, "has typographic quotes around it: " + typographicAdvice},
		{"formula", grammar.NewPattern(`^=`), nil, "is a formula of a spreadsheet, such as =\"...\". Write the value alone, and format the column " +
			"as text, so that the spreadsheet keeps leading zeros."},
		{"apostrophe", grammar.NewPattern(`^'`), nil, "begins with an apostrophe, which marks text in a spreadsheet. Remove it, and format the column as text instead."},
		{"spreadsheet error", grammar.NewPattern(`^#(?:[A-Z/0]+[!?]?|#*)$`), nil, "is an error value or a column that was too narrow, such as #REF! or " +
			"####. " + restoreNumber},
		{"scientific notation", grammar.NewPattern(`^[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+$`), numbers, "is a number in scientific notation, such as " +
			"1.1E+13. Spreadsheets write long numbers this way, and their last digits and leading zeros are lost. " + restoreNumber},
		{"decimals", grammar.NewPattern(`^[0-9]+[.,]0{1,2}$`), numbers, "ends with a decimal point and zeros. A program has read the column as numbers, " +
			"and leading zeros are lost if there were any. " + restoreNumber},
		{"groups", grammar.NewPattern(`^[0-9]{1,4}(?:[ ,.'’\-\x{a0}\x{202f}][0-9]{2,4})+$`), numbers, "has separators between its digits. Write the digits alone."},
	}

	shortIFSC = grammar.NewPattern(`^[A-Za-z]{4}[0-9]{1,6}$`)
	letterO   = grammar.NewPattern(`^[A-Za-z]{4}[oO][A-Za-z0-9]{6}$`)
)

// explain returns why a field refuses a value: what a spreadsheet or another program has done to it, if that is
// certain, or else the rule of the field. The cause is the same for all values that are refused for one reason.
func explain(field *grammar.Field, value string) (cause string, text func() string) {
	rule := field.Check(value).Error
	if len(value) > maxDamaged || field == grammar.Name && field.Check(strings.Trim(value, typographicQuotes+"'=\"")) != nil {
		return "rule", rule // a name can have any character
	}
	if cause, what := damageOf(field, value); cause != "" {
		return cause, func() string { return field.Name + " " + what }
	}
	if cause, hint := lostZeros(field, value); cause != "" {
		return cause, func() string { return rule() + " " + hint }
	}
	return "rule", rule
}

// maxDamaged is how many bytes a value has at most of which the damage is searched.
const maxDamaged = 300

func damageOf(field *grammar.Field, value string) (cause, text string) {
	for i := range damages {
		if d := &damages[i]; d.concerns(field) && d.pattern().MatchString(value) {
			return d.cause, d.text
		}
	}
	if i := strings.IndexFunc(value, isHidden); i >= 0 {
		r, _ := utf8.DecodeRuneInString(value[i:])
		return "invisible character", fmt.Sprintf("has an invisible character, U+%04X. Type the value again, or copy it as plain text.", r)
	}
	return "", ""
}

func (d *damage) concerns(field *grammar.Field) bool {
	return d.fields == nil || slices.Contains(d.fields, field)
}

// lostZeros returns a hint about zeros that a value lacks. An account number can have any length, so nothing is certain
// of it.
func lostZeros(field *grammar.Field, value string) (cause, hint string) {
	switch {
	case field == grammar.IFSC && shortIFSC().MatchString(value):
		return "zeros", "Digits are missing after its letters. They are zeros if a program read them as a number. " + restoreNumber
	case field == grammar.IFSC && letterO().MatchString(value):
		return "letter O", "Its fifth character is the letter O."
	case field == grammar.PostalCode && len(value) < field.MaxLength() && isDigits(value):
		return "zeros", "If a program removed zeros from its start, the value was wrong before: no PIN code starts with 0."
	}
	return "", ""
}

func isDigits(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool { return r < '0' || r > '9' })
}

// isHidden reports whether a character cannot be seen. White space can.
func isHidden(r rune) bool { return !unicode.IsSpace(r) && grammar.IsBlank(string(r)) }
