// Package spelling is for tests. It writes secrets and account numbers in ways that hide them from a search, and in
// which a reader still recognises them.
package spelling

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Spelling is a way to write a secret or an account number so that a reader still recognises it.
type Spelling struct {
	Name  string
	Spell func(string) string

	// foldsCase is whether the letter case is lost, and keepsCase whether that of the result matters.
	foldsCase, keepsCase bool
	// separates is whether it puts separators between groups, hasEscapes whether those are escapes, and escapes whether
	// it escapes each character.
	separates, hasEscapes, escapes bool
}

// All lists the ways of writing: separators, other characters for the same digits and letters, escapes and encodings.
var All = append(append(append(separated(), replaced()...), escaped()...), encoded()...)

// AsItIs changes nothing.
var AsItIs = Spelling{Name: "as it is", Spell: func(text string) string { return text }}

// Wrappings are texts that can stand around what is spelled. The %s is in its place.
var Wrappings = []string{
	"%s", "the account %s is wrong", "value received: %s", "A/C%sX", "acct_%s_x", "[%s]", `{"message":"%s"}`, "<b>%s</b>", "(%s)", "#%s!", "HDFC0000001 %s",
	"%s/HDFC0000001", "%s.00", "%sE14", "x=%s&y", "2024-03-01T10:20:30Z %s", "%s@hdfc0000001.ifsc.npci", "first %s, second", "INR %s", "\r\n%s\r\n", "क%sख",
}

// Compositions calls a function with each spelling and each pair of spellings, of which the second is applied to the
// result of the first. Pairs that a reader could not read are left out.
func Compositions(yield func(name string, isPair bool, spell func(string) string)) {
	for _, first := range All {
		yield(first.Name, false, first.Spell)
		for _, second := range All {
			if CanFollow(first, second) {
				yield(second.Name+" of "+first.Name, true, func(text string) string { return second.Spell(first.Spell(text)) })
			}
		}
	}
}

// CanFollow reports whether a reader can read the second spelling of the first.
func CanFollow(first, second Spelling) bool {
	isLost := first.keepsCase && second.foldsCase || first.hasEscapes && second.separates || first.escapes && second.hasEscapes
	return !isLost
}

// separated returns spellings with separators between groups of characters.
func separated() []Spelling {
	var all []Spelling
	for _, row := range []struct {
		name, separator string
		size            int
	}{
		{"spaces", " ", 4}, {"two spaces", "  ", 4}, {"tabs", "\t", 4}, {"lines", "\n", 4}, {"lines of Windows", "\r\n", 5},
		{"no-break spaces", "\u00a0", 4}, {"thin spaces", "\u2009", 3}, {"narrow spaces", "\u202f", 3}, {"ideographic spaces", "\u3000", 3},
		{"hyphens", "-", 4}, {"hyphens in spaces", " - ", 4}, {"no-break hyphens", "\u2011", 4}, {"dashes", "\u2013", 4}, {"minus signs", "\u2212", 2},
		{"soft hyphens", "\u00ad", 1}, {"dots", ".", 4}, {"single dots", ".", 1}, {"middle dots", "\u00b7", 4}, {"slashes", "/", 4}, {"commas", ",", 3},
		{"pairs with commas", ",", 2}, {"an array", ",", 1}, {"an array with spaces", ", ", 1}, {"an array of texts", `","`, 1}, {"underscores", "_", 4},
		{"colons", ":", 4}, {"plus signs", "+", 1}, {"pipes", "|", 4}, {"tildes", "~", 2}, {"asterisks", "*", 4}, {"quotes", `"`, 4}, {"ellipses", "…", 4},
		{"zero-width spaces", "\u200b", 1}, {"joiners", "\u200d", 1}, {"word joiners", "\u2060", 4}, {"byte order marks", "\ufeff", 3},
		{"direction marks", "\u200e\u202a", 2}, {"overrides", "\u202e", 5}, {"variation selectors", "\ufe0f", 1}, {"key caps", "\ufe0f\u20e3", 1},
		{"combining accents", "\u0301", 1}, {"grapheme joiners", "\u034f", 1}, {"Hangul fillers", "\u3164", 2}, {"bells", "\x07", 2}, {"zero bytes", "\x00", 1},
		{"escapes of a terminal", "\x1b[", 4}, {"colours of a terminal", "\x1b[1;31m", 3}, {"tags", "</b><b>", 1}, {"line breaks of HTML", "<br/>", 4}, {"escaped spaces", "%20", 4}, {"entities of spaces", "&nbsp;", 4}, {"escaped lines", `\n`, 4},
	} {
		hasEscapes := strings.ContainsAny(row.separator, `%&\<m`)
		all = append(all, Spelling{
			Name: row.name, Spell: func(text string) string { return grouped(text, row.size, row.separator) },
			keepsCase: hasEscapes, separates: true, hasEscapes: hasEscapes,
		})
	}
	return all
}

func grouped(text string, size int, separator string) string {
	var out strings.Builder
	count := 0
	for _, r := range text {
		if count > 0 && count%size == 0 {
			out.WriteString(separator)
		}
		out.WriteRune(r)
		count++
	}
	return out.String()
}

