package grammar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

var fields = []*grammar.Field{
	grammar.BeneficiaryID, grammar.Name, grammar.AccountNumber, grammar.IFSC, grammar.VPA, grammar.Email,
	grammar.Phone, grammar.CountryCode, grammar.Address, grammar.City, grammar.State, grammar.PostalCode,
}

// Each field accepts values at the boundary of its rule, and refuses values one step past it. The limits are those of
// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2, of the OpenAPI
// description https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json and of the error codes
// https://www.cashfree.com/docs/api-reference/payouts/v2/response-codes.md.
func TestField_Check_Boundaries(t *testing.T) {
	t.Parallel()
	x := func(n int) string { return strings.Repeat("x", n) }
	for _, row := range []struct {
		field    *grammar.Field
		accepted []string
		refused  []string
	}{
		{
			grammar.BeneficiaryID,
			[]string{"a", "7", x(50), "vendor_0042", "a|b.c", "with-hyphen", "_", "ABC"},
			[]string{"", x(51), "a b", "a/b", "é", "a@b", "a,b", "a\n", "a\nb", "vendor_0042 "},
		},
		{
			grammar.Name,
			[]string{"A", x(100), "Asha Rao", "  Asha \t Rao  "},
			[]string{"", " ", x(101), "Asha2", "M/s Rao", "Rao & Sons", "A. Rao", "O'Neil", "Аsha", "Zoë"},
		},
		{
			grammar.AccountNumber,
			[]string{"1234", "0000", strings.Repeat("1", 25), "00011020001772", "ABCD1234", " 00011020001772 "},
			[]string{"", "123", strings.Repeat("1", 26), "1234 5678", "1234-5678", "12३4", "1234.5"},
		},
		{
			grammar.IFSC,
			[]string{"HDFC0000001", "hdfc0000001", "YESB0MAN001", " HDFC0000001 "},
			[]string{"", "HDFC000001", "HDFC00000011", "HDFC1000001", "HDF00000001", "HDFC0-00001", "H1FC0000001", "HDFCO000001"},
		},
		{
			grammar.VPA,
			[]string{"ab@cd", "asha.rao-1_x@okhdfcbank", "9876543210@upi", "success@upi", x(97) + "@ab", "asha@ok.bank_1", "ASHA@UPI"},
			[]string{"", "a@upi", "asha", "@upi", "asha@", "asha@u", "asha@1pi", "a sha@upi", "asha@up-i", "as@ha@upi", x(98) + "@ab"},
		},
		{
			grammar.Email,
			[]string{"a@b.c", "a.b@c", x(195) + "@b.cd", "asha@example.com"},
			[]string{"", "a@b", "a.b", x(196) + "@b.cd", "@a"},
		},
		{
			grammar.Phone,
			[]string{"12345678", "123456789012", "9876543210", "+919876543210", "+91 98765 43210", " 9876543210"},
			[]string{"", "1234567", "1234567890123", "+1 2125551234", "98765-43210", "phone", "+91", "+91+919876543210"},
		},
		{grammar.CountryCode, []string{"+91", " +91 "}, []string{"", "91", "+1", "+911", "0091"}},
		{grammar.Address, []string{"1", x(150), "1 Test Road, 2nd floor", strings.Repeat("é", 150)}, []string{"", "  ", x(151), strings.Repeat("é", 151)}},
		{grammar.City, []string{"P", x(50), "Navi  Mumbai"}, []string{"", x(51)}},
		{grammar.State, []string{"M", x(50)}, []string{"", x(51)}},
		{grammar.PostalCode, []string{"411001", "100000", "999999", " 411001"}, []string{"", "0", "011001", "41100", "4110011", "41100a", "411 001"}},
	} {
		for _, value := range row.accepted {
			if err := row.field.Check(value); err != nil {
				t.Errorf("%q was refused: %v", value, err)
			}
		}
		for _, value := range row.refused {
			err := row.field.Check(value)
			if err == nil {
				t.Errorf("%s: %q was accepted", row.field.Name, value)
				continue
			}
			must, advice := splitRule(row.field)
			if !strings.HasPrefix(err.Error(), row.field.Name+must+", got ") || !strings.HasSuffix(err.Error(), "."+advice) {
				t.Errorf("error = %q, want the field and its rule first, and the advice last", err)
			}
		}
	}
}

