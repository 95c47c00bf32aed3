package payouts

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/spelling"
)

// A text is on one line, printable, short, and masked in every spelling.
func TestMasker_Text(t *testing.T) {
	t.Parallel()
	const secret = `cf/sk+<canary>&"x"z9`
	masker := newTextMasker([]string{secret, "", "abc"}, []string{"4711"})
	for _, one := range spelling.All {
		got := masker.text("it was <" + one.Spell(secret) + "> for 4711,\r\n\x00\u202e abc")
		if want := "it was <…> for …, abc"; got != want {
			t.Errorf("%s: %q, want %q", one.Name, got, want)
		}
	}
	for name, before := range map[string]string{"spaces": strings.Repeat(" ", 1<<20), "letters": strings.Repeat("x", 490), "zero-width": strings.Repeat("\u200b", 1<<20)} {
		got := masker.text(before + strings.Repeat(secret, 100))
		if utf8.RuneCountInString(got) > maxMessage || strings.Contains(got, "cf") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A cause keeps its type unless it had to be masked.
func TestMasker_Cause(t *testing.T) {
	t.Parallel()
	masker := newTextMasker(nil, []string{"4711"})
	harmless := fmt.Errorf("connection reset: %w", io.EOF)
	if got := masker.cause(&url.Error{Op: "Get", URL: "https://x/?a=4711", Err: harmless}); !errors.Is(got, harmless) || got.Error() != harmless.Error() {
		t.Errorf("got %v", got)
	}
	got := masker.cause(fmt.Errorf("account 4711: %w", io.EOF))
	if got.Error() != "account …: EOF" || !errors.Is(got, io.EOF) || errors.Unwrap(got) != nil {
		t.Errorf("got %#v, want a masked one that still is EOF", got)
	}
	if got := masker.cause(errors.New("proxyconnect: http://user:pass@proxy:1")); strings.Contains(got.Error(), "pass") {
		t.Errorf("got %v", got)
	}
}

// A body that was sealed is not sent.
func TestOnceBody_Sealed(t *testing.T) {
	t.Parallel()
	body := &onceBody{content: strings.NewReader("content")}
	if body.seal() {
		t.Error("nobody has read of it")
	}
	if n, err := body.Read(make([]byte, 10)); n != 0 || !errors.Is(err, errSealed) {
		t.Errorf("read %d bytes and %v after the seal", n, err)
	}
	if body.seal() {
		t.Error("the attempt to read counts as none")
	}
}
