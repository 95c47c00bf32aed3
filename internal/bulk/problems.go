package bulk

import (
	"fmt"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Problems are the errors of a document, with the place and the id of the member. Equal errors are one line, so that
// thousands of one kind do not hide the only one of another kind.
type Problems struct {
	groups []*problemGroup // in the order of their first problems
	byKind map[problemKind]*problemGroup
	count  int
}

// problemKind is what equal problems have in common. The field is empty where the problem concerns none.
type problemKind struct{ field, cause string }

// problemGroup holds the problems of one kind.
type problemGroup struct {
	count  int
	lines  []string // of the first problems, in full
	places []string // of the first problems after the first one
}

const (
	// maxKinds bounds what is kept of a document of another kind. Fields and causes together make fewer.
	maxKinds = 200
	// maxNamedKinds is how many kinds there may be before unknown fields, which can be any, have one kind together.
	maxNamedKinds = 30
	// maxRepeated is how many problems of one kind are shown in full.
	maxRepeated = 3
	// maxPlaces is how many places are listed of the problems that are not.
	maxPlaces = 10
	// maxPlacesLength is how many bytes that list has.
	maxPlacesLength = 400
)

// AddRefused adds that a field of a member holds a value that is refused.
func (p *Problems) AddRefused(field *grammar.Field, member *Member, value string) {
	cause, text := explain(field, value)
	p.add(problemKind{field.Name, cause}, member.Place, member.ID, text)
}

// addText adds a problem whose text takes no time to make.
func (p *Problems) addText(cause, place, id, text string) {
	p.add(problemKind{cause: cause}, place, id, func() string { return text })
}

// addUnknownField adds that a member has a field that is not known. Each name is a kind of its own.
func (p *Problems) addUnknownField(member *Member, name string) {
	kind := problemKind{name, "unknown field"}
	if len(p.groups) >= maxNamedKinds && p.byKind[kind] == nil {
		kind.field = ""
	}
	p.add(kind, member.Place, member.ID, func() string {
		return fmt.Sprintf("unknown field %s. The fields are %s.", quoteColumn(name), strings.Join(Columns()[1:], ","))
	})
}

// add adds a problem at a place of the document. The id is empty where the problem concerns no single member.
func (p *Problems) add(kind problemKind, place, id string, text func() string) {
	p.count++
	group := p.byKind[kind]
	if group == nil {
		if len(p.groups) == maxKinds {
			return
		}
		if p.byKind == nil {
			p.byKind = make(map[problemKind]*problemGroup)
		}
		group = new(problemGroup)
		p.groups, p.byKind[kind] = append(p.groups, group), group
	}
	group.count++
	if len(group.lines) == maxRepeated && len(group.places) == maxPlaces {
		return
	}
	if id != "" {
		place += ", " + QuoteID(id)
	}
	if len(group.lines) < maxRepeated {
		group.lines = append(group.lines, place+": "+text())
	}
	if group.count > 1 && len(group.places) < maxPlaces {
		group.places = append(group.places, place)
	}
}

// Count returns the number of problems.
func (p Problems) Count() int { return p.count }

// String returns the report: the problems of each kind, in the order of their first ones.
func (p Problems) String() string {
	lines, shown := p.report(maxRepeated), len(p.groups)
	if lines.Count() > len(lines.Kept()) { // each kind is shown before another one is repeated
		lines = p.report(1)
		shown = len(lines.Kept())
	}
	rest := p.count
	for _, group := range p.groups[:shown] {
		rest -= group.count
	}
	text := strings.Join(lines.Kept(), "\n")
	if rest > 0 {
		text += fmt.Sprintf("\nand %d more", rest)
	}
	return text
}

// report returns the lines of all kinds, of which those with more problems than repeated have one line each.
func (p Problems) report(repeated int) Lines {
	var lines Lines
	for _, group := range p.groups {
		if group.count > repeated {
			lines.Add(group.summary)
			continue
		}
		for _, line := range group.lines {
			lines.Add(func() string { return line })
		}
	}
	return lines
}

// summary returns one line for all problems of a kind: the first one in full, and where others are.
func (g *problemGroup) summary() string {
	if g.count == 1 {
		return g.lines[0]
	}
	listed, length := 0, 0
	for listed < len(g.places) && length < maxPlacesLength {
		length += len(g.places[listed])
		listed++
	}
	listing := strings.Join(g.places[:listed], "; ")
	if more := g.count - 1 - listed; more > 0 {
		listing += fmt.Sprintf("; and %d more", more)
	}
	noun := "more places"
	if g.count == 2 {
		noun = "more place"
	}
	tail := fmt.Sprintf(" The same error in %d %s: %s.", g.count-1, noun, listing)
	return shortenTo(g.lines[0], maxLineLength-len(tail)) + tail
}
