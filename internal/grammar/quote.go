package grammar

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxQuoted is how many characters of a text a message quotes. Somebody may pass a whole document where a short
	// value belongs.
	maxQuoted = 120
	// maxScanned is how many bytes of a text are searched for account numbers before it is shortened.
	maxScanned = 4 << 10
	// maxSpelling is how many characters an account number takes in any spelling, such as one with an escape for each
	// digit.
	maxSpelling = 300
)

// Quote returns a text in quotes, as messages show it: account numbers are masked, known ones and those with the shape
// of one, and a long text is shortened.
func Quote(text string, known ...string) string {
	return QuoteStart(maskStart(text, func(start string) string { return Redact(start, known...) }))
}

// QuoteCell returns a cell of a document, an element of a list or a part of an import id in quotes, as messages show
// it. Somebody may have put a short account number there, or one with letters, as they may in a wrong column. So all
// words with digits are masked that can be one.
func QuoteCell(cell string) string { return QuoteStart(maskStart(cell, maskNumbers)) }

func maskNumbers(text string) string { return Redact(maskWords(text, hasDigit)) }

// maskStart masks the start of a text, and returns at least as much of it as is quoted. It reads no more of the text
// than that needs.
func maskStart(text string, mask func(string) string) string {
	if len(text) <= maxScanned {
		return mask(text)
	}
	end := maxScanned
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	// Where the text was cut, a number may have lost its end, and would be shown by what then are its last digits.
	masked := []rune(mask(text[:end]))
	return string(masked[:max(0, len(masked)-maxSpelling)]) + "…"
}

// QuoteStart returns a text in quotes that holds no account number, such as the id of a transfer, and no more of it
// than a message shows.
func QuoteStart(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	length := 0
	for start, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[start:])
		}
		character := strconv.Quote(text[start : start+size])
		character = character[1 : len(character)-1]
		if length += utf8.RuneCountInString(character); length > maxQuoted {
			out.WriteString("…")
			break
		}
		out.WriteString(character)
	}
	out.WriteByte('"')
	return out.String()
}

// maskWords masks the suspicious words of at least as many characters as the shortest account number. Where the digits
// that are left could together be a number in groups, it masks these as well.
func maskWords(text string, isSuspicious func(word string) bool) string {
	text = replaceWords(text, func(word string) bool {
		return utf8.RuneCountInString(word) >= AccountNumber.minLength && isSuspicious(word)
	})
	left := 0
	replaceWords(text, func(word string) bool {
		for _, r := range word {
			if unicode.IsNumber(r) {
				left++
			}
		}
		return false
	})
	if left < AccountNumber.minLength {
		return text
	}
	return replaceWords(text, hasDigit)
}

func hasDigit(word string) bool { return strings.ContainsFunc(word, unicode.IsNumber) }

// replaceWords masks words. It leaves out what is shown of a word that is masked already.
func replaceWords(text string, isMasked func(word string) bool) string {
	var out strings.Builder
	afterMask := false
	for len(text) > 0 {
		end := strings.IndexFunc(text, isNoWordPart)
		switch {
		case end < 0:
			end = len(text)
		case end == 0:
			r, size := utf8.DecodeRuneInString(text)
			out.WriteString(text[:size])
			text, afterMask = text[size:], r == '…'
			continue
		}
		word := text[:end]
		if isShown := afterMask && utf8.RuneCountInString(word) <= maxShown; !isShown && isMasked(word) {
			word = maskWord(word)
		}
		out.WriteString(word)
		text, afterMask = text[end:], false
	}
	return out.String()
}

func isNoWordPart(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) }

const (
	maxShown      = 4 // characters of a masked word
	minLongNumber = 9 // characters of a number of which the last ones may be shown
)

func maskWord(word string) string {
	if utf8.RuneCountInString(word) < minLongNumber {
		return "…"
	}
	return Mask(word)
}
