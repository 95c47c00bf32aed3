package bulk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// apiNames are the names that Cashfree's API has for the fields of a beneficiary, by our names. The first of a line is
// that of version 1 (https://cashfree.com/docs/api-reference/payouts/v1/add-beneficiary), the other one that of version
// 2 (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2). Those that are equal
// to ours, apart from the letter case, are left out.
var apiNames = map[string][]string{
	"beneficiary_id":      {"beneId"},
	"name":                {"beneficiary_name"},
	"bank_account_number": {"bankAccount"},
	"bank_ifsc":           {"ifsc"},
	"email":               {"beneficiary_email"},
	"phone":               {"beneficiary_phone"},
	"country_code":        {"beneficiary_country_code"},
	"address":             {"address1", "beneficiary_address"},
	"city":                {"beneficiary_city"},
	"state":               {"beneficiary_state"},
	"postal_code":         {"pincode", "beneficiary_postal_code"},
}

// factsByColumn holds the facts by the keys of the names that a column can have.
var factsByColumn = func() map[string]payouts.Fact {
	facts := make(map[string]payouts.Fact)
	for _, fact := range payouts.Facts {
		for _, name := range append(apiNames[fact.Field.Name], fact.Field.Name) {
			facts[columnKey(name)] = fact
		}
	}
	return facts
}()

