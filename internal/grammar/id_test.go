package grammar_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// The same parts always have the same id. Ids are keys of payees at Cashfree: with another id a payee is removed and
// added again. Lines may be added here, and no line may ever change.
func TestMakeID_Stable(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		want  string
		parts []string
	}{
		{"vendor_0042", []string{"vendor_0042"}},
		{"a|b.c", []string{"a|b.c"}},
		{"vendor__0042", []string{"vendor", "0042"}},
		{"in__acme.com__2026", []string{"in", "acme.com", "2026"}},
		{strings.Repeat("x", 50), []string{strings.Repeat("x", 50)}},
		{"Asha_Rao___pamskx96yayt1nrx", []string{"Asha Rao"}},
		{"Asha_Rao_Pune___n6rnnsn3x30h0dpp", []string{"Asha Rao", "Pune"}},
		{"Asha_Rao_Pune___j2tma0q7t5v0sbb5", []string{"Asha Rao Pune"}},
		{"Asha___60wr1vtftd8cc324", []string{" Asha"}},
		{"Asha___0xn8fd1b0b3ps1w4", []string{"Asha", "-"}},
		{"vendor_0042___ed0vd690jhe8x493", []string{"vendor-0042"}},
		{"a_b___k1pcjgv4z4kq1hx8", []string{"a_", "b"}},
		{"M_s_Rao_Sons_Pvt_Ltd___3ety60gshzzt5fj0", []string{"M/s. Rao & Sons (Pvt.) Ltd."}},
		{"Zo_D_Souza_Panaji___k1n7m2kr7jxqd5rk", []string{"Zoë D'Souza", "Panaji"}},
		{"payee___cfnbjxgcj4x39zy6", []string{"आशा राव"}},
		{"payee___fdtb1gas26hb38yq", []string{"-_-"}},
		{"Shri_Venkateshwara_Trading_Comp___208s3m5f6f2eay72", []string{"Shri Venkateshwara Trading Company", "Hyderabad"}},
		{"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx___6399nqxchd4ctqbc", []string{strings.Repeat("x", 51)}},
	} {
		if got, err := grammar.MakeID(row.parts...); err != nil || got != row.want {
			t.Errorf("MakeID(%q) = %q, %v, want %q", row.parts, got, err, row.want)
		}
	}
}

// Different parts have different ids, and no id of other parts can be had by asking for it.
func TestMakeID_Distinct(t *testing.T) {
	t.Parallel()
	seen := make(map[string][]string)
	for _, parts := range [][]string{
		{"Asha Rao", "Pune"}, {"Asha", "Rao", "Pune"}, {"Asha Rao Pune"}, {"Asha_Rao_Pune"}, {"Asha_Rao", "Pune"},
		{"asha rao", "pune"}, {"Asha  Rao", "Pune"}, {"Asha Rao ", "Pune"}, {"Asha-Rao", "Pune"}, {"Asha Rao", "Pune", "-"},
		{"a", "b"}, {"ab"}, {"a_b"}, {"a__b"}, {"a___b"}, {"a_", "b"}, {"a", "_b"}, {"a|b"}, {"a||b"}, {"a b"}, {"b", "a"},
		{"आशा राव"}, {"रवि अय्यर"}, {"Zoë"}, {"Zoe\u0308"}, {"payee"}, {"é"}, {"è"}, {"!"}, {"?"},
		{strings.Repeat("x", 50)}, {strings.Repeat("x", 51)}, {strings.Repeat("x", 52)},
	} {
		id := makeID(t, parts...)
		if others, taken := seen[id]; taken {
			t.Errorf("%q and %q are both %q", parts, others, id)
		}
		seen[id] = parts
		// A payee whose parts are the id of another payee, or the pieces of that id, has another id.
		if digested := strings.Contains(id, "___"); digested && (makeID(t, id) == id || makeID(t, strings.Split(id, "___")...) == id) {
			t.Errorf("the id of %q, made of its own text, is the same again", parts)
		}
	}
}

// An empty or blank part is refused by its position, and so is an empty list of parts.
func TestMakeID_EmptyPart(t *testing.T) {
	t.Parallel()
	for index, parts := range [][]string{{""}, {"a", " \t"}, {"a", "b", "\u00a0", ""}} {
		_, err := grammar.MakeID(parts...)
		if missing, ok := errors.AsType[*grammar.EmptyPartError](err); !ok || missing.Index != index {
			t.Errorf("MakeID(%q): %v, want part %d refused", parts, err, index)
		}
	}
	if id, err := grammar.MakeID(); err == nil {
		t.Errorf("MakeID() = %q, want an error", id)
	}
}

// For all parts, the id is one that Cashfree accepts without a warning, it is the same every time, and it differs from
// the id of any other way to divide or to write the same characters.
func FuzzMakeID(f *testing.F) {
	f.Add("Asha Rao", "Pune", "0042")
	f.Add("a", "b", "c")
	f.Add("vendors_of_the_western_region", "warehouse_pune", "0042")
	f.Add("a_", "_b", "__")
	f.Add("आशा", "राव", "…")
	f.Add("vendor|0042", "...", "x-y")
	described := regexp.MustCompile(`^[A-Za-z0-9_|.]{1,50}$`)
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, part := range []string{a, b, c} {
			if !utf8.ValidString(part) || strings.TrimSpace(part) == "" {
				return
			}
		}
		lists := [][]string{
			{a}, {b}, {c}, {a, b}, {b, a}, {a, c}, {a, b, c}, {a + b, c}, {a, b + c}, {a + b + c}, {a + " " + b}, {a + "_" + b},
			{a + "__" + b}, {a + "__" + b, c}, {a, b + "__" + c}, {a + "___" + b}, {a + "|" + b}, {strings.ToUpper(a)}, {a + " "},
		}
		made := make(map[string][]string)
		for _, parts := range lists {
			id := makeID(t, parts...)
			if err := grammar.BeneficiaryID.Check(id); err != nil || grammar.BeneficiaryID.Warning(id) != nil || !described.MatchString(id) {
				t.Fatalf("MakeID(%q) = %q: %v", parts, id, err)
			}
			if again := makeID(t, parts...); again != id {
				t.Fatalf("MakeID(%q) is %q and then %q", parts, id, again)
			}
			if others, taken := made[id]; taken && !slices.Equal(others, parts) {
				t.Fatalf("%q and %q are both %q", parts, others, id)
			}
			made[id] = parts
		}
	})
}

func makeID(t *testing.T, parts ...string) string {
	t.Helper()
	id, err := grammar.MakeID(parts...)
	if err != nil {
		t.Fatalf("MakeID(%q): %v", parts, err)
	}
	return id
}

// The readable part is cut to 31 characters and never ends in an underscore, since exactly three precede a digest.
func TestMakeID_CutAtWordEnd(t *testing.T) {
	t.Parallel()
	id, err := grammar.MakeID(strings.Repeat("a", 30) + " b")
	if err != nil || !strings.HasPrefix(id, strings.Repeat("a", 30)+"___") || strings.Contains(id, "____") {
		t.Errorf("MakeID = %q, %v", id, err)
	}
}
