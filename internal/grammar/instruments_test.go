package grammar_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Account number and IFSC are accepted only together, and one of account and VPA is needed.
func TestCheckCombination(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		account, ifsc, vpa bool
		field              *grammar.Field
		want               string
	}{
		{true, true, true, nil, ""},
		{true, true, false, nil, ""},
		{false, false, true, nil, ""},
		{false, false, false, nil, "A beneficiary needs a bank account"},
		{true, false, false, grammar.AccountNumber, "An account number needs bank_ifsc."},
		{true, false, true, grammar.AccountNumber, "An account number needs bank_ifsc."},
		{false, true, false, grammar.IFSC, "bank_ifsc needs an account number."},
		{false, true, true, grammar.IFSC, "bank_ifsc needs an account number."},
	} {
		field, problem := grammar.CheckCombination(row.account, row.ifsc, row.vpa)
		if field != row.field || !strings.HasPrefix(problem, row.want) || (problem == "") != (row.want == "") {
			t.Errorf("%+v: %+v, %q", row, field, problem)
		}
	}
}

// SplitIFSC returns the bank and the branch in upper case.
func TestSplitIFSC(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ code, bank, branch string }{
		{"HDFC0000001", "HDFC", "000001"},
		{"yesb0man001", "YESB", "MAN001"},
		{" SBIN0001234 ", "SBIN", "001234"},
	} {
		bank, branch, err := grammar.SplitIFSC(row.code)
		if err != nil || bank != row.bank || branch != row.branch {
			t.Errorf("%+v: %q, %q, %v", row, bank, branch, err)
		}
	}
}

// SplitVPA returns the name and the handle as they were typed.
func TestSplitVPA(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ address, name, handle string }{
		{"asha@examplebank", "asha", "examplebank"},
		{"Asha.Rao-1@OkBank", "Asha.Rao-1", "OkBank"},
		{" 9876543210@upi\n", "9876543210", "upi"},
		{"asha_rao@ok.bank_1", "asha_rao", "ok.bank_1"},
	} {
		name, handle, err := grammar.SplitVPA(row.address)
		if err != nil || name != row.name || handle != row.handle {
			t.Errorf("%+v: %q, %q, %v", row, name, handle, err)
		}
	}
}

// An invalid IFSC or VPA is refused with the error of its field. It begins with what the value is, since nothing here
// is named bank_ifsc or vpa.
func TestSplit_Invalid(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		split func(string) (string, string, error)
		value string
		begin string
		want  string
	}{
		{grammar.SplitIFSC, "HDFC1000001", "An IFSC must", `got "HDFC…" (11 characters).`},
		{grammar.SplitIFSC, "HDFC000001", "An IFSC must", `got "HDFC000001"`},
		{grammar.SplitIFSC, " ", "An IFSC must", "got an empty value."},
		{grammar.SplitVPA, "asha", "A VPA must", `got "asha".`},
		{grammar.SplitVPA, "ABCDEFGH", "A VPA must", "got a value that is not shown."},
		{grammar.SplitVPA, "asha@1pi", "A VPA must", `got "asha@1pi".`},
		{grammar.SplitVPA, "a@b@c", "A VPA must", `got "a@b@c".`},
		{grammar.SplitVPA, "", "A VPA must", "got an empty value."},
	} {
		first, second, err := row.split(row.value)
		if err == nil || !strings.HasPrefix(err.Error(), row.begin) || !strings.Contains(err.Error(), row.want) || first+second != "" {
			t.Errorf("%q: %q, %q, %v, want %q, and %q", row.value, first, second, err, row.begin, row.want)
		}
	}
}

// SplitIFSC and SplitVPA accept what Check accepts, and their results join to the normal form again.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"", "HDFC0000001", " yesb0man001", "asha@examplebank", "a@b", "@", "ſbin0000001", "as\u212Aa@upi"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if !utf8.ValidString(value) {
			return // Terraform has no such strings
		}
		bank, branch, err := grammar.SplitIFSC(value)
		if (err == nil) != (grammar.IFSC.Check(value) == nil) {
			t.Fatalf("SplitIFSC and Check disagree about %q: %v", value, err)
		}
		if err == nil && (bank+"0"+branch != grammar.IFSC.Normal(value) || len(bank) != 4 || len(branch) != 6) {
			t.Fatalf("SplitIFSC(%q) = %q, %q", value, bank, branch)
		}
		name, handle, err := grammar.SplitVPA(value)
		if (err == nil) != (grammar.VPA.Check(value) == nil) {
			t.Fatalf("SplitVPA and Check disagree about %q: %v", value, err)
		}
		if err == nil && (name+"@"+handle != grammar.VPA.Normal(value) || strings.Contains(name+handle, "@")) {
			t.Fatalf("SplitVPA(%q) = %q, %q", value, name, handle)
		}
	})
}
