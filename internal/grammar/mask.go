package grammar

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// LastFour returns the end of an account number that may be shown: its last four characters, and never more than half
// of it, so that most of a short number stays hidden.
func LastFour(account string) string {
	runes := []rune(AccountNumber.Normal(account))
	return string(runes[len(runes)-min(4, len(runes)/2):])
}

// Mask returns an account number in the form that people may see, such as "…1772", or "" for an absent number.
func Mask(account string) string {
	if AccountNumber.Normal(account) == "" {
		return ""
	}
	return "…" + LastFour(account)
}

// minWordDigits is how many digits an alphanumeric word has at least to be masked by [Redact].
const minWordDigits = 6

// The patterns of what [Redact] masks: numbers of nine digits and more, also if they are written in groups, and
// alphanumeric words, of which it then counts the digits.
var (
	groupedDigits    = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){8,}`)
	alphanumericWord = regexp.MustCompile(`[A-Za-z0-9]{6,}`)
	singleDigit      = regexp.MustCompile(`[0-9]`)
)

// The patterns of what [Redact] keeps: UUIDs, by which Cashfree's support finds a request, and IFSC codes. They reveal
// no account number. The first pattern matches whole runs, so that a part of a longer number is no UUID.
var (
	uuidRunOrIFSC = regexp.MustCompile(`[0-9A-Fa-f]+(?:-[0-9A-Fa-f]+){4,}|\b[A-Za-z]{4}0[A-Za-z0-9]{6}\b`)
	wholeUUID     = regexp.MustCompile(`^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
)

// Redact masks everything in a text that may be an account number. Cashfree's messages repeat the value that they
// refuse. Known account numbers are masked wherever they occur, whatever their length; other numbers are masked if they
// are long. IFSC codes and UUIDs are kept.
func Redact(text string, known ...string) string {
	// The longest first: after a short number is masked inside a longer one, the longer one is not found any more.
	known = slices.SortedFunc(slices.Values(known), func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, value := range known {
		text = redactKnown(text, AccountNumber.Normal(value))
	}
	var out strings.Builder
	end := 0
	for _, span := range uuidRunOrIFSC.FindAllStringIndex(text, -1) {
		match := text[span[0]:span[1]]
		if strings.Contains(match, "-") && !wholeUUID.MatchString(match) {
			continue
		}
		out.WriteString(redactNumbers(text[end:span[0]]))
		out.WriteString(match)
		end = span[1]
	}
	out.WriteString(redactNumbers(text[end:]))
	return out.String()
}

// redactKnown masks a number in either letter case, also if it is written in groups.
func redactKnown(text, value string) string {
	if length := utf8.RuneCountInString(value); length < AccountNumber.minLength || length > AccountNumber.maxLength {
		return text // not an account number
	}
	var pattern strings.Builder
	pattern.WriteString("(?i)")
	for i, r := range []rune(value) {
		if i > 0 {
			pattern.WriteString("[ -]?")
		}
		pattern.WriteString(regexp.QuoteMeta(string(r)))
	}
	spelling, err := regexp.Compile(pattern.String())
	if err != nil {
		return strings.ReplaceAll(text, value, Mask(value))
	}
	// The digits of a mask can form the number again together with what follows, as in 0000 and 00000000. The loop ends
	// because a mask is shorter than the number.
	for spelling.MatchString(text) {
		text = spelling.ReplaceAllLiteralString(text, Mask(value))
	}
	return text
}

// redactNumbers masks groups first: a word masked inside a group would leave the rest of the group too short to be
// recognised.
func redactNumbers(text string) string {
	text = groupedDigits.ReplaceAllStringFunc(text, Mask)
	return alphanumericWord.ReplaceAllStringFunc(text, func(word string) string {
		if len(singleDigit.FindAllString(word, minWordDigits)) < minWordDigits {
			return word
		}
		return Mask(word)
	})
}
