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

// search finds many secrets at once, each in every way in which a text may repeat it. All that it looks for is found by
// its first characters, so that a long log costs the same however many secrets there are.
type search struct {
	by     map[string][]sought
	begins [1 << 16]bool // by the first two bytes, which spares most of a text a closer look
	known  map[string]bool
}

type sought struct{ text, what string }

const (
	window = 12 // characters; what is shorter turns up by chance
	part   = 40 // of a long secret: half a signature in a log is a leak as well
)

func newSearch() *search { return &search{by: make(map[string][]sought), known: make(map[string]bool)} }

// look adds a secret to what is sought, under the name by which a test will speak of it.
func (s *search) look(name, secret string) {
	for _, piece := range pieces(secret) {
		if s.known[piece] {
			continue
		}
		s.known[piece] = true
		for spelling, text := range spellings(piece) {
			s.begins[pair(text)] = true
			s.by[text[:window]] = append(s.by[text[:window]], sought{text, name + ", " + spelling})
		}
	}
}

// pieces are parts of equal length, the last of which reaches back into the one before it.
func pieces(secret string) []string {
	if len(secret) < window {
		panic("a secret of " + fmt.Sprint(len(secret)) + " characters turns up by chance")
	}
	if len(secret) <= part {
		return []string{secret}
	}
	var all []string
	for at := 0; at+part < len(secret); at += part {
		all = append(all, secret[at:at+part])
	}
	return append(all, secret[len(secret)-part:])
}

// found names what a text holds.
func (s *search) found(text string) []string {
	names := make(map[string]bool)
	for _, view := range []string{text, solid(text)} {
		for at := 0; at+window <= len(view); at++ {
			if !s.begins[pair(view[at:])] {
				continue
			}
			for _, one := range s.by[view[at:at+window]] {
				if strings.HasPrefix(view[at:], one.text) {
					names[one.what] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func pair(text string) uint16 { return uint16(text[0])<<8 | uint16(text[1]) }

// solid takes out everything but letters and digits: the gaps between groups of digits, and the breaks of lines.
func solid(text string) string {
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

// spellings are the ways in which a text repeats a secret, apart from gaps.
func spellings(secret string) map[string]string {
	quoted, _ := json.Marshal(secret) //nolint:errchkjson // a text always can
	inJSON := strings.Trim(string(quoted), `"`)
	backwards := []byte(secret)
	slices.Reverse(backwards)
	all := map[string]string{
		"as it is":                  secret,
		"backwards":                 string(backwards),
		"in a query":                url.QueryEscape(secret),
		"in a path":                 url.PathEscape(secret),
		"in percent signs":          each(secret, "%%%02X"),
		"in small percent signs":    each(secret, "%%%02x"),
		"in HTML":                   html.EscapeString(secret),
		"in JSON":                   inJSON,
		"in JSON inside JSON":       strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(inJSON),
		"in JSON with slashes":      strings.ReplaceAll(inJSON, "/", `\/`),
		"in JSON of plain signs":    strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(inJSON),
		"in \\u":                    each(secret, `\u%04x`),
		"in \\U":                    each(secret, `\u%04X`),
		"in \\x":                    each(secret, `\x%02x`),
		"in hexadecimal":            hex.EncodeToString([]byte(secret)),
		"in capital hexadecimal":    strings.ToUpper(hex.EncodeToString([]byte(secret))),
		"in spaced hexadecimal":     strings.TrimSpace(each(secret, "%02x ")),
		"in bytes":                  strings.TrimSpace(each(secret, "%d ")),
		"in bytes of Go":            strings.TrimSuffix(each(secret, "0x%x, "), ", "),
		"in wide characters":        each(secret, "%c\x00"),
		"in base64 of its own":      base64.RawStdEncoding.EncodeToString([]byte(secret))[:len(secret)*8/6],
		"in URL base64 of its own":  base64.RawURLEncoding.EncodeToString([]byte(secret))[:len(secret)*8/6],
		"in base64 of a text, 1":    inside(base64.RawStdEncoding, secret, 1),
		"in base64 of a text, 2":    inside(base64.RawStdEncoding, secret, 2),
		"in URL base64 of a text 1": inside(base64.RawURLEncoding, secret, 1),
		"in URL base64 of a text 2": inside(base64.RawURLEncoding, secret, 2),
	}
	met := make(map[string]bool) // a number looks the same in most of them
	maps.DeleteFunc(all, func(_, text string) bool {
		double := met[text]
		met[text] = true
		return double
	})
	return all
}

func each(secret, format string) string {
	var text strings.Builder
	for _, b := range []byte(secret) {
		fmt.Fprintf(&text, format, b)
	}
	return text.String()
}

// inside is what base64 makes of a secret with as many bytes before it, without what hangs on its neighbours.
func inside(encoding *base64.Encoding, secret string, before int) string {
	encoded := encoding.EncodeToString([]byte(strings.Repeat("x", before) + secret))
	return encoded[(before*8+5)/6 : (before+len(secret))*8/6]
}

// What is planted in each of the spellings is found, and nothing is found where nothing was planted. The spellings of
// this table are written by other means than those that the search uses.
func TestTheSearchFindsEverySpelling(t *testing.T) {
	t.Parallel()
	const number, secret = "40718293650912", `cfsk_"R&D<7>/+=\canary`
	token := "eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9." + strings.Repeat("ab0", 20) + ".c2VhbA" + strings.Repeat("Zz9", 14)
	s := newSearch()
	for name, text := range map[string]string{"number": number, "secret": secret, "token": token} {
		s.look(name, text)
	}
	basic := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	for name, story := range map[string]struct{ text, want string }{
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
			found := strings.Join(s.found("before "+story.text+" after"), "; ")
			if story.want == "" && found != "" || !strings.HasPrefix(found, story.want) {
				t.Errorf("in %q is found %q, want %q", story.text, found, story.want)
			}
		})
	}
}
