package grammar_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/spelling"
)

// What the tests hide: secrets, numbers of nine and more characters, and shorter ones.
var (
	testSecrets = []string{"cfsk_ma_test_0a1b2c3d4e5f67890a1b2c3d4e5f6789_abcdef01", "correctHorseBatteryStapleQqXyzw_kLmnOp"}
	testNumbers = []string{"026291800001191", "5010", "12345678", "ABCDEFGHIJ", "AB12CD34", "1234567890123456789012345", "0000000000000"}
)

// A known number or secret is masked in every spelling and in every spelling of a spelling, among other text. A number
// of nine digits or more keeps its last four, a shorter one nothing.
func TestMasker_Spellings(t *testing.T) {
	t.Parallel()
	if len(spelling.All) < 60 {
		t.Fatalf("only %d spellings", len(spelling.All))
	}
	values := slices.Concat(testSecrets, testNumbers)
	forSecrets, forNumbers := grammar.NewMasker(testSecrets, nil), make(map[string]*grammar.Masker)
	for _, number := range testNumbers {
		forNumbers[number] = grammar.NewMasker(nil, []string{number})
	}
	count := 0
	spelling.Compositions(func(name string, isPair bool, spell func(string) string) {
		count++
		for i, value := range values {
			if isPair && i != count%len(values) {
				continue
			}
			wantHidden(t, cmp.Or(forNumbers[value], forSecrets), name, value, spell(value), spelling.Wrappings[(count+i)%len(spelling.Wrappings)])
		}
	})
	if count < 3_000 {
		t.Errorf("only %d spellings and pairs of them", count)
	}
}

// wantHidden checks that a text in which a value stands in some spelling shows no more of it than it may.
func wantHidden(t *testing.T, masker *grammar.Masker, name, value, spelled, wrapping string) {
	t.Helper()
	before, after, _ := strings.Cut(wrapping, "%s")
	if strings.Contains(name, "base64") && (endsInLetter(before) || after != "" && endsInLetter(after[:1])) {
		before, after = before+" ", " "+after // nobody can tell where it begins
	}
	allowed := 0
	if len(value) >= 9 {
		allowed = 4
	}
	text := before + spelled + after
	got := masker.Text(text)
	if shown := spelling.Visible(got) - spelling.Visible(before+after); shown > allowed {
		t.Errorf("%s of %q in %q:\n%q is shown as\n%q", name, value, wrapping, text, got)
	}
	if again := masker.Text(got); again != got {
		t.Errorf("%s of %q: %q is masked again as %q", name, value, got, again)
	}
}

func endsInLetter(text string) bool {
	return text != "" && unicode.IsLetter(rune(text[len(text)-1]))
}

// Messages without anything secret stay as they are.
func TestMasker_Honest(t *testing.T) {
	t.Parallel()
	masker := grammar.NewMasker(testSecrets, []string{"026291800001191", "99887766"})
	for _, text := range []string{
		"",
		"Beneficiary does not exist",
		"beneficiary_id : should not be more than 50 characters long.",
		"Please provide either bank_account_number and bank_ifsc together or beneficiary_id alone. Do not include all three parameters",
		"IP not whitelisted your current ip is 203.0.113.7",
		"IP not whitelisted. Your current ip is 203.0.113.7.For IP whitelisting go to the dashboard",
		"your current ip is 2401:4900:1c2b:3d4e:5f60:7182:93a4:b5c6",
		"your current ip is 2001:db8:1234:5678:9012:3456:7890:1234 and 2001:db8::1",
		"connect to 203.0.113.77:8443: connection refused",
		"dial tcp 127.0.0.1:45678: connect: connection refused",
		"request id 4c7ad2b0-9d1c-4c1b-8a8b-012345678901",
		"x-request-id: 4C7AD2B0-9D1C-4C1B-8A8B-012345678901",
		"trace 4bf92f3577b34da6a3ce929d0e0e4736",
		"request_id: 7f3e9a2b4c6d8e10-BOM",
		`{"request_id":"20240301102030123456"}`,
		"2024-03-01T10:20:30Z, 2024-03-01 10:20:30.123456+05:30, 2024-03-01T10:20:30",
		"Fri, 01 Mar 2024 10:20:30 GMT",
		"between 01/03/2024 and 31-12-2024, or on 1.3.2024 at 9:05",
		"Signature timestamp 1735689600 has expired",
		"timestamp: 1735689600123",
		"Amount 1,00,000.00 exceeds the balance of 12,34,567.89",
		"transfer_amount 1,000,000.00 is above 999,999.99",
		"INR 1000000000, Rs. 1000000000 and ₹1000000000, 2500000000 paise",
		"balance: 123456789.50",
		"UTR 406112345678 of the transfer",
		`"transfer_utr":"1387420170430008800069857"`,
		"utr no. N309241234567890 is unknown",
		"UTR is HDFCR52024030112345678",
		"already paid with HDFCR52024030112345678",
		"RRN: 406112345678",
		"cf_transfer_id 1234567890123 does not exist",
		"transfer_id: 20240301000123 should be alphanumeric",
		"batch transfer id B2024030112345678",
		"please provide a valid IFSC. value received: HDFC0000001/SBIN0123456",
		"HTTP 504 after 3 attempts, 30000 ms",
		"wait for 27h46m40s or 2m30.123456789s",
		"cf-ray: 8f3e2a1b4c5d6e7f-BOM, Support ID: 123456789012",
		"since 20240301T102030Z, rrn=412345678901",
		"amount 123456789 exceeds the limit",
		"codes 101, 102, 103, 104 are allowed",
		"between 4 and 25 characters, at most 5000 entries, 100000 a day",
		"पता क़मल रोड, पुणे 411001",
		"100% of 50% & more \\ less = equal",
		"masked already: …1191, … and …1772",
		"https://docs.cashfree.com/reference/response-codes?x=%20y&z=1",
	} {
		if got := masker.Text(text); got != text {
			t.Errorf("%q\nis shown as %q", text, got)
		}
	}
}

