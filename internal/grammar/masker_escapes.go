package grammar

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxEscapes is how many layers of escapes are decoded.
const maxEscapes = 2

// escape is an escaped character, or one byte of it.
type escape struct {
	value  rune
	isByte bool
	length int // in characters of the layer
}

// escapeMarks are the characters that begin an escape: of URLs, of JSON and programming languages, of HTML and of
// e-mails. The escapes U+0030 and 0x30 begin with a letter and a digit.
const escapeMarks = `%\&=`

// escapeStarts returns the characters of the layer that can begin an escape, each once.
func (l *layer) escapeStarts() []rune {
	var starts []rune
	for i, r := range l.runes[:max(0, len(l.runes)-1)] {
		if !strings.ContainsRune(escapeMarks+"Uu0", r) || slices.Contains(starts, r) {
			continue
		}
		if _, ok := escapeAt(l.runes[i:], r); ok {
			starts = append(starts, r)
		}
	}
	return starts
}

// decoded returns the layer with the escapes decoded that begin with a character, and whether it had any. Other escapes
// stay: what looks like one of them may be none.
func (l *layer) decoded(start rune) (decoded layer, changed bool) {
	for i := 0; i < len(l.runes); {
		escaped, ok := escapeAt(l.runes[i:], start)
		if !ok {
			decoded.append(l.runes[i], l.from[i], l.to[i])
			i++
			continue
		}
		changed = true
		if !escaped.isByte {
			decoded.addEscaped(escaped.value, l, i, i+escaped.length-1)
			i += escaped.length
			continue
		}
		i = decoded.addBytes(l, i)
	}
	return decoded, changed
}

// addEscaped adds a character for those of another layer from first to last.
func (l *layer) addEscaped(r rune, other *layer, first, last int) {
	all := other.span(first, last, "")
	l.add(r, all.from, all.to)
}

// addBytes adds the character that the escaped bytes at a position of another layer encode, and returns the position
// after it.
func (l *layer) addBytes(other *layer, first int) (next int) {
	var encoded []byte
	next = first
	for !utf8.FullRune(encoded) {
		escaped, ok := escapeAt(other.runes[next:], other.runes[first])
		if !ok || !escaped.isByte {
			break
		}
		encoded = append(encoded, byte(escaped.value))
		next += escaped.length
	}
	r, _ := utf8.DecodeRune(encoded)
	l.addEscaped(r, other, first, next-1)
	return next
}

// escapeAt returns the escape that a text begins with, if it begins with this character.
func escapeAt(text []rune, start rune) (escape, bool) {
	if len(text) < 2 || text[0] != start {
		return escape{}, false
	}
	switch start {
	case '%':
		if text[1] == 'u' || text[1] == 'U' {
			return codePoint(text, 2, 4, 4)
		}
		return hexByte(text, 1)
	case '=':
		return hexByte(text, 1)
	case '\\':
		return backslashEscape(text)
	case '&':
		return entity(text)
	case 'U', 'u':
		if text[1] == '+' {
			return codePoint(text, 2, 4, 6)
		}
		return codePoint(text, 1, 4, 4) // without the +, which can be a separator
	case '0':
		if text[1] == 'x' || text[1] == 'X' {
			return hexByte(text, 2)
		}
	}
	return escape{}, false
}

// hexByte returns the byte that two hexadecimal digits at a position stand for.
func hexByte(text []rune, at int) (escape, bool) {
	value, ok := hexNumber(text, at, 2)
	return escape{value: value, isByte: true, length: at + 2}, ok
}

// codePoint returns the character whose number has from minDigits to maxDigits hexadecimal digits at a position.
func codePoint(text []rune, at, minDigits, maxDigits int) (escape, bool) {
	count := 0
	for at+count < len(text) && count < maxDigits && isHexDigit(text[at+count]) {
		count++
	}
	if count < minDigits {
		return escape{}, false
	}
	value, ok := hexNumber(text, at, count)
	return escape{value: value, length: at + count}, ok
}

func hexNumber(text []rune, at, length int) (rune, bool) {
	if at+length > len(text) {
		return 0, false
	}
	value := rune(0)
	for _, r := range text[at : at+length] {
		digit, err := strconv.ParseUint(string(r), 16, 4)
		if err != nil {
			return 0, false
		}
		value = value<<4 | rune(digit)
	}
	return value, true
}

func isHexDigit(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'f' || 'A' <= r && r <= 'F'
}

// simpleEscapes are the characters that a backslash and a letter stand for.
var simpleEscapes = map[rune]rune{'n': '\n', 'r': '\r', 't': '\t', 'b': ' ', 'f': ' ', 'v': ' ', 'a': ' '}

func backslashEscape(text []rune) (escape, bool) {
	switch text[1] {
	case 'x', 'X':
		if braced, ok := bracedEscape(text); ok {
			return braced, true
		}
		return hexByte(text, 2)
	case 'u', 'U':
		if braced, ok := bracedEscape(text); ok {
			return braced, true
		}
		if long, ok := codePoint(text, 2, 8, 8); ok && long.value <= unicode.MaxRune {
			return long, true
		}
		return utf16Escape(text)
	case '0', '1', '2', '3', '4', '5', '6', '7':
		return octalByte(text)
	}
	if simple, ok := simpleEscapes[text[1]]; ok {
		return escape{value: simple, length: 2}, true
	}
	if isAlphanumeric(text[1]) {
		return escape{}, false
	}
	return escape{value: text[1], length: 2}, true
}

// bracedEscape returns an escape such as \u{30}.
func bracedEscape(text []rune) (escape, bool) {
	if len(text) < 4 || text[2] != '{' {
		return escape{}, false
	}
	found, ok := codePoint(text, 3, 1, 6)
	if !ok || found.length >= len(text) || text[found.length] != '}' {
		return escape{}, false
	}
	found.length++
	return found, true
}

// utf16Escape returns an escape such as \u0030, or two of them that make one character.
func utf16Escape(text []rune) (escape, bool) {
	const length = len(`\u0030`)
	high, ok := codePoint(text, 2, 4, 4)
	if !ok || !utf16.IsSurrogate(high.value) || len(text) < 2*length || text[length] != '\\' {
		return high, ok
	}
	if low, ok := codePoint(text[length:], 2, 4, 4); ok {
		if r := utf16.DecodeRune(high.value, low.value); r != utf8.RuneError {
			return escape{value: r, length: 2 * length}, true
		}
	}
	return high, ok
}

// octalByte returns the byte that a backslash and three octal digits stand for.
func octalByte(text []rune) (escape, bool) {
	const length = len(`\060`)
	if len(text) < length {
		return escape{}, false
	}
	value, err := strconv.ParseUint(string(text[1:length]), 8, 8)
	return escape{value: rune(value), isByte: true, length: length}, err == nil
}

// maxEntity is the length in characters of the longest entity that is looked for.
const maxEntity = 32

// entity returns the character of an entity of HTML, which may lack its semicolon if it is a number.
func entity(text []rune) (escape, bool) {
	end := 1
	for end < len(text) && end < maxEntity && (isAlphanumeric(text[end]) || end == 1 && text[end] == '#') {
		end++
	}
	name := string(text[:end])
	if end < len(text) && text[end] == ';' {
		end++
	} else if !strings.HasPrefix(name, "&#") {
		return escape{}, false
	}
	decoded := html.UnescapeString(name + ";")
	if decoded == name+";" {
		return escape{}, false
	}
	r, _ := utf8.DecodeRuneInString(decoded)
	return escape{value: r, length: end}, true
}
