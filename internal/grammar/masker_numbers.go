package grammar

import (
	"slices"
	"strings"
	"sync"
)

// Lengths in characters of what is masked as a number.
const (
	// minShownNumber is the length of an account number that keeps its last four digits. Four digits of a shorter one
	// would be most of it.
	minShownNumber = 9
	// minShapeDigits is how many digits in a row have the shape of an account number.
	minShapeDigits = 9
	// minGroup is how many digits a group has that belongs to the nine digits in a row before it.
	minGroup = 4
	// minWordDigits is how many digits a word of letters and digits has that has the shape of one.
	minWordDigits = 6
	// maxGap is how many characters may stand between two of a known number.
	maxGap = 20
	// maxShapeGap is the same for a number that is unknown.
	maxShapeGap = 3
)

// Numbers holds the account numbers that a run has met. The zero value holds none. It is safe for concurrent use.
type Numbers struct {
	mu    sync.RWMutex
	index numberIndex
}

// Add adds an account number. What cannot be one is ignored.
func (n *Numbers) Add(number string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.index.add(number)
}

// size returns the size of the smallest of the numbers.
func (n *Numbers) size() textSize {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.index.minSize
}

func (n *Numbers) find(l *layer, s *sequence) []span {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.index.find(l, s)
}

// numberIndex finds known account numbers.
type numberIndex struct {
	values  map[string]bool // in lower case
	lengths []int           // of the values
	minSize textSize        // of the values, each for itself
}

// add adds a number, if it is an account number.
func (x *numberIndex) add(number string) {
	number = strings.ToLower(AccountNumber.Normal(number))
	if x.values[number] || AccountNumber.Check(number) != nil {
		return
	}
	if x.values == nil {
		x.values = make(map[string]bool)
	}
	x.values[number] = true
	x.minSize = x.minSize.min(textSize{chars: len(number), digits: countDigits(number)})
	if !slices.Contains(x.lengths, len(number)) {
		x.lengths = append(x.lengths, len(number))
	}
}

func countDigits(text string) int {
	count := 0
	for i := range len(text) {
		if isDigit(text[i]) {
			count++
		}
	}
	return count
}

// find returns where a layer shows a known number.
func (x *numberIndex) find(l *layer, s *sequence) []span {
	var spans []span
	for first := range s.chars {
		for _, length := range x.lengths {
			last := first + length - 1
			if last < len(s.chars) && x.values[string(s.chars[first:last+1])] && s.isNumber(first, last) {
				spans = append(spans, l.span(s.at[first], s.at[last], s.masked(first, last)))
			}
		}
	}
	return withoutChance(l, spans)
}

// withoutChance leaves out short numbers that are part of an id or a time by chance.
func withoutChance(l *layer, spans []span) []span {
	if !slices.ContainsFunc(spans, func(s span) bool { return s.shown == hidden }) {
		return spans
	}
	honest := newHonestSpans(l, true)
	return slices.DeleteFunc(spans, func(s span) bool { return s.shown == hidden && honest.containsMore(l, s) })
}

// masked returns what is shown in place of the number from first to last.
func (s *sequence) masked(first, last int) string {
	if last-first+1 < minShownNumber {
		return hidden
	}
	return hidden + string(s.exact[last-3:last+1])
}

// isNumber reports whether the characters from first to last can be one number: little stands between them. A short
// number of digits or of letters must be whole groups of them, since those come together by chance more easily.
func (s *sequence) isNumber(first, last int) bool {
	if s.isContiguous(first, last) {
		return true
	}
	for i := first + 1; i <= last; i++ {
		if s.gap(i) > maxGap {
			return false
		}
	}
	digits, length := countDigits(string(s.chars[first:last+1])), last-first+1
	isMixed := digits > 0 && digits < length
	return length >= minShownNumber || isMixed || s.beginsGroup(first) && (last+1 == len(s.chars) || s.beginsGroup(last+1))
}

// beginsGroup reports whether a character is separated from the one before it, or of another kind.
func (s *sequence) beginsGroup(i int) bool {
	return i == 0 || s.gap(i) > 0 || isDigit(s.chars[i]) != isDigit(s.chars[i-1]) || s.chars[i] == otherLetter || s.chars[i-1] == otherLetter
}

// findShapes returns what has the shape of an account number in a layer: nine digits and more, also in groups, and
// words of letters and digits.
func findShapes(l *layer, s *sequence) []span {
	var spans []span
	var honest spanSet
	check := func(first, last int) {
		if honest.isNil() {
			honest = newHonestSpans(l, false)
		}
		spans = append(spans, honest.outside(l, s, first, last)...)
	}
	for first := 0; first < len(s.chars); {
		last := s.endOfWord(first)
		if s.looksLikeNumber(first, last) {
			check(first, last)
		}
		first = last + 1
	}
	for first := 0; first < len(s.chars); first++ {
		if !isDigit(s.chars[first]) {
			continue
		}
		last := s.endOfDigits(l, first)
		if last-first+1 >= minShapeDigits {
			check(first, last)
		}
		first = last
	}
	return spans
}

func (s *sequence) endOfWord(first int) (last int) {
	for last = first; last+1 < len(s.chars) && s.gap(last+1) == 0; {
		last++
	}
	return last
}

// endOfDigits returns the last digit of a row of digits that has separators in it. Two long numbers are not one, and
// neither are a long number and a short one after it, such as decimals.
func (s *sequence) endOfDigits(l *layer, first int) (last int) {
	last = s.endOfRun(first)
	for length := last - first + 1; last+1 < len(s.chars) && isDigit(s.chars[last+1]) && l.separates(s.at[last]+1, s.at[last+1]); {
		next := s.endOfRun(last + 1)
		if more := next - last; length >= minShapeDigits && (more >= minShapeDigits || more < minGroup) {
			return last
		}
		length, last = next-last, next
	}
	return last
}

// endOfRun returns the last of the digits that follow a digit with nothing between them.
func (s *sequence) endOfRun(first int) (last int) {
	for last = first; last+1 < len(s.chars) && isDigit(s.chars[last+1]) && s.gap(last+1) == 0; {
		last++
	}
	return last
}

// separates reports whether the characters from one position to another can stand within a number. A comma and a space
// separate two numbers, and so does the end of a line.
func (l *layer) separates(from, to int) bool {
	between := l.runes[from:to]
	switch {
	case slices.ContainsFunc(between, func(r rune) bool { return r == '\n' || r == '\r' || r == '…' }):
		return false
	case len(between) <= 1:
		return true
	case len(between) == 2:
		return between[0] == between[1] || between[0] == ' ' && between[1] != '('
	case len(between) == maxShapeGap:
		return between[0] == ' ' && between[1] != ' ' && between[2] == ' '
	default:
		return false
	}
}

// looksLikeNumber reports whether a word of letters and digits has enough digits for an account number.
func (s *sequence) looksLikeNumber(first, last int) bool {
	digits := 0
	for _, char := range s.chars[first : last+1] {
		switch {
		case char == otherLetter:
			return false
		case isDigit(char):
			digits++
		}
	}
	return digits >= minWordDigits && digits < last-first+1
}