// What has the shape of an account number is masked, although nobody knows it.
func TestMasker_Shapes(t *testing.T) {
	t.Parallel()
	var masker grammar.Masker
	for text, want := range map[string]string{
		"value received: 00011020001772":             "value received: …1772",
		"0001 1020 0017 72":                          "…1772",
		"0001-1020-0017-72":                          "…1772",
		"0001.1020.0017.72":                          "…1772",
		"0001/1020/0017/72":                          "…1772",
		"0001_1020_0017_72":                          "…1772",
		"0001:1020:0017:72":                          "…1772",
		"0001 - 1020 - 0017 - 72":                    "…1772",
		"0001  1020  0017  72":                       "…1772",
		"००011020००1772":                             "…1772",
		"%30%30%30%31%31%30%32%30%30%30%31%37%37%32": "…1772",
		"MDAwMTEwMjAwMDE3NzI=":                       "…",
		"0 MDAwMTEwMgkwMDAxNzcy 0":                   "0 … 0",
		"AB12CD3456":                                 "…3456",
		"AB123456":                                   "…",
		"00011020001772, 00022030002883":             "…1772, …2883",
		"00011020001772,00022030002883":              "…1772,…2883",
		"00011020001772@hdfc0000001.ifsc.npci":       "…1772@hdfc0000001.ifsc.npci",
		"12345678-1234-1234-1234-123456789012345":    "…2345",
		"lines\n0001102\n0001772":                    "lines\n0001102\n0001772",
		"026291800001191.00":                         "…1191.00",
	} {
		if got := masker.Text(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// A text repeats a secret if it has all of it, or twelve characters in a row. A few characters that are the same are
// chance.
func TestMasker_Repeats(t *testing.T) {
	t.Parallel()
	masker := grammar.NewMasker([]string{testSecrets[0], "short", "ninechars", ""}, testNumbers)
	for text, want := range map[string]bool{
		"":                                false,
		"Asha Rao":                        false,
		"vendor_abcdef01":                 false,
		testNumbers[0]:                    false,
		"short":                           false,
		"it is ninechars":                 true,
		"it is Nine-Chars":                true,
		"0a1b2c3d4e5f":                    true,
		"0a1b2c3d4e5":                     false,
		"x" + testSecrets[0] + "y":        true,
		strings.ToUpper(testSecrets[0]):   true,
		fmt.Sprintf("%x", testSecrets[0]): true,
		"VERIFIED " + testSecrets[0][:25] + "…":   true,
		"c f s k _ m a _ t e s t _ 0 a 1 b 2 c 3": true,
	} {
		if got := masker.Repeats(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	spelling.Compositions(func(name string, isPair bool, spell func(string) string) {
		if !isPair && !masker.Repeats("it is "+spell(testSecrets[0])) {
			t.Errorf("%s is not recognised: %q", name, spell(testSecrets[0]))
		}
	})
}

// FuzzMasker: a value in two spellings, among any other text, is hidden as TestMasker_Spellings says. Any text stays as
// it is apart from what is masked, and is masked once.
func FuzzMasker(f *testing.F) {
	for i := range 12 {
		f.Add("value received: ", " is wrong", uint8(i*7), uint8(i*11), uint8(i), uint64(i)*1_000_003)
	}
	f.Fuzz(func(t *testing.T, before, after string, first, second, kind uint8, number uint64) {
		value, allowed := randomValue(kind, number)
		inner := spelling.All[int(first)%len(spelling.All)]
		outer := spelling.All[int(second)%len(spelling.All)]
		if !spelling.CanFollow(inner, outer) {
			outer = spelling.AsItIs
		}
		masker := grammar.NewMasker(nil, []string{value})
		if kind%4 == 0 {
			masker = grammar.NewMasker([]string{value}, nil)
		}
		// The text around it is masked apart: it may have anything in it.
		before, after = masker.Text(before), masker.Text(after)
		text := before + "\u2063 <" + outer.Spell(inner.Spell(value)) + "> \u2063" + after
		got := masker.Text(text)
		if shown := spelling.Visible(got) - spelling.Visible(before+after); shown > allowed {
			t.Fatalf("%s of %s of %q: %q is shown as %q", outer.Name, inner.Name, value, text, got)
		}
		if again := masker.Text(got); again != got {
			t.Fatalf("%q is masked again as %q", got, again)
		}
	})
}

// randomValue returns a secret or an account number, and how many of its letters and digits may be shown.
func randomValue(kind uint8, number uint64) (value string, shown int) {
	random := rand.New(rand.NewPCG(number, uint64(kind)))
	of := func(alphabet string, length int) string {
		text := make([]byte, length)
		for i := range text {
			text[i] = alphabet[random.IntN(len(alphabet))]
		}
		return string(text)
	}
	switch kind % 4 {
	case 0:
		return "cfsk_ma_test_" + of("0123456789abcdef", 32) + "_" + of("0123456789abcdef", 8), 0
	case 1:
		return of("0123456789", 9+random.IntN(17)), 4
	case 2:
		return of("0123456789", 4+random.IntN(5)), 0
	default:
		return of("0123456789", 4) + of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 5+random.IntN(17)), 4
	}
}
