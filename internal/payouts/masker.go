package payouts

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"mime"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// masker takes out of foreign texts what must not be seen: our own credentials, should a server or a proxy echo them,
// and account numbers, which Cashfree's messages quote when it refuses them.
type masker struct {
	secrets  []string
	accounts []string
}

func (c *Client) masker(call *call, signature string) masker {
	secrets := []string{c.clientSecret, call.bearer, signature}
	return masker{secrets: secrets, accounts: call.hidden}
}

// Lengths in characters of what is kept of foreign texts.
const (
	mostMessage = 500
	mostShort   = 100
	mostScanned = 64 << 10
)

// text gives a foreign text in a form fit to be shown: masked, printable, on one line, at most 500 characters.
func (m masker) text(text string) string { return m.mask(text, mostMessage) }

// short is the same for what should be one word, such as a code.
func (m masker) short(text string) string { return m.mask(text, mostShort) }

func (m masker) mask(text string, most int) string {
	text = m.withoutSecrets(text)
	if len(text) > mostScanned {
		text = text[:mostScanned]
	}
	return printable(grammar.Redact(printable(text, mostScanned), m.accounts...), most)
}

// withoutSecrets takes our own credentials out. It comes before anything that takes a text apart: half a secret is one
// that nobody finds any more.
func (m masker) withoutSecrets(text string) string {
	for _, secret := range m.secrets {
		if len(secret) < 4 {
			continue // its letters are in every other word
		}
		for _, spelling := range spellings(secret) {
			text = strings.ReplaceAll(text, spelling, "…")
		}
	}
	return text
}

// spellings lists the ways in which a text of any format repeats a secret.
func spellings(secret string) []string {
	quoted, _ := json.Marshal(secret) //nolint:errchkjson // a string always can
	return []string{
		secret,
		html.EscapeString(secret),
		url.QueryEscape(secret),
		url.PathEscape(secret),
		strings.Trim(string(quoted), `"`),
	}
}

// printable puts a text on one line without control characters, and cuts it.
func printable(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

var userInfo = regexp.MustCompile(`//[^/@\s]+@`)

// cause makes an error of the network or of decoding fit to be shown. Such errors can quote the URL, whose query holds
// account numbers, and a proxy's password. Only what had to be masked loses its type.
func (m masker) cause(err error) error {
	if quoting, ok := errors.AsType[*url.Error](err); ok {
		err = quoting.Err
	}
	full := err.Error()
	text := m.text(userInfo.ReplaceAllString(full, "//…@"))
	if text == full {
		return err
	}
	return maskedError{text, err}
}

// maskedError has a text of its own and answers errors.Is as the original does, which nobody can get at to print it.
type maskedError struct {
	text     string
	original error
}

func (e maskedError) Error() string { return e.text }

// Is matches whatever the original error matches.
func (e maskedError) Is(target error) bool { return errors.Is(e.original, target) }

var htmlTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// title gives the title of an HTML page, or nothing.
func (m masker) title(body []byte) string {
	match := htmlTitle.FindSubmatch(body[:min(len(body), mostScanned)])
	if match == nil {
		return ""
	}
	return m.short(html.UnescapeString(string(match[1])))
}

// describe says what came instead of the API's JSON. The text itself is shown only where it cannot be an answer of the
// API with something private in it: the title of a page, or a line of plain text.
func (m masker) describe(got *received) error {
	if isRedirect(got.status) {
		if host := redirectHost(m.withoutSecrets(got.header.Get("Location"))); host != "" {
			return fmt.Errorf("it is a redirect to the host %q, which is not followed, since the credentials would go "+
				"along; correct the base URL, or ask who answers in Cashfree's place", m.short(host))
		}
		return errors.New("it is a redirect, which is not followed, since the credentials would go along; " +
			"correct the base URL, or ask who answers in Cashfree's place")
	}
	if title := m.title(got.body); title != "" {
		return fmt.Errorf("the answer is not the API's but a page with the title %q", title)
	}
	mediaType, _, err := mime.ParseMediaType(got.header.Get("Content-Type"))
	switch text := m.short(string(got.body)); {
	case text == "":
		return errors.New("the answer is empty")
	case err == nil && mediaType == "text/plain" && !strings.ContainsAny(text[:1], "{[<\""):
		return fmt.Errorf("the answer is not the API's but the text %q", text)
	default:
		return errors.New("the answer is not the API's JSON")
	}
}
