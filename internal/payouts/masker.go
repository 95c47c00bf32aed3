package payouts

import (
	"errors"
	"fmt"
	"html"
	"mime"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// textMasker masks what must not be shown of texts from outside: our own credentials, should a server or a proxy echo
// them, and account numbers, which Cashfree's messages quote when it refuses them.
type textMasker struct{ *grammar.Masker }

// maskerFor returns what masks the texts of an answer: a server can repeat what it was just sent.
func (c *Client) maskerFor(request *apiRequest) textMasker {
	if request.bearer == "" && request.signature == "" {
		return textMasker{c.masker}
	}
	return textMasker{c.masker.With([]string{request.bearer, request.signature}, nil)}
}

// errorMasker returns what masks the texts of a failure: also what earlier requests have sent.
func (c *Client) errorMasker(request *apiRequest) textMasker {
	return textMasker{c.masker.With(slices.Concat(c.recent.all(), c.routes.passwords(), []string{request.bearer, request.signature}), nil)}
}

// recentSecrets holds the last signatures and tokens that were sent. It is safe for concurrent use.
type recentSecrets struct {
	mu   sync.Mutex
	last [4]string
	next int
}

func (r *recentSecrets) add(secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if secret != "" && !slices.Contains(r.last[:], secret) {
		r.last[r.next%len(r.last)] = secret
		r.next++
	}
}

func (r *recentSecrets) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.last[:])
}

func newTextMasker(secrets, accounts []string) textMasker {
	return textMasker{grammar.NewMasker(secrets, accounts)}
}

// Lengths in characters of what is kept of texts from outside.
const (
	maxMessage = 500
	maxWord    = 100
)

// text returns a text in a form that can be shown: masked, printable, on one line, at most 500 characters.
func (m textMasker) text(text string) string { return m.mask(text, maxMessage) }

// short is the same for what should be one word, such as a code.
func (m textMasker) short(text string) string { return m.mask(text, maxWord) }

// mask returns a copy, since a part of a long text would keep all of it in memory. What is masked is twice as long as
// what is shown: of a secret that the limit cuts in two, each part is still recognised.
func (m textMasker) mask(text string, length int) string {
	masked := []rune(m.Text(printable(text, 2*maxMessage)))
	if len(masked) > length {
		masked = append(masked[:length-1], '…')
	}
	return string(masked)
}

// printable puts a text on one line without control characters, and cuts it.
func printable(text string, length int) string {
	var out strings.Builder
	count, isSpaced := 0, false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			isSpaced = count > 0
			continue
		case !unicode.IsPrint(r), r == unicode.ReplacementChar:
			continue
		case count >= length:
			return out.String()
		case isSpaced:
			out.WriteByte(' ')
			count++
		}
		isSpaced = false
		out.WriteRune(r)
		count++
	}
	return out.String()
}

var userInfo = grammar.NewPattern(`//[^/@\s]+@`)

// cause returns an error of the network or of decoding in a form that can be shown. Such errors can quote the URL,
// whose query holds account numbers, and a proxy's password. Only an error that had to be masked loses its type.
func (m textMasker) cause(err error) error {
	if quoting, ok := errors.AsType[*url.Error](err); ok {
		err = quoting.Err
	}
	full := err.Error()
	text := m.text(userInfo().ReplaceAllString(full, "//…@"))
	if text == full {
		return err
	}
	return maskedError{text, err}
}

// maskedError has a text of its own. [errors.Is] sees the original, which cannot be taken out and printed.
type maskedError struct {
	text     string
	original error
}

func (e maskedError) Error() string { return e.text }

// Is matches whatever the original error matches.
func (e maskedError) Is(target error) bool { return errors.Is(e.original, target) }

// maxPage is how much of a page is searched for its title, in bytes.
const maxPage = 64 << 10

var htmlTitle = grammar.NewPattern(`(?is)<title[^>]*>(.*?)</title>`)

// title returns the title of an HTML page, or nothing.
func (m textMasker) title(body []byte) string {
	match := htmlTitle().FindSubmatch(body[:min(len(body), maxPage)])
	if match == nil {
		return ""
	}
	return m.short(html.UnescapeString(string(match[1])))
}

// bodyError describes a body that is not the API's JSON, as in "HTTP 502 with an empty body".
type bodyError string

func (b bodyError) Error() string { return string(b) }

// describe describes what came instead of the API's JSON. The text itself is shown only where it cannot be an answer of
// the API with something private in it: the title of a page, or a line of plain text.
func (m textMasker) describe(response apiResponse) error {
	if isRedirect(response.status) {
		target := ""
		// Masked before it is taken apart: a secret with a stroke in it would not be recognised by its first half.
		if host := redirectHost(m.text(response.header.Get("Location"))); host != "" {
			target = fmt.Sprintf(" to the host %q", m.short(host))
		}
		return bodyError("a redirect" + target + ", which is not followed, because the request holds the credentials; " +
			"check the base URL and any proxy")
	}
	if title := m.title(response.body); title != "" {
		return bodyError(fmt.Sprintf("a page titled %q instead of the API's JSON", title))
	}
	text := string(response.body[:min(len(response.body), maxPage)])
	start := printable(text, 1)
	mediaType, _, err := mime.ParseMediaType(response.header.Get("Content-Type"))
	switch {
	case start == "":
		return bodyError("an empty body")
	case err == nil && mediaType == "text/plain" && !strings.ContainsAny(start, "{[<\""):
		return bodyError(fmt.Sprintf("the text %q instead of the API's JSON", m.short(text)))
	default:
		return bodyError("a body that is not the API's JSON")
	}
}

// isPage reports whether an answer is a page for people.
func isPage(response apiResponse) bool {
	mediaType, _, err := mime.ParseMediaType(response.header.Get("Content-Type"))
	start := printable(string(response.body[:min(len(response.body), maxPage)]), 1)
	return err == nil && mediaType == "text/html" || start == "<"
}
