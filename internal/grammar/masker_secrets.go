package grammar

import "strings"

// Lengths in letters and digits of what is searched for of a secret.
const (
	minSecret    = 4  // a shorter one is part of many words
	minLong      = 8  // a shorter one is found only as it is written
	secretWindow = 12 // of any part of a secret
	tailWindow   = 6  // of the part after the last underscore, which is the most secret one
)

// secret is a text that must not be repeated. Its letters and digits are searched for without regard to letter case and
// to what stands between them.
type secret struct {
	chars, tail string // compact
}

// secretIndex finds secrets.
type secretIndex struct {
	short []string // as they are written
	long  []secret
}

func newSecretIndex(secrets []string) secretIndex {
	var index secretIndex
	for _, text := range secrets {
		text = strings.TrimSpace(text)
		chars := compact(text)
		switch {
		case len(chars) < minSecret:
		case len(chars) < minLong:
			index.short = append(index.short, text)
		default:
			tail := compact(text[strings.LastIndexByte(text, '_')+1:])
			index.long = append(index.long, secret{chars: chars, tail: tail})
		}
	}
	return index
}

func (x *secretIndex) isEmpty() bool { return len(x.long) == 0 && len(x.short) == 0 }

// find returns where a layer shows a secret.
func (x *secretIndex) find(l *layer, s *sequence, what search) []span {
	var spans []span
	if what != searchRepeats {
		spans = x.findShort(l)
	}
	if len(x.long) == 0 {
		return spans
	}
	text := string(s.chars)
	for i := range len(text) {
		length := 0
		for j := range x.long {
			length = max(length, x.long[j].lengthAt(text[i:], what))
		}
		if length > 0 {
			spans = append(spans, l.span(s.at[i], s.at[i+length-1], hidden))
		}
	}
	return spans
}

// lengthAt returns how many characters at the start of a text are part of the secret.
func (x *secret) lengthAt(text string, what search) int {
	window := min(secretWindow, len(x.chars))
	switch {
	case len(text) >= window && strings.Contains(x.chars, text[:window]):
		return window
	case what != searchRepeats && len(text) >= tailWindow && isTail(text[:tailWindow], x.tail):
		return tailWindow
	default:
		return 0
	}
}

// isTail reports whether a text is part of the tail of a secret. One without a digit can be a word of a message.
func isTail(text, tail string) bool {
	return strings.Contains(tail, text) && strings.ContainsAny(text, "0123456789")
}

// findShort returns where a layer has a short secret, character by character.
func (x *secretIndex) findShort(l *layer) []span {
	var spans []span
	for _, text := range x.short {
		want := []rune(text)
		for i := 0; i+len(want) <= len(l.runes); i++ {
			if string(l.runes[i:i+len(want)]) == text {
				spans = append(spans, l.span(i, i+len(want)-1, hidden))
			}
		}
	}
	return spans
}

// surelyLacks reports whether a text certainly repeats no secret, without the work of decoding it. Most texts of an
// answer are short, and have no character that begins an escape.
func (x *secretIndex) surelyLacks(text string) bool {
	minLength := secretWindow
	for i := range x.long {
		minLength = min(minLength, len(x.long[i].chars))
	}
	count := 0
	for i := range len(text) {
		c := text[i]
		if c > '~' || c < ' ' || strings.IndexByte(escapeMarks, c) >= 0 {
			return len(text) < minLength
		}
		if isAlphanumeric(rune(c)) {
			count++
		}
	}
	return count < minLength
}
