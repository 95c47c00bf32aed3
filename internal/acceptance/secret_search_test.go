package acceptance

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// secretSearch finds many secrets at once, in each encoding in which a text may repeat them. It looks terms up by their
// first characters, so that the cost of a long log does not depend on the number of secrets.
type secretSearch struct {
	terms    map[string][]searchTerm // by their first prefixLength bytes
	prefixes [1 << 16]bool           // true for the first two bytes of a term, to skip most of a text quickly
	added    map[string]bool
}

// searchTerm is an encoded secret, with its name and encoding.
type searchTerm struct{ text, name string }

const (
	prefixLength   = 12 // shorter texts are found by chance
	maxPieceLength = 40 // longer secrets are split: half a signature in a log is a leak as well
)

func newSecretSearch() *secretSearch {
	return &secretSearch{terms: make(map[string][]searchTerm), added: make(map[string]bool)}
}

// add adds a secret to the search. The name is how results refer to it.
func (s *secretSearch) add(name, secret string) {
	for _, piece := range splitSecret(secret) {
		if s.added[piece] {
			continue
		}
		s.added[piece] = true
		for encoding, text := range encodings(piece) {
			s.prefixes[firstTwoBytes(text)] = true
			s.terms[text[:prefixLength]] = append(s.terms[text[:prefixLength]], searchTerm{text, name + ", " + encoding})
		}
	}
}

// splitSecret returns pieces of equal length. The last one overlaps the one before it.
func splitSecret(secret string) []string {
	if len(secret) < prefixLength {
		panic(fmt.Sprintf("a secret of %d characters may be found by chance", len(secret)))
	}
	if len(secret) <= maxPieceLength {
		return []string{secret}
	}
	var all []string
	for at := 0; at+maxPieceLength < len(secret); at += maxPieceLength {
		all = append(all, secret[at:at+maxPieceLength])
	}
	return append(all, secret[len(secret)-maxPieceLength:])
}

