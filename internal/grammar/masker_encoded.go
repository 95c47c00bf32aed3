package grammar

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"unicode"
	"unicode/utf8"
)

// maxEncodings is how often a text that is encoded as a whole is decoded.
const maxEncodings = 2

// Lengths of the shortest text that can hold something that is masked: encoded, in letters and digits, and decoded, in
// bytes.
const (
	minEncoded = 6
	minDecoded = 4
)

// encoding is a way to write bytes with characters, each of which stands for a few bits.
type encoding struct {
	bits    int
	offsets int // how many characters can precede a text that is encoded, until its bits repeat their position
	valueOf func(char byte) int
}

var (
	base64Encoding = encoding{bits: 6, offsets: 4, valueOf: base64Value}
	encodings      = []encoding{
		base64Encoding, {bits: 5, offsets: 8, valueOf: base32Value}, {bits: 4, offsets: 2, valueOf: hexValue},
	}
)

// findEncoded returns the spans of a layer that are masked once they are decoded. All its letters and digits are
// decoded as one text, from each offset, since it is unknown where an encoded text begins, and what separates its
// groups. Whatever is not encoded decodes to noise.
func (m *Masker) findEncoded(l *layer, s *sequence, what search, depth int) []span {
	if len(s.exact) < minEncoded {
		return nil
	}
	var spans []span
	for _, e := range encodings {
		spans = append(spans, m.findEncodedIn(l, s.exact, s.at, e, what, depth)...)
	}
	// The other characters of base64 separate groups, too.
	if chars, at := l.base64Chars(); bytes.ContainsAny(chars, "+-/_") {
		spans = append(spans, m.findEncodedIn(l, chars, at, base64Encoding, what, depth)...)
	}
	if what == searchAll {
		spans = append(spans, m.findEncodedWords(l, s, depth)...)
	}
	return spans
}

// findEncodedIn decodes characters that stand at these positions in a layer.
func (m *Masker) findEncodedIn(l *layer, chars []byte, at []int, e encoding, what search, depth int) []span {
	if m.minSize() == (textSize{}) {
		return nil // nothing is known
	}
	var spans []span
	for offset := range min(e.offsets, len(chars)) {
		for _, found := range m.findDecoded(e.decode(chars[offset:]), withoutShapes(what), depth-1) {
			first, last := offset+8*found.from/e.bits, offset+(8*found.to-1)/e.bits
			spans = append(spans, l.span(at[first], l.endOfPadding(at[last]), hidden))
		}
	}
	return spans
}

// endOfPadding returns the last of the characters after this one that fill up an encoded text.
func (l *layer) endOfPadding(last int) int {
	for last+1 < len(l.runes) && l.runes[last+1] == '=' {
		last++
	}
	return last
}

// base64Chars returns the characters of base64 in the layer, of both its alphabets, and where they stand.
func (l *layer) base64Chars() (chars []byte, at []int) {
	for i, r := range l.runes {
		if r < utf8.RuneSelf && base64Value(byte(r)) >= 0 {
			chars, at = append(chars, byte(r)), append(at, i)
		}
	}
	return chars, at
}

// decode returns the bytes that characters stand for. A byte of which a character stands for nothing is no text.
func (e encoding) decode(chars []byte) []byte {
	decoded := make([]byte, 0, len(chars)*e.bits/8)
	pending, size, invalid := 0, 0, 0 // invalid is how many of the pending bits stand for nothing
	for _, char := range chars {
		value := e.valueOf(char)
		if value < 0 {
			value, invalid = 0, size+e.bits
		}
		pending, size = pending<<e.bits|value, size+e.bits
		if size < 8 {
			continue
		}
		size -= 8
		next := byte(pending >> size)
		if invalid > 0 {
			next = otherLetter
		}
		decoded = append(decoded, next)
		pending &= 1<<size - 1
		invalid = max(0, min(invalid-8, size))
	}
	return decoded
}

func base64Value(char byte) int {
	switch {
	case 'A' <= char && char <= 'Z':
		return int(char - 'A')
	case 'a' <= char && char <= 'z':
		return int(char-'a') + 26
	case isDigit(char):
		return int(char-'0') + 52
	case char == '+' || char == '-':
		return 62
	case char == '/' || char == '_':
		return 63
	default:
		return -1
	}
}

func base32Value(char byte) int {
	switch {
	case 'A' <= char && char <= 'Z':
		return int(char - 'A')
	case 'a' <= char && char <= 'z':
		return int(char - 'a')
	case '2' <= char && char <= '7':
		return int(char-'2') + 26
	default:
		return -1
	}
}

func hexValue(char byte) int {
	switch {
	case isDigit(char):
		return int(char - '0')
	case 'a' <= char && char <= 'f':
		return int(char-'a') + 10
	case 'A' <= char && char <= 'F':
		return int(char-'A') + 10
	default:
		return -1
	}
}

// findDecoded searches the parts of decoded bytes that are text. Noise has short ones only. The spans are in bytes.
func (m *Masker) findDecoded(decoded []byte, what search, depth int) []span {
	minLetters := max(minDecoded, m.minSize().chars)
	if what == searchRepeats {
		minLetters = minLong
	}
	var spans []span
	for begin := 0; begin < len(decoded); {
		length, letters := textLength(decoded[begin:])
		if letters >= minLetters {
			for _, found := range m.find(string(decoded[begin:begin+length]), what, depth) {
				spans = append(spans, span{from: begin + found.from, to: begin + found.to})
			}
		}
		begin += length + 1
	}
	return spans
}

// textLength returns how many bytes at the start are text, and how many letters and digits that has at most.
func textLength(decoded []byte) (length, letters int) {
	for length < len(decoded) {
		r, width := utf8.DecodeRune(decoded[length:])
		if r == utf8.RuneError {
			break
		}
		if r > '~' || isAlphanumeric(r) {
			letters++
		}
		length += width
	}
	return length, letters
}

// wordDecoders decode a word that is encoded as a whole.
var wordDecoders = []func(string) ([]byte, error){
	base64.RawStdEncoding.DecodeString, base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString,
}

// findEncodedWords returns the words that encode a text in which something is masked, also by its shape.
func (m *Masker) findEncodedWords(l *layer, s *sequence, depth int) []span {
	var spans []span
	for first := 0; first < len(s.exact); {
		last := s.endOfWord(first)
		for _, decode := range wordDecoders {
			decoded, err := decode(string(s.exact[first : last+1]))
			if err == nil && isText(decoded) && len(m.find(string(decoded), searchAll, depth-1)) > 0 {
				spans = append(spans, l.span(s.at[first], l.endOfPadding(s.at[last]), hidden))
			}
		}
		first = last + 1
	}
	return spans
}

func isText(decoded []byte) bool {
	isNoText := func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }
	return len(decoded) >= minDecoded && utf8.Valid(decoded) && !bytes.ContainsFunc(decoded, isNoText)
}
