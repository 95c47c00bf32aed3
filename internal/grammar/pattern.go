package grammar

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression that is compiled when it is first used. Core starts the provider three or four times
// for a plan, and most of those processes use few patterns.
type Pattern func() *regexp.Regexp

// NewPattern returns the pattern of an expression, whose first use panics if it is not valid.
func NewPattern(expression string) Pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
