package grammar

import (
	"fmt"
	"strings"
	"unicode"
)

// Visible returns a text with the code points of characters that are invisible, that change the direction of the text,
// or that a terminal obeys, such as ⟨U+001B⟩. Whoever reads it sees what is there, on one line.
func Visible(text string) string {
	return escapeRunes(text, func(r rune) bool { return isInvisible(r) || unicode.IsSpace(r) && r != ' ' })
}

// Storable returns a text of a server in a form in which Terraform can print it from a state: with the code points of
// characters that a terminal obeys or that change the direction of the text. Joiners stay, since scripts of India need
// them.
func Storable(text string) string {
	return escapeRunes(text, func(r rune) bool {
		return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != zeroWidthJoiner && r != zeroWidthNonJoiner
	})
}

// OneLine returns a text with a space in place of each character that ends a line, and of other control characters that
// are white space.
func OneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) && !unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, text)
}

// IsBlank reports whether nothing of a text can be seen.
func IsBlank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !isInvisible(r) && !unicode.IsSpace(r) })
}

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

func escapeRunes(text string, isEscaped func(r rune) bool) string {
	if !strings.ContainsFunc(text, isEscaped) {
		return text // as almost all are
	}
	var out strings.Builder
	for _, r := range text {
		if isEscaped(r) {
			fmt.Fprintf(&out, "⟨U+%04X⟩", r)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
