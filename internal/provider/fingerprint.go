package provider

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

// fingerprinter makes fingerprints of values that must not be in state. An account number has so few digits that a
// plain or salted hash of it is guessed in seconds, so a fingerprint is a keyed one: without the key, which is in no
// state, it says nothing.
type fingerprinter struct {
	keyID string
	key   []byte
}

// Both are derived, so that neither a fingerprint nor a key id gives away the client secret.
const (
	fingerprintContext = "terraform-provider-cashfree fingerprint v1"
	keyIDContext       = "terraform-provider-cashfree fingerprint key id v1"
)

// newFingerprinter derives its key from a secret of the user's: fingerprint_key, or else the client secret.
func newFingerprinter(secret string) (*fingerprinter, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, fingerprintContext, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("deriving the fingerprint key: %w", err)
	}
	id, err := hkdf.Key(sha256.New, []byte(secret), nil, keyIDContext, 4)
	if err != nil {
		return nil, fmt.Errorf("deriving the id of the fingerprint key: %w", err)
	}
	return &fingerprinter{keyID: hex.EncodeToString(id), key: key}, nil
}

// of gives the fingerprint of one field of one beneficiary, such as "3f9c01aa:5d0c…" (key id, then 128 bits in hex).
// The beneficiary's id is part of what is hashed, so that equal numbers of two payees cannot be told to be equal.
func (f *fingerprinter) of(beneficiaryID string, field *grammar.Field, value string) string {
	return f.ofParts(grammar.BeneficiaryID.Comparable(beneficiaryID), field.Name, field.Comparable(value))
}

// ofAll gives the fingerprint of all facts of a beneficiary.
func (f *fingerprinter) ofAll(b payouts.Beneficiary) string {
	parts := make([]string, 0, 2*len(payouts.Facts))
	for _, fact := range payouts.Facts {
		parts = append(parts, fact.Field.Name, fact.Field.Comparable(*fact.Of(&b)))
	}
	return f.ofParts(parts...)
}

func (f *fingerprinter) ofParts(parts ...string) string {
	mac := hmac.New(sha256.New, f.key)
	var length [4]byte
	for _, part := range parts {
		// The length goes first: without it, two different rows of parts could give the same bytes.
		binary.BigEndian.PutUint32(length[:], uint32(len(part)))
		mac.Write(length[:])
		mac.Write([]byte(part))
	}
	return f.keyID + ":" + hex.EncodeToString(mac.Sum(nil)[:16])
}

// comparable reports whether a fingerprint was made with this key. One that was not says neither that the value is
// the same nor that it differs.
func (f *fingerprinter) comparable(fingerprint string) bool {
	return f != nil && strings.HasPrefix(fingerprint, f.keyID+":")
}

// matches reports whether a comparable fingerprint is that of the value.
func (f *fingerprinter) matches(fingerprint, beneficiaryID string, field *grammar.Field, value string) bool {
	return hmac.Equal([]byte(fingerprint), []byte(f.of(beneficiaryID, field, value)))
}
