package grammar

import "time"

// timeLayouts are the forms in which servers write a time. Without a zone it is UTC, as the sandbox writes it
// (observed, 2025). Fractions of a second are accepted in each of them.
var timeLayouts = []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05"}

// maxTimeSkew is how far two answers about one payee may be apart in its time. Cashfree answered 22:42:25 to a creation
// and 22:42:24 to a later read (observed in the sandbox, 2025). Nobody removes and adds a payee by hand within seconds.
const maxTimeSkew = 5 * time.Second

// NormalTime returns a time in UTC and the form of RFC 3339, to the second, or "" if the text is no time.
func NormalTime(text string) string {
	at, isTime := readTime(text)
	if !isTime {
		return ""
	}
	return at.Format(time.RFC3339)
}

// SameTime reports whether two texts can be the time of one event: they are equal, or they are times that are at most
// a few seconds apart.
func SameTime(a, b string) bool {
	first, isFirst := readTime(a)
	second, isSecond := readTime(b)
	if !isFirst || !isSecond {
		return a == b
	}
	return first.Sub(second).Abs() <= maxTimeSkew
}

// readTime returns a time in UTC, to the second.
func readTime(text string) (time.Time, bool) {
	for _, layout := range timeLayouts {
		at, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		at = at.UTC().Truncate(time.Second)
		if year := at.Year(); year >= 0 && year <= 9999 { // RFC 3339 has no others, and UTC can be in another year
			return at, true
		}
	}
	return time.Time{}, false
}
