package grammar_test

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// A stored text has the code points of what a terminal obeys and of what ends a line, and keeps the joiners of scripts.
func TestStorable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "Asha Rao": "Asha Rao", "ന്\u200dറെ, ക\u200c": "ന്\u200dറെ, ക\u200c",
		"a\x1b[2Jb": "a⟨U+001B⟩[2Jb", "a\u009bb": "a⟨U+009B⟩b", "a\x7fb": "a⟨U+007F⟩b", "a\nb": "a⟨U+000A⟩b", "a\u2028b\u2029c": "a⟨U+2028⟩b⟨U+2029⟩c",
		"a\u202eb\u2066c": "a⟨U+202E⟩b⟨U+2066⟩c", "a\u200bb\ufeffc": "a⟨U+200B⟩b⟨U+FEFF⟩c", "a\U000e0041b": "a⟨U+E0041⟩b",
	} {
		if got := grammar.Storable(text); got != want {
			t.Errorf("%+q is stored as %+q, want %+q", text, got, want)
		}
	}
}

// OneLine leaves the white space that does not end a line.
func TestOneLine(t *testing.T) {
	t.Parallel()
	if got, want := grammar.OneLine("a\r\nb\tc\u2028d\u2029e\u0085f\u2000g h"), "a  b c d e f\u2000g h"; got != want {
		t.Errorf("got %+q, want %+q", got, want)
	}
}

// A text is blank if nothing of it can be seen.
func TestIsBlank(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": true, " \u00a0\n": true, "\u200b\u2060": true, "\u3164\u115f\u2800": true, "\x00": true, "a": false, "\u200ba": false, "क": false, ".": false,
	} {
		if got := grammar.IsBlank(text); got != want {
			t.Errorf("%+q: %v", text, got)
		}
	}
}
