package bulk

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	// maxLines is how many lines a report has. Nobody reads more, and a document of another kind has several problems
	// in each of its lines.
	maxLines = 100
	// maxLineLength and maxLength are in bytes, of a line and of all lines together.
	maxLineLength = 1000
	maxLength     = 40_000
)

// Lines are the lines of a report. They keep as many as a report shows, each shortened, and count the others. So a
// report has a size that a CLI can show, whatever it is about.
type Lines struct {
	kept   []string
	count  int
	length int // of those that are kept
}

// Add adds a line. Its text is made only where the report shows it.
func (l *Lines) Add(text func() string) {
	if l.count++; len(l.kept) < maxLines && l.length < maxLength-maxLineLength {
		line := shortenLine(text())
		l.kept = append(l.kept, line)
		l.length += len(line)
	}
}

// Omit counts lines that are not to be shown.
func (l *Lines) Omit(count int) { l.count += count }

// Count returns the number of lines that were added.
func (l Lines) Count() int { return l.count }

// Kept returns the lines that a report shows.
func (l Lines) Kept() []string { return l.kept }

// String returns the report, with the number of further lines at its end.
func (l Lines) String() string {
	text := strings.Join(l.kept, "\n")
	if more := l.count - len(l.kept); more > 0 {
		text += fmt.Sprintf("\nand %d more", more)
	}
	return text
}

func shortenLine(line string) string { return shortenTo(line, maxLineLength) }

// shortenTo returns the start of a line that takes no more bytes than a limit, apart from the mark of an omission.
func shortenTo(line string, limit int) string {
	if len(line) <= limit {
		return line
	}
	end := max(0, limit)
	for end > 0 && !utf8.RuneStart(line[end]) {
		end--
	}
	return line[:end] + "…"
}
