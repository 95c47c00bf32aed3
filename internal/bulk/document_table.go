package bulk

import (
	"strings"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// The standard library's reader of CSV is not used, because a document must be read to its end: it stops at the first
// quote that stands in the wrong place, and knows no line that ends with a carriage return alone.

// row is a row of a table.
type row struct {
	line  int // where it begins
	cells []string
	flaw  string // what is wrong with its quotes, or ""
}

// table reads the rows of a text.
type table struct {
	rest      string
	line      int // of the rest
	separator byte
	cells     []string // of the row read last, used again for the next one
	flaw      string
}

// next returns the next row that is not blank. The row is valid until the next call.
func (t *table) next() (row, bool) {
	for t.skipBlank(); t.rest != ""; t.skipBlank() {
		found := row{line: t.line}
		t.cells, t.flaw = t.cells[:0], ""
		for more := true; more; {
			more = t.readCell()
		}
		if found.cells, found.flaw = t.cells, t.flaw; found.flaw != "" || !isBlankRow(found.cells) {
			return found, true
		}
	}
	return row{}, false
}

// skipBlank goes on to the next line that is not blank.
func (t *table) skipBlank() {
	for t.rest != "" {
		end := lineEnd(t.rest)
		if !isBlankLine(t.rest[:end]) {
			return
		}
		t.skipLine(end)
	}
}

// skipLine goes on behind the line that ends at a place of the rest.
func (t *table) skipLine(end int) {
	if t.rest = t.rest[end:]; t.rest == "" {
		return
	}
	if strings.HasPrefix(t.rest, "\r\n") {
		t.rest = t.rest[1:]
	}
	t.rest = t.rest[1:]
	t.line++
}

// readCell reads a cell, and reports whether the row goes on after it.
func (t *table) readCell() bool {
	start := strings.TrimLeft(t.rest, " \u00a0")
	switch {
	case strings.HasPrefix(start, `"`):
		t.rest = start[1:]
		return t.readQuoted()
	case strings.HasPrefix(start, `="`):
		if end := strings.IndexAny(start[2:], "\"\r\n"); end >= 0 && start[2+end] == '"' {
			return t.endCell(start[:2+end+1], 2+end+1, start)
		}
	}
	end := 0
	for end < len(t.rest) && t.rest[end] != t.separator && t.rest[end] != '\n' && t.rest[end] != '\r' {
		end++
	}
	cell := t.rest[:end]
	if strings.Contains(cell, `"`) {
		t.addFlaw("a double quote is inside a cell that does not begin with one. Put the whole cell into double quotes, and write each " +
			"double quote in it twice.")
	}
	return t.endCell(cell, end, t.rest)
}

// readQuoted reads a cell after the quote that opens it.
func (t *table) readQuoted() bool {
	line := t.line
	var pieces []string
	for {
		end := strings.IndexByte(t.rest, '"')
		if end < 0 {
			t.cells, t.rest, t.line = append(t.cells, ""), "", line
			t.addFlaw("the double quote that opens a cell is never closed, so the rest of the document was not read. Close the cell.")
			return false
		}
		piece := t.rest[:end]
		line += countLineEnds(piece)
		t.rest = t.rest[end+1:]
		if !strings.HasPrefix(t.rest, `"`) {
			pieces = append(pieces, piece)
			break
		}
		pieces = append(pieces, piece+`"`)
		t.rest = t.rest[1:]
	}
	t.line = line
	return t.endCell(strings.ReplaceAll(strings.Join(pieces, ""), "\r\n", "\n"), 0, t.rest)
}

// endCell adds a cell that ends at a place of a text, and reports whether the row goes on after it.
func (t *table) endCell(cell string, end int, text string) bool {
	t.cells = append(t.cells, cell)
	t.rest = text[end:]
	after := strings.TrimLeft(t.rest, " \u00a0")
	switch {
	case after != "" && after[0] == t.separator:
		t.rest = after[1:]
		return true
	case after != "" && after[0] != '\n' && after[0] != '\r':
		t.addFlaw("text follows the double quote that closes a cell. Put the whole cell into double quotes, and write each double quote in " +
			"it twice.")
	}
	t.skipLine(lineEnd(t.rest))
	return false
}

// addFlaw notes what is wrong with the quotes of a row. The first flaw causes the others.
func (t *table) addFlaw(flaw string) {
	if t.flaw == "" {
		t.flaw = flaw
	}
}

// lineEnd returns where the first line of a text ends.
func lineEnd(text string) int {
	for i := range len(text) {
		if text[i] == '\n' || text[i] == '\r' {
			return i
		}
	}
	return len(text)
}

func countLineEnds(text string) int {
	return strings.Count(text, "\n") + strings.Count(text, "\r") - strings.Count(text, "\r\n")
}

// isBlankLine reports whether a line has nothing but separators, white space and pairs of quotes, as spreadsheets write
// for rows that were emptied. A single quote may open a cell of several lines.
func isBlankLine(line string) bool {
	quotes := 0
	for _, r := range line {
		switch {
		case r == '"':
			quotes++
		case !isBlank(r):
			return false
		}
	}
	return quotes%2 == 0
}

func isBlankRow(cells []string) bool {
	for _, cell := range cells {
		if strings.ContainsFunc(cell, func(r rune) bool { return !isBlank(r) && r != '"' }) {
			return false
		}
	}
	return true
}

// isBlank reports whether a character holds no value: white space, a separator, a quote of another kind, or what cannot
// be seen.
func isBlank(r rune) bool {
	switch {
	case r > ' ' && r < unicode.MaxASCII:
		return r == ',' || r == ';' || r == '|' || r == '\''
	case strings.ContainsRune(typographicQuotes, r):
		return true
	case unicode.IsSpace(r):
		return true
	}
	return grammar.IsBlank(string(r))
}
