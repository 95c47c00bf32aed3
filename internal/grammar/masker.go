package grammar

import (
	"cmp"
	"slices"
	"strings"
)

// Masker masks in texts from outside what nobody may read there: secrets and account numbers that it knows, in any
// spelling, and whatever has the shape of an account number. Cashfree's messages repeat the value that they refuse, and
// a proxy can repeat the headers of a request.
//
// It searches normal forms of the text: escapes decoded up to two times, compatible characters unified, invisible ones
// dropped. In each of them digits count as one number with up to three separators between them, and a secret with any.
// Texts in base64 or in hexadecimal are decoded. What it finds is masked in the text itself, and the rest stays as it
// is.
//
// It is for free text only. A field with a form of its own, such as a request id, a time or a payee's id, can have the
// shape of an account number by chance.
//
// The zero value knows nothing and masks by shape. A Masker is safe for concurrent use.
type Masker struct {
	secrets secretIndex
	numbers []*Numbers
}

// NewMasker returns a masker that knows these secrets and account numbers. It ignores secrets of less than four
// characters, which are part of many words, and numbers that are no account numbers.
func NewMasker(secrets, numbers []string) *Masker {
	return (&Masker{}).With(secrets, numbers)
}

// With returns a masker that knows these secrets and account numbers, too.
func (m *Masker) With(secrets, numbers []string) *Masker {
	more := &Masker{secrets: m.secrets.with(secrets), numbers: m.numbers}
	if len(numbers) == 0 {
		return more
	}
	added := &Numbers{}
	for _, number := range numbers {
		added.index.add(number)
	}
	return more.Follow(added)
}

// Follow returns a masker that knows whatever account numbers are in a collection when it masks a text.
func (m *Masker) Follow(numbers *Numbers) *Masker {
	return &Masker{secrets: m.secrets, numbers: append(slices.Clone(m.numbers), numbers)}
}

// Redact masks everything in a text that may be an account number: known ones in any spelling, and long ones by shape.
// IFSC codes, UUIDs, times, IP addresses and amounts of money are kept.
func Redact(text string, known ...string) string {
	if len(known) == 0 {
		return (&Masker{}).Text(text)
	}
	return NewMasker(nil, known).Text(text)
}

// hidden is what stands for something that is masked as a whole.
const hidden = "…"

// span is a part of a text, in bytes, and what is shown in its place.
type span struct {
	from, to int
	shown    string
}

// maxPasses is how often a text is searched: a mask that ends in four digits can complete a number with what follows.
const maxPasses = 4

// Text returns a text with everything masked that may not be read. An account number keeps its last four digits if it
// has nine or more, and nothing otherwise.
func (m *Masker) Text(text string) string { return m.mask(text, searchAll) }

// Known is Text for what is known only. It is for ids, which have the shape of an account number by chance.
func (m *Masker) Known(text string) string { return m.mask(text, searchKnown) }

func (m *Masker) mask(text string, what search) string {
	if m.surelyShowsNothing(text, what) {
		return text
	}
	for pass := range maxPasses {
		spans := m.find(text, what, maxEncodings)
		if len(spans) == 0 {
			break
		}
		text = replaceSpans(text, spans, pass > 0)
	}
	return text
}

// Repeats reports whether a text repeats a secret: the whole of it, or twelve characters in a row.
func (m *Masker) Repeats(text string) bool {
	if m.secrets.isEmpty() || m.secrets.surelyLacks(text) {
		return false
	}
	return len(m.find(text, searchRepeats, maxEncodings)) > 0
}

// search is what is searched for.
type search int

const (
	searchAll     search = iota // everything that is masked
	searchKnown                 // what is known, not what has a shape
	searchRepeats               // secrets, not small parts of them
)

