package grammar

import (
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"
)

// honestPattern matches texts that reveal no account number although they have the shape of one.
type honestPattern struct {
	pattern Pattern
	group   int    // that is the text; the rest of the match is a label before or after it
	joins   string // characters that join it with other digits, so that it is only part of a number
	// isID is true for what is so long that a short account number can be part of it by chance.
	isID bool
}

// numberJoins are characters that join the groups of a number.
const numberJoins = "-./,:_"

var honestPatterns = []honestPattern{
	// UUIDs, by which Cashfree's support finds a request.
	{pattern: NewPattern(`[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}`), joins: "-", isID: true},
	// Digests and request ids in hexadecimal, which are longer than any account number.
	{pattern: NewPattern(`(?:[0-9]{0,25}[A-Fa-f][0-9A-Fa-f]{25,}|[0-9A-Fa-f]{25,}[A-Fa-f][0-9]{0,25})`), isID: true},
	// Dates and times.
	{pattern: NewPattern(`(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])` +
		`(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?`), joins: numberJoins, isID: true},
	{pattern: NewPattern(`20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])[0-5]\d[0-5]\d(?:\.\d{1,9})?Z?`), joins: numberJoins},
	{pattern: NewPattern(`(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)\d\d`), joins: numberJoins, isID: true},
	{pattern: NewPattern(`(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?`), joins: numberJoins, isID: true},
	{pattern: NewPattern(`(?:\d{1,6}h)?(?:\d{1,2}m)?\d{1,2}(?:\.\d{1,9})?s`), joins: numberJoins}, // durations
	{pattern: NewPattern(`[A-Za-z]{4}0[A-Za-z0-9]{6}`)},                                           // IFSCs
	// Amounts of less than ten trillion: with a comma between groups of digits, with decimals, or with a currency.
	{pattern: NewPattern(`[1-9]\d{0,2}(?:,\d{3}){1,4}(?:\.\d{1,4})?`), joins: numberJoins},
	{pattern: NewPattern(`[1-9]\d?(?:,\d{2}){0,5},\d{3}(?:\.\d{1,4})?`), joins: numberJoins},
	{pattern: NewPattern(`(?:0|[1-9]\d{0,12})\.\d{1,4}`), joins: numberJoins},
	{pattern: NewPattern(`(?i)(?:₹|\brs\.?|\binr)\s*([1-9]\d{0,12})`), group: 1},
	{pattern: NewPattern(`(?i)([1-9]\d{0,12})\s*(?:inr|rupees|paise)\b`), group: 1},
	{pattern: NewPattern(`(?i)\bamount["']?\s*(?:is|was|of|[:=])?\s*["']?([1-9]\d{0,12})\b`), group: 1},
	// UTRs: those of RTGS, which contain the date, and what is called one.
	{pattern: NewPattern(`[A-Z]{4}[A-Z]\d20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{8}`)},
	{pattern: NewPattern(`(?i)(?:^|[^a-z0-9])(?:utr|rrn)(?:[ _-]?(?:no\.?|number|id))?["']?\s*(?:is|was|[:=#])?\s*["']?` +
		`([a-z0-9]{6,35})`), group: 1},
	// What is called an id, or a time in seconds.
	{pattern: NewPattern(`(?i)(?:request|trace|transfer|batch|transaction|correlation|reference|event|ray|support|incident|error)` +
		`[ _-]?id["']?\s*(?:is|was|[:=#])?\s*["']?([a-z0-9][a-z0-9._=-]{5,})`), group: 1},
	{pattern: NewPattern(`(?i)cf-ray["']?\s*[:=]?\s*([0-9a-f]{16}(?:-[a-z]{3})?)`), group: 1},
	{pattern: NewPattern(`(?i)(?:timestamp|epoch|unix time)["']?\s*(?:is|was|of|[:=])?\s*["']?(\d{10}(?:\d{3})?)`), group: 1},
}

