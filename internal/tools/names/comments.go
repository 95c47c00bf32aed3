package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/go/analysis"
)

const (
	maxColumns = 120
	tabColumns = 4
)

var comments = &analysis.Analyzer{
	Name: "comments",
	Doc: `report lines wider than 120 columns that end with a comment

A tab is 4 columns. The rule holds for tests too, and for comments after code. Two kinds of lines are left out, since
they cannot be wrapped: a comment with nothing but an address, and directives such as //go:embed and //nolint.`,
	Run: reportWideComments,
}

var (
	addressAlone = regexp.MustCompile(`^\s*(//|/?\*)?\s*\(?https?://\S+$`)
	directive    = regexp.MustCompile(`^//(go:|nolint)`)
)

func reportWideComments(pass *analysis.Pass) (any, error) {
	for _, file := range pass.Files {
		source := pass.Fset.File(file.FileStart)
		content, err := pass.ReadFile(source.Name())
		if err != nil {
			return nil, err
		}
		lines := strings.Split(string(content), "\n")
		reported := 0 // the last line that was reported, which may hold several comments
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if !directive.MatchString(comment.Text) {
					reported = reportWideLines(pass, source, lines, comment, reported)
				}
			}
		}
	}
	return nil, nil
}

// reportWideLines reports the lines of a comment that come after the last one reported, and returns which is the last
// one now.
func reportWideLines(pass *analysis.Pass, source *token.File, lines []string, comment *ast.Comment, reported int) int {
	// Without the adjustment of a //line directive, which names lines of another file.
	first := source.PositionFor(comment.Pos(), false).Line
	last := source.PositionFor(comment.End(), false).Line
	for number := max(first, reported+1); number <= last; number++ {
		line := strings.TrimSuffix(lines[number-1], "\r")
		if columns := width(line); columns > maxColumns && !addressAlone.MatchString(line) {
			pass.Reportf(max(comment.Pos(), source.LineStart(number)), "the line has %d columns, and a comment wraps at %d",
				columns, maxColumns)
			reported = number
		}
	}
	return reported
}

// width returns how many columns a line takes. All tabs are at its beginning, where gofmt puts them.
func width(line string) int {
	return utf8.RuneCountInString(line) + (tabColumns-1)*strings.Count(line, "\t")
}
