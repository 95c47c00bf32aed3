package providerdata

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Fingerprinter makes fingerprints of values that must not be in the state. An account number has so few digits that a
// plain or salted hash of it is guessed in seconds. A fingerprint is therefore keyed, and the key is in no state.
//
// A nil Fingerprinter compares nothing: its key is not known yet.
type Fingerprinter struct {
	keyID string
	key   []byte
}

// Both are derived, so that neither a fingerprint nor a key id reveals the client secret.
const (
	fingerprintContext = "terraform-provider-cashfree fingerprint v1"
	keyIDContext       = "terraform-provider-cashfree fingerprint key id v1"
)

// NewFingerprinter derives its key from a secret of the user: fingerprint_key, or else the client secret.
func NewFingerprinter(secret string) (*Fingerprinter, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, fingerprintContext, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("deriving the fingerprint key: %w", err)
	}
	id, err := hkdf.Key(sha256.New, []byte(secret), nil, keyIDContext, 4)
	if err != nil {
		return nil, fmt.Errorf("deriving the id of the fingerprint key: %w", err)
	}
	return &Fingerprinter{keyID: hex.EncodeToString(id), key: key}, nil
}

// Of returns the fingerprint of one field of one beneficiary, such as "3f9c01aa:5d0c…" (key id, then 128 bits in
// hexadecimal). The beneficiary's id is part of what is hashed, so that two payees with one number have two
// fingerprints.
func (f *Fingerprinter) Of(beneficiaryID string, field *grammar.Field, value string) string {
	return f.ofParts(grammar.BeneficiaryID.Comparable(beneficiaryID), field.Name, field.Comparable(value))
}

// OfAll returns the fingerprint of all facts of a beneficiary.
func (f *Fingerprinter) OfAll(b payouts.Beneficiary) string {
	parts := make([]string, 0, 2*len(payouts.Facts))
	for _, fact := range payouts.Facts {
		parts = append(parts, fact.Field.Name, fact.Field.Comparable(*fact.Of(&b)))
	}
	return f.ofParts(parts...)
}

// OfAccount returns the fingerprint of a beneficiary's bank account and UPI address, or "" where it has neither. The
// beneficiary's id is not part of it, so it shows an account that moves to another id.
func (f *Fingerprinter) OfAccount(b payouts.Beneficiary) string {
	if b.BankAccountNumber == "" && b.VPA == "" {
		return ""
	}
	return f.ofParts("account", grammar.AccountNumber.Comparable(b.BankAccountNumber), grammar.IFSC.Comparable(b.BankIFSC),
		grammar.VPA.Comparable(b.VPA))
}

func (f *Fingerprinter) ofParts(parts ...string) string {
	mac := hmac.New(sha256.New, f.key)
	var length [4]byte
	for _, part := range parts {
		// The length comes first, because different parts could have the same bytes together.
		binary.BigEndian.PutUint32(length[:], uint32(len(part)))
		mac.Write(length[:])
		mac.Write([]byte(part))
	}
	return f.keyID + ":" + hex.EncodeToString(mac.Sum(nil)[:16])
}

// Comparable reports whether a fingerprint was made with this key. One that was not shows neither that the value is the
// same nor that it differs.
func (f *Fingerprinter) Comparable(fingerprint string) bool {
	return f != nil && strings.HasPrefix(fingerprint, f.keyID+":")
}

// Matches reports whether a comparable fingerprint is that of the value.
func (f *Fingerprinter) Matches(fingerprint, beneficiaryID string, field *grammar.Field, value string) bool {
	return hmac.Equal([]byte(fingerprint), []byte(f.Of(beneficiaryID, field, value)))
}
