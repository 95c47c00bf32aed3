package grammar

import "strings"

// textSize is how many letters and digits a text has, and how many of these are digits. The zero value is that of
// nothing.
type textSize struct{ chars, digits int }

// shapeSize is the size of the smallest text that has the shape of an account number.
var shapeSize = textSize{chars: minWordDigits + 1, digits: minWordDigits}

// min returns the smaller number of each. That of nothing does not count.
func (s textSize) min(other textSize) textSize {
	switch {
	case s == textSize{}:
		return other
	case other == textSize{}:
		return s
	}
	return textSize{chars: min(s.chars, other.chars), digits: min(s.digits, other.digits)}
}

// holds reports whether a text of this size can have one of the other size in it, as it is or encoded. The shortest
// encoding is base64, which takes four characters for three.
func (s textSize) holds(other textSize) bool {
	return s.chars >= other.chars && s.digits >= other.digits || 3*s.chars >= 4*other.chars
}

// plainSize returns the size of a plain text, which is of ASCII and has no character that begins an escape.
func plainSize(text string) (textSize, bool) {
	var s textSize
	for i := range len(text) {
		switch char := text[i]; {
		case char > '~' || char < ' ' || strings.IndexByte(escapeMarks, char) >= 0:
			return textSize{}, false
		case isDigit(char):
			s.digits++
			s.chars++
		case isAlphanumeric(rune(char)):
			s.chars++
		}
	}
	return s, true
}

// surelyShowsNothing reports whether a text certainly has nothing in it that is masked, without the work of decoding
// it. It can be certain of short plain texts, as most texts are.
func (m *Masker) surelyShowsNothing(text string, what search) bool {
	if !m.secrets.isEmpty() {
		return false
	}
	s, isPlain := plainSize(text)
	if !isPlain {
		return false
	}
	smallest := m.minSize()
	if what == searchAll {
		smallest = smallest.min(shapeSize)
	}
	return smallest == textSize{} || !s.holds(smallest)
}

// SurelyLacks reports whether a text is so short and plain that a masker that knows this account number certainly masks
// nothing in it. That spares making the masker, which takes longer.
func SurelyLacks(text, number string) bool {
	s, isPlain := plainSize(text)
	number = AccountNumber.Normal(number)
	return isPlain && !s.holds(shapeSize.min(textSize{chars: len(number), digits: countDigits(number)}))
}

// minSize returns the size of the smallest number or part of a secret that is searched for.
func (m *Masker) minSize() textSize {
	var smallest textSize
	if !m.secrets.isEmpty() {
		smallest = textSize{chars: minSecret}
	}
	for _, numbers := range m.numbers {
		smallest = smallest.min(numbers.size())
	}
	return smallest
}
