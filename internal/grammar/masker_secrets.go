package grammar

import (
	"slices"
	"strings"
)

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
	pairs pairSet // of the long ones, forwards and backwards
}

// with returns an index that has these secrets, too.
func (x secretIndex) with(secrets []string) secretIndex {
	index := secretIndex{short: slices.Clone(x.short), long: slices.Clone(x.long), pairs: x.pairs}
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
			index.pairs.add(chars)
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
	for i := range max(0, len(text)-1) {
		if !x.pairs.has(text[i], text[i+1]) {
			continue
		}
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

// pairSet holds pairs of letters and digits, in either order.
type pairSet [(pairChars*pairChars + 63) / 64]uint64

const pairChars = 36

func (p *pairSet) add(chars string) {
	for i := 1; i < len(chars); i++ {
		first, second := int(pairIndex[chars[i-1]]), int(pairIndex[chars[i]])
		p.set(first*pairChars + second)
		p.set(second*pairChars + first)
	}
}

func (p *pairSet) set(pair int) { p[pair/64] |= 1 << (pair % 64) }

func (p *pairSet) has(first, second byte) bool {
	pair := int(pairIndex[first])*pairChars + int(pairIndex[second])
	return p[pair/64]&(1<<(pair%64)) != 0
}

// pairIndex has a number for each letter, whatever its case, and for each digit. Other characters share one.
var pairIndex = func() (index [256]uint8) {
	for i := range byte(10) {
		index['0'+i] = i
	}
	for i := range byte(26) {
		index['a'+i], index['A'+i] = 10+i, 10+i
	}
	return index
}()

// surelyLacks reports whether a text certainly repeats no secret, without the work of decoding it. It can be certain of
// plain texts, as almost all of an answer are.
func (x *secretIndex) surelyLacks(text string) bool {
	minLength := secretWindow
	for i := range x.long {
		minLength = min(minLength, len(x.long[i].chars))
	}
	if len(text) < minLength {
		return true
	}
	var seen plainScan
	for i := range len(text) {
		char := text[i]
		switch char { // the marks of escapes and of markup
		case '%', '\\', '&', '=', '<', '[':
			return false
		}
		if char > '~' || char < ' ' {
			return false
		}
		if seen.add(char, &x.pairs); seen.inRow >= minLength || seen.mayEncode(minLength) {
			return false
		}
	}
	return true
}

// plainScan is what is known of a plain text up to a character.
type plainScan struct {
	previous                byte
	inRow                   int // letters and digits of which each pair is in a secret, too
	inWord, letters, digits int // letters and digits of the present word, letters in it, and digits of the text
	length                  int // of the text
}

func (p *plainScan) add(char byte, pairs *pairSet) {
	p.length++
	if !isAlphanumeric(rune(char)) {
		p.inWord, p.letters = 0, 0
		return
	}
	p.inWord++
	if isDigit(char) {
		p.digits++
	} else {
		p.letters++
	}
	if p.previous != 0 && !pairs.has(p.previous, char) {
		p.inRow = 0
	}
	p.inRow++
	p.previous = char
}

// mayEncode reports whether the text can be one that encodes so many bytes. A quarter of what encodes readable text in
// base64 are letters, and half of what does so in hexadecimal are digits.
func (p *plainScan) mayEncode(size int) bool {
	return p.inWord >= size*4/3 && 4*p.letters >= p.inWord-4 || p.digits >= size && p.length > 2*size
}