// find returns the names and encodings of the secrets that a text contains.
func (s *secretSearch) find(text string) []string {
	names := make(map[string]bool)
	for _, view := range []string{text, lettersAndDigits(text)} {
		for ; len(view) >= prefixLength; view = view[1:] {
			if s.prefixes[firstTwoBytes(view)] {
				s.findAtStart(view, names)
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// findAtStart adds the names of the terms that a text starts with.
func (s *secretSearch) findAtStart(text string, names map[string]bool) {
	for _, term := range s.terms[text[:prefixLength]] {
		if strings.HasPrefix(text, term.text) {
			names[term.name] = true
		}
	}
}

func firstTwoBytes(text string) uint16 { return uint16(text[0])<<8 | uint16(text[1]) }

// lettersAndDigits removes everything else: gaps between groups of digits, and line breaks.
func lettersAndDigits(text string) string {
	var kept strings.Builder
	kept.Grow(len(text))
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			kept.WriteByte(c)
		}
	}
	return kept.String()
}

// encodings returns the texts in which a secret may be repeated, by the name of the encoding.
func encodings(secret string) map[string]string {
	quoted, _ := json.Marshal(secret) //nolint:errchkjson // cannot fail for a text
	inJSON := strings.Trim(string(quoted), `"`)
	backwards := []byte(secret)
	slices.Reverse(backwards)
	all := map[string]string{
		"as it is":                  secret,
		"backwards":                 string(backwards),
		"in a query":                url.QueryEscape(secret),
		"in a path":                 url.PathEscape(secret),
		"in percent signs":          formatBytes(secret, "%%%02X"),
		"in small percent signs":    formatBytes(secret, "%%%02x"),
		"in HTML":                   html.EscapeString(secret),
		"in JSON":                   inJSON,
		"in JSON inside JSON":       strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(inJSON),
		"in JSON with slashes":      strings.ReplaceAll(inJSON, "/", `\/`),
		"in JSON of plain signs":    strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(inJSON),
		"in \\u":                    formatBytes(secret, `\u%04x`),
		"in \\U":                    formatBytes(secret, `\u%04X`),
		"in \\x":                    formatBytes(secret, `\x%02x`),
		"in hexadecimal":            hex.EncodeToString([]byte(secret)),
		"in capital hexadecimal":    strings.ToUpper(hex.EncodeToString([]byte(secret))),
		"in spaced hexadecimal":     strings.TrimSpace(formatBytes(secret, "%02x ")),
		"in bytes":                  strings.TrimSpace(formatBytes(secret, "%d ")),
		"in bytes of Go":            strings.TrimSuffix(formatBytes(secret, "0x%x, "), ", "),
		"in wide characters":        formatBytes(secret, "%c\x00"),
		"in base64 of its own":      base64.RawStdEncoding.EncodeToString([]byte(secret))[:len(secret)*8/6],
		"in URL base64 of its own":  base64.RawURLEncoding.EncodeToString([]byte(secret))[:len(secret)*8/6],
		"in base64 of a text, 1":    base64Within(base64.RawStdEncoding, secret, 1),
		"in base64 of a text, 2":    base64Within(base64.RawStdEncoding, secret, 2),
		"in URL base64 of a text 1": base64Within(base64.RawURLEncoding, secret, 1),
		"in URL base64 of a text 2": base64Within(base64.RawURLEncoding, secret, 2),
	}
	seen := make(map[string]bool) // a number is the same in most encodings
	maps.DeleteFunc(all, func(_, text string) bool {
		double := seen[text]
		seen[text] = true
		return double
	})
	return all
}

// formatBytes formats each byte of a text.
func formatBytes(secret, format string) string {
	var text strings.Builder
	for _, b := range []byte(secret) {
		fmt.Fprintf(&text, format, b)
	}
	return text.String()
}

// base64Within returns the characters of base64 that depend on the secret alone, with so many bytes before it.
func base64Within(encoding *base64.Encoding, secret string, before int) string {
	encoded := encoding.EncodeToString([]byte(strings.Repeat("x", before) + secret))
	return encoded[(before*8+5)/6 : (before+len(secret))*8/6]
}

// TestSecretSearch shows that a secret is found in each of its encodings, and that nothing is found where there is
// none. The table does not use the functions of the search.
func TestSecretSearch(t *testing.T) {
	t.Parallel()
	const number, secret = "40718293650912", `cfsk_"R&D<7>/+=\canary`
	token := "eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9." + strings.Repeat("ab0", 20) + ".c2VhbA" + strings.Repeat("Zz9", 14)
	s := newSecretSearch()
	for name, text := range map[string]string{"number": number, "secret": secret, "token": token} {
		s.add(name, text)
	}
	basic := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	for name, tc := range map[string]struct{ text, want string }{
		"number":                  {"account 40718293650912.", "number"},
		"in a longer number":      {"1240718293650912001", "number"},
		"groups with spaces":      {"4071 8293 6509 12", "number"},
		"groups with dashes":      {"407-182-936-509-12", "number"},
		"groups of one":           {"4 0 7 1 8 2 9 3 6 5 0 9 1 2", "number"},
		"groups of odd gaps":      {"4071 -- 8293.6509_12", "number"},
		"broken by a CLI":         {"4071 8293\n│ 6509 12", "number"},
		"backwards":               {"21905639281704", "number"},
		"backwards, in groups":    {"2190 5639 2817 04", "number"},
		"in percent signs":        {"%34%30%37%31%38%32%39%33%36%35%30%39%31%32", "number"},
		"in \\u":                  {`\u0034\u0030\u0037\u0031\u0038\u0032\u0039\u0033\u0036\u0035\u0030\u0039\u0031\u0032`, "number"},
		"in hexadecimal":          {fmt.Sprintf("%x", number), "number"},
		"in capital hexadecimal":  {fmt.Sprintf("%X", secret), "secret"},
		"in spaced hexadecimal":   {fmt.Sprintf("% x", number), "number"},
		"in a dump of bytes":      {"[52 48 55 49 56 50 57 51 54 53 48 57 49 50]", "number"},
		"in a dump of Go":         {fmt.Sprintf("%#v", []byte(number)), "number"},
		"in wide characters":      {"4\x000\x007\x001\x008\x002\x009\x003\x006\x005\x000\x009\x001\x002\x00", "number"},
		"base64 of itself":        {basic(number), "number"},
		"base64, one before":      {basic("=" + number + " and more"), "number"},
		"base64, two before":      {basic("a=" + number + "!"), "number"},
		"base64, three before":    {basic("abc" + number), "number"},
		"base64 of a secret":      {basic("id:" + secret), "secret"},
		"URL base64, one before":  {base64.URLEncoding.EncodeToString([]byte("?" + secret)), "secret"},
		"URL base64, two before":  {base64.URLEncoding.EncodeToString([]byte("??" + secret)), "secret"},
		"secret":                  {"x-client-secret: " + secret, "secret"},
		"secret backwards":        {`yranac\=+/>7<D&R"_ksfc`, "secret"},
		"secret in JSON":          {`{"s":"cfsk_\"R&D<7>/+=\\canary"}`, "secret"},
		"secret in Go's JSON":     {`{"s":"cfsk_\"R\u0026D\u003c7\u003e/+=\\canary"}`, "secret"},
		"secret in slashed JSON":  {`{"s":"cfsk_\"R\u0026D\u003c7\u003e\/+=\\canary"}`, "secret"},
		"secret in JSON of JSON":  {`"{\"s\":\"cfsk_\\\"R\\u0026D\\u003c7\\u003e/+=\\\\canary\"}"`, "secret"},
		"secret in Go's quotes":   {fmt.Sprintf("%q", secret), "secret"},
		"secret in a query":       {url.Values{"s": {secret}}.Encode(), "secret"},
		"secret in a path":        {"/v1/cfsk_%22R&D%3C7%3E%2F+=%5Ccanary", "secret"},
		"secret in a page":        {"<p>cfsk_&#34;R&amp;D&lt;7&gt;/+=\\canary</p>", "secret"},
		"token":                   {"Bearer " + token, "token"},
		"the middle of a token":   {token[20:100], "token"},
		"the end of a token":      {token[len(token)-42:], "token"},
		"base64 of half a token":  {basic(token[30:115]), "token"},
		"a masked number":         {"…0912", ""},
		"most of a number":        {"071829365091", ""},
		"the header of any token": {"eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9", ""},
		"a text":                  {strings.Repeat("Cashfree answered 200 at 2025-03-01T10:20:30.123456Z. ", 50), ""},
	} {
		t.Run(name, func(t *testing.T) {
			found := strings.Join(s.find("before "+tc.text+" after"), "; ")
			if tc.want == "" && found != "" || !strings.HasPrefix(found, tc.want) {
				t.Errorf("in %q is found %q, want %q", tc.text, found, tc.want)
			}
		})
	}
}
