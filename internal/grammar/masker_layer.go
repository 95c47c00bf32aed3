package grammar

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// layer is a normal form of a text: what a reader takes it for. It holds the visible characters, of which compatible
// ones are unified, such as full-width, circled and superscript digits, and those of all scripts. For each it knows
// which part of the text it stands for.
type layer struct {
	runes []rune
	from  []int // where the part of the text begins, in bytes
	to    []int // where it ends
}

// newLayer returns the normal form of a text of which nothing is decoded.
func newLayer(text string) layer {
	l := layer{
		runes: make([]rune, 0, len(text)), from: make([]int, 0, len(text)), to: make([]int, 0, len(text)),
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r != utf8.RuneError { // what is not UTF-8 is not shown
			l.add(r, i, i+size)
		}
		i += size
	}
	return l
}

// add adds a character that stands for a part of the text, in its normal form.
func (l *layer) add(r rune, from, to int) {
	if r < utf8.RuneSelf {
		if r >= ' ' && r != 0x7f || r == '\n' || r == '\t' || r == '\r' {
			l.append(r, from, to)
		}
		return
	}
	// A mask is no number's separator, and its decomposition would be.
	if r == '…' {
		l.append(r, from, to)
		return
	}
	for _, part := range norm.NFKD.String(string(r)) {
		switch {
		case isInvisible(part), unicode.In(part, unicode.M):
		case unicode.IsSpace(part) && part != '\n':
			l.append(' ', from, to)
		default:
			l.append(asciiDigit(part), from, to)
		}
	}
}

func (l *layer) append(r rune, from, to int) {
	l.runes = append(l.runes, r)
	l.from = append(l.from, from)
	l.to = append(l.to, to)
}

// span returns the part of the text for the characters from first to last.
func (l *layer) span(first, last int, shown string) span {
	if l.from[first] > l.from[last] { // of a reversed layer
		return span{from: l.from[last], to: l.to[first], shown: hidden}
	}
	return span{from: l.from[first], to: l.to[last], shown: shown}
}

// markup matches what stands in a text and is not shown: tags of HTML, and what is left of the sequences of a terminal
// once their first character is dropped.
var markup = []Pattern{NewPattern(`<[/!?A-Za-z][^<>]{0,100}>`), NewPattern(`\[[0-9;]{0,20}m`)}

// without returns the layer without what a pattern of markup matches, and whether it had that.
func (l *layer) without(pattern Pattern) (plain layer, changed bool) {
	if !slices.ContainsFunc(l.runes, isMarkupStart) {
		return layer{}, false
	}
	text, starts := l.text()
	next := 0
	for _, match := range pattern().FindAllStringIndex(text, -1) {
		first, _ := slices.BinarySearch(starts, match[0])
		after, _ := slices.BinarySearch(starts, match[1])
		for ; next < first; next++ {
			plain.append(l.runes[next], l.from[next], l.to[next])
		}
		next, changed = after, true
	}
	for ; next < len(l.runes); next++ {
		plain.append(l.runes[next], l.from[next], l.to[next])
	}
	return plain, changed
}

func isMarkupStart(r rune) bool { return r == '<' || r == '[' }

// joined returns the layer without what can stand between the characters of an escape: white space, and everything but
// letters, digits and what belongs to escapes.
func (l *layer) joined() []layer {
	if !l.mayHaveEscapes() {
		return nil
	}
	var all []layer
	for _, isKept := range []func(r rune) bool{
		func(r rune) bool { return r > ' ' },
		func(r rune) bool {
			return unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune(escapeMarks+"#;{}", r)
		},
	} {
		if kept := l.only(isKept); len(kept.runes) < len(l.runes) {
			all = append(all, kept)
		}
	}
	return all
}

// mayHaveEscapes reports whether the layer has a character that begins an escape, or so many letters of the others that
// a secret or a number can be escaped with them.
func (l *layer) mayHaveEscapes() bool {
	letters := 0
	for _, r := range l.runes {
		switch r {
		case '%', '\\', '&', '=':
			return true
		case 'x', 'X', 'u', 'U':
			letters++
		}
	}
	return letters >= minSecret
}

// reversed returns the layer backwards.
func (l *layer) reversed() layer {
	turned := layer{runes: slices.Clone(l.runes), from: slices.Clone(l.from), to: slices.Clone(l.to)}
	slices.Reverse(turned.runes)
	slices.Reverse(turned.from)
	slices.Reverse(turned.to)
	return turned
}

