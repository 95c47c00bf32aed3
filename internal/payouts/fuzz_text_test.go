package payouts

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzTextMasker: a text of any length, in which a secret and account numbers stand anywhere, is short, printable and
// shows neither, and so do an error that quotes it and the description of a page that contains it.
func FuzzTextMasker(f *testing.F) {
	for _, text := range []string{
		"value received: {account}", "{secret}{secret}", "0001 1020 0017 72", "{account}{account}", "cfsk/{secret}canary", "ab{account}cd",
		"proxyconnect: http://user:{secret}@proxy:1", "<title>{account}</title>", "request 7f3e1a2b-0042-4711-8812-123456789012",
		"\xff\x00\u202e{account}", "12\x003456\x00789\u200b012", "{",
	} {
		for _, blanks := range []uint16{0, 1, 65_530} {
			f.Add(text, blanks, uint8(blanks))
		}
	}
	masker := newTextMasker([]string{canarySecret, "", "abc"}, []string{canaryAccount})
	f.Fuzz(func(t *testing.T, written string, blanks uint16, spelling uint8) {
		text := strings.Repeat(" ", int(blanks)) + withCanaries(written, spelling)
		for most, shown := range map[int]string{maxMessage: masker.text(text), maxWord: masker.short(text)} {
			if utf8.RuneCountInString(shown) > most {
				t.Fatalf("%d characters are shown, and %d at most may be", utf8.RuneCountInString(shown), most)
			}
			wantMasked(t, written, shown)
		}
		quoting := masker.cause(&url.Error{Op: "Get", URL: "https://x/?n=" + canaryAccount, Err: errors.New("broken: " + text)})
		wantMasked(t, written, quoting.Error())
		for _, mediaType := range []string{"text/plain", "text/html"} {
			said := masker.describe(apiResponse{reply{status: 502}, http.Header{"Content-Type": {mediaType}}, []byte(text)})
			wantMasked(t, written, said.Error())
		}
		moved := masker.describe(apiResponse{reply{status: 302}, http.Header{"Location": {"https://" + text}}, nil})
		wantMasked(t, written, moved.Error())
	})
}

// wantMasked also finds the beginning of a secret and of a number, which is what a cut would leave of them.
func wantMasked(t *testing.T, written, shown string) {
	t.Helper()
	wantShowable(t, "text", shown)
	for _, half := range []string{canarySecret[:len(canarySecret)/2], canaryAccount[:8]} {
		if strings.Contains(shown, half) && !strings.Contains(written, half) {
			t.Fatalf("half of what is to be hidden is shown: %q", shown)
		}
	}
}

// FuzzRetryAfter: whatever a server asks for, the pause is none or one that a Duration holds, and a number is taken as
// it is written.
func FuzzRetryAfter(f *testing.F) {
	for _, text := range []string{"", "0", "5", "0.5", "-1", "1e9", "1e999", "NaN", "Inf", "0x10", " 7 ", "1772360430", "Sun, 01 Mar 2026 10:20:35 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		f.Add(text, "", true)
		f.Add("", text, true)
		f.Add(text, text, false)
	}
	now := time.Date(2026, time.March, 1, 10, 20, 30, 0, time.UTC)
	f.Fuzz(func(t *testing.T, after, reset string, throttled bool) {
		status := http.StatusServiceUnavailable
		if throttled {
			status = http.StatusTooManyRequests
		}
		header := http.Header{"Retry-After": {after}, "X-Ratelimit-Reset": {reset}, "Date": {after}}
		pause := retryAfter(status, header, now)
		if pause < 0 {
			t.Fatalf("Retry-After %q and reset %q make a pause of %s", after, reset, pause)
		}
		if !throttled && pause != parseRetryAfter(after, now) {
			t.Fatalf("X-RateLimit-Reset %q counts for an answer that is not about throttling", reset)
		}
		if got := newReply(&http.Response{Header: header}, now, now); !got.dated && got.skew != 0 {
			t.Fatalf("the clock is %s off by an answer without a date", got.skew)
		}
	})
}

// FuzzBaseURL: what is taken is https, or on this machine, and has nothing in it but a host and a path; no refusal
// shows a password.
func FuzzBaseURL(f *testing.F) {
	for _, text := range []string{
		"https://sandbox.cashfree.com/payout", "HTTPS://API.cashfree.com:443/payout/", "http://127.0.0.1:8080", "http://[::1]:1/a", "http://localhost",
		"http://127.0.0.1.example", "http://10.0.0.1", "https://user:hunter2@x/", "https://x/../y", "https://x/%2e%2e/y", "https://x?y", "//x", "https://x:65536", "https://[fe80::1%25en0]/",
	} {
		f.Add(text)
	}
	f.Fuzz(testBaseURL)
}

func testBaseURL(t *testing.T, text string) {
	t.Helper()
	base, err := parseBaseURL(text)
	if err != nil {
		if strings.Contains(err.Error(), "hunter2") {
			t.Fatalf("%v quotes the password", err)
		}
		return
	}
	if base.User != nil || base.RawQuery != "" || base.Fragment != "" || base.Hostname() == "" || strings.HasSuffix(base.Path, "/") {
		t.Fatalf("%q is taken as %#v", text, base)
	}
	address, _ := netip.ParseAddr(base.Hostname())
	if base.Scheme != "https" && base.Hostname() != "localhost" && !address.IsLoopback() {
		t.Fatalf("%q is taken, and credentials would go to it in the clear", text)
	}
	again, err := parseBaseURL(base.String())
	if err != nil || again.String() != base.String() {
		t.Fatalf("%q becomes %q and then %q, %v", text, base, again, err)
	}
}