// replaced returns spellings with other characters for the same digits and letters.
func replaced() []Spelling {
	shifted := func(name string, zero, upper, lower rune) Spelling {
		return Spelling{Name: name, Spell: func(text string) string {
			return strings.Map(func(r rune) rune {
				switch {
				case '0' <= r && r <= '9' && zero != 0:
					return zero + r - '0'
				case 'A' <= r && r <= 'Z' && upper != 0:
					return upper + r - 'A'
				case 'a' <= r && r <= 'z' && lower != 0:
					return lower + r - 'a'
				}
				return r
			}, text)
		}}
	}
	return []Spelling{
		AsItIs,
		{Name: "upper case", Spell: strings.ToUpper, foldsCase: true},
		{Name: "lower case", Spell: strings.ToLower, foldsCase: true},
		{Name: "backwards", Spell: func(text string) string {
			turned := ""
			for _, r := range text {
				turned = string(r) + turned
			}
			return turned
		}},
		shifted("full width", '\uff10', '\uff21', '\uff41'), shifted("Devanagari", '\u0966', 0, 0), shifted("Arabic", '\u0660', 0, 0),
		shifted("Persian", '\u06f0', 0, 0), shifted("Tamil", '\u0be6', 0, 0), shifted("Bengali", '\u09e6', 0, 0),
		shifted("mathematical bold", 0x1d7ce, 0x1d400, 0x1d41a), shifted("monospace", 0x1d7f6, 0x1d670, 0x1d68a),
		shifted("subscript", '\u2080', 0, 0), shifted("circled letters", 0, '\u24b6', '\u24d0'),
		{Name: "circled", Spell: func(text string) string { return mapDigits(text, "⓪①②③④⑤⑥⑦⑧⑨") }},
		{Name: "negative circled", Spell: func(text string) string { return mapDigits(text, "⓿❶❷❸❹❺❻❼❽❾") }},
		{Name: "Chinese digits", Spell: func(text string) string { return mapDigits(text, "〇一二三四五六七八九") }},
		{Name: "superscript", Spell: func(text string) string { return mapDigits(text, "⁰¹²³⁴⁵⁶⁷⁸⁹") }},
	}
}

func mapDigits(text, digits string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return []rune(digits)[r-'0']
		}
		return r
	}, text)
}

// escaped returns spellings in which each byte or character is escaped.
func escaped() []Spelling {
	bytewise := func(name, format string) Spelling {
		return Spelling{Name: name, escapes: true, Spell: func(text string) string {
			var out strings.Builder
			for _, c := range []byte(text) {
				fmt.Fprintf(&out, format, c)
			}
			return strings.TrimSpace(out.String())
		}}
	}
	runewise := func(name, format string) Spelling {
		return Spelling{Name: name, escapes: true, Spell: func(text string) string {
			var out strings.Builder
			for _, r := range text {
				fmt.Fprintf(&out, format, r)
			}
			return strings.TrimSpace(out.String())
		}}
	}
	return []Spelling{
		bytewise("percent", "%%%02X"), bytewise("percent in lower case", "%%%02x"), bytewise("bytes of Go", `\x%02x`), bytewise("octal bytes", `\%03o`),
		bytewise("quoted printable", "=%02X"), bytewise("0x", "0x%02x "), runewise("code points", "U+%04X "),
		runewise("entities", "&#%d;"), runewise("hexadecimal entities", "&#x%x;"), runewise("entities with zeros", "&#%07d;"), runewise("braced escapes", `\u{%x}`),
		runewise("long escapes", `\U%08x`),
		{Name: "escapes of JSON", Spell: jsonEscaped, escapes: true},
		{Name: "a text of JSON", Spell: func(text string) string {
			quoted, _ := json.Marshal(text) //nolint:errchkjson // a text always can be written
			return strings.Trim(string(quoted), `"`)
		}},
		{Name: "a query", Spell: url.QueryEscape}, {Name: "a path", Spell: url.PathEscape}, {Name: "HTML", Spell: html.EscapeString},
	}
}

func jsonEscaped(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r > 0xffff {
			r -= 0x10000
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
			continue
		}
		fmt.Fprintf(&out, `\u%04x`, r)
	}
	return out.String()
}

// encoded returns spellings in which the text is encoded as a whole.
func encoded() []Spelling {
	of := func(name string, keepsCase bool, encode func([]byte) string) Spelling {
		return Spelling{Name: name, keepsCase: keepsCase, Spell: func(text string) string { return encode([]byte(text)) }}
	}
	return []Spelling{
		of("base64", true, base64.StdEncoding.EncodeToString), of("base64 for URLs", true, base64.RawURLEncoding.EncodeToString),
		of("base32", false, base32.StdEncoding.EncodeToString), of("hexadecimal", false, hex.EncodeToString),
		{Name: "hexadecimal with spaces", Spell: func(text string) string { return strings.TrimSpace(fmt.Sprintf("% X", text)) }},
		{Name: "hexadecimal with colons", Spell: func(text string) string { return grouped(hex.EncodeToString([]byte(text)), 2, ":") }},
	}
}

// Visible returns how many letters and digits a text shows.
func Visible(text string) int {
	count := 0
	for _, r := range text {
		if r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r)) {
			count++
		}
	}
	return count
}
