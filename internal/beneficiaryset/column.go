package beneficiaryset

import (
	"maps"
	"slices"
)

// column is a computed map of member id to string. A nil element is known after apply.
type column struct {
	unknown  bool // the whole map is known after apply
	elements map[string]*string
}

func newColumn(size int) column { return column{elements: make(map[string]*string, size)} }

func (c column) set(id, text string) { c.elements[id] = &text }

func (c column) get(id string) string {
	if text := c.elements[id]; text != nil {
		return *text
	}
	return ""
}

func (c column) clone() column { return column{elements: maps.Clone(c.elements)} }

// equal reports whether two columns are known and the same.
func (c column) equal(other column) bool {
	return !c.unknown && !other.unknown && maps.EqualFunc(c.elements, other.elements, func(a, b *string) bool {
		return a != nil && b != nil && *a == *b
	})
}

// fit adds the elements of members that a column lacks, as empty texts, and removes those of nobody.
func (c *column) fit(members column) {
	if c.fits(members) {
		return
	}
	fitted := newColumn(len(members.elements))
	for id := range members.elements {
		fitted.set(id, c.get(id))
	}
	*c = fitted
}

func (c *column) fits(members column) bool {
	if len(c.elements) != len(members.elements) {
		return false
	}
	for id := range members.elements {
		if c.elements[id] == nil {
			return false
		}
	}
	return true
}

// ids returns the ids of a column in order.
func (c column) ids() []string { return slices.Sorted(maps.Keys(c.elements)) }
