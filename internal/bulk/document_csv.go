package bulk

import (
	"fmt"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

func parseCSV(text string, problems *Problems) []Member {
	rows, ok := newTable(text, problems)
	if !ok {
		return nil
	}
	header, ok := rows.next()
	place := fmt.Sprintf("line %d", header.line)
	switch {
	case !ok:
		problems.addText("header", "line 1", "", "the header is missing. It must name the columns: "+strings.Join(Columns(), ",")+".")
		return nil
	case header.flaw != "":
		problems.addText("header", place, "", "the header is malformed: "+header.flaw)
		return nil
	}
	if misplaced := misplacedHeader(header, *rows); misplaced != "" {
		problems.addText("header", place, "", misplaced)
		return nil
	}
	found, ok := parseHeader(row{line: header.line, cells: append([]string(nil), header.cells...)}, problems)
	if !ok {
		return nil
	}
	return parseRows(rows, found, problems)
}

// separatorHint matches the first line by which Excel knows the separator of a file.
var separatorHint = grammar.NewPattern(`^(?i:"?sep=)(.)"?[ \t]*(\r\n|\n|\r|$)`)

// newTable returns the rows of a document, with the separator that its header has.
func newTable(text string, problems *Problems) (*table, bool) {
	rows := &table{rest: text, line: 1}
	if hint := separatorHint().FindStringSubmatch(text); hint != nil {
		rows.skipLine(len(hint[0]) - len(hint[2]))
	}
	separator, known := bestSeparator(rows.rest)
	rows.separator = separator
	if known > 1 {
		return rows, true
	}
	rows.skipBlank()
	if other := otherSeparator(rows.rest[:lineEnd(rows.rest)]); other != "" {
		problems.addText("separator", fmt.Sprintf("line %d", rows.line), "", fmt.Sprintf("the cells are separated by %s. Save the document with "+
			"commas, semicolons or tabs between the cells.", separatorName(other)))
		return nil, false
	}
	return rows, true
}

// SeparatorOf returns the name of the separator with which a document in CSV is read.
func SeparatorOf(text string) string {
	text, _ = DecodeText(text)
	rows, ok := newTable(text, new(Problems))
	if !ok {
		return ""
	}
	return separatorNames[rows.separator]
}

func separatorName(separator string) string {
	if separator == " " {
		return "a space"
	}
	return grammar.QuoteStart(separator)
}

// maxTitleRows is how many rows after the first are searched for the header.
const maxTitleRows = 20

// misplacedHeader returns what is wrong where the first row is a title and a later one the header, or typographic
// quotes stand around the names, and "" otherwise.
func misplacedHeader(first row, rows table) string {
	if countKnown(first.cells) > 0 {
		return ""
	}
	if countKnown(withoutQuotes(first.cells, "'`")) > 1 {
		return "single quotes do not enclose a cell. Use double quotes, or none."
	}
	if countKnown(withoutQuotes(first.cells, typographicQuotes)) > 1 {
		return typographicAdvice
	}
	for separator := range len(separators) {
		ahead := table{rest: rows.rest, line: rows.line, separator: separators[separator]}
		for range maxTitleRows {
			later, ok := ahead.next()
			if !ok {
				break
			}
			if countKnown(later.cells) > 1 {
				return fmt.Sprintf("the header is on line %d. Remove the lines before it.", later.line)
			}
		}
	}
	return ""
}

func withoutQuotes(cells []string, quotes string) []string {
	unquoted := make([]string, len(cells))
	for i, cell := range cells {
		unquoted[i] = strings.Trim(strings.TrimSpace(cell), quotes)
	}
	return unquoted
}

// parseRows reads the rows after the header.
func parseRows(rows *table, found tableColumns, problems *Problems) []Member {
	var members []Member
	for {
		next, ok := rows.next()
		if !ok {
			return members
		}
		place := fmt.Sprintf("line %d", next.line)
		cause, problem := checkRow(next, found, rows.separator)
		if problem != "" {
			problems.addText(cause, place, rowID(next, found), problem)
			continue
		}
		member := Member{Place: place}
		for i, col := range found {
			if col.isNamed {
				*col.fact.Of(&member.Beneficiary) = cellText(next.cells[i])
			}
		}
		members = append(members, member)
	}
}

// rowID returns the id of a row that is not read further, or "" where that is not certain. Only the first cell stands
// in its column for sure.
func rowID(next row, found tableColumns) string {
	if len(next.cells) == 0 || !found[0].isNamed || found[0].fact.Field != grammar.BeneficiaryID {
		return ""
	}
	if id := cellText(next.cells[0]); grammar.BeneficiaryID.Check(id) == nil {
		return id
	}
	return ""
}

// checkRow returns why the cells of a row cannot be read. Blank cells after the last column are left out, which
// spreadsheets write where another row has more cells.
func checkRow(next row, found tableColumns, separator byte) (cause, problem string) {
	cells := len(next.cells)
	for cells > len(found) && isBlankRow(next.cells[cells-1:cells]) {
		cells--
	}
	switch {
	case next.flaw != "":
		return next.flaw, next.flaw
	case cells != len(found):
		return "cells", fmt.Sprintf("wrong number of cells: %d, and the header has %d. %s", cells, len(found), cellAdvice(next.cells, cells < len(found), separator))
	}
	for i, col := range found {
		if !col.isNamed && !isBlankRow(next.cells[i:i+1]) {
			return "cell without a column", fmt.Sprintf("cell %d has a value, and its column has no name. Name the column, or remove it.", i+1)
		}
	}
	return "", ""
}

// cellAdvice returns how to correct a row with too few or too many cells.
func cellAdvice(cells []string, tooFew bool, separator byte) string {
	line := strings.Join(cells, string(separator))
	other := strings.IndexFunc(separators, func(r rune) bool { return byte(r) != separator && strings.ContainsRune(line, r) })
	switch {
	case strings.ContainsAny(line, typographicQuotes):
		return typographicAdvice
	case !tooFew && splitScientific().MatchString(line):
		return "A number in scientific notation such as 1,1E+13 has a comma. Its last digits and leading zeros are lost. " + restoreNumber
	case tooFew && len(cells) == 1 && other >= 0:
		return "Its cells have another separator than the header."
	case tooFew:
		return "The line may be cut off."
	}
	return fmt.Sprintf("Put double quotes around a cell that contains a %s.", separatorNames[separator])
}

// splitScientific matches a number in scientific notation of which the decimal comma separates cells.
var splitScientific = grammar.NewPattern(`(?:^|,)[0-9]+,[0-9]+[eE]\+[0-9]+(?:,|$)`)

var separatorNames = map[byte]string{',': "comma", ';': "semicolon", '\t': "tab"}
