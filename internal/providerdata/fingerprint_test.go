package providerdata

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// A fingerprint differs for each number, payee, field and key, and reveals no number.
func TestFingerprinter_Of(t *testing.T) {
	t.Parallel()
	prints, err := NewFingerprinter("cfsk_test_0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewFingerprinter("cfsk_test_0123456789abcdef" + "x")
	if err != nil {
		t.Fatal(err)
	}
	const number = "00011020001772"
	stored := prints.Of("vendor_0042", grammar.AccountNumber, number)

	if !prints.Matches(stored, "vendor_0042", grammar.AccountNumber, " "+number) {
		t.Error("the same number does not match")
	}
	for name, different := range map[string]string{
		"another number":      prints.Of("vendor_0042", grammar.AccountNumber, "00011020001773"),
		"a zero less":         prints.Of("vendor_0042", grammar.AccountNumber, "0011020001772"),
		"another beneficiary": prints.Of("vendor_0043", grammar.AccountNumber, number),
		"another field":       prints.Of("vendor_0042", grammar.VPA, number),
		"parts moved":         prints.Of("vendor_004", grammar.AccountNumber, "2"+number),
		"another key":         other.Of("vendor_0042", grammar.AccountNumber, number),
	} {
		if different == stored {
			t.Errorf("%s has the same fingerprint", name)
		}
	}
	if !prints.Comparable(stored) || other.Comparable(stored) {
		t.Error("a fingerprint is comparable under its own key only")
	}
	plain := sha256.Sum256([]byte(number))
	if strings.Contains(stored, hex.EncodeToString(plain[:4])) || strings.Contains(stored, number) {
		t.Error("the fingerprint is a plain hash, or holds the number")
	}
	if _, mac, _ := strings.Cut(stored, ":"); len(mac) != 32 {
		t.Errorf("%d hex digits of the HMAC are kept, want 32", len(mac))
	}
}

// A fingerprint that an older release stored must stay valid, because its form is part of the state.
func TestFingerprinter_Stable(t *testing.T) {
	t.Parallel()
	prints, err := NewFingerprinter("a fixed secret of some length")
	if err != nil {
		t.Fatal(err)
	}
	if got := prints.Of("vendor_0042", grammar.AccountNumber, "00011020001772"); got != stableFingerprint {
		t.Errorf("it is %s, and was %s", got, stableFingerprint)
	}
}

// The same holds for texts in all scripts. Another form of Unicode has the fingerprint of NFC, which is the form that
// older releases saw in every configuration.
func TestFingerprinter_Stable_UnicodeForms(t *testing.T) {
	t.Parallel()
	prints, err := NewFingerprinter("a fixed secret of some length")
	if err != nil {
		t.Fatal(err)
	}
	payee := payouts.Beneficiary{ID: "v1", Name: "Zo\u00eb", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001", VPA: "a\u00e9@b"}
	payee.Address, payee.City = "\u0915\u093c\u092e\u0932 Road", "\uac00"
	typed := payee
	typed.Name, typed.VPA, typed.Address, typed.City = "Zoe\u0308", "ae\u0301@b", "\u0958\u092e\u0932 Road", "\u1100\u1161"
	for name, b := range map[string]payouts.Beneficiary{"NFC": payee, "as it is typed": typed} {
		if got := [2]string{prints.OfAll(b), prints.OfAccount(b)}; got != stableTexts {
			t.Errorf("%s: the fingerprints are %q, and were %q", name, got, stableTexts)
		}
	}
}

var stableTexts = [2]string{"b9cb180e:b2fe83cb9fa1529200da74855348cc61", "b9cb180e:dfd8a4a7403951a3142bcffaeec4b935"}

const stableFingerprint = "b9cb180e:98011225197dab5c729340e32fc7ac29"
