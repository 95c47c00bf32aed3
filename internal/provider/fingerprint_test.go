package provider

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

func TestAFingerprintTellsValuesApartAndGivesNothingAway(t *testing.T) {
	t.Parallel()
	prints, err := newFingerprinter(testClientSecret)
	must(t, err)
	other, err := newFingerprinter(testClientSecret + "x")
	must(t, err)
	const number = "00011020001772"
	stored := prints.of("vendor_0042", grammar.AccountNumber, number)

	if !prints.matches(stored, "vendor_0042", grammar.AccountNumber, " "+number) {
		t.Error("the same number does not match")
	}
	for name, different := range map[string]string{
		"another number":      prints.of("vendor_0042", grammar.AccountNumber, "00011020001773"),
		"a zero less":         prints.of("vendor_0042", grammar.AccountNumber, "0011020001772"),
		"another beneficiary": prints.of("vendor_0043", grammar.AccountNumber, number),
		"another field":       prints.of("vendor_0042", grammar.VPA, number),
		"parts moved":         prints.of("vendor_004", grammar.AccountNumber, "2"+number),
		"another key":         other.of("vendor_0042", grammar.AccountNumber, number),
	} {
		if different == stored {
			t.Errorf("%s has the same fingerprint", name)
		}
	}
	if !prints.comparable(stored) || other.comparable(stored) {
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

// A fingerprint stored by an older release must stay valid: its form is part of the state.
func TestTheFingerprintIsStable(t *testing.T) {
	t.Parallel()
	prints, err := newFingerprinter("a fixed secret of some length")
	must(t, err)
	if got := prints.of("vendor_0042", grammar.AccountNumber, "00011020001772"); got != stableFingerprint {
		t.Errorf("it is %s, and was %s", got, stableFingerprint)
	}
}

const stableFingerprint = "b9cb180e:98011225197dab5c729340e32fc7ac29"

func TestAFingerprintKeyOutlivesRotatedSecrets(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	key := object{"fingerprint_key": "a key that two pipelines share"}
	created := newCore(t, providerFor(base, key)).create(writeOnly(asha()))
	key["client_secret"] = "cfsk_test_rotated_0123456789"
	after := newCore(t, providerFor(base, key))
	same := with(asha(), "instrument.bank_account_number", "99911020001772") // the same last four
	if p := after.plan(created, writeOnly(same)); p.action != "replace" {
		t.Errorf("with a shared key a changed number plans %q", p.action)
	}
}
