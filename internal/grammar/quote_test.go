package grammar_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// misplaced are account numbers as somebody may put them into another column: long and short ones, with letters and of
// letters alone.
var misplaced = []string{
	"026291800001191", "SBIN12345678", "12345", "ABCDEFGH", "1234567", "4711", "AB12", "00123456", "1A2B3C4D", "HDFC1", "9" + strings.Repeat("0", 24),
}

// No field but the account number itself shows a misplaced account number in its errors, however it is written there.
// What is shown of it is at most half.
func TestField_Check_MisplacedNumber(t *testing.T) {
	t.Parallel()
	for _, number := range misplaced {
		for _, spelling := range []string{"%s", " %s ", "%s.", "%s ?", "acc %s/", "\u200b%s", "(%s)", "%s\n"} {
			value := fmt.Sprintf(spelling, number)
			for _, field := range fields {
				err := field.Check(value)
				if err == nil || isWordOf(field, number) {
					continue
				}
				for i := 0; i+len(number)/2 < len(number); i++ {
					if part := number[i : i+len(number)/2+1]; len(part) >= 3 && strings.Contains(gotOf(err), part) {
						t.Errorf("%s: %q is in the error about %q: %v", field.Name, part, value, err)
						break
					}
				}
			}
		}
	}
}

// isWordOf reports whether a number consists of letters alone and a field takes such words, so that errors show them.
func isWordOf(field *grammar.Field, number string) bool {
	return strings.Trim(number, "ABCDEFGH") == "" && field.Check(number) == nil
}

// gotOf returns what an error says of the value.
func gotOf(err error) string {
	_, got, _ := strings.Cut(err.Error(), ", got ")
	return got
}

// The digits of a number in groups are masked wherever they could be one.
func TestField_Check_MisplacedGroups(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"0262 9180 0001 191", "026-291-800-001-191", "1-2-3-4-5", "12 34 5", "1234 5", "０２６２９１８０", "①②③④⑤", "%30%32%36%32"} {
		for _, field := range fields {
			if err := field.Check(value); err != nil && strings.ContainsAny(strings.ReplaceAll(gotOf(err), "characters", ""), "02345６９③④") && strings.Contains(gotOf(err), `"`) {
				shown, _, _ := strings.Cut(gotOf(err)[1:], `"`)
				if digits := strings.Map(onlyDigits, shown); len([]rune(digits)) > 4 {
					t.Errorf("%s: %q is shown as %s", field.Name, value, gotOf(err))
				}
			}
		}
	}
}

func onlyDigits(r rune) rune {
	if strings.ContainsRune("0123456789０１２３４５６７８９①②③④⑤", r) {
		return r
	}
	return -1
}

// What is quoted stays useful: words without digits, short numbers and marks are shown.
func TestQuoteCell(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"M/s. Rao & Sons": `"M/s. Rao & Sons"`, "Rao 2 Traders": `"Rao 2 Traders"`, "2nd Floor": `"2nd Floor"`, "a\tb": `"a\tb"`, "": `""`,
		"Asha2": `"…"`, "Rao 4711": `"Rao …"`, "vendor_0042": `"vendor_…"`, "0001-1020-0017-72": `"…-…-…-72"`, "00011020001772": `"…1772"`,
		"12 34 56": `"… … …"`, "HDFC00010001 00011020001772": `"…0001 …1772"`, "\xff\x00": `"\xff\x00"`, "क़ ab": `"क़ ab"`,
	} {
		if got := grammar.QuoteCell(cell); got != want {
			t.Errorf("%q is %s, want %s", cell, got, want)
		}
	}
}

// A quoted text has at most 120 characters and an ellipsis, whatever it consists of and whichever field refuses it, and
// shows no account number that stands where it is cut. Quoting takes no longer for a text of some MB.
func TestQuote_Bounds(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"x", "1", "x1", "é", "\x00", "\U0010ffff", "\u202e", "a b ", "00011020001772 ", "…", "\xff", "😀", "क़"} {
		for _, size := range []int{100, 119, 121, 4095, 4097, 5000, 10 << 18} {
			text := strings.Repeat(part, size/len(part)+1)
			for name, quoted := range map[string]string{"Quote": grammar.Quote(text), "QuoteCell": grammar.QuoteCell(text)} {
				if length := utf8.RuneCountInString(quoted); length > 120+3 {
					t.Errorf("%s of %d bytes of %q has %d characters", name, size, part, length)
				}
			}
		}
		for _, field := range fields {
			if err := field.Check(strings.Repeat(part, 1<<20/len(part))); err != nil && utf8.RuneCountInString(gotOf(err)) > 120+100 {
				t.Errorf("%s: the error has %d characters", field.Name, utf8.RuneCountInString(err.Error()))
			}
		}
	}
	for shift := range 20 {
		text := strings.Repeat("0", 4096-shift) + "00011020001772"
		if got := grammar.Quote(text) + grammar.QuoteCell(text); strings.Contains(got, "102") {
			t.Errorf("a number at the cut is shown: %s", got)
		}
	}
}