// find returns the spans of a text that may not be read. Texts that are encoded in it are decoded up to depth times.
func (m *Masker) find(text string, what search, depth int) []span {
	f := finder{masker: m, depth: depth, seen: make(map[string]bool)}
	plain := newLayer(text)
	f.searchLayer(&plain, what, maxEscapes)
	backwards := plain.reversed()
	f.searchLayer(&backwards, withoutShapes(what), maxEscapes)
	if len(f.seen) > maxLayers {
		return []span{{from: 0, to: len(text), shown: hidden}}
	}
	return f.spans
}

// withoutShapes returns a search for what is known only. A text that was changed more than a reader would do it has the
// shape of a number more often.
func withoutShapes(what search) search {
	if what == searchAll {
		return searchKnown
	}
	return what
}

// maxLayers is how many layers of a text are searched. A message has a few. A text that needs more is made to be
// searched for long, and is masked as a whole.
const maxLayers = 160

// finder is a search through the layers of one text.
type finder struct {
	masker *Masker
	depth  int
	seen   map[string]bool // layers
	spans  []span
}

// searchLayer adds the spans that a layer shows, as it is and with its escapes decoded up to a number of times.
func (f *finder) searchLayer(l *layer, what search, escapes int) {
	key := string(l.runes)
	if f.seen[key] || len(f.seen) > maxLayers {
		return
	}
	f.seen[key] = true
	letters := newSequence(l)
	f.spans = append(f.spans, f.masker.findIn(l, &letters, what)...)
	backwards := l.reversed()
	turned := newSequence(&backwards)
	f.spans = append(f.spans, f.masker.findIn(&backwards, &turned, withoutShapes(what))...)
	if f.depth > 0 {
		f.spans = append(f.spans, f.masker.findEncoded(l, &letters, what, f.depth)...)
	}
	for _, pattern := range markup {
		if plain, changed := l.without(pattern); changed {
			f.searchLayer(&plain, withoutShapes(what), escapes)
		}
	}
	if escapes > 0 {
		f.searchDecoded(l, what, escapes-1)
	}
}

// searchDecoded searches a layer with its escapes decoded once, also with what stands between their characters left
// out.
func (f *finder) searchDecoded(l *layer, what search, escapes int) {
	for i, reading := range append([]layer{*l}, l.joined()...) {
		if i > 0 {
			what = withoutShapes(what)
		}
		for _, start := range reading.escapeStarts() {
			inDecoded := what
			if start == '=' { // between a name and a number it is hardly ever an escape
				inDecoded = withoutShapes(what)
			}
			if decoded, changed := reading.decoded(start); changed {
				f.searchLayer(&decoded, inDecoded, escapes)
			}
		}
	}
}

// findIn returns the spans that one layer of a text shows.
func (m *Masker) findIn(l *layer, s *sequence, what search) []span {
	spans := m.secrets.find(l, s, what)
	if what == searchRepeats {
		return spans
	}
	for _, numbers := range m.numbers {
		spans = append(spans, numbers.find(l, s)...)
	}
	if what == searchAll {
		spans = append(spans, findShapes(l, s)...)
	}
	return spans
}

// replaceSpans replaces each span of a text by what is shown for it, or by a mask without digits.
func replaceSpans(text string, spans []span, bare bool) string {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	var out strings.Builder
	end := 0
	for i := 0; i < len(spans); {
		merged := spans[i]
		for i++; i < len(spans) && spans[i].from < merged.to; i++ {
			merged = merge(merged, spans[i])
		}
		if bare {
			merged.shown = hidden
		}
		out.WriteString(text[end:merged.from])
		out.WriteString(merged.shown)
		end = merged.to
	}
	out.WriteString(text[end:])
	return out.String()
}

// merge returns the span that covers both of two that overlap, of which the first begins first. It shows digits only if
// neither hides all of them, and only those at its end.
func merge(first, second span) span {
	merged := first
	if second.to > first.to {
		merged.to, merged.shown = second.to, second.shown
	}
	if first.shown == hidden || second.shown == hidden {
		merged.shown = hidden
	}
	return merged
}
