package grammar

import "testing"

// A time is in UTC whatever form it has, and other texts are no times.
func TestNormalTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2025-03-28T22:42:25":          "2025-03-28T22:42:25Z",
		"2025-03-28T22:42:25Z":         "2025-03-28T22:42:25Z",
		"2025-03-28 22:42:25":          "2025-03-28T22:42:25Z",
		"2025-03-29T04:12:25+05:30":    "2025-03-28T22:42:25Z",
		"2025-03-29T04:12:25.999+0530": "2025-03-28T22:42:25Z",
		"2025-03-28T22:42:25.5":        "2025-03-28T22:42:25Z",
		"2025-03-28":                   "",
		"28/03/2025":                   "",
		"0000-00-00 00:00:00":          "",
		"9999-12-31T23:59:59-14:00":    "",
		"2025-02-31T22:42:25Z":         "",
		"yesterday":                    "",
		" 2025-03-28T22:42:25":         "",
		"2025-03-28T22:42:25Z\u200b":   "",
		"":                             "",
	} {
		if got := NormalTime(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Two times are the same up to five seconds apart, in any form. A text that is no time is the same as itself only.
func TestSameTime(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		same bool
	}{
		{"2025-03-28T22:42:25Z", "2025-03-28T22:42:25Z", true},
		{"2025-03-28T22:42:25Z", "2025-03-28T22:42:24Z", true},
		{"2025-03-28T22:42:25Z", "2025-03-28T22:42:30Z", true},
		{"2025-03-28T22:42:25Z", "2025-03-28T22:42:31Z", false},
		{"2025-03-28T22:42:25Z", "2025-03-28T23:42:25Z", false},
		{"2025-03-28T22:42:25Z", "2026-03-28T22:42:25Z", false},
		{"2025-12-31T23:59:58Z", "2026-01-01T00:00:02Z", true},
		{"2025-03-28T22:42:25Z", "2025-03-28T22:42:24", true},
		{"2025-03-28T22:42:25", "2025-03-29T04:12:27+05:30", true},
		{"2025-03-28T22:42:25Z", "2025-03-28T22:42:25+05:30", false},
		{"2025-03-28T22:42:25.9Z", "2025-03-28T22:42:30.1Z", true},
		{"0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", false},
		{"2025-03-28T22:42:25Z", "", false},
		{"2025-03-28T22:42:25Z", "yesterday", false},
		{"yesterday", "today", false},
		{"yesterday", "yesterday", true},
		{"", "yesterday", false},
		{"", "", true},
	} {
		if SameTime(tc.a, tc.b) != tc.same || SameTime(tc.b, tc.a) != tc.same {
			t.Errorf("%q and %q: want %v", tc.a, tc.b, tc.same)
		}
	}
}
