package grammar_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Mask and LastFour show at most four characters and at most half of a number.
func TestMask(t *testing.T) {
	t.Parallel()
	for account, want := range map[string][2]string{
		"":                 {"", ""},
		"  ":               {"", ""},
		"1":                {"", "…"},
		"12":               {"2", "…2"},
		"1234":             {"34", "…34"},
		"1234567":          {"567", "…567"},
		"12345678":         {"5678", "…5678"},
		"00011020001772":   {"1772", "…1772"},
		" 00011020001772 ": {"1772", "…1772"},
		"ABCDEFGHéé":       {"GHéé", "…GHéé"},
	} {
		if got := [2]string{grammar.LastFour(account), grammar.Mask(account)}; got != want {
			t.Errorf("%q: %q, want %q", account, got, want)
		}
	}
}

// Redact masks known and long numbers in any spelling, and keeps IFSC codes, UUIDs, addresses and times.
func TestRedact(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		text  string
		known []string
		want  string
	}{
		{"bank_account_number : should be alphanumeric. value received: 00011020001772", nil, "bank_account_number : should be alphanumeric. value received: …1772"},
		{"account 0001 1020 0017 72 is taken", nil, "account …1772 is taken"},
		{"account 0001-1020-001772", nil, "account …1772"},
		{"accounts 00011020001772,1233943142", nil, "accounts …1772,…3142"},
		{"alphanumeric AB12CD3456", nil, "alphanumeric …3456"},
		{"short 4711", nil, "short 4711"},
		{"short 4711", []string{"4711"}, "short …"},
		{"short 47-11, 47 11", []string{"4711"}, "short …, …"},
		{"letters abcd", []string{"ABCD"}, "letters …"},
		{"Abcd1234 AbCd1234", []string{"abcd1234"}, "… …"},
		{"12345678 and 1234", []string{"1234", "12345678"}, "… and …"},
		{"three characters are not a known number: 123", []string{"123", "", " "}, "three characters are not a known number: 123"},
		{"spaces around a known number: 4711", []string{" 4711 "}, "spaces around a known number: …"},
		{"00000000000", []string{"0000"}, "……00"},
		{"HDFC0000001 and hdfc0000001 stay", nil, "HDFC0000001 and hdfc0000001 stay"},
		{"request 7f3e1a2b-0042-4711-8812-123456789012 stays", nil, "request 7f3e1a2b-0042-4711-8812-123456789012 stays"},
		{"7f3e1a2b-0042-4711-8812-123456789012:00011020001772", nil, "7f3e1a2b-0042-4711-8812-123456789012:…1772"},
		{"12345678-1234-1234-1234-123456789012345", nil, "…2345"},
		{"HDFC0000001 00011020001772", nil, "HDFC0000001 …1772"},
		{"IP 203.0.113.7 stays, 2024-03-01T10:20:30Z too", nil, "IP 203.0.113.7 stays, 2024-03-01T10:20:30Z too"},
		{"", []string{"4711"}, ""},
	} {
		got := grammar.Redact(row.text, row.known...)
		if row.want == "……00" {
			// How many zeros are left does not matter, as long as they are fewer than the number has.
			if strings.Contains(got, "0000") {
				t.Errorf("Redact(%q, %q) = %q", row.text, row.known, got)
			}
			continue
		}
		if got != row.want {
			t.Errorf("Redact(%q, %q) = %q, want %q", row.text, row.known, got, row.want)
		}
	}
}

// Redact does not change the list of known numbers of its caller.
func TestRedact_KnownUnchanged(t *testing.T) {
	t.Parallel()
	known := []string{"4711", "00011020001772"}
	grammar.Redact("x", known...)
	if !slices.Equal(known, []string{"4711", "00011020001772"}) {
		t.Errorf("known = %v", known)
	}
}

// A mask shows at most four characters of a number, never more than half of it, and only its last ones.
func FuzzMask(f *testing.F) {
	for _, account := range []string{"", " ", "1", "4711", "12345", "00011020001772", " 0001 1020 ", "…1772", "a\u0301b\u0301", "\xff\xfe", strings.Repeat("9", 1000)} {
		f.Add(account)
	}
	f.Fuzz(func(t *testing.T, account string) {
		normal, last, mask := grammar.AccountNumber.Normal(account), grammar.LastFour(account), grammar.Mask(account)
		if shown := utf8.RuneCountInString(last); shown > 4 || shown > utf8.RuneCountInString(normal)/2 {
			t.Fatalf("LastFour(%q) = %q", account, last)
		}
		if utf8.ValidString(account) && !strings.HasSuffix(normal, last) {
			t.Fatalf("LastFour(%q) = %q", account, last)
		}
		if normal != "" && mask != "…"+last || normal == "" && mask != "" {
			t.Fatalf("Mask(%q) = %q", account, mask)
		}
	})
}