// Only existing payees can have values that version 1 of the API accepts and version 2 refuses. Both versions have the
// same maximum lengths (https://cashfree.com/docs/api-reference/payouts/v1/add-beneficiary).
func TestField_ExistingOnly(t *testing.T) {
	t.Parallel()
	x := strings.Repeat
	for _, row := range []struct {
		field         *grammar.Field
		only, refused []string
	}{
		{
			grammar.Name,
			[]string{"M/s. Rao 2 Traders", "Rao & Sons", "O'Neil", "Zoë", "4711", " A.  Rao ", "2" + x("x", 99), x("é", 100),
				"Kirana Store 560001", "Ramesh 9876543210", "Stores 29ABCDE1234F1Z5", "00011020001772", "Rao 0001-1020-0017-72", "രാജന്\u200d"},
			[]string{"", " ", "2" + x("x", 100), x("é", 101), "Asha Ra\x8d", "Asha\x00Rao", "Asha\u202eRao", "\u200d", "\u200c \u200d", "Asha\u200bRao"},
		},
		{
			grammar.PostalCode,
			[]string{"1", "41100", "011001", "000000", " 4110 "},
			[]string{"", "0", "4110011", "41100a", "411 001", "-1"},
		},
		{grammar.BeneficiaryID, nil, []string{"", "a b", "a/b"}},
		{grammar.AccountNumber, nil, []string{"", "123", "1234-5678"}},
		{grammar.IFSC, nil, []string{"1DFC0000001", "HDFC1000001"}},
		{grammar.VPA, nil, []string{"a@upi", "asha@1pi"}},
		{grammar.Phone, nil, []string{"1234567"}},
	} {
		for _, value := range row.only {
			if !row.field.ExistingOnly(value) || row.field.Check(value) == nil {
				t.Errorf("%s: %q is not accepted for existing payees only", row.field.Name, value)
			}
		}
		for _, value := range row.refused {
			if row.field.ExistingOnly(value) || row.field.Check(value) == nil {
				t.Errorf("%s: %q is not refused for all payees", row.field.Name, value)
			}
		}
	}
	for _, field := range fields {
		for _, value := range []string{"Asha Rao", "411001", "vendor_0042"} {
			if field.Check(value) == nil && field.ExistingOnly(value) {
				t.Errorf("%s: %q is accepted for new payees and ExistingOnly", field.Name, value)
			}
		}
	}
}

// An error gives the rule and the value. It masks account numbers, shortens long values and repeats nothing of a
// secret.
func TestField_Check_Errors(t *testing.T) {
	t.Parallel()
	err := grammar.PostalCode.Check("41100")
	if err == nil || err.Error() != `postal_code must have six digits and not start with 0, got 5 characters.` {
		t.Errorf("error = %v", err)
	}
	err = grammar.AccountNumber.Check("0001 1020 0017 72")
	if err == nil || err.Error() != "bank_account_number must have 4 to 25 letters and digits, without spaces or hyphens, "+
		"got a value with other characters. In Terraform code, write it in quotes, because leading zeros count." {
		t.Errorf("error = %v, want no digit of the number", err)
	}
	err = grammar.AccountNumber.Check("1")
	if err == nil || !strings.Contains(err.Error(), ", got 1 character. ") {
		t.Errorf("error = %v", err)
	}
	err = grammar.Name.Check("00011020001772")
	if err == nil || !strings.Contains(err.Error(), `, got "…1772". `) {
		t.Errorf("error = %v, want the account number in the wrong column masked", err)
	}
	err = grammar.IFSC.Check("HDFCO123456")
	if err == nil || !strings.HasSuffix(err.Error(), `, got "HDFC…" (11 characters).`) {
		t.Errorf("error = %v, want the start of the mistyped IFSC", err)
	}
	err = grammar.City.Check(strings.Repeat("é", 10_000))
	if err == nil || utf8.RuneCountInString(err.Error()) > 400 {
		t.Errorf("an error of %d characters", utf8.RuneCountInString(err.Error()))
	}
}