// columnKey returns what the spellings of a name have in common: its characters in lower case, without
// underscores, hyphens and white space.
func columnKey(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || unicode.IsSpace(r) || grammar.IsBlank(string(r)) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// factOf returns the fact that a column holds. Most columns have our own name, which needs no other spelling.
func factOf(column string) (payouts.Fact, bool) {
	i := slices.IndexFunc(payouts.Facts, func(fact payouts.Fact) bool { return fact.Field.Name == column })
	if i >= 0 {
		return payouts.Facts[i], true
	}
	if len(column) > maxColumnLength {
		return payouts.Fact{}, false
	}
	fact, known := factsByColumn[columnKey(column)]
	return fact, known
}

// maxColumnLength is more bytes than a known name has in any spelling.
const maxColumnLength = 200

// IsHeader reports whether a line names columns of a document, whatever separates them.
func IsHeader(line string) bool {
	_, known := bestSeparator(line)
	return known > 1 || otherSeparator(line) != ""
}

// IsIDColumn reports whether a text is a name of the column that holds the ids.
func IsIDColumn(name string) bool {
	fact, known := factOf(name)
	return known && fact.Field == grammar.BeneficiaryID
}

// separators are the characters that separate cells. The comma comes first.
const separators = ",;\t"

// bestSeparator returns the separator with which a text begins with the most columns that are known, and how many.
func bestSeparator(text string) (best byte, known int) {
	best = separators[0]
	for i := range len(separators) {
		t := &table{rest: text, line: 1, separator: separators[i]}
		header, _ := t.next()
		if count := countKnown(header.cells); count > known {
			best, known = separators[i], count
		}
	}
	return best, known
}

// countKnown returns how many names of columns are known.
func countKnown(names []string) int {
	count := 0
	for _, name := range names {
		if _, known := factOf(strings.TrimSpace(name)); known {
			count++
		}
	}
	return count
}

// maxHeaderLength is how many bytes of a line are searched for another separator.
const maxHeaderLength = 4 << 10

// otherSeparator returns what separates the known names in the line of a header, or "".
func otherSeparator(line string) string {
	line = line[:min(len(line), maxHeaderLength)]
	line = strings.ReplaceAll(line, `"`, "")
	candidates := make(map[string]bool)
	for _, r := range line {
		if !strings.ContainsRune("_- '`", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			candidates[string(r)] = true
		}
	}
	for _, candidate := range append(slices.Sorted(maps.Keys(candidates)), " ") { // spaces can stand beside another one
		if countKnown(strings.Split(line, candidate)) > 1 {
			return candidate
		}
	}
	return ""
}

// tableColumns are the facts that the columns of a table hold. A column without a name holds nothing.
type tableColumns []tableColumn

type tableColumn struct {
	fact    payouts.Fact
	isNamed bool
}

// parseHeader returns the columns that a header names.
func parseHeader(header row, problems *Problems) (found tableColumns, ok bool) {
	before, place := problems.Count(), fmt.Sprintf("line %d", header.line)
	found = make(tableColumns, 0, len(header.cells))
	seen := make(map[*grammar.Field]string)
	var unknown []int
	for i, cell := range header.cells {
		name := strings.TrimSpace(cell)
		if isBlankRow([]string{name}) {
			found = append(found, tableColumn{})
			continue
		}
		fact, known := factOf(name)
		first, duplicate := seen[fact.Field]
		switch {
		case !known:
			unknown = append(unknown, i)
		case duplicate && first == name:
			problems.addText("duplicate column", place, "", fmt.Sprintf("duplicate column %q.", name))
		case duplicate:
			problems.addText("duplicate column", place, "", fmt.Sprintf("the columns %q and %q are both %s. Remove one of them.",
				first, name, fact.Field.Name))
		default:
			seen[fact.Field] = name
		}
		found = append(found, tableColumn{fact: fact, isNamed: true})
	}
	if len(unknown) > 0 {
		problems.addText("unknown column", place, "", unknownColumns(header.cells, unknown))
	}
	for _, fact := range payouts.Facts {
		if _, given := seen[fact.Field]; fact.Field.Required && !given {
			problems.addText("missing column", place, "", fmt.Sprintf("the column %q is missing.", fact.Field.Name))
		}
	}
	return found, problems.Count() == before
}

const (
	// maxColumnsShown is how many unknown columns a message names.
	maxColumnsShown = 20
	// maxColumnsLength is how many bytes it takes for that.
	maxColumnsLength = 500
)

// unknownColumns returns the message about the cells of a header that name no column. Where none of the cells is known
// and one has a digit, a payee's line may stand in the place of the header, and nothing of it is shown. A path in place
// of the document, where file() was forgotten, looks like a header of one column.
func unknownColumns(header []string, unknown []int) string {
	if len(header) == 1 && fileName().MatchString(header[0]) {
		return fmt.Sprintf("%s is the name of a file, and not a document. Read the file with file().", quoteColumn(header[0]))
	}
	hasDigit := slices.ContainsFunc(unknown, func(i int) bool { return strings.ContainsFunc(header[i], unicode.IsDigit) })
	if hasDigit && countKnown(header) < 2 {
		return fmt.Sprintf("cell %d names no column, so this line is not the header. %s", unknown[0]+1, theColumns())
	}
	var names []string
	length := 0
	for _, i := range unknown[:min(len(unknown), maxColumnsShown)] {
		name := quoteColumn(header[i])
		if length += len(name); length > maxColumnsLength && len(names) > 0 {
			break
		}
		names = append(names, name)
	}
	noun := "unknown column"
	if len(unknown) > 1 {
		noun = "unknown columns"
	}
	list := strings.Join(names, ", ")
	if more := len(unknown) - len(names); more > 0 {
		list += fmt.Sprintf(", and %d more", more)
	}
	return fmt.Sprintf("%s %s. %s Remove the others, or pick columns with csvdecode and jsonencode.", noun, list, theColumns())
}

// fileName matches the names of files that can hold a document.
var fileName = grammar.NewPattern(`(?i)\.(csv|tsv|txt|json)\s*$`)

// plainColumn matches names that hold no account number: words, with one digit at the end at most.
var plainColumn = grammar.NewPattern(`^[\p{L}\p{M} _./()-]+[0-9]?$`)

// quoteColumn returns the name of an unknown column in quotes.
func quoteColumn(name string) string {
	if name = strings.TrimSpace(name); plainColumn().MatchString(name) {
		return grammar.QuoteStart(name)
	}
	return grammar.QuoteCell(name)
}

func theColumns() string { return "The columns are " + strings.Join(Columns(), ",") + "." }