// only returns the layer with the characters that are kept and no others.
func (l *layer) only(isKept func(r rune) bool) layer {
	size := len(l.runes)
	kept := layer{runes: make([]rune, 0, size), from: make([]int, 0, size), to: make([]int, 0, size)}
	for i, r := range l.runes {
		if isKept(r) {
			kept.append(r, l.from[i], l.to[i])
		}
	}
	return kept
}

// sequence holds the letters and digits of a layer and nothing else.
type sequence struct {
	chars []byte // in lower case; otherLetter stands for whatever is not ASCII
	exact []byte // in their own case
	at    []int  // where they stand in the layer
}

// otherLetter stands for a letter that is in no account number and in no secret.
const otherLetter = 0xff

func newSequence(l *layer) sequence {
	s := sequence{chars: make([]byte, 0, len(l.runes)), exact: make([]byte, 0, len(l.runes)), at: make([]int, 0, len(l.runes))}
	for i, r := range l.runes {
		char := byte(otherLetter)
		switch {
		case isAlphanumeric(r):
			char = byte(r)
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			continue
		}
		s.exact = append(s.exact, char)
		if 'A' <= char && char <= 'Z' {
			char += 'a' - 'A'
		}
		s.chars = append(s.chars, char)
		s.at = append(s.at, i)
	}
	return s
}

// gap returns how many characters stand before a character and after the one before it.
func (s *sequence) gap(i int) int { return s.at[i] - s.at[i-1] - 1 }

// isContiguous reports whether nothing stands between the characters from first to last.
func (s *sequence) isContiguous(first, last int) bool { return s.at[last]-s.at[first] == last-first }

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isDigitRune(r rune) bool { return '0' <= r && r <= '9' }

// blank holds letters and marks that are drawn as nothing, besides control and format characters.
var blank = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x034f, Hi: 0x034f, Stride: 1}, {Lo: 0x115f, Hi: 0x1160, Stride: 1}, {Lo: 0x17b4, Hi: 0x17b5, Stride: 1},
		{Lo: 0x180b, Hi: 0x180f, Stride: 1}, {Lo: 0x2800, Hi: 0x2800, Stride: 1}, {Lo: 0x3164, Hi: 0x3164, Stride: 1},
		{Lo: 0xfe00, Hi: 0xfe0f, Stride: 1}, {Lo: 0xffa0, Hi: 0xffa0, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0xe0000, Hi: 0xe0fff, Stride: 1}},
}

// isInvisible reports whether a character is drawn as nothing, or changes how others are drawn.
func isInvisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs, blank)
}

// otherDigits are digits that Unicode does not count as decimal ones: in circles, and those of Chinese. Each row has
// those of one kind, from the digit that it begins with.
var otherDigits = []struct {
	digits string
	first  rune
}{
	{"⓿❶❷❸❹❺❻❼❽❾", '0'}, {"🄋➀➁➂➃➄➅➆➇➈", '0'}, {"🄌➊➋➌➍➎➏➐➑➒", '0'}, {"⓵⓶⓷⓸⓹⓺⓻⓼⓽", '1'}, {"〇一二三四五六七八九", '0'},
}

func digitsByRune() map[rune]rune {
	all := make(map[rune]rune)
	for _, row := range otherDigits {
		digit := row.first
		for _, r := range row.digits {
			all[r] = digit
			digit++
		}
	}
	return all
}

var digitOf = digitsByRune()

// asciiDigit returns the ASCII digit for a digit of any script. Unicode has decimal ones in runs of ten that start at
// zero.
func asciiDigit(r rune) rune {
	if r <= unicode.MaxASCII {
		return r
	}
	if digit, ok := digitOf[r]; ok {
		return digit
	}
	for _, ten := range unicode.Nd.R16 {
		if rune(ten.Lo) <= r && r <= rune(ten.Hi) {
			return '0' + (r-rune(ten.Lo))%10
		}
	}
	for _, ten := range unicode.Nd.R32 {
		if rune(ten.Lo) <= r && r <= rune(ten.Hi) {
			return '0' + (r-rune(ten.Lo))%10
		}
	}
	return r
}

// compact returns the letters and digits of a text in lower case, as a layer's sequence has them.
func compact(text string) string {
	chars := make([]byte, 0, len(text))
	for i := range len(text) {
		switch char := text[i]; {
		case char >= utf8.RuneSelf:
			l := newLayer(text)
			s := newSequence(&l)
			return string(s.chars)
		case 'A' <= char && char <= 'Z':
			chars = append(chars, char+'a'-'A')
		case isAlphanumeric(rune(char)):
			chars = append(chars, char)
		}
	}
	return string(chars)
}
