// Package numbertest is for tests. It finds account numbers in texts for people.
package numbertest

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

var (
	longRun   = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){8,}`)
	quotation = regexp.MustCompile(`"[^"]*"`)
	escape    = regexp.MustCompile(`\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})`)
	ifsc      = regexp.MustCompile(`\b[A-Za-z]{4}0[A-Za-z0-9]{6}\b`)
	uuid      = regexp.MustCompile(`[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}`)
)

// Find returns what can be an account number in a text, or "". The digits of an escape such as \x14, of an IFSC and of
// a UUID are not part of a number.
func Find(text string) string {
	text = escape.ReplaceAllString(uuid.ReplaceAllString(text, "UUID"), "?")
	return longRun.FindString(ifsc.ReplaceAllString(text, "IFSC"))
}

// WantNone asserts that a text contains nothing that can be an account number.
func WantNone(t testing.TB, text string) {
	t.Helper()
	if number := Find(text); number != "" {
		t.Fatalf("%s is shown in %q", number, text)
	}
}

// WantNoneOf asserts that a text contains none of these account numbers.
func WantNoneOf(t testing.TB, text string, numbers ...string) {
	t.Helper()
	for _, number := range numbers {
		if strings.Contains(text, number) {
			t.Errorf("the account number %s is in:\n%s", number, text)
		}
	}
}

// WithoutIDs replaces the ids that a message about a set names on purpose: quoted texts that are valid ids and have a
// letter.
func WithoutIDs(text string) string {
	return quotation.ReplaceAllStringFunc(text, func(quoted string) string {
		id := strings.Trim(quoted, `"`)
		if grammar.BeneficiaryID.Check(id) == nil && strings.ContainsFunc(id, unicode.IsLetter) {
			return "ID"
		}
		return quoted
	})
}
