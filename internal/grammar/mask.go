package grammar

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// LastFour gives the end of an account number that may be shown: its last four characters, and never more than half of
// it, so that a short number is not given away whole.
func LastFour(account string) string {
	runes := []rune(AccountNumber.Normal(account))
	return string(runes[len(runes)-min(4, len(runes)/2):])
}

// Mask gives an account number in the form that people may see, such as "…1772". Absence stays absent.
func Mask(account string) string {
	if AccountNumber.Normal(account) == "" {
		return ""
	}
	return "…" + LastFour(account)
}

// Numbers of nine digits and more, also when written in groups, and alphanumeric words with six digits and more.
var (
	groupedDigits = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){8,}`)
	word          = regexp.MustCompile(`[A-Za-z0-9]{6,}`)
	digit         = regexp.MustCompile(`[0-9]`)
)

// What helps a reader and gives nothing away: UUIDs, by which Cashfree's support finds a request, and IFSC codes. The
// first pattern takes whole runs, so that part of a longer number is not mistaken for a UUID.
var (
	harmless = regexp.MustCompile(`[0-9A-Fa-f]+(?:-[0-9A-Fa-f]+){4,}|\b[A-Za-z]{4}0[A-Za-z0-9]{6}\b`)
	uuid     = regexp.MustCompile(`^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
)

// Redact masks whatever can be an account number in a text of Cashfree's making, since its messages echo the value that
// they refuse. Known values are masked wherever they stand, whatever their length; beside them every long number is.
// IFSC codes and UUIDs, which help and give nothing away, are kept.
func Redact(text string, known ...string) string {
	// The longest first: once a short number is masked inside a longer one, the longer one is not found any more.
	known = slices.SortedFunc(slices.Values(known), func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, value := range known {
		text = redactKnown(text, AccountNumber.Normal(value))
	}
	var out strings.Builder
	at := 0
	for _, span := range harmless.FindAllStringIndex(text, -1) {
		kept := text[span[0]:span[1]]
		if strings.Contains(kept, "-") && !uuid.MatchString(kept) {
			continue
		}
		out.WriteString(redactNumbers(text[at:span[0]]))
		out.WriteString(kept)
		at = span[1]
	}
	out.WriteString(redactNumbers(text[at:]))
	return out.String()
}

// redactKnown masks a number in either letter case and also where it is written in groups.
func redactKnown(text, value string) string {
	if length := utf8.RuneCountInString(value); length < AccountNumber.min || length > AccountNumber.max {
		return text // no account number
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
	// What a mask shows can make the number whole again together with what follows, as in 0000 and 00000000. A mask is
	// shorter than the number, so there is an end.
	for spelling.MatchString(text) {
		text = spelling.ReplaceAllLiteralString(text, Mask(value))
	}
	return text
}

// redactNumbers looks for groups first: a word masked inside a group would leave the rest of the group too short to be
// recognised.
func redactNumbers(text string) string {
	text = groupedDigits.ReplaceAllStringFunc(text, Mask)
	return word.ReplaceAllStringFunc(text, func(w string) string {
		if len(digit.FindAllString(w, 6)) < 6 {
			return w
		}
		return Mask(w)
	})
}