// addressRun matches what can be an IP address with its port.
var addressRun = NewPattern(`[0-9A-Fa-f:.]{7,45}`)

// spanSet holds parts of a layer, from the first character to the last.
type spanSet [][2]int

func (s spanSet) isNil() bool { return s == nil }

// newHonestSpans returns the parts of a layer that reveal no account number, or only those that are ids, times and IP
// addresses.
func newHonestSpans(l *layer, onlyIDs bool) spanSet {
	text, starts := l.text()
	spans := make(spanSet, 0)
	add := func(from, to int, joins string) {
		first, _ := slices.BinarySearch(starts, from)
		after, _ := slices.BinarySearch(starts, to)
		if l.standsAlone(first, after-1, joins) {
			spans = append(spans, [2]int{first, after - 1})
		}
	}
	for _, honest := range honestPatterns {
		if onlyIDs && !honest.isID {
			continue
		}
		for _, match := range honest.pattern().FindAllStringSubmatchIndex(text, -1) {
			add(match[2*honest.group], match[2*honest.group+1], honest.joins)
		}
	}
	for _, match := range addressRun().FindAllStringIndex(text, -1) {
		if length := lengthOfAddress(text[match[0]:match[1]]); length > 0 {
			add(match[0], match[0]+length, "")
		}
	}
	return spans
}

// lengthOfAddress returns the length of the IP address that a text begins with, or 0.
func lengthOfAddress(text string) int {
	text = strings.TrimRight(text, ".:")
	if host, _, hasPort := strings.Cut(text, ":"); hasPort && strings.Count(text, ":") == 1 {
		text = host
	}
	if _, err := netip.ParseAddr(text); err != nil {
		return 0
	}
	return len(text)
}

// text returns the layer as a text, and where in it each character begins.
func (l *layer) text() (text string, starts []int) {
	starts = make([]int, 0, len(l.runes)+1)
	size := 0
	for _, r := range l.runes {
		starts = append(starts, size)
		size += utf8.RuneLen(r)
	}
	return string(l.runes), append(starts, size)
}

// standsAlone reports whether the characters from first to last are not part of a longer word, or joined with other
// digits.
func (l *layer) standsAlone(first, last int, joins string) bool {
	if first > 0 && isAlphanumeric(l.runes[first-1]) || last+1 < len(l.runes) && isAlphanumeric(l.runes[last+1]) {
		return false
	}
	if first > 1 && strings.ContainsRune(joins, l.runes[first-1]) && isDigitRune(l.runes[first-2]) {
		return false
	}
	return last+2 >= len(l.runes) || !strings.ContainsRune(joins, l.runes[last+1]) || !isDigitRune(l.runes[last+2])
}

// covers reports whether a span of the set contains the characters from first to last.
func (s spanSet) covers(first, last int) bool {
	return slices.ContainsFunc(s, func(part [2]int) bool { return part[0] <= first && last <= part[1] })
}

// containsMore reports whether a part of the set contains a span and more than that.
func (s spanSet) containsMore(l *layer, inner span) bool {
	return slices.ContainsFunc(s, func(part [2]int) bool {
		outer := l.span(part[0], part[1], "")
		return outer.from <= inner.from && inner.to <= outer.to && outer.to-outer.from > inner.to-inner.from
	})
}

// outside returns the spans of the letters and digits from first to last that are outside of the set and still look
// like a number.
func (s spanSet) outside(l *layer, chars *sequence, first, last int) []span {
	var spans []span
	for begin := first; begin <= last; begin++ {
		if s.covers(chars.at[begin], chars.at[begin]) {
			continue
		}
		end := begin
		for end < last && !s.covers(chars.at[end+1], chars.at[end+1]) {
			end++
		}
		length := end - begin + 1
		if length == last-first+1 || length >= minShapeDigits {
			spans = append(spans, l.span(chars.at[begin], chars.at[end], chars.masked(begin, end)))
		}
		begin = end
	}
	return spans
}