// Values that differ in form alone, such as in the letter case of an IFSC, state the same fact.
func TestField_Same(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		field *grammar.Field
		a, b  string
		same  bool
	}{
		{grammar.BeneficiaryID, "vendor_1", "vendor_1", true},
		{grammar.BeneficiaryID, "vendor_1", "Vendor_1", false},
		{grammar.BeneficiaryID, "vendor_1", "vendor_1 ", false},
		{grammar.Name, "Asha Rao", "  Asha   Rao", true},
		{grammar.Name, "Asha Rao", "asha rao", false},
		{grammar.Name, "Asha Rao", "", false},
		{grammar.AccountNumber, "0001", " 0001 ", true},
		{grammar.AccountNumber, "0001", "1", false},
		{grammar.AccountNumber, "ABCD1", "abcd1", false},
		{grammar.IFSC, "HDFC0000001", "hdfc0000001", true},
		{grammar.IFSC, "HDFC0000001", "HDFC0000002", false},
		{grammar.VPA, "Asha@OkBank", "asha@okbank", true},
		{grammar.VPA, "asha@okbank", "asha@okaxis", false},
		{grammar.Email, "a@b.c", " a@b.c", true},
		{grammar.Email, "Asha@Example.com", "asha@example.com", true},
		{grammar.Email, "asha@example.com", "usha@example.com", false},
		{grammar.Phone, "9876543210", "+91 98765 43210", true},
		{grammar.Phone, "9876543210", "919876543210", false},
		{grammar.CountryCode, "", "+91", true},
		{grammar.CountryCode, "+91", "+92", false},
		{grammar.Address, "1 Test Road", "1  Test Road ", true},
		{grammar.PostalCode, "411001", "", false},
		{grammar.City, "", "  ", true},
	} {
		if got := row.field.Same(row.a, row.b); got != row.same {
			t.Errorf("%s: Same(%q, %q) = %v, want %v", row.field.Name, row.a, row.b, got, row.same)
		}
		if got := row.field.Comparable(row.a) == row.field.Comparable(row.b); got != row.same {
			t.Errorf("%s: the comparable forms of %q and %q disagree with Same", row.field.Name, row.a, row.b)
		}
	}
}

// Every character that NFC writes in another way states the same fact as its normal form, in every field, and so does a
// text with its accents apart. A text that differs in its characters does not.
func TestField_Same_UnicodeForms(t *testing.T) {
	t.Parallel()
	count := 0
	for r := rune(1); r <= utf8.MaxRune; r++ {
		text := "1 " + string(r) + " Road"
		normal, apart := norm.NFC.String(text), norm.NFD.String(text)
		if text == normal && normal == apart || !utf8.ValidRune(r) {
			continue
		}
		count++
		for _, field := range fields {
			if !field.Same(text, normal) || !field.Same(apart, normal) || field.Normal(apart) != field.Normal(normal) {
				t.Fatalf("%s: %+q, %+q and %+q are not the same", field.Name, text, normal, apart)
			}
			if (field.Check(text) == nil) != (field.Check(normal) == nil) {
				t.Fatalf("%s: only one of %+q and %+q is accepted", field.Name, text, normal)
			}
			if field.Same(text, "1 x Road") {
				t.Fatalf("%s: %+q is the same as another text", field.Name, text)
			}
		}
	}
	// https://www.unicode.org/Public/UCD/latest/ucd/CompositionExclusions.txt has 67 or more, and Hangul the others.
	if count < 67+11172 {
		t.Errorf("only %d characters have two forms", count)
	}
}

// Lengths are counted on the normal form, which is what is sent.
func TestField_Check_UnicodeLength(t *testing.T) {
	t.Parallel()
	for text, accepted := range map[string]bool{
		strings.Repeat("e\u0301", 150): true, strings.Repeat("e\u0301", 151): false,
		strings.Repeat("\u0958", 75): true, strings.Repeat("\u0958", 76): false,
	} {
		if err := grammar.Address.Check(text); (err == nil) != accepted {
			t.Errorf("%+q: %v", text, err)
		}
	}
}

