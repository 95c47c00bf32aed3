package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// The provider reads documents with package bulk, which this program does not import: that package contains the engine
// and the API client. This file only looks for account numbers, and finds them in every document that the provider
// accepts. Of a document with errors it keeps what it can read, since a number that is not learned is not masked.

// accountColumns are the names of the account number in a document: ours and that of version 1 of the API, in the form
// of columnKey.
var accountColumns = []string{"bankaccountnumber", "bankaccount"}

// maxColumnLength is more bytes than a name of the account number has in any spelling.
const maxColumnLength = 200

// isAccountColumn reports whether a column or field holds account numbers.
func isAccountColumn(name string) bool {
	return len(name) <= maxColumnLength && slices.Contains(accountColumns, columnKey(name))
}

// columnKey returns what the spellings of a name have in common: its letters and digits in lower case.
func columnKey(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || grammar.IsBlank(string(r)) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// decodeDocument returns a document without byte order marks, and as UTF-8 if it is UTF-16. Its first character is one
// of ASCII, so that one of the first two bytes of UTF-16 is zero.
func decodeDocument(text string) string {
	text = trimMarks(text)
	switch {
	case len(text) < 2:
	case text[0] == 0:
		text = grammar.DecodeUTF16(text, binary.BigEndian)
	case text[1] == 0:
		text = grammar.DecodeUTF16(text, binary.LittleEndian)
	}
	return trimMarks(text)
}

// trimMarks removes byte order marks, and what is left of one where only UTF-8 is let through.
func trimMarks(text string) string { return strings.TrimLeft(text, "\ufeff\ufffd") }

// separatorHint matches the first line by which Excel knows the separator of a file.
var separatorHint = regexp.MustCompile(`^(?i:"?sep=)."?[ \t]*(?:\r\n|\n|\r|$)`)

// learnCSV learns the column of account numbers. With another separator than that of the document, no cell is a name of
// this column, or nothing in it is an account number.
func (l *numberList) learnCSV(document string) {
	document = separatorHint.ReplaceAllString(decodeDocument(document), "")
	for _, separator := range []byte{',', ';', '\t'} {
		var positions []int
		for cells := range csvRows(document, separator) {
			for _, at := range positions {
				if at < len(cells) {
					l.learn(cells[at])
				}
			}
			if len(positions) == 0 {
				positions = accountPositions(cells)
			}
		}
	}
}

// accountPositions returns the cells that are names of the account number.
func accountPositions(cells []string) []int {
	var positions []int
	for at, text := range cells {
		if isAccountColumn(text) {
			positions = append(positions, at)
		}
	}
	return positions
}

// csvReader reads the cells of a document, one after the other.
type csvReader struct {
	rest      string
	separator byte
	isOpen    bool // whether a quote was never closed. From then on no cell has a separator or a line end in it
}

// csvRows iterates over the rows of a document. A row is valid until the next one.
//
// The standard library's reader is not used. It stops at a quote in the wrong place, with which the provider accepts a
// document where only spaces are around the quotes, and it knows no line that ends with a carriage return alone.
func csvRows(document string, separator byte) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		r := csvReader{rest: document, separator: separator}
		var cells []string
		for r.rest != "" {
			cells = cells[:0]
			for more := true; more; {
				var text string
				text, more = r.next()
				cells = append(cells, text)
			}
			if !yield(cells) {
				return
			}
		}
	}
}

// next returns a cell, and whether the row goes on after it.
func (r *csvReader) next() (text string, more bool) {
	inside, after, isQuoted := r.cutQuoted()
	if isQuoted {
		r.rest = after
	}
	end := strings.IndexAny(r.rest, string(rune(r.separator))+"\r\n")
	if end < 0 {
		end = len(r.rest)
	}
	text, r.rest = r.rest[:end], r.rest[end:]
	if isQuoted {
		text = inside
	}
	if r.isOpen {
		text = strings.Trim(text, `" `)
	}
	switch {
	case r.rest == "":
		return text, false
	case r.rest[0] == r.separator:
		r.rest = r.rest[1:]
		return text, true
	}
	r.rest = strings.TrimPrefix(strings.TrimPrefix(r.rest, "\r"), "\n")
	return text, false
}

// cutQuoted returns the content of a cell in quotes, and the text after it. Spreadsheets also write ="0001", so that a
// number keeps its zeros.
func (r *csvReader) cutQuoted() (inside, after string, isQuoted bool) {
	start := strings.TrimLeft(r.rest, " \u00a0")
	if strings.HasPrefix(start, `="`) {
		start = start[1:]
	}
	if r.isOpen || !strings.HasPrefix(start, `"`) {
		return "", "", false
	}
	var content strings.Builder
	for rest := start[1:]; ; {
		piece, tail, isClosed := strings.Cut(rest, `"`)
		content.WriteString(piece)
		if !isClosed {
			r.isOpen = true
			return "", "", false
		}
		if !strings.HasPrefix(tail, `"`) {
			return content.String(), tail, true
		}
		content.WriteByte('"')
		rest = tail[1:]
	}
}

// learnJSON learns the account numbers of all members up to the first fault, also of two with one id.
func (l *numberList) learnJSON(document string) {
	decoder := json.NewDecoder(strings.NewReader(decodeDocument(document)))
	decoder.UseNumber()
	opening, err := decoder.Token()
	for err == nil && decoder.More() {
		if opening == json.Delim('{') {
			_, err = decoder.Token() // the id
		}
		if err == nil {
			err = l.learnMember(decoder)
		}
	}
}

// learnMember learns the account number of the next member.
func (l *numberList) learnMember(decoder *json.Decoder) error {
	opening, err := decoder.Token()
	if err != nil || opening != json.Delim('{') {
		return err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		var number any
		if err := decoder.Decode(&number); err != nil {
			return err
		}
		if text, _ := name.(string); isAccountColumn(text) {
			l.learn(fmt.Sprint(number))
		}
	}
	_, err = decoder.Token()
	return err
}
