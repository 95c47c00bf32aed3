package simulator

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strconv"
	"strings"
	"sync"
	"time"
)

// keyBits is assumed: Cashfree states no size.
const keyBits = 2048

// processKey returns one key for the whole process, since making one takes longer than most tests.
var processKey = sync.OnceValue(newKey)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		panic("simulator: " + err.Error())
	}
	return key
}

// signingKeys are the private keys. The dashboard has one key at a time.
type signingKeys struct {
	current *rsa.PrivateKey
	former  *rsa.PrivateKey
}

type signatureCheck int

const (
	signatureGood signatureCheck = iota
	signatureMissing
	signatureMismatch
)

// checkSignature decrypts x-cf-signature. It is not a signature but the text clientId.unixSeconds, encrypted with the
// public key by RSA-OAEP with SHA-1, in base64.
// https://www.cashfree.com/docs/api-reference/payouts/v1/authorize.md
//
// An expired signature has the answer of a wrong one, since no other is documented.
func (c *call) checkSignature() signatureCheck {
	if c.settings.secondFactor != SecondFactorSignature {
		return signatureGood
	}
	switch {
	case c.header.Get("X-Cf-Signature") == "":
		return signatureMissing
	case c.signed():
		return signatureGood
	}
	return signatureMismatch
}

// signed reports whether the call has a signature made with a key that is in force.
func (c *call) signed() bool {
	signature := c.header.Get("X-Cf-Signature")
	return c.opens(c.signing.current, signature) ||
		c.settings.behaviour.FormerKey == "accepted" && c.opens(c.signing.former, signature)
}

func (c *call) opens(key *rsa.PrivateKey, signature string) bool {
	if key == nil {
		return false
	}
	sealed, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return false
	}
	text, err := rsa.DecryptOAEP(sha1.New(), nil, key, sealed, nil)
	if err != nil {
		return false
	}
	stamp, found := strings.CutPrefix(string(text), c.header.Get("X-Client-Id")+".")
	return found && c.inWindow(stamp)
}

// inWindow reports whether the time of a signature is accepted. It may have decimals: Cashfree's v1 SDK for Node sends
// milliseconds as a fraction of a second (observed in cashfree-sdk 0.1.1).
func (c *call) inWindow(stamp string) bool {
	whole, fraction, hasFraction := strings.Cut(stamp, ".")
	if !allDigits(whole) || hasFraction && !allDigits(fraction) {
		return false
	}
	unix, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return false
	}
	b := c.settings.behaviour
	made := time.Unix(unix, 0)
	oldest := c.now.Add(-time.Duration(b.SignatureMaxAgeSeconds) * time.Second)
	newest := c.now.Add(time.Duration(b.SignatureMaxAheadSeconds) * time.Second)
	return !made.Before(oldest.Truncate(time.Second)) && !made.After(newest)
}

// PublicKeyPEM returns the key that callers sign with, in the form of the dashboard: a PEM block PUBLIC KEY
// (SubjectPublicKeyInfo).
func (s *Simulator) PublicKeyPEM() string {
	s.mu.Lock()
	key := s.signing.current
	s.mu.Unlock()
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return "" // An RSA key always marshals.
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// RotateKey makes a new key pair, as the dashboard does, and returns the new public key in the form of
// [Simulator.PublicKeyPEM].
func (s *Simulator) RotateKey() string {
	key := newKey()
	s.mu.Lock()
	s.signing = signingKeys{current: key, former: s.signing.current}
	s.mu.Unlock()
	return s.PublicKeyPEM()
}
