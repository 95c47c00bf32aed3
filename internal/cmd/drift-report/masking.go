package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// masker holds the account numbers of a plan, which has them in plain text unless they are write-only.
type masker struct {
	known map[string]bool // in lower case
}

var (
	words      = regexp.MustCompile(`[A-Za-z0-9]{4,}`)
	digits     = regexp.MustCompile(`[0-9]{4,}`)
	digitRun   = regexp.MustCompile(`[0-9]+`)
	spaced     = regexp.MustCompile(`[0-9]+(?:[ ./:,_-]{1,2}[0-9]+)+`)
	longDigits = regexp.MustCompile(`[0-9]{9,}`)
	keyDigest  = regexp.MustCompile(`^[0-9a-f]{64}$`) // longer than any account number, and public
)

func newMasker(all []*instance) masker {
	m := masker{known: make(map[string]bool)}
	for _, i := range all {
		for _, s := range []side{i.recorded, i.now, i.planned} {
			m.learn(s.at("instrument", "bank_account_number").text)
			m.learnCSV(s.at("csv").text)
			m.learnJSON(s.at("json").text)
		}
	}
	return m
}

// learn adds an account number.
func (m masker) learn(number string) {
	if number = strings.TrimSpace(number); grammar.AccountNumber.Check(number) == nil {
		m.known[strings.ToLower(number)] = true
	}
}

func (m masker) learnCSV(document string) {
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(document, "\ufeff")))
	reader.FieldsPerRecord = -1
	position := -1 // of the account number
	for {
		record, err := reader.Read()
		if err != nil {
			return // the provider refuses a malformed document, so the plan has no member of it
		}
		if position >= 0 && position < len(record) {
			m.learn(record[position])
		}
		for i, name := range record {
			if position < 0 && strings.TrimSpace(name) == grammar.AccountNumber.Name {
				position = i
			}
		}
	}
}

func (m masker) learnJSON(document string) {
	var members map[string]map[string]any
	if document == "" || json.Unmarshal([]byte(document), &members) != nil {
		return
	}
	for _, fields := range members {
		number, _ := fields[grammar.AccountNumber.Name].(string)
		m.learn(number)
	}
}

// text returns a text from outside in which everything that can be an account number is masked, and nothing is
// invisible.
func (m masker) text(text string) string {
	return m.show(text, func(text string) string {
		if keyDigest.MatchString(text) {
			return text
		}
		return grammar.Redact(m.maskKnown(text))
	})
}

// id returns an id in which only known account numbers and long digit runs are masked, since people need it to find the
// payee.
func (m masker) id(text string) string {
	return m.show(text, func(text string) string {
		return longDigits.ReplaceAllStringFunc(m.maskKnown(text), grammar.Mask)
	})
}

// maskKnown masks the account numbers of the plan, including short ones: as words, as digits within a word, and with
// points or strokes between the digits.
func (m masker) maskKnown(text string) string {
	text = spaced.ReplaceAllStringFunc(text, m.maskGroups)
	for _, spelling := range []*regexp.Regexp{words, digits} {
		text = spelling.ReplaceAllStringFunc(text, func(found string) string {
			if m.known[strings.ToLower(found)] {
				return grammar.Mask(found)
			}
			return found
		})
	}
	return text
}

const maxDigits = 25 // of an account number

// maskGroups masks a known number in groups of digits, which may have other groups before and after it.
func (m masker) maskGroups(text string) string {
	groups := digitRun.FindAllStringIndex(text, -1)
	var out strings.Builder
	at := 0
	for first := 0; first < len(groups); first++ {
		joined := ""
		for last := first; last < len(groups) && len(joined) <= maxDigits; last++ {
			joined += text[groups[last][0]:groups[last][1]]
			if m.known[joined] {
				out.WriteString(text[at:groups[first][0]] + grammar.Mask(joined))
				at, first = groups[last][1], last
				break
			}
		}
	}
	return out.String() + text[at:]
}

// show masks a text in the form in which a reader sees it: without characters of no width, and with the digits of other
// scripts as ASCII digits.
func (m masker) show(text string, mask func(string) string) string {
	plain := strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return asciiDigit(r)
	}, text)
	if masked := mask(plain); masked != plain {
		if plain != text {
			masked += " ⟨hidden characters removed⟩"
		}
		return shorten(visible(masked))
	}
	return shorten(visible(text))
}

const maxShown = 200

func shorten(text string) string {
	runes := []rune(text)
	if len(runes) <= maxShown {
		return text
	}
	return fmt.Sprintf("%s… (%d characters more)", string(runes[:maxShown]), len(runes)-maxShown)
}

// visible returns the text with the code points of characters that are invisible or that change the direction of the
// text.
func visible(text string) string {
	var out strings.Builder
	for _, r := range text {
		if isInvisible(r) || unicode.IsSpace(r) && r != ' ' {
			fmt.Fprintf(&out, "⟨U+%04X⟩", r)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// blank holds letters and marks that are drawn as nothing, besides control and format characters.
var blank = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x034f, Hi: 0x034f, Stride: 1}, {Lo: 0x115f, Hi: 0x1160, Stride: 1}, {Lo: 0x17b4, Hi: 0x17b5, Stride: 1},
		{Lo: 0x180b, Hi: 0x180f, Stride: 1}, {Lo: 0x2800, Hi: 0x2800, Stride: 1}, {Lo: 0x3164, Hi: 0x3164, Stride: 1},
		{Lo: 0xfe00, Hi: 0xfe0f, Stride: 1}, {Lo: 0xffa0, Hi: 0xffa0, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0xe0000, Hi: 0xe0fff, Stride: 1}},
}

func isInvisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs, blank)
}

// asciiDigit returns the ASCII digit for a decimal digit of any script. Unicode has them in runs of ten that start at
// zero.
func asciiDigit(r rune) rune {
	if r <= unicode.MaxASCII {
		return r
	}
	for _, ten := range unicode.Nd.R16 {
		if rune(ten.Lo) <= r && r <= rune(ten.Hi) {
			return '0' + (r-rune(ten.Lo))%10
		}
	}
	for _, ten := range unicode.Nd.R32 {
		if rune(ten.Lo) <= r && r <= rune(ten.Hi) {
			return '0' + (r-rune(ten.Lo))%10
		}
	}
	return r
}