// Ids with a hyphen and Paytm's UPI handles are accepted with a warning, and no other value has one.
func TestField_Warning(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		field        *grammar.Field
		value, title string
	}{
		{grammar.BeneficiaryID, "a-b", "Hyphen in a beneficiary id"},
		{grammar.BeneficiaryID, "a_b", ""},
		{grammar.VPA, "9999999999@paytm", "Paytm UPI handle"},
		{grammar.VPA, " asha@PayTM ", "Paytm UPI handle"},
		{grammar.VPA, "paytm@upi", ""},
		{grammar.VPA, "asha@ptpaytm", ""},
		{grammar.VPA, "", ""},
		{grammar.Address, "1-2 Test Road", ""},
	} {
		var title string
		if warning := row.field.Warning(row.value); warning != nil {
			title = warning.Title
		}
		if title != row.title {
			t.Errorf("%s: the warning of %q is %q, want %q", row.field.Name, row.value, title, row.title)
		}
	}
}

// An account number is the only secret, and only the id and the name are required.
func TestField_SecretAndRequired(t *testing.T) {
	t.Parallel()
	for _, field := range fields {
		if field.Secret != (field == grammar.AccountNumber) {
			t.Errorf("%s: Secret = %v", field.Name, field.Secret)
		}
		if field.Required != (field == grammar.BeneficiaryID || field == grammar.Name) {
			t.Errorf("%s: Required = %v", field.Name, field.Required)
		}
	}
}

// For every field, the normal form of a value is its own normal form and in NFC, states the same fact as the value and
// as the value in NFC, and is accepted or refused like it. An error about a secret repeats nothing of it.
func FuzzField(f *testing.F) {
	for _, seed := range []string{
		"", " a ", "Asha  Rao", "+91 98765 43210", "+91+919876543210", "hdfc0000001", "Asha@UPI", "0001 1020", "ŉ", "\xff", "\u2000", "ſ@K", "+ 91 1",
		"\u0958\u092e\u0932", "1 e \u0301", "İ\u0323@A", "\u212a\u0301", "\u1100\u1161\u11a8", "a" + strings.Repeat(" \u0301", 40), "\u2000a\u0344",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if !utf8.ValidString(value) || len(value) > 1<<15 {
			return // Terraform has no such strings, and no field such values
		}
		for _, field := range fields {
			normal := field.Normal(value)
			if again := field.Normal(normal); again != normal {
				t.Fatalf("%s: %q becomes %q and then %q", field.Name, value, normal, again)
			}
			if !field.Same(value, normal) || !field.Same(value, norm.NFC.String(value)) || !norm.NFC.IsNormalString(normal) {
				t.Fatalf("%s: %q is not the same as its NFC and its normal form %q", field.Name, value, normal)
			}
			err := field.Check(value)
			if (err == nil) != (field.Check(normal) == nil) {
				t.Fatalf("%s: %q and its normal form %q are not both accepted or both refused", field.Name, value, normal)
			}
			if err != nil && field.Secret && !slices.Contains(secretErrors(utf8.RuneCountInString(normal)), err.Error()) {
				t.Fatalf("error = %q, which shows more than the length of the secret", err)
			}
		}
	})
}

// secretErrors returns all possible errors about a secret of a length.
func secretErrors(length int) []string {
	must, advice := splitRule(grammar.AccountNumber)
	var all []string
	for _, got := range []string{
		"an empty value", "1 character", fmt.Sprintf("%d characters", length), "a value with other characters",
	} {
		all = append(all, "bank_account_number"+must+", got "+got+"."+advice)
	}
	return all
}

// splitRule splits a rule, such as "A name must … . Spell out … .", into its predicate and its advice.
func splitRule(field *grammar.Field) (must, advice string) {
	_, rest, _ := strings.Cut(field.Rule(), " must ")
	must, advice, _ = strings.Cut(strings.TrimSuffix(rest, "."), ". ")
	if advice != "" {
		advice = " " + advice + "."
	}
	return " must " + must, advice
}
