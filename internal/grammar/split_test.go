package grammar_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

func TestAnIFSCNamesBankAndBranch(t *testing.T) {
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

func TestAVPANamesPayeeAndHandle(t *testing.T) {
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

func TestWhatIsRefusedIsNotTakenApart(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		split func(string) (string, string, error)
		value string
		says  string
	}{
		{grammar.SplitIFSC, "HDFC1000001", `is not of the form that Cashfree accepts: "HDFC1000001"`},
		{grammar.SplitIFSC, "HDFC000001", "has 10 characters, fewer than 11"},
		{grammar.SplitIFSC, " ", "an empty text is no IFSC"},
		{grammar.SplitVPA, "asha", `is not of the form that Cashfree accepts: "asha"`},
		{grammar.SplitVPA, "a@b@c", "is not of the form that Cashfree accepts"},
		{grammar.SplitVPA, "", "an empty text is no VPA"},
	} {
		first, second, err := row.split(row.value)
		if err == nil || !strings.Contains(err.Error(), row.says) || first+second != "" {
			t.Errorf("%q: %q, %q, %v, want %q", row.value, first, second, err, row.says)
		}
	}
}

// FuzzSplit: what the grammar takes comes apart and goes together again, and nothing else does.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"", "HDFC0000001", " yesb0man001", "asha@examplebank", "a@b", "@", "ſbin0000001", "as\u212Aa@upi"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if !utf8.ValidString(value) {
			return // Terraform knows no such text
		}
		bank, branch, err := grammar.SplitIFSC(value)
		if (err == nil) != (grammar.IFSC.Check(value) == nil) {
			t.Fatalf("SplitIFSC and the grammar disagree about %q: %v", value, err)
		}
		if err == nil && (bank+"0"+branch != grammar.IFSC.Normal(value) || len(bank) != 4 || len(branch) != 6) {
			t.Fatalf("SplitIFSC(%q) = %q, %q", value, bank, branch)
		}
		name, handle, err := grammar.SplitVPA(value)
		if (err == nil) != (grammar.VPA.Check(value) == nil) {
			t.Fatalf("SplitVPA and the grammar disagree about %q: %v", value, err)
		}
		if err == nil && (name+"@"+handle != grammar.VPA.Normal(value) || strings.Contains(name+handle, "@")) {
			t.Fatalf("SplitVPA(%q) = %q, %q", value, name, handle)
		}
	})
}
